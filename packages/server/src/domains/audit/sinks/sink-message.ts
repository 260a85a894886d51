// What a collector is sent: the records of one stretch of the chain, in the collector's format, signed when the sink signs.
//
// Each record carries its id and its place in the chain, so that a collector can drop what it has already, and see by itself that
// nothing is missing.

import { createHmac } from 'node:crypto';
import type { EgressRequest } from '../../../kernel/egress.ts';
import { toWireId } from '../../../kernel/ids.ts';
import type { Secret } from '../../../kernel/vault.ts';
import type { LinkedRow } from '../chain.store.ts';
import type { SinkFormat } from './sink.store.ts';

/** A batch ends before the record with which it would be larger; one record alone may be. */
export const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
export const SIGNATURE_HEADERS = ['x-watchfloor-signature', 'x-watchfloor-timestamp'] as const;

export interface SinkSecrets {
  readonly authorization: Secret | null;
  readonly signing: Secret | null;
}

export interface Message {
  readonly body: Buffer;
  readonly first: LinkedRow;
  readonly last: LinkedRow;
  readonly count: number;
}

/** The message of these links, or of as many from the first on as fit; null without any. */
export function messageOf(tenantId: string, format: SinkFormat, links: readonly LinkedRow[]): Message | null {
  const [first] = links;
  if (!first) return null;
  const lines: string[] = [];
  let last = first;
  let size = 0;
  for (const link of links) {
    const line = `${lineOf(format, recordOf(tenantId, link), link.record?.at ?? null)}\n`;
    size += Buffer.byteLength(line);
    if (lines.length > 0 && size > MESSAGE_BYTES_MAX) break;
    lines.push(line);
    last = link;
  }
  return { body: Buffer.from(lines.join('')), first, last, count: lines.length };
}

/** A message that says that it is a test, in the form of records. */
export function testMessageOf(tenantId: string, format: SinkFormat, at: Date): Buffer {
  const record = {
    tenant_id: toWireId('tenant', tenantId),
    event: 'audit-sink.test',
    at: at.toISOString(),
    is_test: true,
  };
  return Buffer.from(`${lineOf(format, record, record.at)}\n`);
}

function lineOf(format: SinkFormat, record: object, at: string | null): string {
  if (format === 'jsonl') return JSON.stringify(record);
  return JSON.stringify({
    ...(at === null ? {} : { time: Date.parse(at) / 1000 }),
    source: 'watchfloor',
    sourcetype: 'watchfloor:audit',
    event: record,
  });
}

function recordOf(
  tenantId: string,
  { sequence, record_id: id, chain_hash: hash, record }: LinkedRow,
): object {
  const place = {
    tenant_id: toWireId('tenant', tenantId),
    id: toWireId('audit', id),
    sequence,
    chain_hash: hash.toString('hex'),
  };
  // Somebody took the record away behind the product's back; the collector learns that there was one.
  if (record === null) return { ...place, is_missing: true };
  return {
    ...place,
    at: record.at,
    event: record.event,
    actor: {
      kind: record.actor_kind,
      id: record.actor_id,
      name: record.actor_name,
      tenant_id: record.actor_tenant_id && toWireId('tenant', record.actor_tenant_id),
    },
    address: record.address,
    subject: record.subject,
    before: record.before,
    after: record.after,
    reason: record.reason,
    request_id: record.request_id,
  };
}

export interface Sending {
  readonly url: string;
  readonly format: SinkFormat;
  readonly body: Buffer;
  /** The same for the same records, however often they are sent. */
  readonly idempotencyKey: string;
  readonly secrets: SinkSecrets;
  readonly at: Date;
}

/** The key of a batch: its first and last record. The same records have the same key, others have another. */
export function idempotencyKeyOf({ first, last }: Message): string {
  const [from, to] = [toWireId('audit', first.record_id), toWireId('audit', last.record_id)];
  return from === to ? from : `${from}.${to}`;
}

export function requestOf({ url, format, body, idempotencyKey, secrets, at }: Sending): EgressRequest {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const { authorization, signing } = secrets;
  return {
    url,
    method: 'POST',
    headers: {
      'content-type': format === 'jsonl' ? 'application/x-ndjson' : 'application/json',
      'idempotency-key': idempotencyKey,
      ...(authorization ? { authorization: authorization.reveal() } : {}),
      ...(signing
        ? {
            'x-watchfloor-timestamp': timestamp,
            'x-watchfloor-signature': signatureOf(signing, timestamp, body),
          }
        : {}),
    },
    credentialHeaders: SIGNATURE_HEADERS,
    body,
  };
}

/** Our own timestamped scheme, as sources sign towards us (domains/connections/signature.ts). */
function signatureOf(secret: Secret, timestamp: string, body: Buffer): string {
  const mac = createHmac('sha256', secret.reveal()).update(`${timestamp}.`).update(body);
  return `v1=${mac.digest('hex')}`;
}
