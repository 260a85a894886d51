// All SQL on API keys.

import type { Scope } from './identity.store.ts';

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly role: string;
  readonly sources: string[] | null;
  readonly scopes: string[] | null;
  readonly account_id: string | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
  /** The key that takes its place; this one works until it expires. */
  readonly replaced_by: string | null;
  readonly account_name: string | null;
  readonly account_kind: 'service' | 'agent' | null;
  readonly account_disabled_at: Date | null;
}

export interface NewApiKey
  extends Pick<
    ApiKeyRow,
    'id' | 'name' | 'hint' | 'role' | 'sources' | 'created_at' | 'created_by' | 'expires_at'
  > {
  readonly hash: Buffer;
  readonly scopes?: string[] | null;
  readonly account_id?: string | null;
}

/** Stores a key; false when this very key is stored already (the bootstrap key at a later start). */
export async function insertApiKey(scope: Scope, key: NewApiKey): Promise<boolean> {
  const rows = await scope.sql.query(
    'key.insert',
    `insert into api_key (tenant_id, id, name, hash, hint, role, sources, created_at, created_by, expires_at, scopes,
       account_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (hash) do nothing returning id`,
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
      key.scopes ?? null,
      key.account_id ?? null,
    ],
  );
  return rows.length === 1;
}

const KEY = `select k.id, k.name, k.hint, coalesce(a.role, k.role) as role, k.sources, k.scopes, k.account_id, k.created_at,
    k.created_by, k.expires_at, k.revoked_at, k.last_used_at, k.replaced_by, a.name as account_name,
    a.kind as account_kind, a.disabled_at as account_disabled_at
  from api_key k left join service_account a on a.tenant_id = k.tenant_id and a.id = k.account_id
  where k.tenant_id = $1`;

/** All keys of the tenant, newest first; at most 500. */
export async function listApiKeys(scope: Scope): Promise<ApiKeyRow[]> {
  return scope.sql.query<ApiKeyRow>('key.list', `${KEY} order by k.id desc limit 500`, [scope.tenantId]);
}

export async function findApiKey(scope: Scope, id: string): Promise<ApiKeyRow | null> {
  const rows = await scope.sql.query<ApiKeyRow>('key.find', `${KEY} and k.id = $2`, [scope.tenantId, id]);
  return rows[0] ?? null;
}

/** One key, locked for change. */
export async function lockApiKey(scope: Scope, id: string): Promise<ApiKeyRow | null> {
  const rows = await scope.sql.query<ApiKeyRow>('key.lock', `${KEY} and k.id = $2 for update of k`, [
    scope.tenantId,
    id,
  ]);
  return rows[0] ?? null;
}

/** Revokes the key; one revoked before keeps its first time. */
export async function revokeApiKey(scope: Scope, id: string, at: Date): Promise<void> {
  await scope.sql.query(
    'key.revoke',
    'update api_key set revoked_at = coalesce(revoked_at, $3) where tenant_id = $1 and id = $2',
    [scope.tenantId, id, at],
  );
}

export async function updateApiKey(
  scope: Scope,
  key: Pick<ApiKeyRow, 'id' | 'name' | 'sources' | 'scopes'>,
): Promise<void> {
  await scope.sql.query(
    'key.update',
    'update api_key set name = $3, sources = $4, scopes = $5 where tenant_id = $1 and id = $2',
    [scope.tenantId, key.id, key.name, key.sources, key.scopes],
  );
}

/** The old key goes on until `expiresAt`, and says which one takes its place. */
export async function replaceApiKey(
  scope: Scope,
  key: { readonly id: string; readonly by: string; readonly expiresAt: Date },
): Promise<void> {
  await scope.sql.query(
    'key.replace',
    'update api_key set replaced_by = $3, expires_at = $4 where tenant_id = $1 and id = $2',
    [scope.tenantId, key.id, key.by, key.expiresAt],
  );
}

export async function touchApiKeys(scope: Scope, ids: readonly string[], at: Date): Promise<void> {
  await scope.sql.query(
    'key.touch',
    'update api_key set last_used_at = $3 where tenant_id = $1 and id = any($2::uuid[])',
    [scope.tenantId, ids, at],
  );
}
