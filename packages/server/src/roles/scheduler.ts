// The scheduler role: reconcilers. Each looks at the state, acts, takes no hints and may run at any time, twice, or never for a
// while. An advisory lock lets one process do a round; the others skip it.

import { WORKER_SILENT_SECONDS } from '../domains/ingest/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger, Sql } from '../kernel/context.ts';
import type { Database } from '../platform/db/database.ts';
import { pruneLedger } from '../platform/rates/lease.ts';
import type { Rotations } from '../platform/secrets/rotation.ts';
import type { Vault } from '../platform/secrets/vault.ts';
import type { Metrics } from '../platform/telemetry/metrics.ts';
import { mergeCounts, recountAll } from './count-alerts.ts';
import { type DeliverAuditParts, deliverAudit } from './deliver-audit.ts';
import { dropOldPartitions } from './drop-partitions.ts';
import { forgetPlatformRows, forgetRows } from './forget-rows.ts';
import { runRetentionRound } from './retention.ts';
import { type SampleParts, sampleStorage } from './sample-storage.ts';
import { checkpointAudit, sealAudit } from './seal-audit.ts';
import { deleteDyingTenants } from './tenant-deletion.ts';
import { measureDatabase, measureWork, sweepStuckAlerts } from './watch-work.ts';

export interface SchedulerParts extends DeliverAuditParts, Pick<SampleParts, 'databaseHome'> {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly vaultRotations: Pick<Rotations, 'finishAll'>;
  readonly vault: Pick<Vault, 'of' | 'platform'>;
}

interface Reconciler {
  readonly name: string;
  readonly everyMs: number;
  run(parts: SchedulerParts, signal: AbortSignal): Promise<void>;
}

const RECONCILERS: readonly Reconciler[] = [
  { name: 'seal-audit', everyMs: 1_000, run: sealAudit },
  { name: 'checkpoint-audit', everyMs: 300_000, run: (parts) => checkpointAudit(parts, tenantIds) },
  { name: 'deliver-audit', everyMs: 1_000, run: deliverAudit },
  { name: 'unlock-silent-workers', everyMs: 3_000, run: unlockSilentWorkers },
  { name: 'sweep-stuck-alerts', everyMs: 15_000, run: sweepStuckAlerts },
  { name: 'measure-work', everyMs: 5_000, run: measureWork },
  { name: 'merge-alert-counts', everyMs: 2_000, run: mergeCounts },
  {
    name: 'recount-alerts',
    everyMs: 21_600_000,
    run: async (parts, signal) => recountAll(parts, await tenantIds(parts), signal),
  },
  { name: 'measure-database', everyMs: 30_000, run: measureDatabase },
  { name: 'make-partitions', everyMs: 3_600_000, run: makePartitions },
  { name: 'sample-storage', everyMs: 600_000, run: sampleStorage },
  { name: 'forget-rows', everyMs: 600_000, run: timed('forget-rows', forgetPast) },
  { name: 'forget-full-buckets', everyMs: 30_000, run: forgetFullBuckets },
  { name: 'delete-tenants', everyMs: 1_000, run: deleteDyingTenants },
  {
    name: 'run-retention',
    everyMs: 3_600_000,
    run: timed('retention', retainAll),
  },
  {
    name: 'run-requested-retention',
    everyMs: 2_000,
    run: (parts, signal) => removeExpired(parts, { onlyRequested: true, signal }),
  },
  { name: 'finish-vault-rotations', everyMs: 15_000, run: finishVaultRotations },
];

export function startScheduler(parts: SchedulerParts): { stop(): Promise<void> } {
  const running = new Set<Promise<void>>();
  // What waits for somebody outside is not waited for when the server stops.
  const stopping = new AbortController();
  const timers = RECONCILERS.map((reconciler) => {
    let busy = false;
    return setInterval(() => {
      if (busy) return;
      busy = true;
      const round: Promise<void> = reconciler
        .run(parts, stopping.signal)
        .then(
          () => {
            parts.metrics.rounds.inc({ reconciler: reconciler.name, outcome: 'done' });
            parts.metrics.roundDoneAt.set(
              { reconciler: reconciler.name },
              parts.clock.now().getTime() / 1000,
            );
          },
          (error: unknown) => {
            parts.metrics.rounds.inc({ reconciler: reconciler.name, outcome: 'failed' });
            parts.log.warn({ reconciler: reconciler.name, error }, 'scheduler.failed');
          },
        )
        .finally(() => {
          busy = false;
          running.delete(round);
        });
      running.add(round);
    }, reconciler.everyMs);
  });
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      stopping.abort();
      await Promise.all(running);
    },
  };
}

async function unlockSilentWorkers(parts: SchedulerParts): Promise<void> {
  const result = await parts.database.workerPool.query<{ unlocked: number }>(
    `select wf_work.unlock_silent(now() - make_interval(secs => $1)) as unlocked`,
    [WORKER_SILENT_SECONDS],
  );
  const unlocked = result.rows[0]?.unlocked ?? 0;
  if (unlocked > 0) parts.log.warn({ workers: unlocked }, 'scheduler.workers-unlocked');
}

async function makePartitions(parts: SchedulerParts): Promise<void> {
  await ensurePartitions(parts.database, parts.clock.now());
}

/** The partitions of this month and the next; also called at every start. */
export async function ensurePartitions(database: Database, at: Date): Promise<void> {
  await database.transaction(null, (sql) =>
    sql.query('partitions.ensure', 'select ensure_partitions($1)', [at]),
  );
}

/** Says in /metrics how long the last round took. */
function timed(round: string, run: Reconciler['run']): Reconciler['run'] {
  return async (parts, signal) => {
    const startedAt = performance.now();
    await run(parts, signal);
    parts.metrics.storageRoundSeconds.set({ round }, (performance.now() - startedAt) / 1000);
  };
}

/** What is due within the hour or day is known by each tenant's progress; a round that finds nothing due costs a look at it. */
async function forgetPast(parts: SchedulerParts, signal: AbortSignal): Promise<void> {
  await forgetPlatformRows(parts);
  await forgetRows(parts, await tenantIds(parts), signal);
}

/** Whole months first: what goes with them need not be removed row by row. */
async function retainAll(parts: SchedulerParts, signal: AbortSignal): Promise<void> {
  await dropOldPartitions(parts, signal);
  await removeExpired(parts, { onlyRequested: false, signal });
}

const BUCKETS_A_BATCH = 10_000;

async function forgetFullBuckets(parts: SchedulerParts, signal: AbortSignal): Promise<void> {
  while ((await pruneLedger(parts.database, BUCKETS_A_BATCH)) === BUCKETS_A_BATCH && !signal.aborted);
}

/** Brings to its end what a job began and did not finish: a crash, a key service that was away, a worker without the new keys. */
async function finishVaultRotations(parts: SchedulerParts): Promise<void> {
  await parts.vaultRotations.finishAll();
}

async function removeExpired(
  parts: SchedulerParts,
  round: { readonly onlyRequested: boolean; readonly signal: AbortSignal },
): Promise<void> {
  await runRetentionRound(parts, await tenantIds(parts), round);
}

async function tenantIds(parts: Pick<SchedulerParts, 'database'>): Promise<string[]> {
  const rows = await parts.database.transaction(null, (sql: Sql) =>
    sql.query<{ id: string }>('tenants.ids', 'select id from list_tenant_ids()'),
  );
  return rows.map((row) => row.id);
}
