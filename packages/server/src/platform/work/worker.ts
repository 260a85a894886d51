// The worker: runs jobs from the queue. What fails is retried with growing pauses, split, so that one poisoned alert does not
// hold the others, and kept as a dead letter when it fails for good (failed-job.ts).

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
  const workerIds = new Set<string>();
  const taskList: TaskList = Object.fromEntries(
    parts.jobs.map((job) => [
      job.id,
      async (payload, helpers) => {
        await runJob(parts, job, { jobId: helpers.job.id, payload, attempts: helpers.job.attempts });
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
      parts.database.jobTransaction(tenantId, async (sql) => {
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
