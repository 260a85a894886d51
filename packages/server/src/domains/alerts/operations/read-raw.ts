import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { requireWireId, toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { findRawRemoval } from '../../identity/index.ts';
import { alertIdText, rawRecordSchema } from '../alert.schema.ts';
import { findEvent, findRaw, listRevisions, type RawRow } from '../alert.store.ts';
import { requireAlert } from './get-alert.ts';

export const readRawOperation = operation({
  id: 'alerts.raw',
  summary: 'The records of an alert exactly as received, newest revision first',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading alerts is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/alerts/{id}/raw' } },
  input: z.strictObject({ id: alertIdText }),
  output: z.array(rawRecordSchema),
  errors: ['removed_by_retention'],
  async run(ctx, input) {
    const alert = await requireAlert(ctx, input.id);
    const refs = [{ revision: 1, record_id: alert.record_id }, ...(await listRevisions(ctx, alert.id))];
    const records = [];
    for (const ref of refs.reverse().slice(0, 20)) {
      const raw = await findRaw(ctx, ref.record_id);
      if (raw) records.push(toRawWire(raw, ref.revision));
    }
    if (records.length === 0) await refuseRemoved(ctx, alert.received_at);
    return records;
  },
});

export const readEventRawOperation = operation({
  id: 'events.raw',
  summary: 'The record of an event exactly as received',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading events is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/events/{id}/raw' } },
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: z.array(rawRecordSchema),
  errors: ['removed_by_retention'],
  async run(ctx, input) {
    const event = await findEvent(ctx, requireWireId('event', input.id));
    if (!event) throw new AppError('not_found', { message: 'There is no event with this id.' });
    const raw = await findRaw(ctx, event.record_id);
    if (!raw) await refuseRemoved(ctx, event.received_at);
    return raw ? [toRawWire(raw, 1)] : [];
  },
});

/** Says when and why a record is not there any more, instead of showing nothing. */
async function refuseRemoved(ctx: OperationContext, receivedAt: Date): Promise<void> {
  const removedAt = await findRawRemoval(ctx, receivedAt);
  if (!removedAt) return;
  throw new AppError('removed_by_retention', {
    message: `The record as received was removed by retention on ${removedAt.toISOString().slice(0, 10)}.`,
  });
}

function toRawWire(raw: RawRow, revision: number): z.input<typeof rawRecordSchema> {
  const body = raw.body.toString('utf8');
  return {
    id: toWireId('record', raw.id),
    revision,
    received_at: raw.received_at.toISOString(),
    source: raw.source,
    content_type: raw.content_type,
    size_bytes: raw.size_bytes,
    sha256: raw.sha256.toString('hex'),
    body,
    exact: Buffer.from(body, 'utf8').equals(raw.body),
  };
}
