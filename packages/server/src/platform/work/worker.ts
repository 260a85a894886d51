// The worker: runs jobs from the queue. What fails is retried with growing pauses, split, so that one poisoned alert does not
// hold the others, and kept as a dead letter when it fails for good (failed-job.ts).

import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Logger as GraphileLogger,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import type { Clock } from '../../kernel/clock.ts';
import type { Logger, SecretBox, Sql } from '../../kernel/context.ts';
import type { DomainEvent } from '../../kernel/event.ts';
import { type Ids, millisOf } from '../../kernel/ids.ts';
import type { AnyJob, BuryWork, JobContext } from '../../kernel/job.ts';
import type { VaultRotations } from '../../kernel/vault.ts';
import type { Database } from '../db/database.ts';
import { eventsStatement } from '../db/domain-events.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { causeById, causesOf } from './causes.ts';
import { type Attempt, settleFailure } from './failed-job.ts';
import { runTraced } from './trace-job.ts';

export interface WorkerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly secrets: SecretBox;
  readonly vault: Vault;
  readonly vaultRotations: VaultRotations;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** What a number of priority is called in the metrics. */
  classOf(priority: number): string;
  readonly jobs: readonly AnyJob[];
  readonly bury: BuryWork;
}

export interface Worker {
  stop(): Promise<void>;
}

const CONCURRENCY = 6;
const HEARTBEAT_MS = 3_000;

export async function startWorker(parts: WorkerParts): Promise<Worker> {
  let running = await startRunner(parts);
  const stopping = new AbortController();
  const keepRunning = async () => {
    while (!stopping.signal.aborted) {
      await running.ended;
      if (!(await pause(RESTART_PAUSE_MS, stopping.signal))) return;
      try {
        running = await startRunner(parts);
        parts.log.warn({}, 'worker.restarted');
        if (stopping.signal.aborted) await running.runner.stop();
      } catch (error) {
        parts.log.warn({ error }, 'worker.not-restarted');
      }
    }
  };
  const kept = keepRunning();
  const timer = setInterval(() => beat(parts, running.names), HEARTBEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      // One that has ended by itself says so, or never comes to its end; nothing of it is waited for.
      await Promise.race([running.runner.stop().catch(() => undefined), running.lost]);
      await kept;
    },
  };
}

const RESTART_PAUSE_MS = 1_000;
/** In a row, of all workers of a pool together: some seconds of asking. */
const GET_FAILURES_MAX = 4 * CONCURRENCY;

/** False when it was broken off. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return delay(ms, true, { signal }).catch(() => false);
}

interface Running {
  readonly runner: Runner;
  /** In whose names jobs are held here; without a heartbeat they would be taken away while they run. */
  readonly names: ReadonlySet<string>;
  /** Settles when the queue could not note what became of a job, and so gave up. */
  readonly lost: Promise<void>;
  /** Settles when no job is taken any more, for whatever reason. */
  readonly ended: Promise<void>;
}

/**
 * The queue's runner gives up when the database is away at the moment at which it notes what became of a job, and does not always
 * come to its end then; so it is left behind, and another is begun. What it still held is given to others when its heartbeat is
 * old; jobs may run twice.
 */
async function startRunner(parts: WorkerParts): Promise<Running> {
  const names = new Set<string>();
  const taskList: TaskList = Object.fromEntries(
    parts.jobs.map((job) => [
      job.id,
      async (payload, helpers) => {
        const { id, attempts, priority, run_at: runAt } = helpers.job;
        const waited = Math.max(0, parts.clock.now().getTime() - new Date(runAt).getTime()) / 1000;
        // A retry's pause is none of the queue's making: what counts is the wait after it was due.
        parts.metrics.jobWaitSeconds.observe({ class: parts.classOf(priority) }, waited);
        if (attempts > 1) parts.metrics.jobRetries.inc({ job: job.id });
        const attempt = { jobId: id, payload, attempts };
        await runTraced(parts.tracing, { job: job.id, ...attempt }, () => runJob(parts, job, attempt));
      },
    ]),
  );
  const events: WorkerEvents = new EventEmitter();
  const { promise: lost, resolve: lose } = Promise.withResolvers<void>();
  // Listened to from the first on. The queue holds jobs in the name of the pool, and people count its workers.
  events.on('pool:create', ({ workerPool }) => {
    names.add(workerPool.id);
    void beat(parts, names);
  });
  events.on('worker:create', ({ worker }) => {
    names.add(worker.workerId);
    void beat(parts, names);
  });
  events.on('pool:fatalError', () => lose());
  // It keeps the failure of its very first look at the database for good, and asks for jobs in vain for ever after.
  let failures = 0;
  events.on('worker:getJob:error', () => {
    failures += 1;
    if (failures >= GET_FAILURES_MAX) lose();
  });
  for (const name of ['worker:getJob:empty', 'job:start'] as const) {
    events.on(name, () => {
      failures = 0;
    });
  }
  const runner = await run({
    pgPool: parts.database.workerPool,
    taskList,
    noHandleSignals: true,
    logger: quietLogger(parts.log),
    events,
    preset: {
      worker: {
        concurrentJobs: CONCURRENCY,
        pollInterval: 1_000,
        // Without a delay nobody waits for what is noted of a job: when that fails it is a rejection that nobody handles, which
        // ends the process.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  });
  const ended = Promise.race([lost, runner.promise.catch(() => undefined)]).then(() => {
    names.clear();
    runner.stop().catch(() => undefined);
  });
  return { runner, names, lost, ended };
}

async function beat({ database, log }: WorkerParts, names: ReadonlySet<string>): Promise<void> {
  try {
    await database.workerPool.query(
      `insert into wf_work.heartbeat (worker_id, at) select w, now() from unnest($1::text[]) w
       on conflict (worker_id) do update set at = excluded.at`,
      [[...names]],
    );
  } catch (error) {
    log.warn({ error }, 'worker.heartbeat-failed');
  }
}

/** True when the job did its work; false when it failed and the queue need not run it again: split, or kept as a dead letter. */
async function runJob(parts: WorkerParts, job: AnyJob, attempt: Omit<Attempt, 'error'>): Promise<boolean> {
  const done = parts.metrics.jobSeconds.startTimer({ job: job.id });
  const startedAt = performance.now();
  try {
    await job.run(contextOf(parts, attempt), job.payload.parse(attempt.payload));
    parts.metrics.jobs.inc({ job: job.id, outcome: 'done' });
    const ms = Math.round(performance.now() - startedAt);
    parts.log.info({ job: job.id, attempt: attempt.attempts, ms }, 'job.done');
    return true;
  } catch (error) {
    parts.metrics.jobs.inc({ job: job.id, outcome: 'failed' });
    parts.log.error({ job: job.id, attempt: attempt.attempts, error }, 'job.failed');
    await settleFailure(parts, job, { ...attempt, error });
    return false;
  } finally {
    done();
  }
}

function contextOf(parts: WorkerParts, { jobId, payload, attempts }: Omit<Attempt, 'error'>): JobContext {
  const causes = new Map(causeById(payload));
  return {
    clock: parts.clock,
    ids: parts.ids,
    log: parts.log,
    secrets: parts.secrets,
    vaultRotations: parts.vaultRotations,
    attempt: attempts,
    async transaction(tenantId, runInside) {
      const events: DomainEvent[] = [];
      const correlationOf = (event: DomainEvent) => causes.get(event.subjectId)?.request_id ?? `job_${jobId}`;
      const runWith = async (sql: Sql) => {
        const at = parts.clock.now();
        const result = await runInside({
          sql,
          at,
          vault: parts.vault.of({ sql, tenantId, at }),
          publish: (event) => void events.push(event),
          async takeAlong(recordsMax) {
            const payloads = await takeAlong(parts, sql, { jobId, recordsMax });
            for (const taken of payloads) for (const [id, cause] of causeById(taken)) causes.set(id, cause);
            return payloads;
          },
        });
        return { result, at };
      };
      const { result } = await parts.database.jobTransaction(tenantId, runWith, ({ at }) =>
        eventsStatement(tenantId, { events, ids: parts.ids, at, correlationOf }),
      );
      for (const event of events) countDecision(parts, event);
      return result;
    },
  };
}

interface TakenJob {
  readonly payload: unknown;
  readonly priority: number;
  readonly run_at: Date;
}

async function takeAlong(
  parts: WorkerParts,
  sql: Sql,
  wanted: { readonly jobId: string; readonly recordsMax: number },
): Promise<unknown[]> {
  const taken = await sql.query<TakenJob>(
    'work.take-along',
    'select payload, priority, run_at from wf_work.take_along($1::bigint, $2)',
    [wanted.jobId, wanted.recordsMax],
  );
  const nowMs = parts.clock.now().getTime();
  for (const { priority, run_at: runAt } of taken) {
    const seconds = Math.max(0, nowMs - runAt.getTime()) / 1000;
    parts.metrics.jobWaitSeconds.observe({ class: parts.classOf(priority) }, seconds);
  }
  const payloads = taken.map((row) => row.payload);
  // Who looks for a request finds here which job did its work.
  const requestIds = payloads.flatMap((payload) => causesOf(payload).map((cause) => cause.request_id));
  if (requestIds.length > 0)
    parts.log.info({ jobs: taken.length, request_ids: [...new Set(requestIds)] }, 'job.took-along');
  return payloads;
}

/** Counted once it is committed. An alert's id is made when its record is received, and holds that moment. */
function countDecision({ metrics, clock }: WorkerParts, event: DomainEvent): void {
  if (event.type !== 'alert.decided') return;
  metrics.decided.inc({ phase: 'final' });
  // A revision is decided again long after its alert came.
  if (event.payload['revision'] !== 1) return;
  const seconds = (clock.now().getTime() - millisOf(event.subjectId)) / 1000;
  metrics.decideSeconds.observe({ severity: String(event.payload['severity']) }, Math.max(0, seconds));
}

/** The queue's own words go to the debug level; what matters is logged by us, as events. */
function quietLogger(log: Logger): GraphileLogger {
  return new GraphileLogger(() => (level, message) => {
    if (level === 'error') log.warn({ text: message }, 'queue.message');
    else log.debug({ text: message }, 'queue.message');
  });
}
