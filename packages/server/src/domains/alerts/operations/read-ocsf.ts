import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { requireWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { toAlertWire, toEventWire } from '../alert.row.ts';
import { alertIdText } from '../alert.schema.ts';
import { findEvent } from '../alert.store.ts';
import { ocsfFindingSchema } from '../ocsf.schema.ts';
import { toOcsf } from '../ocsf.ts';
import { requireAlert } from './get-alert.ts';

export const readAlertOcsfOperation = operation({
  id: 'alerts.ocsf',
  summary: 'One alert as an OCSF 1.5 Detection Finding',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading alerts is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/alerts/{id}/ocsf' } },
  input: z.strictObject({ id: alertIdText }),
  output: ocsfFindingSchema,
  errors: [],
  async run(ctx, input) {
    return toOcsf(toAlertWire(await requireAlert(ctx, input.id)));
  },
});

export const readEventOcsfOperation = operation({
  id: 'events.ocsf',
  summary: 'One event as an OCSF 1.5 Detection Finding that is no alert',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading events is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/events/{id}/ocsf' } },
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: ocsfFindingSchema,
  errors: [],
  async run(ctx, input) {
    const event = await findEvent(ctx, requireWireId('event', input.id));
    if (!event) throw new AppError('not_found', { message: 'There is no event with this id.' });
    return toOcsf(toEventWire(event));
  },
});
