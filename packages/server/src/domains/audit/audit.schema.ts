// The wire form of audit records, checkpoints and what verifying found, once for all operations.

import { z } from 'zod';
import { toWireId } from '../../kernel/ids.ts';
import type { PlacedRow } from './audit.store.ts';
import { BREAK_KINDS, type Break } from './check-link.ts';
import type { CheckpointRow } from './checkpoint.store.ts';

export const isoTime = z.iso.datetime({ offset: true });
export const ACTOR_KINDS = ['user', 'key', 'agent', 'system'] as const;

export const auditRecordSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    event: z.string(),
    actor: z.object({
      kind: z.enum(ACTOR_KINDS),
      id: z.string(),
      name: z.string(),
      tenant_id: z
        .string()
        .nullable()
        .describe('The tenant of an actor of another, such as a service provider; null for our own.'),
    }),
    address: z.string().nullable().describe('The address that the request came from.'),
    subject: z.string(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
    reason: z.string().nullable(),
    request_id: z.string(),
    sequence: z.number().int().nullable().describe('Its place in the chain; null until it is sealed.'),
    is_body_removed: z
      .boolean()
      .describe('Before, after and reason were removed; the chain still proves what they were.'),
  })
  .meta({ id: 'AuditRecord' });

export function toAuditWire(row: PlacedRow): z.input<typeof auditRecordSchema> {
  return {
    id: toWireId('audit', row.id),
    at: row.at.toISOString(),
    event: row.event,
    actor: {
      kind: row.actor_kind,
      id: row.actor_id,
      name: row.actor_name,
      tenant_id: row.actor_tenant_id && toWireId('tenant', row.actor_tenant_id),
    },
    address: row.address,
    subject: row.subject,
    before: row.before,
    after: row.after,
    reason: row.reason,
    request_id: row.request_id,
    sequence: row.sequence === null ? null : Number(row.sequence),
    is_body_removed: row.is_body_removed,
  };
}

const hex = z.string().regex(/^[0-9a-f]+$/);

export const checkpointSchema = z
  .object({
    sequence: z.number().int(),
    chain_hash: hex,
    at: z.iso.datetime(),
    key_id: z.string(),
    signature: z.string().describe('Ed25519, base64; over what docs/audit-format.md says.'),
  })
  .meta({ id: 'AuditCheckpoint' });

export function toCheckpointWire(row: CheckpointRow): z.output<typeof checkpointSchema> {
  return {
    sequence: row.sequence,
    chain_hash: row.chain_hash.toString('hex'),
    at: row.at.toISOString(),
    key_id: row.key_id,
    signature: row.signature.toString('base64'),
  };
}

export const breakSchema = z
  .object({
    kind: z.enum(BREAK_KINDS),
    sequence: z.number().int().nullable(),
    record_id: z.string().nullable(),
    part: z
      .enum(['fields', 'body'])
      .nullable()
      .describe('`fields`: who, when, what; `body`: before, after and reason.'),
    message: z.string(),
  })
  .meta({ id: 'AuditBreak' });

export function toBreakWire(broken: Break): z.output<typeof breakSchema> {
  return { ...broken, record_id: broken.record_id && toWireId('audit', broken.record_id) };
}
