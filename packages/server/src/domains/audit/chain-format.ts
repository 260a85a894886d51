// What is hashed and signed, byte by byte; docs/audit-format.md tells auditors the same. Whoever changes anything here makes every
// chain that exists unverifiable: a new form gets a new CHAIN_FORMAT and stands beside this one.
//
//   body_hash   = sha256(body_salt || canonical({after, before, reason}))
//   record_hash = sha256(canonical({format, tenant_id, …, body_hash}))
//   chain_hash  = sha256(chain_hash of the link before || record_hash || sequence as 8 bytes, big-endian)
//
// The record's hash holds the hash of its body and not the body, so that a body can be removed with its salt: the chain still
// verifies, and without the salt nobody can try out what the body may have been.

import { createHash } from 'node:crypto';
import { canonicalJson } from '../../kernel/canonical-json.ts';

export const CHAIN_FORMAT = 1;
/** The chain hash before the first link. */
export const GENESIS: Buffer = Buffer.alloc(32);
export const SALT_BYTES = 16;

/** What of a record is hashed as it stands. */
export interface RecordFields {
  readonly tenant_id: string;
  readonly id: string;
  /** UTC with microseconds, as the database holds it: `2026-03-04T05:06:07.089000Z`. */
  readonly at: string;
  readonly event: string;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly actor_tenant_id: string | null;
  readonly address: string | null;
  readonly subject: string;
  readonly request_id: string;
}

export interface RecordBody {
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
}

export function bodyHash(salt: Uint8Array, body: RecordBody): Buffer {
  const { before, after, reason } = body;
  return createHash('sha256').update(salt).update(canonicalJson({ after, before, reason })).digest();
}

export function recordHash(fields: RecordFields, hashOfBody: Buffer): Buffer {
  return createHash('sha256')
    .update(
      canonicalJson({
        format: CHAIN_FORMAT,
        tenant_id: fields.tenant_id,
        id: fields.id,
        at: fields.at,
        event: fields.event,
        actor_kind: fields.actor_kind,
        actor_id: fields.actor_id,
        actor_name: fields.actor_name,
        actor_tenant_id: fields.actor_tenant_id,
        address: fields.address,
        subject: fields.subject,
        request_id: fields.request_id,
        body_hash: hashOfBody.toString('hex'),
      }),
    )
    .digest();
}

export function chainHash(previous: Uint8Array, hashOfRecord: Uint8Array, sequence: number): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(BigInt(sequence));
  return createHash('sha256').update(previous).update(hashOfRecord).update(place).digest();
}

export interface CheckpointFields {
  readonly tenant_id: string;
  readonly sequence: number;
  /** Hexadecimal. */
  readonly chain_hash: string;
  /** UTC with milliseconds. */
  readonly at: string;
  readonly key_id: string;
}

/** The bytes that a checkpoint's signature is over. */
export function checkpointBytes(fields: CheckpointFields): Buffer {
  const { tenant_id, sequence, chain_hash, at, key_id } = fields;
  return Buffer.from(canonicalJson({ format: CHAIN_FORMAT, tenant_id, sequence, chain_hash, at, key_id }));
}
