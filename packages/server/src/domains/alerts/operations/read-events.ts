import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { requireWireId } from '../../../kernel/ids.ts';
import { operation, pageOf } from '../../../kernel/operation.ts';
import { toEventWire } from '../alert.row.ts';
import { eventSchema, listEventsInput } from '../alert.schema.ts';
import { findEvent } from '../alert.store.ts';
import { listEvents } from '../alert-list.store.ts';

export const listEventsOperation = operation({
  id: 'events.list',
  summary: 'List events, latest first by the time they happened',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading events is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/events' } },
  input: listEventsInput,
  output: pageOf(eventSchema),
  errors: [],
  async run(ctx, input) {
    const page = await listEvents(ctx.sql, ctx.tenantId, input);
    return { data: page.rows.map(toEventWire), next_cursor: page.next_cursor };
  },
});

export const getEventOperation = operation({
  id: 'events.get',
  summary: 'Read one event',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading events is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/events/{id}' } },
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: eventSchema,
  errors: [],
  async run(ctx, input) {
    const event = await findEvent(ctx, requireWireId('event', input.id));
    if (!event) throw new AppError('not_found', { message: 'There is no event with this id.' });
    return toEventWire(event);
  },
});
