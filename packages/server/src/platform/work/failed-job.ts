// What becomes of a job that failed: tried again after a pause, split into its parts, or kept as a dead letter. A job carries in
// its payload, under `origin`, what the queue does not keep: since when it fails, how often it ran before it was split, and of
// which dead letter it is the replay.

import { z } from 'zod';
import type { TenantId } from '../../kernel/ids.ts';
import type { AnyJob, BuryWork, FailedWork } from '../../kernel/job.ts';
import { jitterSeconds } from './back-off.ts';
import { causeById } from './causes.ts';
import { errorText } from './error-text.ts';
import type { WorkerParts } from './worker.ts';

const SPLIT_FROM_ATTEMPT = 3;
/** After so many runs the work is given up. The queue would allow more, for a dead letter that could not be written. */
export const ATTEMPTS_MAX = 12;

export interface Attempt {
  readonly jobId: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly error: unknown;
}

type Parts = Pick<WorkerParts, 'database' | 'clock' | 'ids' | 'log' | 'metrics'> & {
  readonly bury: BuryWork;
};

/** Throws the error when the queue shall run the job again. */
export async function settleFailure(parts: Parts, job: AnyJob, attempt: Attempt): Promise<void> {
  const origin = originOf(attempt.payload, parts.clock.now());
  if (attempt.attempts >= SPLIT_FROM_ATTEMPT && (await split(parts, job, { ...attempt, origin }))) return;
  const tenantId = tenantOf(attempt.payload);
  if (attempt.attempts < ATTEMPTS_MAX || tenantId === null) {
    await waitLonger(parts, attempt, origin);
    throw attempt.error;
  }
  const failed: FailedWork = {
    job: job.id,
    payload: withoutOrigin(attempt.payload),
    ...errorText(attempt.error),
    attempts: origin.attempts + attempt.attempts,
    firstFailedAt: new Date(origin.first_failed_at),
    replayOf: origin.replay_of,
  };
  const { clock, ids } = parts;
  await parts.database.transaction(tenantId, (sql) =>
    parts.bury({ sql, tenantId, at: clock.now(), ids }, failed),
  );
  parts.metrics.jobs.inc({ job: job.id, outcome: 'buried' });
  parts.log.warn({ job: job.id, tenant: tenantId, class: failed.errorClass }, 'job.buried');
}

const originSchema = z.object({
  first_failed_at: z.iso.datetime(),
  attempts: z.number().int(),
  replay_of: z.uuid().nullable(),
});
type Origin = z.output<typeof originSchema>;

/** As the payload carries it. A replay that has not failed yet names its letter alone. */
function originOf(payload: unknown, now: Date): Origin {
  const fresh = { first_failed_at: now.toISOString(), attempts: 0, replay_of: null };
  const carried = isObject(payload) && isObject(payload['origin']) ? payload['origin'] : {};
  const read = originSchema.safeParse({ ...fresh, ...carried });
  return read.success ? read.data : fresh;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutOrigin(payload: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(payload)) return {};
  const { origin: _, ...rest } = payload;
  return rest;
}

const UUID = z.uuid();

/** Null for work of the installation, which belongs to no tenant: the queue keeps it, and its reconciler does it again. */
function tenantOf(payload: unknown): TenantId | null {
  const id = UUID.safeParse(isObject(payload) ? payload['tenant_id'] : null);
  // Written by our own transactions, each of which puts its own tenant there.
  return id.success ? (id.data as TenantId) : null;
}

/** The pause is the queue's; that it differs from job to job is ours. Without it the job is only run a little earlier. */
async function waitLonger(parts: Parts, attempt: Attempt, origin: Origin): Promise<void> {
  const payload = { ...withoutOrigin(attempt.payload), origin };
  const extra = jitterSeconds(attempt.attempts, Math.random());
  try {
    await parts.database.workerPool.query('select wf_work.note_failure($1::bigint, $2::json, $3::float8)', [
      attempt.jobId,
      JSON.stringify(payload),
      extra,
    ]);
  } catch (error) {
    parts.log.warn({ error }, 'job.pause-not-spread');
  }
}

interface Split extends Attempt {
  readonly origin: Origin;
}

/** Puts each id of a failing batch into a job of its own; false when there is nothing to split. */
async function split(parts: Parts, job: AnyJob, failing: Split): Promise<boolean> {
  const batch = withoutOrigin(failing.payload);
  const tenantId = tenantOf(batch);
  const { alerts, events } = batch;
  if (tenantId === null || !Array.isArray(alerts) || !Array.isArray(events)) return false;
  if (alerts.length + events.length < 2) return false;
  const origin = { ...failing.origin, attempts: failing.origin.attempts + failing.attempts };
  const causes = causeById(batch);
  const causesOfOne = (id: unknown) => {
    const cause = causes.get(String(id));
    return cause ? [{ ...cause, records: 1 }] : [];
  };
  const singles = [
    ...alerts.map((id: unknown) => ({
      tenant_id: tenantId,
      alerts: [id],
      events: [],
      causes: causesOfOne(id),
      origin,
    })),
    ...events.map((id: unknown) => ({
      tenant_id: tenantId,
      alerts: [],
      events: [id],
      causes: causesOfOne(id),
      origin,
    })),
  ];
  const specs = singles.map((single) => ({
    job: job.id,
    payload: single,
    queue: `${tenantId}:retry`,
    priority: 6,
  }));
  await parts.database.transaction(tenantId, (sql) =>
    sql.query('job.split', 'select wf_work.enqueue($1::jsonb)', [JSON.stringify(specs)]),
  );
  return true;
}
