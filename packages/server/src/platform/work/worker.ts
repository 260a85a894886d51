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
import type { Logger, SecretBox } from '../../kernel/context.ts';
import type { DomainEvent } from '../../kernel/event.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { AnyJob, BuryWork, JobContext } from '../../kernel/job.ts';
import type { VaultRotations } from '../../kernel/vault.ts';
import type { Database } from '../db/database.ts';
import { writeEvents } from '../db/domain-events.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { type Attempt, settleFailure } from './failed-job.ts';

export interface WorkerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly secrets: SecretBox;
  readonly vault: Vault;
  readonly vaultRotations: VaultRotations;
  readonly metrics: Metrics;
  readonly jobs: readonly AnyJob[];
  readonly bury: BuryWork;
}

export interface Worker {
  stop(): Promise<void>;
}

const CONCURRENCY = 3;
const HEARTBEAT_MS = 3_000;

export async function startWorker(parts: WorkerParts): Promise<Worker> {
  const alive = new Set<string>();
  const beat = () =>
    parts.database.workerPool
      .query(
        `insert into wf_work.heartbeat (worker_id, at) select w, now() from unnest($1::text[]) w
         on conflict (worker_id) do update set at = excluded.at`,
        [[...alive]],
      )
      .catch((error: unknown) => parts.log.warn({ error }, 'worker.heartbeat-failed'));
  // Listened to from the first pool on: one that is not known to live would have its jobs taken away while it runs them. The
  // queue locks jobs in the name of the pool and not of the worker in it.
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => {
    alive.add(workerPool.id);
    void beat();
  });
  events.on('pool:release', ({ workerPool }) => alive.delete(workerPool.id));
  events.on('worker:create', ({ worker }) => {
    alive.add(worker.workerId);
    void beat();
  });
  events.on('worker:release', ({ worker }) => alive.delete(worker.workerId));
  const stopping = new AbortController();
  let runner = await startRunner(parts, events);
  const kept = keepRunning(parts, stopping.signal, {
    first: runner,
    async restart() {
      runner = await startRunner(parts, events);
      return runner;
    },
  });
  const timer = setInterval(beat, HEARTBEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      // One that has ended by itself says so; then there is nothing left to stop.
      await runner.stop().catch(() => undefined);
      await kept;
    },
  };
}

function startRunner(parts: WorkerParts, events: WorkerEvents): Promise<Runner> {
  const taskList: TaskList = Object.fromEntries(
    parts.jobs.map((job) => [
      job.id,
      async (payload, helpers) => {
        await runJob(parts, job, { jobId: helpers.job.id, payload, attempts: helpers.job.attempts });
      },
    ]),
  );
  return run({
    pgPool: parts.database.workerPool,
    taskList,
    noHandleSignals: true,
    logger: quietLogger(parts.log),
    events,
    preset: {
      worker: {
        concurrentJobs: CONCURRENCY,
        pollInterval: 1_000,
        // Without a delay the queue waits for nobody when it notes what became of a job: the database being away at that moment
        // would be a rejection that nobody handles, and end the process. With one it ends the runner, which is begun anew.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  });
}

const RESTART_PAUSE_MS = 1_000;

interface Runners {
  readonly first: Runner;
  restart(): Promise<Runner>;
}

/**
 * Begins anew whenever the queue's runner ends by itself: it does so when the database was away while it started or noted what
 * became of a job. What its pool still held is given to others when its heartbeat is old; jobs may run twice.
 */
async function keepRunning(parts: WorkerParts, stopping: AbortSignal, runners: Runners): Promise<void> {
  let runner: Runner | null = runners.first;
  while (!stopping.aborted) {
    // How it ended is in the log already: the queue says it before it stops.
    await runner?.promise.catch(() => undefined);
    if (stopping.aborted) return;
    await delay(RESTART_PAUSE_MS, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) return;
    try {
      runner = await runners.restart();
      parts.log.warn({}, 'worker.restarted');
    } catch (error) {
      runner = null;
      parts.log.warn({ error }, 'worker.not-restarted');
    }
  }
}

async function runJob(parts: WorkerParts, job: AnyJob, attempt: Omit<Attempt, 'error'>): Promise<void> {
  const done = parts.metrics.jobSeconds.startTimer({ job: job.id });
  try {
    await job.run(contextOf(parts, attempt.attempts), job.payload.parse(attempt.payload));
    parts.metrics.jobs.inc({ job: job.id, outcome: 'done' });
  } catch (error) {
    parts.metrics.jobs.inc({ job: job.id, outcome: 'failed' });
    parts.log.error({ job: job.id, attempt: attempt.attempts, error }, 'job.failed');
    await settleFailure(parts, job, { ...attempt, error });
  } finally {
    done();
  }
}

function contextOf(parts: WorkerParts, attempt: number): JobContext {
  return {
    clock: parts.clock,
    ids: parts.ids,
    log: parts.log,
    secrets: parts.secrets,
    vaultRotations: parts.vaultRotations,
    attempt,
    transaction: (tenantId, runInside) =>
      parts.database.transaction(tenantId, async (sql) => {
        const events: DomainEvent[] = [];
        const at = parts.clock.now();
        const vault = parts.vault.of({ sql, tenantId, at });
        const result = await runInside({ sql, at, vault, publish: (event) => void events.push(event) });
        await writeEvents({ sql, tenantId }, { events, ids: parts.ids, at, correlationId: 'job' });
        for (const event of events) {
          if (event.type === 'alert.decided') parts.metrics.decided.inc({ phase: 'final' });
        }
        return result;
      }),
  };
}

/** The queue's own words go to the debug level; what matters is logged by us, as events. */
function quietLogger(log: Logger): GraphileLogger {
  return new GraphileLogger(() => (level, message) => {
    if (level === 'error') log.warn({ text: message }, 'queue.message');
    else log.debug({ text: message }, 'queue.message');
  });
}
