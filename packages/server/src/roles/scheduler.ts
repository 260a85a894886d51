// The scheduler role: reconcilers. Each looks at the state, acts, takes no hints and may run at any time, twice, or never for a
// while. An advisory lock lets one process do a round; the others skip it.

import { WORKER_SILENT_SECONDS } from '../domains/ingest/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger, Sql } from '../kernel/context.ts';
import type { Database } from '../platform/db/database.ts';
import type { Rotations } from '../platform/secrets/rotation.ts';
import type { Vault } from '../platform/secrets/vault.ts';
import type { Metrics } from '../platform/telemetry/metrics.ts';
import { type DeliverAuditParts, deliverAudit } from './deliver-audit.ts';
import { runRetention } from './retention.ts';
import { checkpointAudit, sealAudit } from './seal-audit.ts';
import { deleteDyingTenants } from './tenant-deletion.ts';
import { measureDatabase, measureWork, sweepStuckAlerts } from './watch-work.ts';

export interface SchedulerParts extends DeliverAuditParts {
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
  { name: 'measure-database', everyMs: 30_000, run: measureDatabase },
  { name: 'make-partitions', everyMs: 3_600_000, run: makePartitions },
  { name: 'forget-old-keys', everyMs: 3_600_000, run: forgetOldKeys },
  { name: 'delete-tenants', everyMs: 1_000, run: deleteDyingTenants },
  {
    name: 'run-retention',
    everyMs: 3_600_000,
    run: (parts) => removeExpired(parts, { onlyRequested: false }),
  },
  {
    name: 'run-requested-retention',
    everyMs: 2_000,
    run: (parts) => removeExpired(parts, { onlyRequested: true }),
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

async function forgetOldKeys(parts: SchedulerParts): Promise<void> {
  const before = new Date(parts.clock.now().getTime() - 24 * 3_600_000);
  for (const tenantId of await tenantIds(parts)) {
    await parts.database.transaction(tenantId, (sql) =>
      sql.query(
        'idempotency.expire',
        'delete from idempotency_key where tenant_id = $1 and created_at < $2',
        [tenantId, before],
      ),
    );
  }
}

/** Brings to its end what a job began and did not finish: a crash, a key service that was away, a worker without the new keys. */
async function finishVaultRotations(parts: SchedulerParts): Promise<void> {
  await parts.vaultRotations.finishAll();
}

async function removeExpired(
  parts: SchedulerParts,
  round: { readonly onlyRequested: boolean },
): Promise<void> {
  for (const tenantId of await tenantIds(parts)) await runRetention(parts, tenantId, round);
}

async function tenantIds(parts: Pick<SchedulerParts, 'database'>): Promise<string[]> {
  const rows = await parts.database.transaction(null, (sql: Sql) =>
    sql.query<{ id: string }>('tenants.ids', 'select id from list_tenant_ids()'),
  );
  return rows.map((row) => row.id);
}
