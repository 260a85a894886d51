// All SQL on sinks: what they are, how far each is, and whose turn it is to send for it.

import type { Sql } from '../../../kernel/context.ts';
import type { TenantId } from '../../../kernel/ids.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export const SINK_FORMATS = ['jsonl', 'splunk_hec'] as const;
export type SinkFormat = (typeof SINK_FORMATS)[number];
export const SINK_STATES = ['active', 'paused', 'refused'] as const;
export type SinkState = (typeof SINK_STATES)[number];

/** A tenant has at most this many: each one sends every record. */
export const SINKS_MAX = 5;
export const BATCH_MAX = 500;

export interface SinkRow {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly format: SinkFormat;
  readonly authorization_secret_id: string | null;
  readonly signing_secret_id: string | null;
  readonly state: SinkState;
  readonly confirmed_to: number;
  readonly sending_to: number | null;
  readonly batch_max: number;
  readonly delivered: number;
  readonly missed: number;
  readonly failures: number;
  readonly next_attempt_at: Date;
  readonly last_delivered_at: Date | null;
  readonly last_error: string | null;
  readonly last_error_at: Date | null;
  readonly test_requested_at: Date | null;
  readonly tested_at: Date | null;
  readonly test_error: string | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly updated_at: Date;
  readonly updated_by: string;
  readonly version: number;
}

/** What waits for a sink: how many records, and since when the oldest. */
export interface SinkLag {
  readonly waiting: number;
  readonly oldest_sealed_at: Date | null;
}

// 64-bit counts come as text; those of one tenant's audit records fit a number for as long as there are computers.
const COLUMNS = `s.id, s.name, s.url, s.format, s.authorization_secret_id, s.signing_secret_id, s.state,
  s.confirmed_to::float8 as confirmed_to, s.sending_to::float8 as sending_to, s.batch_max, s.delivered::float8 as delivered,
  s.missed::float8 as missed, s.failures, s.next_attempt_at, s.last_delivered_at, s.last_error, s.last_error_at,
  s.test_requested_at, s.tested_at, s.test_error, s.created_at, s.created_by, s.updated_at, s.updated_by, s.version`;

// The chain is numbered without a gap, so its end tells how many wait, without counting them.
const LAG = `greatest(0, coalesce((select l.sequence from audit_link l where l.tenant_id = s.tenant_id
     order by l.sequence desc limit 1), 0) - s.confirmed_to)::float8 as waiting,
  (select l.sealed_at from audit_link l where l.tenant_id = s.tenant_id and l.sequence > s.confirmed_to
     order by l.sequence limit 1) as oldest_sealed_at`;

export async function listSinks(scope: Scope): Promise<(SinkRow & SinkLag)[]> {
  return scope.sql.query<SinkRow & SinkLag>(
    'audit-sink.list',
    `select ${COLUMNS}, ${LAG} from audit_sink s where s.tenant_id = $1 order by s.name limit ${SINKS_MAX}`,
    [scope.tenantId],
  );
}

export async function findSink(scope: Scope, id: string): Promise<(SinkRow & SinkLag) | null> {
  const rows = await scope.sql.query<SinkRow & SinkLag>(
    'audit-sink.find',
    `select ${COLUMNS}, ${LAG} from audit_sink s where s.tenant_id = $1 and s.id = $2`,
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}

/** One sink, locked for change. */
export async function lockSink(scope: Scope, id: string): Promise<SinkRow | null> {
  const rows = await scope.sql.query<SinkRow>(
    'audit-sink.lock',
    `select ${COLUMNS} from audit_sink s where s.tenant_id = $1 and s.id = $2 for update`,
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}

export type NewSink = Pick<
  SinkRow,
  'id' | 'name' | 'url' | 'format' | 'authorization_secret_id' | 'signing_secret_id' | 'confirmed_to'
> & { readonly at: Date; readonly by: string };

/** Stores a new sink; false when the tenant has one of this name. */
export async function insertSink(scope: Scope, sink: NewSink): Promise<boolean> {
  const rows = await scope.sql.query(
    'audit-sink.insert',
    `insert into audit_sink (tenant_id, id, name, url, format, authorization_secret_id, signing_secret_id, state, confirmed_to,
       batch_max, delivered, missed, failures, next_attempt_at, created_at, created_by, updated_at, updated_by, version)
     values ($1, $2, $3, $4, $5, $6, $7, 'active', $8, ${BATCH_MAX}, 0, 0, 0, $9, $9, $10, $9, $10, 1)
     on conflict do nothing returning id`,
    [
      scope.tenantId,
      sink.id,
      sink.name,
      sink.url,
      sink.format,
      sink.authorization_secret_id,
      sink.signing_secret_id,
      sink.confirmed_to,
      sink.at,
      sink.by,
    ],
  );
  return rows.length === 1;
}

export type SinkChange = Pick<
  SinkRow,
  'name' | 'url' | 'format' | 'authorization_secret_id' | 'signing_secret_id' | 'state'
> & { readonly at: Date; readonly by: string };

/**
 * Changes what a sink is. It is tried at once, and whoever sends for it now has lost its turn: an answer of the old address must
 * not count for the new one. False when another of the tenant has the name.
 */
export async function updateSink(scope: Scope, id: string, change: SinkChange): Promise<boolean> {
  const rows = await scope.sql.query(
    'audit-sink.update',
    `update audit_sink s set name = $3, url = $4, format = $5, authorization_secret_id = $6, signing_secret_id = $7, state = $8,
       failures = 0, next_attempt_at = $9, last_error = null, last_error_at = null, lease_id = null, lease_until = null,
       updated_at = $9, updated_by = $10, version = s.version + 1
     where s.tenant_id = $1 and s.id = $2
       and not exists (select from audit_sink o where o.tenant_id = $1 and o.name = $3 and o.id <> $2)
     returning s.id`,
    [
      scope.tenantId,
      id,
      change.name,
      change.url,
      change.format,
      change.authorization_secret_id,
      change.signing_secret_id,
      change.state,
      change.at,
      change.by,
    ],
  );
  return rows.length === 1;
}

export async function deleteSink(scope: Scope, id: string): Promise<void> {
  await scope.sql.query('audit-sink.delete', 'delete from audit_sink where tenant_id = $1 and id = $2', [
    scope.tenantId,
    id,
  ]);
}

export async function requestSinkTest(scope: Scope, id: string, at: Date): Promise<void> {
  await scope.sql.query(
    'audit-sink.request-test',
    'update audit_sink set test_requested_at = $3 where tenant_id = $1 and id = $2',
    [scope.tenantId, id, at],
  );
}

export interface DueSink {
  readonly tenant_id: TenantId;
  readonly id: string;
}

/** Sinks of all tenants that have something to send now. Needs no tenant. */
export async function listDueSinks(sql: Sql, at: Date, most: number): Promise<DueSink[]> {
  return sql.query<DueSink>('audit-sink.due', 'select tenant_id, id from list_due_audit_sinks($1, $2)', [
    at,
    most,
  ]);
}

export interface Lease {
  readonly id: string;
  readonly at: Date;
  readonly until: Date;
}

/** Takes the turn to send for this sink; null when another has it, or there is nothing to send any more. */
export async function leaseSink(scope: Scope, id: string, lease: Lease): Promise<SinkRow | null> {
  const rows = await scope.sql.query<SinkRow>(
    'audit-sink.lease',
    `update audit_sink s set lease_id = $3, lease_until = $5
     where s.tenant_id = $1 and s.id = $2
       -- Beyond the longest turn and the longest pause a clock has written that was set back since.
       and (s.lease_until is null or s.lease_until <= $4 or s.lease_until > $4 + interval '2 minutes')
       and (s.test_requested_at is not null
            or (s.state = 'active' and (s.next_attempt_at <= $4 or s.next_attempt_at > $4 + interval '61 minutes')))
     returning ${COLUMNS}`,
    [scope.tenantId, id, lease.id, lease.at, lease.until],
  );
  return rows[0] ?? null;
}

/** Remembers where the batch ends that is sent now. */
export async function markSending(scope: Scope, id: string, to: number): Promise<void> {
  await scope.sql.query(
    'audit-sink.mark-sending',
    'update audit_sink set sending_to = $3 where tenant_id = $1 and id = $2',
    [scope.tenantId, id, to],
  );
}

/** What became of a turn. Everything left out stays as it is. */
export interface Settled {
  readonly state?: 'refused';
  readonly confirmedTo?: number;
  readonly delivered?: number;
  readonly missed?: number;
  readonly sendingTo: number | null;
  readonly batchMax: number;
  readonly failures: number;
  readonly nextAttemptAt: Date;
  readonly error: string | null;
}

/** Ends the turn and writes what came of it; false when the turn was over before, and then nothing is written. */
export async function settleSink(
  scope: Scope & { readonly at: Date },
  turn: { readonly id: string; readonly leaseId: string },
  settled: Settled,
): Promise<boolean> {
  const rows = await scope.sql.query(
    'audit-sink.settle',
    `update audit_sink set lease_id = null, lease_until = null, state = coalesce($5, state),
       confirmed_to = coalesce($6, confirmed_to), delivered = delivered + $7, missed = missed + $8, sending_to = $9,
       batch_max = $10, failures = $11, next_attempt_at = $12,
       last_error = coalesce($13, last_error), last_error_at = case when $13::text is null then last_error_at else $4 end,
       last_delivered_at = case when $7::bigint > 0 then $4 else last_delivered_at end
     where tenant_id = $1 and id = $2 and lease_id = $3
     returning id`,
    [
      scope.tenantId,
      turn.id,
      turn.leaseId,
      scope.at,
      settled.state ?? null,
      settled.confirmedTo ?? null,
      settled.delivered ?? 0,
      settled.missed ?? 0,
      settled.sendingTo,
      settled.batchMax,
      settled.failures,
      settled.nextAttemptAt,
      settled.error?.slice(0, 500) ?? null,
    ],
  );
  return rows.length === 1;
}

/** Writes what a test came to, and ends the turn; false when it was over before. */
export async function settleTest(
  scope: Scope & { readonly at: Date },
  turn: { readonly id: string; readonly leaseId: string },
  error: string | null,
): Promise<boolean> {
  const rows = await scope.sql.query(
    'audit-sink.settle-test',
    `update audit_sink set lease_id = null, lease_until = null, test_requested_at = null, tested_at = $4, test_error = $5
     where tenant_id = $1 and id = $2 and lease_id = $3
     returning id`,
    [scope.tenantId, turn.id, turn.leaseId, scope.at, error?.slice(0, 500) ?? null],
  );
  return rows.length === 1;
}
