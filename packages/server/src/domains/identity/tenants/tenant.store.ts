// All SQL on the tree of tenants, their settings, quotas and usage. What concerns a tenant below goes through functions of the
// database that look at whose child it is.

import type { Sql } from '../../../kernel/context.ts';
import type { TenantId } from '../../../kernel/ids.ts';
import type { TenantSettings } from './tenant.schema.ts';

export interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

/** A tenant and those right below it: a service provider and its customers. */
export const TREE_DEPTH_MAX = 2;
export const CHILDREN_MAX = 1_000;

export interface NewTenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly at: Date;
}

export type MakeOutcome = 'made' | 'slug_taken' | 'too_deep' | 'too_many' | 'no_parent';

/** Makes a tenant below that of the transaction. */
export async function makeChildTenant(sql: Sql, tenant: NewTenant): Promise<MakeOutcome> {
  const rows = await sql.query<{ outcome: MakeOutcome }>(
    'tenant.make-child',
    'select create_child_tenant($1, $2, $3, $4, $5, $6) as outcome',
    [tenant.id, tenant.slug, tenant.name, tenant.at, TREE_DEPTH_MAX, CHILDREN_MAX],
  );
  return rows[0]?.outcome ?? 'no_parent';
}

export interface ChildRow {
  readonly id: TenantId;
  readonly slug: string;
  readonly name: string;
  readonly status: 'active' | 'suspended' | 'deleting';
  readonly status_at: Date | null;
  readonly status_reason: string | null;
  readonly created_at: Date;
  readonly records_per_day: string | null;
  readonly stored_bytes_max: string | null;
  readonly records_today: string;
  readonly refused_today: string;
  readonly stored_bytes: string;
  readonly is_held: boolean;
}

/** The tenants right below that of the transaction, oldest first. */
export async function listChildTenants(sql: Sql, at: Date): Promise<ChildRow[]> {
  return sql.query<ChildRow>('tenant.children', 'select * from read_child_tenants(null, $1)', [dayOf(at)]);
}

export async function findChildTenant(sql: Sql, id: string, at: Date): Promise<ChildRow | null> {
  const rows = await sql.query<ChildRow>('tenant.child', 'select * from read_child_tenants($1, $2)', [
    id,
    dayOf(at),
  ]);
  return rows[0] ?? null;
}

const DAY_MS = 86_400_000;
let lastDay = { number: Number.NaN, text: '' };

/** The day of a time, in UTC, as quotas count it. Asked for with every record, and nearly always of the same day. */
export function dayOf(at: Date): string {
  const number = Math.floor(at.getTime() / DAY_MS);
  if (number !== lastDay.number) lastDay = { number, text: at.toISOString().slice(0, 10) };
  return lastDay.text;
}

/** Renames the transaction's tenant or one right below it. */
export async function renameTenant(sql: Sql, id: string, name: string): Promise<boolean> {
  const rows = await sql.query<{ renamed: boolean }>(
    'tenant.rename',
    'select rename_tenant($1, $2) as renamed',
    [id, name],
  );
  return rows[0]?.renamed ?? false;
}

export interface StatusChange {
  readonly id: string;
  readonly status: 'active' | 'suspended' | 'deleting';
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

export type StatusOutcome = 'changed' | 'unchanged' | 'not_found' | 'deleting' | 'held' | 'has_children';

export async function setChildStatus(sql: Sql, change: StatusChange): Promise<StatusOutcome> {
  const rows = await sql.query<{ outcome: StatusOutcome }>(
    'tenant.set-status',
    'select set_child_status($1, $2, $3, $4, $5) as outcome',
    [change.id, change.status, change.reason, change.by, change.at],
  );
  return rows[0]?.outcome ?? 'not_found';
}

export interface SettingRow {
  readonly version: number;
  readonly body: TenantSettings;
  readonly created_at: Date;
  readonly created_by: string;
}

/** The settings in force; null before anybody changed them. */
export async function findSettings(scope: Scope): Promise<SettingRow | null> {
  const rows = await scope.sql.query<SettingRow>(
    'tenant.settings',
    `select version, body, created_at, created_by from tenant_setting
     where tenant_id = $1 order by version desc limit 1`,
    [scope.tenantId],
  );
  return rows[0] ?? null;
}

/** Adds a version; false when somebody else has added that version meanwhile. */
export async function insertSettings(scope: Scope, row: SettingRow): Promise<boolean> {
  const rows = await scope.sql.query(
    'tenant.insert-settings',
    `insert into tenant_setting (tenant_id, version, body, created_at, created_by) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning version`,
    [scope.tenantId, row.version, JSON.stringify(row.body), row.created_at, row.created_by],
  );
  return rows.length === 1;
}

export type LimitName = 'records_per_day' | 'stored_bytes';

export interface Limits {
  readonly records_per_day: number | null;
  readonly stored_bytes: number | null;
}

export async function setLimit(
  scope: Scope,
  limit: { readonly name: LimitName; readonly value: number | null; readonly at: Date; readonly by: string },
): Promise<void> {
  await scope.sql.query(
    'tenant.set-limit',
    `insert into tenant_limit (tenant_id, name, value, updated_at, updated_by) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, name) do update
     set value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    [scope.tenantId, limit.name, limit.value, limit.at, limit.by],
  );
}

export interface UsageRow {
  readonly limits: Limits;
  readonly records_today: number;
  readonly stored_bytes: number;
}

/** What a tenant may use and has used; `day` is today in UTC. */
export async function readUsage(scope: Scope, day: string): Promise<UsageRow> {
  const rows = await scope.sql.query<
    Record<'records_per_day' | 'stored_max' | 'records_today' | 'stored', string | null>
  >(
    'tenant.usage',
    `select
       (select l.value from tenant_limit l where l.tenant_id = $1 and l.name = 'records_per_day') as records_per_day,
       (select l.value from tenant_limit l where l.tenant_id = $1 and l.name = 'stored_bytes') as stored_max,
       (select u.records from tenant_usage u where u.tenant_id = $1 and u.day = $2) as records_today,
       (select sum(u.bytes - u.removed_bytes)::bigint from tenant_usage u where u.tenant_id = $1) as stored`,
    [scope.tenantId, day],
  );
  const row = rows[0];
  return {
    limits: { records_per_day: numberOf(row?.records_per_day), stored_bytes: numberOf(row?.stored_max) },
    records_today: numberOf(row?.records_today) ?? 0,
    stored_bytes: numberOf(row?.stored) ?? 0,
  };
}

/** 64-bit counts come as text; a tenant with more than 2^53 bytes has other problems. */
export function numberOf(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text);
}

export interface UsageCount {
  readonly tenantId: string;
  readonly day: string;
  readonly records: number;
  readonly bytes: number;
  readonly refused: number;
}

/** Adds what was counted, of any tenants, in one statement. */
export async function addUsage(sql: Sql, counts: readonly UsageCount[]): Promise<void> {
  await sql.query(
    'tenant.add-usage',
    'select add_usage($1::uuid[], $2::date[], $3::bigint[], $4::bigint[], $5::bigint[])',
    [
      counts.map((count) => count.tenantId),
      counts.map((count) => count.day),
      counts.map((count) => count.records),
      counts.map((count) => count.bytes),
      counts.map((count) => count.refused),
    ],
  );
}

/** Bytes that retention removed; they no longer count as stored. */
export async function addRemovedBytes(scope: Scope, day: string, bytes: number): Promise<void> {
  await scope.sql.query(
    'tenant.removed-bytes',
    `insert into tenant_usage (tenant_id, day, removed_bytes) values ($1, $2, $3)
     on conflict (tenant_id, day) do update set removed_bytes = tenant_usage.removed_bytes + excluded.removed_bytes`,
    [scope.tenantId, day, bytes],
  );
}

/** Whether this is the first time today that a quota was exceeded, and so is to be recorded. */
export async function markExceeded(scope: Scope, day: string, at: Date): Promise<boolean> {
  const rows = await scope.sql.query(
    'tenant.mark-exceeded',
    `insert into tenant_usage (tenant_id, day, exceeded_at) values ($1, $2, $3)
     on conflict (tenant_id, day) do update set exceeded_at = excluded.exceeded_at
     where tenant_usage.exceeded_at is null returning day`,
    [scope.tenantId, day, at],
  );
  return rows.length === 1;
}
