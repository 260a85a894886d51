// The sweeper and its figures: what waits in the queue by class, what stands still although no job carries it, and what failed for
// good. What stands still is put back to work.

import { listStandingTenants } from '../domains/alerts/index.ts';
import {
  countOpenLetters,
  countWorkers,
  enqueueStuck,
  findStuck,
  STUCK_AFTER_SECONDS,
  WORK_CLASSES,
  type WorkClass,
  workClassOf,
} from '../domains/ingest/index.ts';
import type { SchedulerParts } from './scheduler.ts';

type Parts = Pick<SchedulerParts, 'database' | 'clock' | 'log' | 'metrics'>;

/** Puts back to work what stands still although no job carries it. */
export async function sweepStuckAlerts(parts: Parts): Promise<void> {
  const at = parts.clock.now();
  const before = new Date(at.getTime() - STUCK_AFTER_SECONDS * 1000);
  const tenants = await parts.database.transaction(null, (sql) => listStandingTenants(sql, before));
  let swept = 0;
  let failed: unknown = null;
  for (const tenantId of tenants) {
    try {
      swept += await sweepTenant(parts, tenantId, at);
    } catch (error) {
      // One tenant's trouble must not leave the others behind it standing; the round still counts as failed.
      failed ??= error;
      parts.log.warn({ tenant: tenantId, error }, 'scheduler.sweep-failed');
    }
  }
  parts.metrics.stuck.set(swept);
  parts.metrics.swept.inc(swept);
  if (swept > 0) parts.log.warn({ alerts: swept }, 'scheduler.swept');
  if (failed !== null) throw failed;
}

function sweepTenant(parts: Parts, tenantId: string, at: Date): Promise<number> {
  return parts.database.transaction(tenantId, async (sql) => {
    const ids = [...new Set((await findStuck({ sql, tenantId }, at)).map((alert) => alert.id))].slice(
      0,
      1_000,
    );
    if (ids.length > 0) await enqueueStuck({ sql, tenantId }, ids);
    return ids.length;
  });
}

interface Waiting {
  readonly priority: number;
  readonly jobs: number;
  readonly oldest_seconds: number;
}

/** Figures of all tenants together, for /metrics of the process that plays the scheduler. */
export async function measureWork(parts: Parts): Promise<void> {
  const { rows } = await parts.database.workerPool.query<Waiting>(
    `select priority, count(*)::integer as jobs,
       greatest(0, extract(epoch from now() - min(created_at)))::double precision as oldest_seconds
     from graphile_worker._private_jobs where attempts < max_attempts or locked_by is not null group by priority`,
  );
  for (const name of WORK_CLASSES) {
    const own = rows.filter((row) => workClassOf(row.priority) === name);
    const label: { class: WorkClass } = { class: name };
    parts.metrics.workWaiting.set(
      label,
      own.reduce((sum, row) => sum + row.jobs, 0),
    );
    parts.metrics.workOldest.set(label, Math.max(0, ...own.map((row) => row.oldest_seconds)));
  }
  const { letters, workers } = await parts.database.transaction(null, async (sql) => ({
    letters: await countOpenLetters(sql),
    workers: await countWorkers({ sql }),
  }));
  parts.metrics.deadLetters.set(letters);
  parts.metrics.workersAlive.set(workers.alive);
}

interface DatabaseFigures {
  readonly size: string;
  readonly connections: number;
  readonly most: number;
}

/** What an operator provides and we fill: disk and connections. */
export async function measureDatabase(parts: Parts): Promise<void> {
  const { rows } = await parts.database.workerPool.query<DatabaseFigures>(
    `select pg_database_size(current_database()) as size,
       (select sum(numbackends) from pg_stat_database)::integer as connections,
       current_setting('max_connections')::integer as most`,
  );
  const figures = rows[0];
  if (!figures) return;
  parts.metrics.databaseBytes.set(Number(figures.size));
  parts.metrics.databaseConnections.set(figures.connections);
  parts.metrics.databaseConnectionsMax.set(figures.most);
}
