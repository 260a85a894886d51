// The worker: runs jobs from the queue. Retries with growing pauses; splits a batch that keeps failing, so that one poisoned
// alert does not hold the others; and what fails for good goes to the dead-letter table with its error.

import { EventEmitter } from 'node:events';
import {
  Logger as GraphileLogger,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import type { Clock } from '../../kernel/clock.ts';
import type { Logger, SecretBox } from '../../kernel/context.ts';
import type { DomainEvent } from '../../kernel/event.ts';
import type { Ids, TenantId } from '../../kernel/ids.ts';
import type { AnyJob, JobContext } from '../../kernel/job.ts';
import type { Database } from '../db/database.ts';
import { writeEvents } from '../db/domain-events.ts';
import type { Metrics } from '../telemetry/metrics.ts';

export interface WorkerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly secrets: SecretBox;
  readonly metrics: Metrics;
  readonly jobs: readonly AnyJob[];
}

export interface Worker {
  stop(): Promise<void>;
}

const CONCURRENCY = 3;
const HEARTBEAT_MS = 3_000;
const SPLIT_FROM_ATTEMPT = 3;
const ATTEMPTS_MAX = 12;

export async function startWorker(parts: WorkerParts): Promise<Worker> {
  const workerIds = new Set<string>();
  const taskList: TaskList = Object.fromEntries(
    parts.jobs.map((job) => [
      job.id,
      async (payload, helpers) => {
        const { attempts, max_attempts: attemptsMax } = helpers.job;
        await runJob(parts, job, { payload, attempts, attemptsMax });
      },
    ]),
  );
  const beat = () =>
    parts.database.workerPool
      .query(
        `insert into wf_work.heartbeat (worker_id, at) select w, now() from unnest($1::text[]) w
         on conflict (worker_id) do update set at = excluded.at`,
        [[...workerIds]],
      )
      .catch((error: unknown) => parts.log.warn({ error }, 'worker.heartbeat-failed'));
  // Listened to from the first worker on: one that is not known to live would have its jobs taken away while it runs them.
  const events: WorkerEvents = new EventEmitter();
  events.on('worker:create', ({ worker }) => {
    workerIds.add(worker.workerId);
    void beat();
  });
  const runner: Runner = await run({
    pgPool: parts.database.workerPool,
    taskList,
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    pollInterval: 1_000,
    logger: quietLogger(parts.log),
    events,
  });
  const timer = setInterval(beat, HEARTBEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      await runner.stop();
    },
  };
}

interface Attempt {
  readonly payload: unknown;
  readonly attempts: number;
  readonly attemptsMax: number;
}

async function runJob(parts: WorkerParts, job: AnyJob, attempt: Attempt): Promise<void> {
  const done = parts.metrics.jobSeconds.startTimer({ job: job.id });
  try {
    await job.run(contextOf(parts), job.payload.parse(attempt.payload));
    parts.metrics.jobs.inc({ job: job.id, outcome: 'done' });
  } catch (error) {
    parts.metrics.jobs.inc({ job: job.id, outcome: 'failed' });
    parts.log.error({ job: job.id, attempt: attempt.attempts, error }, 'job.failed');
    if (attempt.attempts >= SPLIT_FROM_ATTEMPT && (await split(parts, job, attempt.payload))) return;
    if (attempt.attempts < Math.min(attempt.attemptsMax, ATTEMPTS_MAX)) throw error;
    await bury(parts, { job: job.id, ...attempt, error });
  } finally {
    done();
  }
}

function contextOf(parts: WorkerParts): JobContext {
  return {
    clock: parts.clock,
    ids: parts.ids,
    log: parts.log,
    secrets: parts.secrets,
    transaction: (tenantId, runInside) =>
      parts.database.transaction(tenantId, async (sql) => {
        const events: DomainEvent[] = [];
        const at = parts.clock.now();
        const result = await runInside({ sql, at, publish: (event) => void events.push(event) });
        await writeEvents({ sql, tenantId }, { events, ids: parts.ids, at, correlationId: 'job' });
        for (const event of events) {
          if (event.type === 'alert.decided') parts.metrics.decided.inc({ phase: 'final' });
        }
        return result;
      }),
  };
}

interface BatchPayload {
  readonly tenant_id: TenantId;
  readonly alerts: readonly string[];
  readonly events: readonly string[];
}

function batchOf(payload: unknown): BatchPayload | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const batch = payload as Partial<BatchPayload>;
  return Array.isArray(batch.alerts) && Array.isArray(batch.events) && batch.tenant_id
    ? (batch as BatchPayload)
    : null;
}

/** Puts each id of a failing batch into a job of its own; false when there is nothing to split. */
async function split(parts: WorkerParts, job: AnyJob, payload: unknown): Promise<boolean> {
  const batch = batchOf(payload);
  if (!batch || batch.alerts.length + batch.events.length < 2) return false;
  const { tenant_id: tenantId } = batch;
  const singles = [
    ...batch.alerts.map((id) => ({ tenant_id: tenantId, alerts: [id], events: [] })),
    ...batch.events.map((id) => ({ tenant_id: tenantId, alerts: [], events: [id] })),
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

async function bury(
  parts: WorkerParts,
  failure: Attempt & { readonly job: string; readonly error: unknown },
): Promise<void> {
  const batch = batchOf(failure.payload);
  if (!batch) throw failure.error;
  const text = failure.error instanceof Error ? failure.error.message : String(failure.error);
  await parts.database.transaction(batch.tenant_id, (sql) =>
    sql.query(
      'job.bury',
      `insert into dead_letter (tenant_id, id, job, payload, error, attempts, failed_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        batch.tenant_id,
        parts.ids.next('record'),
        failure.job,
        JSON.stringify(failure.payload),
        text.slice(0, 2_000),
        failure.attempts,
        parts.clock.now(),
      ],
    ),
  );
  parts.metrics.jobs.inc({ job: failure.job, outcome: 'buried' });
}

/** The queue's own words go to the debug level; what matters is logged by us, as events. */
function quietLogger(log: Logger): GraphileLogger {
  return new GraphileLogger(() => (level, message) => {
    if (level === 'error') log.warn({ text: message }, 'queue.message');
    else log.debug({ text: message }, 'queue.message');
  });
}
