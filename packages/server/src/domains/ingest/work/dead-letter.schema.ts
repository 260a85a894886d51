// A dead letter on the wire, and what lists and replays of many are filtered by.

import { z } from 'zod';
import { toWireId } from '../../../kernel/ids.ts';
import { isoTime, listOf, pageInput } from '../../alerts/index.ts';
import { subjectsOf } from './bury.ts';
import { LETTER_STAGES, LETTER_STATES, type LetterFilter, type LetterRow } from './dead-letter.store.ts';

export const letterIdText = z
  .string()
  .min(1)
  .max(60)
  .describe('Id of the letter: `letter_` and 32 hex digits.');

export const letterSchema = z
  .object({
    id: z.string(),
    job: z.string().describe('The job that failed, such as `records.accepted`.'),
    stage: z
      .enum(LETTER_STAGES)
      .describe(
        'Where the work stopped. `none`: nothing was left to do when it was given up; `unknown`: from a release before.',
      ),
    state: z.enum(LETTER_STATES),
    error: z.object({
      class: z.string().describe('What the error is called, with the database’s code where it has one.'),
      message: z.string().describe('What it said, with credentials cut out.'),
    }),
    attempts: z.number().int().describe('Runs in all, those before a batch was split included.'),
    first_failed_at: isoTime,
    last_failed_at: isoTime,
    tenant: z.string(),
    alerts: z.array(z.string()).describe('Alerts that the work was about; one may have been deleted since.'),
    events: z.array(z.string()),
    replay_of: z.string().nullable().describe('The first letter, when a replay of it failed again.'),
    followed_by: z.string().nullable().describe('The letter that the replay of this one ended in.'),
    replayed_at: isoTime.nullable(),
    replayed_by: z.string().nullable(),
    discarded_at: isoTime.nullable(),
    discarded_by: z.string().nullable(),
    discard_reason: z.string().nullable(),
  })
  .meta({ id: 'DeadLetter' });

export const letterDetailSchema = letterSchema
  .extend({ payload: z.record(z.string(), z.unknown()).describe('As the job was given it.') })
  .meta({ id: 'DeadLetterDetail' });

export const letterFilter = {
  job: z.string().min(1).max(100).optional(),
  stage: listOf(LETTER_STAGES).optional(),
  from: isoTime.optional().describe('Failed for the last time at or after.'),
  to: isoTime.optional().describe('Failed for the last time before.'),
};

export const listLettersInput = z.strictObject({
  ...pageInput,
  ...letterFilter,
  state: listOf(LETTER_STATES).optional(),
});

type Filtered = Partial<Omit<z.output<typeof listLettersInput>, 'limit' | 'cursor'>>;

export function filterOf(
  input: { readonly [Field in keyof Filtered]: Filtered[Field] | undefined },
): LetterFilter {
  return {
    job: input.job ?? null,
    stage: input.stage ?? null,
    state: input.state ?? null,
    from: input.from === undefined ? null : new Date(input.from),
    to: input.to === undefined ? null : new Date(input.to),
  };
}

export function toLetterWire(row: LetterRow, tenantId: string): z.input<typeof letterSchema> {
  const { alerts, events } = subjectsOf(row.payload);
  return {
    id: toWireId('letter', row.id),
    job: row.job,
    stage: row.stage,
    state: row.state,
    error: { class: row.error_class, message: row.error },
    attempts: row.attempts,
    first_failed_at: row.first_failed_at.toISOString(),
    last_failed_at: row.failed_at.toISOString(),
    tenant: toWireId('tenant', tenantId),
    alerts: alerts.map((id) => toWireId('alert', id)),
    events: events.map((id) => toWireId('event', id)),
    replay_of: row.replay_of && toWireId('letter', row.replay_of),
    followed_by: row.followed_by && toWireId('letter', row.followed_by),
    replayed_at: row.replayed_at?.toISOString() ?? null,
    replayed_by: row.replayed_by,
    discarded_at: row.discarded_at?.toISOString() ?? null,
    discarded_by: row.discarded_by,
    discard_reason: row.discard_reason,
  };
}

export function toLetterDetail(row: LetterRow, tenantId: string): z.input<typeof letterDetailSchema> {
  return { ...toLetterWire(row, tenantId), payload: row.payload };
}
