// All SQL on a tenant's settings of sources.

import type { Sql } from '../../kernel/context.ts';
import type { TenantId } from '../../kernel/ids.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

/**
 * Stands where the first releases kept the sealed secret: a form that none of them opens, so that one that still runs beside this
 * release refuses the source's bodies instead of taking them unsigned.
 */
const IN_VAULT = Buffer.from([2]);

export interface SourceSetting {
  readonly source: string;
  readonly signature_scheme: 'timestamped' | 'body' | null;
  /** The secret in the vault; null without a signature, and for one that the first releases sealed and nobody could open since. */
  readonly secret_id: string | null;
  readonly updated_at: Date;
}

export async function listSourceSettings(scope: Scope): Promise<SourceSetting[]> {
  return scope.sql.query<SourceSetting>(
    'source.settings',
    `select source, signature_scheme, secret_id, updated_at from source_setting where tenant_id = $1 order by source`,
    [scope.tenantId],
  );
}

/** The setting, locked until the commit, so that two changes of one secret take turns. */
export async function findSourceSetting(scope: Scope, source: string): Promise<SourceSetting | null> {
  const rows = await scope.sql.query<SourceSetting>(
    'source.setting',
    `select source, signature_scheme, secret_id, updated_at from source_setting
     where tenant_id = $1 and source = $2 for update`,
    [scope.tenantId, source],
  );
  return rows[0] ?? null;
}

export async function saveSourceSecret(
  scope: Scope,
  setting: {
    readonly source: string;
    readonly scheme: 'timestamped' | 'body' | null;
    readonly secretId: string | null;
    readonly at: Date;
  },
): Promise<void> {
  await scope.sql.query(
    'source.secret',
    `insert into source_setting (tenant_id, source, signature_scheme, secret_id, sealed_secret, updated_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, source) do update
       set signature_scheme = excluded.signature_scheme, secret_id = excluded.secret_id,
           sealed_secret = excluded.sealed_secret, updated_at = excluded.updated_at`,
    [
      scope.tenantId,
      setting.source,
      setting.scheme,
      setting.secretId,
      setting.secretId === null ? null : IN_VAULT,
      setting.at,
    ],
  );
}

/** Tenants that have secrets which are not in the vault yet. Needs no tenant. */
export async function listTenantsWithSealedSecrets(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    'source.tenants-to-move',
    'select id from list_tenants_with_sealed_secrets()',
  );
  return rows.map(({ id }) => id);
}

/** Secrets that are not in the vault yet, locked until the commit. */
export async function lockSealedSecrets(
  scope: Scope,
): Promise<{ readonly source: string; readonly sealed_secret: Buffer }[]> {
  return scope.sql.query(
    'source.sealed',
    `select source, sealed_secret from source_setting
     where tenant_id = $1 and secret_id is null and sealed_secret is not null order by source for update`,
    [scope.tenantId],
  );
}

export async function moveSourceSecret(scope: Scope, source: string, secretId: string): Promise<void> {
  await scope.sql.query(
    'source.moved',
    'update source_setting set secret_id = $3, sealed_secret = $4 where tenant_id = $1 and source = $2',
    [scope.tenantId, source, secretId, IN_VAULT],
  );
}

export async function insertInboxToken(
  scope: Scope,
  token: {
    readonly id: string;
    readonly source: string;
    readonly hash: Buffer;
    readonly at: Date;
    readonly by: string;
  },
): Promise<void> {
  await scope.sql.query(
    'inbox.insert',
    `insert into inbox_token (tenant_id, id, source, hash, created_at, created_by) values ($1, $2, $3, $4, $5, $6)`,
    [scope.tenantId, token.id, token.source, token.hash, token.at, token.by],
  );
}

/** Revokes every address of the source; gives how many. */
export async function revokeInboxTokens(scope: Scope, source: string, at: Date): Promise<number> {
  const rows = await scope.sql.query(
    'inbox.revoke',
    `update inbox_token set revoked_at = $3 where tenant_id = $1 and source = $2 and revoked_at is null returning id`,
    [scope.tenantId, source, at],
  );
  return rows.length;
}

/** Whose address this is, and for which source. Needs no tenant. */
export async function resolveInboxToken(
  sql: Sql,
  hash: Buffer,
): Promise<{ tenant_id: TenantId; id: string; source: string } | null> {
  const rows = await sql.query<{ tenant_id: TenantId; id: string; source: string }>(
    'inbox.resolve',
    'select * from resolve_inbox_token($1)',
    [hash],
  );
  return rows[0] ?? null;
}
