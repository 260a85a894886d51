import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { requireWireId, toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { findTombstone, listTombstoneLinks, type TombstoneRow } from '../../identity/index.ts';
import { type ClosedChain, verifyHashes } from '../prune.ts';
import { openVerifyingKeys } from '../signing.ts';

const isoTime = z.iso.datetime({ offset: true });
const LINKS_PAGE = 10_000;

export const verifyTombstoneOperation = operation({
  id: 'tenants.verify-tombstone',
  summary: 'What is left of a deleted tenant, and whether the hashes of its audit records still verify',
  permission: 'tenants:manage',
  effect: 'read',
  audit: { none: 'shows hashes and counts, and no data' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/tenants/{id}/tombstone' } },
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: z
    .object({
      id: z.string(),
      requested_at: isoTime,
      requested_by: z.string(),
      reason: z.string(),
      deleted_at: isoTime.nullable().describe('Null while the deletion goes on.'),
      counts: z.record(z.string(), z.number().int()).describe('Rows removed, by table.'),
      audit: z
        .object({
          ok: z.boolean().describe('Whether the hashes lead to what the checkpoint signed.'),
          records: z.number().int(),
          last_sequence: z.number().int(),
          chain_hash: z.string(),
          signed_at: isoTime,
          key_id: z.string(),
        })
        .nullable()
        .describe('Null until the audit chain was closed.'),
    })
    .meta({ id: 'TenantTombstone' }),
  errors: [],
  async run(ctx, input) {
    const row = await findTombstone(ctx, requireWireId('tenant', input.id));
    if (!row) throw new AppError('not_found', { message: 'There is no deleted tenant with this id.' });
    return {
      id: toWireId('tenant', row.id),
      requested_at: row.requested_at.toISOString(),
      requested_by: row.requested_by,
      reason: row.reason,
      deleted_at: row.deleted_at?.toISOString() ?? null,
      counts: row.counts,
      audit: await verifyClosed(ctx, row),
    };
  },
});

async function verifyClosed(ctx: OperationContext, row: TombstoneRow) {
  const closed = closedOf(row);
  if (!closed) return null;
  const links: ClosedChain['links'][number][] = [];
  while (true) {
    const after = links.at(-1)?.sequence ?? closed.start.sequence;
    const page = await listTombstoneLinks(ctx, row.id, { after, limit: LINKS_PAGE });
    links.push(...page);
    if (page.length < LINKS_PAGE) break;
  }
  const { checkpoint } = closed;
  const keys = await openVerifyingKeys(ctx);
  return {
    ok: verifyHashes({ ...closed, links, tenantId: row.id }, keys.get(checkpoint.key_id)),
    records: links.length,
    last_sequence: checkpoint.sequence,
    chain_hash: checkpoint.chain_hash.toString('hex'),
    signed_at: checkpoint.at.toISOString(),
    key_id: checkpoint.key_id,
  };
}

function closedOf(row: TombstoneRow) {
  const { start_sequence, start_hash, end_sequence, end_hash, signed_at, key_id, signature } = row;
  if (!start_hash || !end_hash || !signed_at || key_id === null || !signature) return null;
  return {
    start: { sequence: Number(start_sequence), chain_hash: start_hash },
    checkpoint: { sequence: Number(end_sequence), chain_hash: end_hash, at: signed_at, key_id, signature },
  };
}
