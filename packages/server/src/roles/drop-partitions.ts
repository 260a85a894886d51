// Months of raw records and events that nobody needs any more, dropped as a whole. An emptied month goes; a month of raw records
// goes with its rows when every tenant in it wants none of them any more and none of these tenants is under a hold, which spares
// the deletes where a tenant sets its first time or years of backlog end at once. All else is removed row by row (retention.ts).
//
// Two transactions a month. The first counts what goes, writes that down for each tenant, and takes the month out of its table; the
// second drops what is left, which nobody can reach any more. Between them a month may lie detached: the next round drops it. The
// lock that would stop accepting is waited for 200 ms and held for catalogue rows alone; who does not get it leaves the month to
// the next hour.

import { insertAuditRecord } from '../domains/audit/index.ts';
import { addRemovedBytes, dayOf, noteDropped } from '../domains/identity/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger, Sql } from '../kernel/context.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Database } from '../platform/db/database.ts';
import type { Metrics } from '../platform/telemetry/metrics.ts';

export interface DropParts {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'rowsRemoved' | 'partitionsDropped'>;
}

interface OldPartition {
  readonly name: string;
  readonly high: Date;
  readonly is_attached: boolean;
}

/** Counting a month of ten million records takes seconds; nobody but the removal of that month's rows waits for it. */
const COUNT_TIMEOUT_MS = 300_000;
/** lock_not_available, deadlock_detected, undefined_table: somebody was faster, and nothing happened. */
const BUSY = ['55P03', '40P01', '42P01'];

/** One round over the months that ended a week ago, oldest first; gives the names of those that went. */
export async function dropOldPartitions(parts: DropParts, signal: AbortSignal): Promise<string[]> {
  const at = parts.clock.now();
  const old = await parts.database.transaction(null, (sql) =>
    sql.query<OldPartition>('partitions.old', 'select name, high, is_attached from list_old_partitions($1)', [
      at,
    ]),
  );
  const dropped: string[] = [];
  for (const partition of old) {
    if (signal.aborted) break;
    if (await dropPartition(parts, partition, at)) dropped.push(partition.name);
  }
  return dropped;
}

async function dropPartition(parts: DropParts, partition: OldPartition, at: Date): Promise<boolean> {
  const { name } = partition;
  try {
    if (partition.is_attached && !(await detachPartition(parts, partition, at))) return false;
    await parts.database.transaction(null, (sql) =>
      sql.query('partitions.drop', 'select drop_detached_partition($1, $2)', [name, at]),
    );
  } catch (error) {
    if (!isBusy(error)) throw error;
    parts.log.info({ partition: name }, 'partition.busy');
    return false;
  }
  parts.metrics.partitionsDropped.inc();
  parts.log.info({ partition: name }, 'partition.dropped');
  return true;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && BUSY.includes(String(error.code));
}

interface Claimed {
  readonly tenant_id: string | null;
  readonly rows: string;
  readonly bytes: string;
}

async function detachPartition(parts: DropParts, { name, high }: OldPartition, at: Date): Promise<boolean> {
  return parts.database.transaction(null, async (sql) => {
    await sql.query('', `set local statement_timeout = ${COUNT_TIMEOUT_MS}`);
    const claimed = await sql.query<Claimed>(
      'partitions.claim',
      'select tenant_id, rows, bytes from claim_old_partition($1, $2)',
      [name, at],
    );
    if (claimed.length === 0) return false;
    for (const { tenant_id: tenantId, rows, bytes } of claimed) {
      if (tenantId === null) continue;
      const gone = { rows: Number(rows), bytes: Number(bytes), before: high, partition: name };
      await noteTenant(parts, { sql, tenantId }, gone);
      parts.metrics.rowsRemoved.inc({ class: 'raw' }, gone.rows);
    }
    const detached = await sql.query<{ is_detached: boolean }>(
      'partitions.detach',
      'select detach_old_partition($1, $2) as is_detached',
      [name, at],
    );
    // What was written down for the tenants must not stand when the month stays after all, as by a hold placed meanwhile.
    if (!detached[0]?.is_detached) throw new BusyError();
    return true;
  });
}

class BusyError extends Error {
  readonly code = '55P03';
}

interface Gone {
  readonly rows: number;
  readonly bytes: number;
  readonly before: Date;
  readonly partition: string;
}

/** What a tenant lost by it, in its usage, its retention and its audit log, as if it had been removed row by row. */
async function noteTenant(
  { clock, ids }: DropParts,
  scope: { readonly sql: Sql; readonly tenantId: string },
  gone: Gone,
): Promise<void> {
  const at = clock.now();
  await scope.sql.query('partitions.tenant', "select set_config('wf.tenant', $1, true)", [scope.tenantId]);
  await addRemovedBytes(scope, dayOf(at), gone.bytes);
  await noteDropped(scope, { class: 'raw', before: gone.before, at, rows: gone.rows });
  await insertAuditRecord(scope, {
    id: ids.next('audit'),
    at,
    event: 'retention.removed',
    actor_kind: 'system',
    actor_id: 'retention',
    actor_name: 'retention',
    actor_tenant_id: null,
    address: null,
    subject: 'retention:raw',
    before: null,
    after: { rows: gone.rows, before: gone.before.toISOString(), partition: gone.partition },
    reason: 'a whole month was past its time',
    request_id: 'retention',
  });
}
