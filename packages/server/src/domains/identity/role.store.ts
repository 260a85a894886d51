// All SQL on roles: the built-in ones in their place, and those that a tenant made.

import { isRole, permissionsOf } from '../../kernel/permissions.ts';
import { neverIn, type Place, type Rank } from './grants.ts';
import type { Scope } from './identity.store.ts';

export interface CustomRoleRow {
  readonly name: string;
  readonly description: string;
  readonly permissions: string[];
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly updated_by: string;
}

const COLUMNS = 'name, description, permissions, version, created_at, updated_at, updated_by';

/** A tenant has at most this many roles of its own. */
export const ROLES_MAX = 100;

export interface TenantPlace extends Place {
  /** Whether there is a tenant above it. */
  readonly is_child: boolean;
}

export async function readPlace(scope: Scope): Promise<TenantPlace> {
  const rows = await scope.sql.query<TenantPlace>(
    'tenant.place',
    'select id as tenant_id, is_root, parent_id is not null as is_child from tenant where id = $1',
    [scope.tenantId],
  );
  // A tenant that cannot be seen holds nothing of the tree.
  return rows[0] ?? { is_root: false, is_child: true };
}

/**
 * A role as it is held in this tenant; null when there is none of that name. A role of the tenant's own stays locked against
 * change and deletion until the transaction ends, so that nobody is given one that is just being taken away.
 */
export async function findRank(scope: Scope, name: string): Promise<Rank | null> {
  const never = neverIn(await readPlace(scope));
  if (isRole(name)) {
    return {
      role: name,
      permissions: permissionsOf({ role: name, customPermissions: null, scopes: null, never }),
    };
  }
  const rows = await scope.sql.query<{ permissions: string[] }>(
    'role.find',
    'select permissions from custom_role where tenant_id = $1 and name = $2 for share',
    [scope.tenantId, name],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    role: name,
    permissions: permissionsOf({ role: name, customPermissions: row.permissions, scopes: null, never }),
  };
}

/** As `findRank`; a role that is held and no longer exists gives nothing. */
export async function rankOf(scope: Scope, name: string): Promise<Rank> {
  return (await findRank(scope, name)) ?? { role: name, permissions: new Set() };
}

export async function listCustomRoles(scope: Scope): Promise<CustomRoleRow[]> {
  return scope.sql.query<CustomRoleRow>(
    'role.list',
    `select ${COLUMNS} from custom_role where tenant_id = $1 order by name limit 100`,
    [scope.tenantId],
  );
}

export async function lockCustomRole(scope: Scope, name: string): Promise<CustomRoleRow | null> {
  const rows = await scope.sql.query<CustomRoleRow>(
    'role.lock',
    `select ${COLUMNS} from custom_role where tenant_id = $1 and name = $2 for update`,
    [scope.tenantId, name],
  );
  return rows[0] ?? null;
}

/** Stores a new role; false when the tenant has one of this name. */
export async function insertCustomRole(scope: Scope, row: CustomRoleRow): Promise<boolean> {
  const rows = await scope.sql.query(
    'role.insert',
    `insert into custom_role (tenant_id, ${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict do nothing returning name`,
    [
      scope.tenantId,
      row.name,
      row.description,
      row.permissions,
      row.version,
      row.created_at,
      row.updated_at,
      row.updated_by,
    ],
  );
  return rows.length === 1;
}

export async function updateCustomRole(scope: Scope, row: CustomRoleRow): Promise<void> {
  await scope.sql.query(
    'role.update',
    `update custom_role set description = $3, permissions = $4, version = $5, updated_at = $6, updated_by = $7
     where tenant_id = $1 and name = $2`,
    [scope.tenantId, row.name, row.description, row.permissions, row.version, row.updated_at, row.updated_by],
  );
}

export async function deleteCustomRole(scope: Scope, name: string): Promise<void> {
  await scope.sql.query('role.delete', 'delete from custom_role where tenant_id = $1 and name = $2', [
    scope.tenantId,
    name,
  ]);
}

export interface RoleHolders {
  readonly role: string;
  readonly people: number;
  readonly keys: number;
  readonly service_accounts: number;
  /** Grants in customers' tenants. */
  readonly child_access: number;
}

/** How many hold each role that anybody holds. Keys of a service account count with it, revoked ones not at all. */
export async function countRoleHolders(scope: Scope): Promise<Map<string, RoleHolders>> {
  const rows = await scope.sql.query<RoleHolders>(
    'role.holders',
    `select role, sum(people)::integer as people, sum(keys)::integer as keys,
       sum(accounts)::integer as service_accounts, sum(access)::integer as child_access
     from (
       select role, 1 as people, 0 as keys, 0 as accounts, 0 as access from membership where tenant_id = $1
       union all select role, 0, 1, 0, 0 from api_key where tenant_id = $1 and revoked_at is null and account_id is null
       union all select role, 0, 0, 1, 0 from service_account where tenant_id = $1
       union all select role, 0, 0, 0, 1 from child_access where tenant_id = $1
     ) held group by role`,
    [scope.tenantId],
  );
  return new Map(rows.map((row) => [row.role, row]));
}
