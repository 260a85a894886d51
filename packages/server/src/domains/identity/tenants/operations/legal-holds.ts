import { z } from 'zod';
import { AppError } from '../../../../kernel/errors.ts';
import { requireWireId, toWireId } from '../../../../kernel/ids.ts';
import { operation } from '../../../../kernel/operation.ts';
import { type HoldRow, insertHold, liftHold, listHolds, type NewHold } from '../retention.store.ts';
import { isoTime, reasonText } from '../tenant.schema.ts';
import type { Scope } from '../tenant.store.ts';

const holdSchema = z
  .object({
    id: z.string(),
    subject: z.string().describe('`tenant`, or the id of an alert.'),
    reason: z.string(),
    placed_at: isoTime,
    placed_by: z.string(),
    lifted_at: isoTime.nullable(),
    lifted_by: z.string().nullable(),
    lift_reason: z.string().nullable(),
  })
  .meta({ id: 'LegalHold' });

export const listHoldsOperation = operation({
  id: 'legal-holds.list',
  summary: 'Legal holds, standing ones first',
  permission: 'retention:manage',
  effect: 'read',
  audit: { none: 'shows no data' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/legal-holds' } },
  input: z.strictObject({}),
  output: z.array(holdSchema),
  errors: [],
  async run(ctx) {
    return (await listHolds(ctx)).map(toHoldWire);
  },
});

export const placeHoldOperation = operation({
  id: 'legal-holds.place',
  summary: 'Keep this tenant, or one alert with all that hangs on it, from being removed',
  permission: 'retention:manage',
  effect: 'write',
  audit: { event: 'legal-hold.placed' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/legal-holds', status: 201 } },
  input: z.strictObject({
    alert_id: z.string().min(1).max(60).nullable().default(null).describe('Null: the whole tenant.'),
    reason: reasonText,
  }),
  output: holdSchema,
  errors: [],
  async run(ctx, input) {
    const row = await place(ctx, {
      id: ctx.ids.next('hold'),
      alertId: input.alert_id === null ? null : requireWireId('alert', input.alert_id),
      reason: input.reason,
      at: ctx.at,
      by: ctx.principal.name,
    });
    ctx.audit({ subject: `hold:${row.id}`, after: { subject: row.subject }, reason: input.reason });
    return toHoldWire(row);
  },
});

export const liftHoldOperation = operation({
  id: 'legal-holds.lift',
  summary: 'Lift a legal hold',
  permission: 'retention:manage',
  effect: 'destroy',
  audit: { event: 'legal-hold.lifted' },
  idempotency: 'natural',
  expose: { http: { method: 'POST', path: '/v1/legal-holds/{id}/lift' } },
  input: z.strictObject({ id: z.string().min(1).max(60), reason: reasonText }),
  output: holdSchema,
  errors: [],
  async run(ctx, input) {
    const id = requireWireId('hold', input.id);
    const row = await liftHold(ctx, { id, reason: input.reason, at: ctx.at, by: ctx.principal.name });
    if (!row) throw new AppError('not_found', { message: 'There is no hold with this id.' });
    ctx.audit({ subject: `hold:${id}`, after: { subject: row.subject }, reason: input.reason });
    return toHoldWire(row);
  },
});

const FOREIGN_KEY = '23503';

async function place(scope: Scope, hold: NewHold): Promise<HoldRow> {
  try {
    const row = await insertHold(scope, hold);
    if (row) return row;
  } catch (error) {
    // The table of alerts is another domain's; its key says whether the alert is one of this tenant.
    if (!(error instanceof Error && 'code' in error && error.code === FOREIGN_KEY)) throw error;
  }
  throw new AppError('not_found', { message: 'There is no alert with this id.' });
}

function toHoldWire(row: HoldRow): z.input<typeof holdSchema> {
  const [kind, alertId] = row.subject.split(':');
  return {
    id: toWireId('hold', row.id),
    subject: kind === 'alert' && alertId !== undefined ? toWireId('alert', alertId) : row.subject,
    reason: row.reason,
    placed_at: row.placed_at.toISOString(),
    placed_by: row.placed_by,
    lifted_at: row.lifted_at?.toISOString() ?? null,
    lifted_by: row.lifted_by,
    lift_reason: row.lift_reason,
  };
}
