// Verifies an exported file by itself, with nothing but what stands in it: for an auditor who has no server and no database. What
// it cannot know is whether the key in the file is the right one; whoever has it from elsewhere gives its id.

import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { CHAIN_FORMAT } from './chain-format.ts';
import { bodyLost, checkLink, checkpointBroken, isBreak, type Place } from './check-link.ts';
import { isSigned, keyIdOf } from './signing.ts';

const LINE_MAX = 32 * 1024 * 1024;

const bytes = z
  .string()
  .regex(/^([0-9a-f]{2})*$/)
  .transform((text) => Buffer.from(text, 'hex'));
const sequence = z.number().int().min(0);

const headerSchema = z.object({
  type: z.literal('header'),
  format: z.literal(CHAIN_FORMAT),
  tenant_id: z.string(),
  after_sequence: sequence,
  previous_chain_hash: bytes,
  public_keys: z.array(z.object({ key_id: z.string(), public_key: z.string() })).max(100),
});

const lineSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('record'),
    sequence,
    chain_hash: bytes,
    record_hash: bytes,
    body_hash: bytes,
    body_salt: bytes.nullable(),
    record: z
      .object({
        tenant_id: z.string(),
        id: z.string(),
        at: z.string(),
        event: z.string(),
        actor_kind: z.string(),
        actor_id: z.string(),
        actor_name: z.string(),
        actor_tenant_id: z.string().nullable(),
        address: z.string().nullable(),
        subject: z.string(),
        request_id: z.string(),
      })
      .nullable(),
    body: z.object({ before: z.unknown(), after: z.unknown(), reason: z.string().nullable() }).nullable(),
  }),
  z.object({
    type: z.literal('checkpoint'),
    sequence,
    chain_hash: bytes,
    at: z.string(),
    key_id: z.string(),
    signature: z.string(),
  }),
  z.object({ type: z.literal('end'), records: z.number().int(), last_sequence: sequence, chain_hash: bytes }),
]);
type Line = z.output<typeof lineSchema>;
type RecordLine = Extract<Line, { type: 'record' }>;

export interface FileVerification {
  /** What is wrong first; null when nothing is. */
  readonly problem: { readonly line: number; readonly message: string } | null;
  readonly tenantId: string | null;
  readonly records: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly checkpoints: number;
  /** Records after the last checkpoint: chained, and not signed. */
  readonly unsigned: number;
  readonly bodiesRemoved: number;
  /** Ids of the keys whose signatures were found good. */
  readonly keyIds: readonly string[];
}

interface State {
  tenantId: string | null;
  keys: Map<string, KeyObject>;
  place: Place;
  first: number | null;
  records: number;
  checkpoints: number;
  unsigned: number;
  isEnded: boolean;
  readonly removed: Map<string, { readonly line: number; readonly sequence: number }>;
  readonly removals: Set<string>;
  readonly keyIds: Set<string>;
}

/**
 * Reads lines without their breaks. `keyId` is the key that the caller trusts; without it, the file's own. A removed body is taken
 * for one whose removal is on record only when that record is in the file.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  keyId: string | null = null,
): Promise<FileVerification> {
  const state: State = {
    tenantId: null,
    keys: new Map(),
    place: { sequence: 0, chain_hash: Buffer.alloc(0) },
    first: null,
    records: 0,
    checkpoints: 0,
    unsigned: 0,
    isEnded: false,
    removed: new Map(),
    removals: new Set(),
    keyIds: new Set(),
  };
  let number = 0;
  let problem: FileVerification['problem'] = null;
  for await (const text of lines) {
    number += 1;
    const message = number === 1 ? readHeader(state, text, keyId) : readLine(state, text, number);
    if (message === null) continue;
    problem = { line: number, message };
    break;
  }
  problem ??= unfinished(state, number);
  const { tenantId, records, first, checkpoints, unsigned, removed } = state;
  return {
    problem,
    tenantId,
    records,
    first,
    last: first === null ? null : state.place.sequence,
    checkpoints,
    unsigned,
    bodiesRemoved: removed.size,
    keyIds: [...state.keyIds],
  };
}

function unfinished(state: State, line: number): FileVerification['problem'] {
  if (state.tenantId === null) return { line, message: 'The file is empty.' };
  if (!state.isEnded) return { line, message: 'The file was cut off: its last line is missing.' };
  for (const [id, at] of state.removed) {
    if (!state.removals.has(`audit:${id}`))
      return { line: at.line, message: bodyLost({ sequence: at.sequence, record_id: id }).message };
  }
  return null;
}

function readHeader(state: State, text: string, keyId: string | null): string | null {
  const header = headerSchema.safeParse(parse(text));
  if (!header.success) return 'This is no export of audit records of a form that this release knows.';
  const { tenant_id, after_sequence, previous_chain_hash, public_keys } = header.data;
  for (const entry of public_keys) {
    const key = keyOf(entry.public_key);
    if (!key || keyIdOf(key) !== entry.key_id)
      return `The key ${entry.key_id} of the header is not what its id says.`;
    if (keyId === null || keyId === entry.key_id) state.keys.set(entry.key_id, key);
  }
  if (state.keys.size === 0)
    return keyId === null ? 'The header has no key.' : `The file is not signed by the key ${keyId}.`;
  state.tenantId = tenant_id;
  state.place = { sequence: after_sequence, chain_hash: previous_chain_hash };
  return null;
}

function keyOf(pem: string): KeyObject | null {
  try {
    return createPublicKey(pem);
  } catch {
    // Not a key: said by the caller, with its id.
    return null;
  }
}

function readLine(state: State, text: string, number: number): string | null {
  if (state.isEnded) return 'Something stands after the end.';
  const parsed = lineSchema.safeParse(parse(text));
  if (!parsed.success) return 'The line is not one of an export.';
  const line = parsed.data;
  if (line.type === 'record') return readRecord(state, line, number);
  const { sequence, chain_hash } = state.place;
  const isHere = line.type === 'checkpoint' ? line.sequence === sequence : line.last_sequence === sequence;
  const isSame = isHere && line.chain_hash.equals(chain_hash);
  if (line.type === 'end') {
    state.isEnded = true;
    return isSame && line.records === state.records
      ? null
      : 'The end does not fit what stands before it: lines are missing.';
  }
  if (!isSame) return checkpointBroken(line.sequence, 'hash').message;
  const { key_id, at } = line;
  const fields = {
    tenant_id: state.tenantId ?? '',
    sequence,
    chain_hash: chain_hash.toString('hex'),
    at,
    key_id,
  };
  if (!isSigned(state.keys.get(key_id), fields, Buffer.from(line.signature, 'base64')))
    return checkpointBroken(sequence, 'signature').message;
  state.checkpoints += 1;
  state.unsigned = 0;
  state.keyIds.add(key_id);
  return null;
}

function readRecord(state: State, line: RecordLine, number: number): string | null {
  const { record, body } = line;
  if (record && record.tenant_id !== state.tenantId) return 'The record belongs to another tenant.';
  const whole = record && {
    ...record,
    before: body?.before ?? null,
    after: body?.after ?? null,
    reason: body?.reason ?? null,
  };
  const check = checkLink(state.place, { ...line, record_id: record?.id ?? '', record: whole });
  if (isBreak(check)) return check.message;
  if (record && check.isBodyRemoved) state.removed.set(record.id, { line: number, sequence: line.sequence });
  if (record?.event === 'audit.body-removed') state.removals.add(record.subject);
  state.place = { sequence: line.sequence, chain_hash: line.chain_hash };
  state.first ??= line.sequence;
  state.records += 1;
  state.unsigned += 1;
  return null;
}

function parse(text: string): unknown {
  if (text.length > LINE_MAX) return null;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: said by the caller.
    return null;
  }
}
