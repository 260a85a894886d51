// All SQL on who of a service provider's tenant may act in which of its customers' tenants.

import type { Scope } from './identity.store.ts';

export interface ChildTenantRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly status: string;
}

/** The tenants directly below this one. */
export async function listChildTenants(scope: Scope): Promise<ChildTenantRow[]> {
  return scope.sql.query<ChildTenantRow>('child.list', 'select * from list_child_tenants()');
}

export interface GrantRow {
  readonly id: string;
  readonly person_id: string | null;
  readonly key_id: string | null;
  /** Null: in every customer's tenant, also those to come. */
  readonly child_id: string | null;
  readonly role: string;
  readonly created_at: Date;
  readonly created_by: string;
  /** Name of the person or key. */
  readonly holder_name: string;
}

/** A tenant has at most this many grants. */
export const GRANTS_MAX = 2_000;

const GRANT = `select a.id, a.person_id, a.key_id, a.child_id, a.role, a.created_at, a.created_by,
    coalesce(p.display_name, k.name, '') as holder_name
  from child_access a
  left join person p on p.id = a.person_id
  left join api_key k on k.tenant_id = a.tenant_id and k.id = a.key_id
  where a.tenant_id = $1`;

export async function listGrants(scope: Scope): Promise<GrantRow[]> {
  return scope.sql.query<GrantRow>('grant.list', `${GRANT} order by a.id desc limit 2000`, [scope.tenantId]);
}

/** The grants of one key, oldest first. */
export async function listGrantsOfKey(scope: Scope, keyId: string): Promise<GrantRow[]> {
  return scope.sql.query<GrantRow>('grant.of-key', `${GRANT} and a.key_id = $2 order by a.id`, [
    scope.tenantId,
    keyId,
  ]);
}

export async function findGrant(scope: Scope, id: string): Promise<GrantRow | null> {
  const rows = await scope.sql.query<GrantRow>('grant.find', `${GRANT} and a.id = $2`, [scope.tenantId, id]);
  return rows[0] ?? null;
}

export async function countGrants(scope: Scope): Promise<number> {
  const rows = await scope.sql.query<{ count: number }>(
    'grant.count',
    'select count(*)::integer as count from child_access where tenant_id = $1',
    [scope.tenantId],
  );
  return rows[0]?.count ?? 0;
}

/** Stores a grant; false when this person or key has one for the same tenant. */
export async function insertGrant(scope: Scope, row: Omit<GrantRow, 'holder_name'>): Promise<boolean> {
  const rows = await scope.sql.query(
    'grant.insert',
    `insert into child_access (tenant_id, id, person_id, key_id, child_id, role, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
    [
      scope.tenantId,
      row.id,
      row.person_id,
      row.key_id,
      row.child_id,
      row.role,
      row.created_at,
      row.created_by,
    ],
  );
  return rows.length === 1;
}

export async function deleteGrant(scope: Scope, id: string): Promise<boolean> {
  const rows = await scope.sql.query(
    'grant.delete',
    'delete from child_access where tenant_id = $1 and id = $2 returning id',
    [scope.tenantId, id],
  );
  return rows.length === 1;
}
