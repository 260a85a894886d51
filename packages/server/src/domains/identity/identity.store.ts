// SQL on tenants, sessions and sign-in links, and the look-ups of who holds a credential.

import type { Principal, Sql } from '../../kernel/context.ts';
import type { TenantId } from '../../kernel/ids.ts';
import { NEVER_FOR_AGENTS, NEVER_IN_CHILDREN, permissionsOf } from '../../kernel/permissions.ts';
import { SESSION_IDLE_MINUTES } from './credentials.ts';
import { neverIn } from './grants.ts';

export interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

interface HolderRow {
  readonly tenant_id: TenantId;
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly custom_permissions: string[] | null;
  readonly is_root: boolean;
}

interface KeyHolderRow extends HolderRow {
  readonly sources: string[] | null;
  readonly scopes: string[] | null;
  readonly account_id: string | null;
  readonly account_kind: 'service' | 'agent' | null;
  readonly account_name: string | null;
}

export interface KeyPrincipal {
  readonly principal: Principal;
  /** The key itself: an agent's principal is the agent, whichever key it came with. */
  readonly keyId: string;
}

/** Who holds this key; null when nobody does (unknown, revoked, expired, account or tenant switched off). Needs no tenant. */
export async function resolveApiKey(sql: Sql, hash: Buffer, at: Date): Promise<KeyPrincipal | null> {
  const rows = await sql.query<KeyHolderRow>('key.holder', 'select * from find_key_holder($1, $2)', [
    hash,
    at,
  ]);
  const row = rows[0];
  if (!row) return null;
  const isAgent = row.account_kind === 'agent';
  const principal: Principal = {
    kind: isAgent ? 'agent' : 'key',
    id: isAgent && row.account_id !== null ? row.account_id : row.id,
    name: row.account_name === null ? row.name : `${row.account_name} (${row.name})`,
    role: row.role,
    permissions: permissionsOf({
      role: row.role,
      customPermissions: row.custom_permissions,
      scopes: row.scopes,
      never: [...neverIn(row), ...(isAgent ? NEVER_FOR_AGENTS : [])],
    }),
    tenantId: row.tenant_id,
    homeTenantId: row.tenant_id,
    sources: row.sources,
    sessionId: null,
    authenticatedAt: null,
  };
  return { principal, keyId: row.id };
}

interface SessionHolderRow extends HolderRow {
  readonly person_id: string;
  readonly last_seen_at: Date;
  readonly authenticated_at: Date;
}

export interface SessionPrincipal {
  readonly principal: Principal;
  readonly lastSeenAt: Date;
}

/** Who is signed in with this cookie; null when it has ended, expired or idled for an hour. Needs no tenant. */
export async function resolveSession(sql: Sql, hash: Buffer, at: Date): Promise<SessionPrincipal | null> {
  const rows = await sql.query<SessionHolderRow>(
    'session.holder',
    'select * from find_session_holder($1, $2, make_interval(mins => $3))',
    [hash, at, SESSION_IDLE_MINUTES],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    principal: {
      kind: 'user',
      id: row.person_id,
      name: row.name,
      role: row.role,
      permissions: permissionsOf({
        role: row.role,
        customPermissions: row.custom_permissions,
        scopes: null,
        never: neverIn(row),
      }),
      tenantId: row.tenant_id,
      homeTenantId: row.tenant_id,
      sources: null,
      sessionId: row.id,
      authenticatedAt: row.authenticated_at,
    },
    lastSeenAt: row.last_seen_at,
  };
}

export interface ChildAccess {
  readonly id: TenantId;
  readonly slug: string;
  readonly name: string;
  readonly role: string;
  readonly custom_permissions: string[] | null;
}

/** The customers' tenants in which this person or key of the transaction's tenant may act, and as what. */
export async function listChildAccess(sql: Sql, holder: string): Promise<ChildAccess[]> {
  return sql.query<ChildAccess>('child-access.list', 'select * from list_child_access($1)', [holder]);
}

/** The caller as who they are in a customer's tenant. A key's scopes and sources hold there as well. */
export function principalInChild(principal: Principal, child: ChildAccess): Principal {
  if (principal.lacksSecondFactor) return { ...principal, role: child.role, tenantId: child.id };
  const held = permissionsOf({
    role: child.role,
    customPermissions: child.custom_permissions,
    scopes: null,
    never: [...NEVER_IN_CHILDREN, ...(principal.kind === 'agent' ? NEVER_FOR_AGENTS : [])],
  });
  const permissions =
    principal.kind === 'user'
      ? held
      : new Set([...held].filter((permission) => principal.permissions.has(permission)));
  return { ...principal, role: child.role, permissions, tenantId: child.id };
}

/** Sets the tenant of a transaction that found out whose it is. */
export async function enterTenant(sql: Sql, tenantId: TenantId): Promise<void> {
  await sql.query('tenant.enter', "select set_config('wf.tenant', $1, true) as tenant_id", [tenantId]);
}

export async function touchSession(scope: Scope, sessionId: string, at: Date): Promise<void> {
  await scope.sql.query(
    'session.touch',
    'update session set last_seen_at = $3 where tenant_id = $1 and id = $2',
    [scope.tenantId, sessionId, at],
  );
}

export async function endSession(scope: Scope, sessionId: string, at: Date): Promise<void> {
  await scope.sql.query(
    'session.end',
    'update session set ended_at = $3 where tenant_id = $1 and id = $2 and ended_at is null',
    [scope.tenantId, sessionId, at],
  );
}

export interface NewSession {
  readonly id: string;
  readonly personId: string;
  readonly hash: Buffer;
  readonly at: Date;
  readonly expiresAt: Date;
}

export async function insertSession(scope: Scope, session: NewSession): Promise<void> {
  await scope.sql.query(
    'session.insert',
    `insert into session (tenant_id, id, person_id, hash, created_at, last_seen_at, expires_at)
     values ($1, $2, $3, $4, $5, $5, $6)`,
    [scope.tenantId, session.id, session.personId, session.hash, session.at, session.expiresAt],
  );
}

/** Consumes a one-time link: gives whose it is the first time, null ever after. Needs no tenant. */
export async function redeemSignInLink(
  sql: Sql,
  hash: Buffer,
  at: Date,
): Promise<{ tenant_id: TenantId; person_id: string } | null> {
  const rows = await sql.query<{ tenant_id: TenantId; person_id: string }>(
    'link.use',
    'select * from use_sign_in_link($1, $2)',
    [hash, at],
  );
  return rows[0] ?? null;
}

export async function insertSignInLink(scope: Scope, link: NewSession): Promise<void> {
  await scope.sql.query(
    'link.insert',
    `insert into sign_in_link (tenant_id, id, person_id, hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [scope.tenantId, link.id, link.personId, link.hash, link.at, link.expiresAt],
  );
}

export async function findTenant(scope: Scope): Promise<{ id: string; slug: string; name: string } | null> {
  const rows = await scope.sql.query<{ id: string; slug: string; name: string }>(
    'tenant.find',
    'select id, slug, name from tenant where id = $1',
    [scope.tenantId],
  );
  return rows[0] ?? null;
}

/** Makes the default tenant and its owner when they are not there; gives their ids. Needs no tenant. */
export async function ensureDefaultTenant(
  sql: Sql,
  ids: { readonly tenant: string; readonly person: string },
  at: Date,
): Promise<{ tenant_id: TenantId; person_id: string }> {
  const rows = await sql.query<{ tenant_id: TenantId; person_id: string }>(
    'tenant.ensure',
    'select * from ensure_default_tenant($1, $2, $3)',
    [ids.tenant, ids.person, at],
  );
  const row = rows[0];
  if (!row) throw new Error('the default tenant could not be made');
  return row;
}
