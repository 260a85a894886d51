// The scheduler role: reconcilers. Each looks at the state, acts, takes no hints and may run at any time, twice, or never for a
// while. An advisory lock lets one process do a round; the others skip it.

import { findStuck } from '../domains/alerts/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger, Sql } from '../kernel/context.ts';
import type { Database } from '../platform/db/database.ts';
import type { Metrics } from '../platform/telemetry/metrics.ts';

export interface SchedulerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

interface Reconciler {
  readonly name: string;
  readonly everyMs: number;
  run(parts: SchedulerParts): Promise<void>;
}

const WORKER_SILENT_MS = 12_000;
const STUCK_AFTER_MS = 30_000;

const RECONCILERS: readonly Reconciler[] = [
  { name: 'unlock-silent-workers', everyMs: 3_000, run: unlockSilentWorkers },
  { name: 'sweep-stuck-alerts', everyMs: 15_000, run: sweepStuckAlerts },
  { name: 'make-partitions', everyMs: 3_600_000, run: makePartitions },
  { name: 'forget-old-keys', everyMs: 3_600_000, run: forgetOldKeys },
];

export function startScheduler(parts: SchedulerParts): { stop(): Promise<void> } {
  const running = new Set<Promise<void>>();
  const timers = RECONCILERS.map((reconciler) => {
    let busy = false;
    return setInterval(() => {
      if (busy) return;
      busy = true;
      const round: Promise<void> = reconciler
        .run(parts)
        .catch((error: unknown) => parts.log.warn({ reconciler: reconciler.name, error }, 'scheduler.failed'))
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
      await Promise.all(running);
    },
  };
}

async function unlockSilentWorkers(parts: SchedulerParts): Promise<void> {
  const result = await parts.database.workerPool.query<{ unlocked: number }>(
    `select wf_work.unlock_silent(now() - make_interval(secs => $1)) as unlocked`,
    [WORKER_SILENT_MS / 1000],
  );
  const unlocked = result.rows[0]?.unlocked ?? 0;
  if (unlocked > 0) parts.log.warn({ workers: unlocked }, 'scheduler.workers-unlocked');
}

/** Puts back to work what stands still although nothing waits in the queue before it. */
async function sweepStuckAlerts(parts: SchedulerParts): Promise<void> {
  const waiting = await parts.database.workerPool.query(
    'select 1 from graphile_worker._private_jobs limit 1',
  );
  if (waiting.rowCount !== 0) return;
  const before = new Date(parts.clock.now().getTime() - STUCK_AFTER_MS);
  let stuck = 0;
  for (const tenantId of await tenantIds(parts)) {
    stuck += await parts.database.transaction(tenantId, async (sql) => {
      const ids = await findStuck({ sql, tenantId }, before);
      if (ids.length === 0) return 0;
      const job = {
        job: 'records.accepted',
        payload: { tenant_id: tenantId, alerts: ids, events: [] },
        queue: `${tenantId}:sweep`,
        priority: 4,
      };
      await sql.query('sweep.enqueue', 'select wf_work.enqueue($1::jsonb)', [JSON.stringify([job])]);
      return ids.length;
    });
  }
  parts.metrics.stuck.set(stuck);
  if (stuck > 0) parts.log.warn({ alerts: stuck }, 'scheduler.swept');
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

async function tenantIds(parts: SchedulerParts): Promise<string[]> {
  const rows = await parts.database.transaction(null, (sql: Sql) =>
    sql.query<{ id: string }>('tenants.ids', 'select id from list_tenant_ids()'),
  );
  return rows.map((row) => row.id);
}
