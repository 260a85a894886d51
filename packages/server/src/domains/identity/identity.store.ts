// All SQL on tenants, people, keys, sessions and sign-in links.

import type { Principal, Sql } from '../../kernel/context.ts';
import type { TenantId } from '../../kernel/ids.ts';

export interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

interface KeyPrincipalRow {
  readonly tenant_id: TenantId;
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly sources: string[] | null;
}

/** Who holds this key; null when nobody does (unknown, revoked, expired). Needs no tenant. */
export async function resolveApiKey(sql: Sql, hash: Buffer, at: Date): Promise<Principal | null> {
  const rows = await sql.query<KeyPrincipalRow>('key.resolve', 'select * from resolve_api_key($1, $2)', [
    hash,
    at,
  ]);
  const row = rows[0];
  if (!row) return null;
  return {
    kind: 'key',
    id: row.id,
    name: row.name,
    role: row.role,
    tenantId: row.tenant_id,
    sources: row.sources,
    sessionId: null,
  };
}

interface SessionPrincipalRow {
  readonly tenant_id: TenantId;
  readonly id: string;
  readonly person_id: string;
  readonly name: string;
  readonly role: string;
  readonly last_seen_at: Date;
}

export interface SessionPrincipal {
  readonly principal: Principal;
  readonly lastSeenAt: Date;
}

/** Who is signed in with this cookie; null when it has ended, expired or idled for an hour. Needs no tenant. */
export async function resolveSession(sql: Sql, hash: Buffer, at: Date): Promise<SessionPrincipal | null> {
  const rows = await sql.query<SessionPrincipalRow>(
    'session.resolve',
    'select * from resolve_session($1, $2)',
    [hash, at],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    principal: {
      kind: 'user',
      id: row.person_id,
      name: row.name,
      role: row.role,
      tenantId: row.tenant_id,
      sources: null,
      sessionId: row.id,
    },
    lastSeenAt: row.last_seen_at,
  };
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

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly role: string;
  readonly sources: string[] | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
}

export interface NewApiKey extends Omit<ApiKeyRow, 'revoked_at' | 'last_used_at'> {
  readonly hash: Buffer;
}

/** Stores a key; false when this very key is stored already (the bootstrap key at a later start). */
export async function insertApiKey(scope: Scope, key: NewApiKey): Promise<boolean> {
  const rows = await scope.sql.query(
    'key.insert',
    `insert into api_key (tenant_id, id, name, hash, hint, role, sources, created_at, created_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (hash) do nothing returning id`,
    [
      scope.tenantId,
      key.id,
      key.name,
      key.hash,
      key.hint,
      key.role,
      key.sources,
      key.created_at,
      key.created_by,
      key.expires_at,
    ],
  );
  return rows.length === 1;
}

/** All keys of the tenant, newest first; at most 500. */
export async function listApiKeys(scope: Scope): Promise<ApiKeyRow[]> {
  return scope.sql.query<ApiKeyRow>(
    'key.list',
    `select id, name, hint, role, sources, created_at, created_by, expires_at, revoked_at, last_used_at
     from api_key where tenant_id = $1 order by id desc limit 500`,
    [scope.tenantId],
  );
}

/** Gives the key's row as it is now, or null when there is none; a key revoked before keeps its first time. */
export async function revokeApiKey(scope: Scope, id: string, at: Date): Promise<ApiKeyRow | null> {
  const rows = await scope.sql.query<ApiKeyRow>(
    'key.revoke',
    `update api_key set revoked_at = coalesce(revoked_at, $3) where tenant_id = $1 and id = $2
     returning id, name, hint, role, sources, created_at, created_by, expires_at, revoked_at, last_used_at`,
    [scope.tenantId, id, at],
  );
  return rows[0] ?? null;
}

export async function touchApiKeys(scope: Scope, ids: readonly string[], at: Date): Promise<void> {
  await scope.sql.query(
    'key.touch',
    'update api_key set last_used_at = $3 where tenant_id = $1 and id = any($2::uuid[])',
    [scope.tenantId, ids, at],
  );
}

export interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly display_name: string;
  readonly role: string;
}

/** People who may act in the tenant, by name. */
export async function listPeople(scope: Scope): Promise<PersonRow[]> {
  return scope.sql.query<PersonRow>(
    'person.list',
    `select p.id, p.email, p.display_name, m.role from membership m join person p on p.id = m.person_id
     where m.tenant_id = $1 and p.deactivated_at is null order by p.display_name limit 500`,
    [scope.tenantId],
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
