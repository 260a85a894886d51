// Which requests a job works for. Its payload carries them beside the ids, as runs: the first request asked for the first
// `records` of the ids, the next for those behind. Beyond CAUSES_MAX the job does not know; such work is found by its alerts.

import { z } from 'zod';
import type { WorkCause } from '../../kernel/trace.ts';

export interface JobCause extends WorkCause {
  /** How many of the job's ids it asked for. */
  readonly records: number;
}

const causesSchema = z
  .array(
    z.object({
      request_id: z.string().max(100),
      traceparent: z.string().max(100),
      records: z.number().int().min(1),
    }),
  )
  .max(100);

/** None for work that no request asked for, and for jobs of a release that did not know causes yet. */
export function causesOf(payload: unknown): readonly JobCause[] {
  const read = causesSchema.safeParse(isObject(payload) ? payload['causes'] : null);
  return read.success ? read.data : [];
}

/** The ids that a job carries, in the order in which its causes count them. */
export function idsOf(payload: unknown): readonly string[] {
  if (!isObject(payload)) return [];
  const of = (value: unknown) =>
    Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [];
  return [...of(payload['alerts']), ...of(payload['events'])];
}

/** Who asked for each id that the job knows it of. */
export function causeById(payload: unknown): ReadonlyMap<string, JobCause> {
  const ids = idsOf(payload);
  const found = new Map<string, JobCause>();
  let next = 0;
  for (const cause of causesOf(payload)) {
    for (const id of ids.slice(next, next + cause.records)) found.set(id, cause);
    next += cause.records;
  }
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
