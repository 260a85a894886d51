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
import { type Ids, millisOf } from '../../kernel/ids.ts';
import type { AnyJob, BuryWork, JobContext } from '../../kernel/job.ts';
import type { VaultRotations } from '../../kernel/vault.ts';
import type { Database } from '../db/database.ts';
import { writeEvents } from '../db/domain-events.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { causeById } from './causes.ts';
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

const CONCURRENCY = 3;
const HEARTBEAT_MS = 3_000;

export async function startWorker(parts: WorkerParts): Promise<Worker> {
  const workerIds = new Set<string>();
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
  const causes = causeById(payload);
  return {
    clock: parts.clock,
    ids: parts.ids,
    log: parts.log,
    secrets: parts.secrets,
    vaultRotations: parts.vaultRotations,
    attempt: attempts,
    async transaction(tenantId, runInside) {
      const { result, events } = await parts.database.jobTransaction(tenantId, async (sql) => {
        const events: DomainEvent[] = [];
        const at = parts.clock.now();
        const vault = parts.vault.of({ sql, tenantId, at });
        const result = await runInside({ sql, at, vault, publish: (event) => void events.push(event) });
        // What was taken along beside the job's own was asked for by requests that this job does not know.
        const correlationOf = (event: DomainEvent) =>
          causes.get(event.subjectId)?.request_id ?? `job_${jobId}`;
        await writeEvents({ sql, tenantId }, { events, ids: parts.ids, at, correlationOf });
        return { result, events };
      });
      for (const event of events) countDecision(parts, event);
      return result;
    },
  };
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
