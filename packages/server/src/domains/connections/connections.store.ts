// All SQL on a tenant's settings of sources.

import type { Sql } from '../../kernel/context.ts';
import type { TenantId } from '../../kernel/ids.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export interface SourceSetting {
  readonly source: string;
  readonly signature_scheme: 'timestamped' | 'body' | null;
  readonly sealed_secret: Buffer | null;
  readonly updated_at: Date;
}

export async function listSourceSettings(scope: Scope): Promise<SourceSetting[]> {
  return scope.sql.query<SourceSetting>(
    'source.settings',
    `select source, signature_scheme, sealed_secret, updated_at from source_setting where tenant_id = $1 order by source`,
    [scope.tenantId],
  );
}

export async function saveSourceSecret(
  scope: Scope,
  setting: {
    readonly source: string;
    readonly scheme: 'timestamped' | 'body' | null;
    readonly sealed: Buffer | null;
    readonly at: Date;
  },
): Promise<void> {
  await scope.sql.query(
    'source.secret',
    `insert into source_setting (tenant_id, source, signature_scheme, sealed_secret, updated_at) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, source) do update
       set signature_scheme = excluded.signature_scheme, sealed_secret = excluded.sealed_secret,
           updated_at = excluded.updated_at`,
    [scope.tenantId, setting.source, setting.scheme, setting.sealed, setting.at],
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
