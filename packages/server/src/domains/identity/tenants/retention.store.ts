// All SQL on retention, legal holds and tombstones. What retention removes is removed by functions of the database, each of which
// asks for a hold itself; how the removal goes round is the scheduler's (roles/retention.ts).

import type { Sql } from '../../../kernel/context.ts';
import type { RetentionClass } from './tenant.schema.ts';
import type { Scope } from './tenant.store.ts';

export interface RetentionRow {
  readonly class: RetentionClass;
  readonly days: number | null;
  readonly requested_at: Date | null;
  readonly requested_by: string | null;
  readonly removed_before: Date | null;
  readonly removed_at: Date | null;
  readonly removed_rows: string;
}

const COLUMNS = 'class, days, requested_at, requested_by, removed_before, removed_at, removed_rows';

export async function listRetention(scope: Scope): Promise<RetentionRow[]> {
  return scope.sql.query<RetentionRow>(
    'retention.list',
    `select ${COLUMNS} from retention_class where tenant_id = $1 order by class`,
    [scope.tenantId],
  );
}

export async function setRetention(
  scope: Scope,
  row: {
    readonly class: RetentionClass;
    readonly days: number | null;
    readonly at: Date;
    readonly by: string;
  },
): Promise<void> {
  await scope.sql.query(
    'retention.set',
    `insert into retention_class (tenant_id, class, days, updated_at, updated_by) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, class) do update
     set days = excluded.days, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    [scope.tenantId, row.class, row.days, row.at, row.by],
  );
}

/** Asks for a round at once; gives the classes that have a time and so will be looked at. */
export async function requestRetention(
  scope: Scope,
  request: { readonly classes: readonly RetentionClass[]; readonly at: Date; readonly by: string },
): Promise<RetentionRow[]> {
  return scope.sql.query<RetentionRow>(
    'retention.request',
    `update retention_class set requested_at = $3, requested_by = $4
     where tenant_id = $1 and class = any($2::text[]) and days is not null returning ${COLUMNS}`,
    [scope.tenantId, request.classes, request.at, request.by],
  );
}

/** Says what a round removed; a request that is older than the round is fulfilled. */
export async function noteRemoved(
  scope: Scope,
  done: { readonly class: RetentionClass; readonly before: Date; readonly at: Date; readonly rows: number },
): Promise<void> {
  await scope.sql.query(
    'retention.note',
    `update retention_class set removed_before = greatest(removed_before, $3), removed_at = $4, removed_rows = removed_rows + $5,
       requested_at = case when requested_at > $4 then requested_at end,
       requested_by = case when requested_at > $4 then requested_by end
     where tenant_id = $1 and class = $2`,
    [scope.tenantId, done.class, done.before, done.at, done.rows],
  );
}

/** As noteRemoved, of a part of what is past its time: what was asked for is still to be looked at. `before` null: older rows are left. */
export async function noteDropped(
  scope: Scope,
  done: {
    readonly class: RetentionClass;
    readonly before: Date | null;
    readonly at: Date;
    readonly rows: number;
  },
): Promise<void> {
  await scope.sql.query(
    'retention.note-dropped',
    `update retention_class set removed_before = greatest(removed_before, $3), removed_at = $4, removed_rows = removed_rows + $5
     where tenant_id = $1 and class = $2`,
    [scope.tenantId, done.class, done.before, done.at, done.rows],
  );
}

export interface OverdueRow {
  readonly class: RetentionClass;
  readonly tenants: number;
  readonly held: number;
  readonly overdue_seconds: number;
}

/** By class, how much older than its time the oldest may be that is still there, over all tenants: counts and ages only. */
export async function readOverdue(sql: Sql, at: Date): Promise<OverdueRow[]> {
  return sql.query<OverdueRow>(
    'retention.overdue',
    'select class, tenants, held, overdue_seconds from read_retention_overdue($1)',
    [at],
  );
}

/** When records as old as this were removed; null when they were not. */
export async function findRawRemoval(scope: Scope, receivedAt: Date): Promise<Date | null> {
  const rows = await scope.sql.query<{ removed_at: Date }>(
    'retention.raw-removal',
    `select removed_at from retention_class where tenant_id = $1 and class = 'raw' and removed_before > $2`,
    [scope.tenantId, receivedAt],
  );
  return rows[0]?.removed_at ?? null;
}

export type ExpiredKind = 'raw' | 'event' | 'alert' | 'alert-evidence' | 'audit';

/** How many there are to remove, counted up to `atMost`. */
export async function countExpired(
  sql: Sql,
  kind: ExpiredKind,
  range: { before: Date; atMost: number },
): Promise<number> {
  const rows = await sql.query<{ count: number }>(
    'retention.count',
    'select count_expired($1, $2, $3) as count',
    [kind, range.before, range.atMost],
  );
  return rows[0]?.count ?? 0;
}

export interface Removed {
  readonly rows: number;
  readonly bytes: number;
}

/** Removes a batch of records as received; the alerts and events stay. */
export async function removeExpiredRaw(sql: Sql, before: Date, atMost: number): Promise<Removed> {
  const rows = await sql.query<{ removed: string; removed_bytes: string }>(
    'retention.remove-raw',
    'select removed, removed_bytes from remove_expired_raw($1, $2)',
    [before, atMost],
  );
  return removedOf(rows[0]);
}

export async function removeExpiredEvidence(sql: Sql, before: Date, atMost: number): Promise<Removed> {
  const rows = await sql.query<{ removed: string }>(
    'retention.remove-evidence',
    'select remove_expired_evidence($1, $2) as removed',
    [before, atMost],
  );
  return removedOf(rows[0]);
}

/** Removes a batch of closed alerts with everything that hangs on them. */
export async function removeExpiredAlerts(sql: Sql, before: Date, atMost: number): Promise<Removed> {
  const rows = await sql.query<{ removed: string; removed_bytes: string }>(
    'retention.remove-alerts',
    'select removed, removed_bytes from remove_expired_alerts($1, $2)',
    [before, atMost],
  );
  return removedOf(rows[0]);
}

function removedOf(row: { readonly removed: string; readonly removed_bytes?: string } | undefined): Removed {
  return { rows: Number(row?.removed ?? 0), bytes: Number(row?.removed_bytes ?? 0) };
}

export interface HoldRow {
  readonly id: string;
  readonly subject: string;
  readonly reason: string;
  readonly placed_at: Date;
  readonly placed_by: string;
  readonly lifted_at: Date | null;
  readonly lifted_by: string | null;
  readonly lift_reason: string | null;
}

const HOLD = 'id, subject, reason, placed_at, placed_by, lifted_at, lifted_by, lift_reason';

/** Newest first; at most 1,000. */
export async function listHolds(scope: Scope): Promise<HoldRow[]> {
  return scope.sql.query<HoldRow>(
    'hold.list',
    `select ${HOLD} from legal_hold where tenant_id = $1 order by lifted_at is not null, id desc limit 1000`,
    [scope.tenantId],
  );
}

/** Holds that stand: on the tenant itself (`tenant`) or on one of its alerts. */
export async function listStandingSubjects(scope: Scope): Promise<string[]> {
  const rows = await scope.sql.query<{ subject: string }>(
    'hold.standing',
    'select distinct subject from legal_hold where tenant_id = $1 and lifted_at is null',
    [scope.tenantId],
  );
  return rows.map((row) => row.subject);
}

export interface NewHold {
  readonly id: string;
  /** Null: the whole tenant. */
  readonly alertId: string | null;
  readonly reason: string;
  readonly at: Date;
  readonly by: string;
}

/** Places a hold, after the batch that is being removed at this moment, and before any other. */
export async function insertHold(scope: Scope, hold: NewHold): Promise<HoldRow | null> {
  await scope.sql.query('hold.lock', 'select lock_holds()');
  const rows = await scope.sql.query<HoldRow>(
    'hold.insert',
    `insert into legal_hold (tenant_id, id, subject, alert_id, reason, placed_at, placed_by)
     values ($1, $2, $3, $4, $5, $6, $7) returning ${HOLD}`,
    [
      scope.tenantId,
      hold.id,
      hold.alertId === null ? 'tenant' : `alert:${hold.alertId}`,
      hold.alertId,
      hold.reason,
      hold.at,
      hold.by,
    ],
  );
  return rows[0] ?? null;
}

/** Lifts a hold; one that was lifted before stays as it was. Null when there is none. */
export async function liftHold(
  scope: Scope,
  lift: { readonly id: string; readonly reason: string; readonly at: Date; readonly by: string },
): Promise<HoldRow | null> {
  const rows = await scope.sql.query<HoldRow>(
    'hold.lift',
    `update legal_hold set lifted_at = coalesce(lifted_at, $3), lifted_by = coalesce(lifted_by, $4),
       lift_reason = coalesce(lift_reason, $5)
     where tenant_id = $1 and id = $2 returning ${HOLD}`,
    [scope.tenantId, lift.id, lift.at, lift.by, lift.reason],
  );
  return rows[0] ?? null;
}
