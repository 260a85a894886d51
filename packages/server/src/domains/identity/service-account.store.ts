// All SQL on service accounts and agents.

import type { Scope } from './identity.store.ts';

export type AccountKind = 'service' | 'agent';

export interface ServiceAccountRow {
  readonly id: string;
  readonly name: string;
  readonly kind: AccountKind;
  readonly role: string;
  readonly description: string;
  readonly created_at: Date;
  readonly created_by: string;
  readonly disabled_at: Date | null;
}

export interface CountedAccountRow extends ServiceAccountRow {
  /** Keys that are neither revoked nor expired. */
  readonly keys: number;
  readonly last_used_at: Date | null;
}

/** A tenant has at most this many service accounts and agents. */
export const ACCOUNTS_MAX = 500;

const COLUMNS = 'id, name, kind, role, description, created_at, created_by, disabled_at';

const COUNTED = `select a.id, a.name, a.kind, a.role, a.description, a.created_at, a.created_by, a.disabled_at,
    (select count(*)::integer from api_key k where k.tenant_id = $1 and k.account_id = a.id and k.revoked_at is null
       and (k.expires_at is null or k.expires_at > $2)) as keys,
    (select max(k.last_used_at) from api_key k where k.tenant_id = $1 and k.account_id = a.id) as last_used_at
  from service_account a where a.tenant_id = $1`;

export async function listServiceAccounts(scope: Scope, at: Date): Promise<CountedAccountRow[]> {
  return scope.sql.query<CountedAccountRow>('account.list', `${COUNTED} order by a.name limit 500`, [
    scope.tenantId,
    at,
  ]);
}

export async function findServiceAccount(
  scope: Scope,
  id: string,
  at: Date,
): Promise<CountedAccountRow | null> {
  const rows = await scope.sql.query<CountedAccountRow>('account.find', `${COUNTED} and a.id = $3`, [
    scope.tenantId,
    at,
    id,
  ]);
  return rows[0] ?? null;
}

export async function lockServiceAccount(scope: Scope, id: string): Promise<ServiceAccountRow | null> {
  const rows = await scope.sql.query<ServiceAccountRow>(
    'account.lock',
    `select ${COLUMNS} from service_account where tenant_id = $1 and id = $2 for update`,
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}

export async function countServiceAccounts(scope: Scope): Promise<number> {
  const rows = await scope.sql.query<{ count: number }>(
    'account.count',
    'select count(*)::integer as count from service_account where tenant_id = $1',
    [scope.tenantId],
  );
  return rows[0]?.count ?? 0;
}

/** Stores a new account; false when the tenant has one of this name. */
export async function insertServiceAccount(scope: Scope, row: ServiceAccountRow): Promise<boolean> {
  const rows = await scope.sql.query(
    'account.insert',
    `insert into service_account (tenant_id, ${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict do nothing returning id`,
    [
      scope.tenantId,
      row.id,
      row.name,
      row.kind,
      row.role,
      row.description,
      row.created_at,
      row.created_by,
      row.disabled_at,
    ],
  );
  return rows.length === 1;
}

/** Writes name, role, description and whether it is disabled. The name is free: whoever calls has looked. */
export async function updateServiceAccount(scope: Scope, row: ServiceAccountRow): Promise<void> {
  await scope.sql.query(
    'account.update',
    `update service_account set name = $3, role = $4, description = $5, disabled_at = $6
     where tenant_id = $1 and id = $2`,
    [scope.tenantId, row.id, row.name, row.role, row.description, row.disabled_at],
  );
}

/** Whether another account has this name. */
export async function isAccountNameTaken(scope: Scope, name: string, but: string): Promise<boolean> {
  const rows = await scope.sql.query(
    'account.name',
    'select id from service_account where tenant_id = $1 and name = $2 and id <> $3',
    [scope.tenantId, name, but],
  );
  return rows.length > 0;
}
