import { z } from 'zod';
import { AppError } from '../../../../kernel/errors.ts';
import { toWireId } from '../../../../kernel/ids.ts';
import { operation } from '../../../../kernel/operation.ts';
import { findTombstone, insertTombstone, type TombstoneRow } from '../deletion.store.ts';
import { isoTime, reasonText, requireTenantId, slugText, tenantIdText } from '../tenant.schema.ts';
import { findChildTenant, type StatusOutcome, setChildStatus } from '../tenant.store.ts';

const deletionSchema = z
  .object({
    id: z.string(),
    requested_at: isoTime,
    requested_by: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'TenantDeletion' });

export const deleteTenantOperation = operation({
  id: 'tenants.delete',
  summary: 'Delete a tenant below this one with everything in it, for good',
  permission: 'tenants:manage',
  effect: 'destroy',
  audit: { event: 'tenant.deleted' },
  idempotency: 'natural',
  expose: { http: { method: 'POST', path: '/v1/tenants/{id}/delete', status: 202 } },
  input: z.strictObject({
    id: tenantIdText,
    confirm: slugText.describe('The short name of the tenant, so that none is deleted by a slip.'),
    reason: reasonText,
  }),
  output: deletionSchema,
  errors: ['conflict', 'legal_hold'],
  async run(ctx, input) {
    const id = requireTenantId(input.id);
    // Asked for before: the tenant may be gone already, and its short name with it.
    const begun = await findTombstone(ctx, id);
    if (begun) {
      ctx.audit({ subject: `tenant:${id}`, reason: input.reason });
      return toDeletionWire(begun);
    }
    const child = await findChildTenant(ctx.sql, id, ctx.at);
    if (!child) throw new AppError('not_found', { message: 'There is no tenant with this id.' });
    if (input.confirm !== child.slug) {
      throw new AppError('invalid', {
        field: 'confirm',
        message: 'confirm: is not the short name of this tenant.',
      });
    }
    const { reason } = input;
    const by = ctx.principal.name;
    await ctx.inChild(id, (inside) =>
      inside.audit({ event: 'tenant.deleted', subject: `tenant:${id}`, reason }),
    );
    refuse(await setChildStatus(ctx.sql, { id, status: 'deleting', reason, by, at: ctx.at }));
    const tombstone = { id, requested_at: ctx.at, requested_by: by, reason };
    await insertTombstone(ctx, tombstone);
    ctx.audit({
      subject: `tenant:${id}`,
      before: { status: child.status },
      after: { status: 'deleting' },
      reason,
    });
    return toDeletionWire(tombstone);
  },
});

function refuse(outcome: StatusOutcome): void {
  if (outcome === 'held') {
    throw new AppError('legal_hold', {
      message: 'A legal hold stands in this tenant: it can be deleted when every hold in it is lifted.',
    });
  }
  if (outcome === 'has_children') {
    throw new AppError('conflict', { message: 'There are tenants below this one: delete them first.' });
  }
  if (outcome !== 'changed') throw new AppError('conflict');
}

function toDeletionWire(row: Pick<TombstoneRow, 'id' | 'requested_at' | 'requested_by' | 'reason'>) {
  return {
    id: toWireId('tenant', row.id),
    requested_at: row.requested_at.toISOString(),
    requested_by: row.requested_by,
    reason: row.reason,
  };
}
