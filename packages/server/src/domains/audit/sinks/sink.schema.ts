// A sink's form on the wire. Its credentials never are.

import { z } from 'zod';
import { toWireId } from '../../../kernel/ids.ts';
import { SINK_FORMATS, SINK_STATES, type SinkLag, type SinkRow } from './sink.store.ts';

export const sinkSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    format: z.enum(SINK_FORMATS),
    has_authorization: z.boolean(),
    is_signed: z.boolean(),
    state: z
      .enum(SINK_STATES)
      .describe('refused: the address may not be called; nothing is sent until the sink is changed.'),
    confirmed_to: z.number().int().describe('Place in the chain up to which the collector has confirmed.'),
    delivered: z.number().int(),
    missed: z.number().int().describe('Records that were pruned before they could be delivered.'),
    lag: z.object({
      records: z.number().int(),
      seconds: z.number().describe('Since the oldest waiting record was sealed; 0 when none waits.'),
    }),
    failures: z.number().int().describe('Failures in a row.'),
    next_attempt_at: z.iso.datetime(),
    last_delivered_at: z.iso.datetime().nullable(),
    last_error: z.string().nullable(),
    last_error_at: z.iso.datetime().nullable(),
    test: z
      .object({
        is_running: z.boolean(),
        at: z.iso.datetime().nullable(),
        error: z.string().nullable().describe('Null when the last test was taken.'),
      })
      .describe('The last test that was asked for.'),
    created_at: z.iso.datetime(),
    created_by: z.string(),
    updated_at: z.iso.datetime(),
    updated_by: z.string(),
    version: z.number().int(),
  })
  .meta({ id: 'AuditSink' });

/** The sink and, only when it was made by this very call, the secret that its messages are signed with. */
export const sinkWithSecretSchema = sinkSchema.extend({
  signing_secret: z.string().nullable().describe('Shown this once, when it was made by this call.'),
});

export function toSinkWire(row: SinkRow & SinkLag, at: Date): z.input<typeof sinkSchema> {
  const { oldest_sealed_at: oldest } = row;
  return {
    id: toWireId('sink', row.id),
    name: row.name,
    url: row.url,
    format: row.format,
    has_authorization: row.authorization_secret_id !== null,
    is_signed: row.signing_secret_id !== null,
    state: row.state,
    confirmed_to: row.confirmed_to,
    delivered: row.delivered,
    missed: row.missed,
    lag: {
      records: row.waiting,
      seconds: oldest === null ? 0 : Math.max(0, (at.getTime() - oldest.getTime()) / 1000),
    },
    failures: row.failures,
    next_attempt_at: row.next_attempt_at.toISOString(),
    last_delivered_at: row.last_delivered_at?.toISOString() ?? null,
    last_error: row.last_error,
    last_error_at: row.last_error_at?.toISOString() ?? null,
    test: {
      is_running: row.test_requested_at !== null,
      at: row.tested_at?.toISOString() ?? null,
      error: row.test_error,
    },
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    updated_at: row.updated_at.toISOString(),
    updated_by: row.updated_by,
    version: row.version,
  };
}
