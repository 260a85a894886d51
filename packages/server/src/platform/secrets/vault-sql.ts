// All SQL on data keys, secrets and rotations of the master key.

import type { Sql } from '../../kernel/context.ts';
import type { DataKeyState, MasterKeyRotation, MasterKeyUse } from '../../kernel/vault.ts';

export interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export interface DataKeyRow {
  readonly id: string;
  readonly version: number;
  readonly master_key_id: string;
  readonly wrapped: Buffer;
}

export interface SecretRow {
  readonly id: string;
  readonly purpose: string;
  readonly data_key_id: string;
  readonly sealed: Buffer;
}

/** Locks of transactions, beside those of migrations (7743001) and tests. */
const WRAPPING = 7_743_015;

/**
 * Held by whoever stores something wrapped by a master key, until the commit. Forgetting master keys takes the same lock alone, so
 * that it counts every use.
 */
export async function lockForWrapping(sql: Sql): Promise<void> {
  await sql.query('vault.lock-wrapping', 'select pg_advisory_xact_lock_shared($1)', [WRAPPING]);
}

export async function lockAgainstWrapping(sql: Sql): Promise<void> {
  await sql.query('vault.lock-alone', 'select pg_advisory_xact_lock($1)', [WRAPPING]);
}

/** The key that seals, kept from being retired until the commit. */
export async function lockCurrentDataKey({ sql, tenantId }: Scope): Promise<DataKeyRow | null> {
  const rows = await sql.query<DataKeyRow>(
    'data-key.current',
    `select id, version, master_key_id, wrapped from data_key
     where tenant_id = $1 and retired_at is null order by version desc limit 1 for share`,
    [tenantId],
  );
  return rows[0] ?? null;
}

/** Keys that open, newest first; retired ones open nothing. */
export async function listDataKeys({ sql, tenantId }: Scope): Promise<DataKeyRow[]> {
  return sql.query<DataKeyRow>(
    'data-key.list',
    `select id, version, master_key_id, wrapped from data_key
     where tenant_id = $1 and retired_at is null order by version desc`,
    [tenantId],
  );
}

export async function readDataKeyStates({ sql, tenantId }: Scope): Promise<DataKeyState[]> {
  return sql.query<DataKeyState>(
    'data-key.states',
    `select k.id, k.version, k.master_key_id, k.created_at, k.retired_at,
       (select count(*)::integer from secret s where s.tenant_id = k.tenant_id and s.data_key_id = k.id) as secrets
     from data_key k where k.tenant_id = $1 order by k.version desc limit 100`,
    [tenantId],
  );
}

/** Adds the key at the version after `after`, unless another has taken it. */
export async function insertDataKey(
  { sql, tenantId }: Scope,
  key: Omit<DataKeyRow, 'version'> & { readonly after: number; readonly at: Date },
): Promise<void> {
  await sql.query(
    'data-key.insert',
    `insert into data_key (tenant_id, id, version, master_key_id, wrapped, created_at)
     values ($1, $2, $3::integer + 1, $4, $5, $6)
     on conflict (tenant_id, version) do nothing`,
    [tenantId, key.id, key.after, key.master_key_id, key.wrapped, key.at],
  );
}

/** Exchanges what is stored of the key if it is still the same; false when another was faster. */
export async function rewrapDataKey(
  { sql, tenantId }: Scope,
  old: DataKeyRow,
  now: Pick<DataKeyRow, 'master_key_id' | 'wrapped'>,
): Promise<boolean> {
  const rows = await sql.query(
    'data-key.rewrap',
    `update data_key set master_key_id = $4, wrapped = $5
     where tenant_id = $1 and id = $2 and wrapped = $3 returning id`,
    [tenantId, old.id, old.wrapped, now.master_key_id, now.wrapped],
  );
  return rows.length === 1;
}

/** Waits for everybody who is sealing under this key; false when it is retired or gone. */
export async function lockDataKey({ sql, tenantId }: Scope, id: string): Promise<boolean> {
  const rows = await sql.query(
    'data-key.lock',
    'select id from data_key where tenant_id = $1 and id = $2 and retired_at is null for update',
    [tenantId, id],
  );
  return rows.length === 1;
}

export async function retireDataKey({ sql, tenantId }: Scope, id: string, at: Date): Promise<boolean> {
  const rows = await sql.query(
    'data-key.retire',
    `update data_key set retired_at = $3, wrapped = null, master_key_id = null
     where tenant_id = $1 and id = $2
       and not exists (select from secret s where s.tenant_id = $1 and s.data_key_id = $2)
     returning id`,
    [tenantId, id, at],
  );
  return rows.length === 1;
}

export async function insertSecret(
  { sql, tenantId }: Scope,
  secret: SecretRow & { readonly at: Date },
): Promise<void> {
  await sql.query(
    'secret.insert',
    `insert into secret (tenant_id, id, purpose, data_key_id, sealed, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $6)`,
    [tenantId, secret.id, secret.purpose, secret.data_key_id, secret.sealed, secret.at],
  );
}

/** False when there is no such secret. */
export async function updateSecret(
  { sql, tenantId }: Scope,
  secret: SecretRow & { readonly at: Date },
): Promise<boolean> {
  const rows = await sql.query(
    'secret.update',
    `update secret set data_key_id = $4, sealed = $5, updated_at = $6
     where tenant_id = $1 and id = $2 and purpose = $3 returning id`,
    [tenantId, secret.id, secret.purpose, secret.data_key_id, secret.sealed, secret.at],
  );
  return rows.length === 1;
}

export interface OpenableSecret extends SecretRow {
  /** Null when the key is gone: then nothing opens the secret any more. */
  readonly master_key_id: string | null;
  readonly wrapped: Buffer | null;
}

/** The secret beside its key, in one statement: whatever rotates meanwhile, the two belong together. */
export async function findSecret({ sql, tenantId }: Scope, id: string): Promise<OpenableSecret | null> {
  const rows = await sql.query<OpenableSecret>(
    'secret.find',
    `select s.id, s.purpose, s.data_key_id, s.sealed, k.master_key_id, k.wrapped
     from secret s left join data_key k on k.tenant_id = s.tenant_id and k.id = s.data_key_id
     where s.tenant_id = $1 and s.id = $2`,
    [tenantId, id],
  );
  return rows[0] ?? null;
}

export async function deleteSecret({ sql, tenantId }: Scope, id: string): Promise<void> {
  await sql.query('secret.delete', 'delete from secret where tenant_id = $1 and id = $2', [tenantId, id]);
}

/** The next secrets under this key, locked; those that somebody is changing are passed over. */
export async function lockSecretsUnder(
  { sql, tenantId }: Scope,
  { keyId, after, limit }: { readonly keyId: string; readonly after: string; readonly limit: number },
): Promise<SecretRow[]> {
  return sql.query<SecretRow>(
    'secret.under',
    `select id, purpose, data_key_id, sealed from secret
     where tenant_id = $1 and data_key_id = $2 and id > $3 order by id limit $4 for update skip locked`,
    [tenantId, keyId, after, limit],
  );
}

/** Stores what was sealed anew; `updated_at` stays, since the secret is the same. */
export async function resealSecrets(
  { sql, tenantId }: Scope,
  keyId: string,
  secrets: readonly { readonly id: string; readonly sealed: Buffer }[],
): Promise<void> {
  await sql.query(
    'secret.reseal',
    `update secret s set data_key_id = $2, sealed = n.sealed
     from unnest($3::uuid[], $4::bytea[]) as n (id, sealed) where s.tenant_id = $1 and s.id = n.id`,
    [tenantId, keyId, secrets.map(({ id }) => id), secrets.map(({ sealed }) => sealed)],
  );
}

/** Platform keys, newest first: all, or the one that is wanted. */
export async function readPlatformDataKeys(sql: Sql, wanted: string | null): Promise<DataKeyRow[]> {
  return sql.query<DataKeyRow>(
    'platform-key.read',
    'select id, version, master_key_id, wrapped from read_platform_data_keys($1)',
    [wanted],
  );
}

export async function addPlatformDataKey(
  sql: Sql,
  key: Omit<DataKeyRow, 'version'> & { readonly at: Date },
): Promise<void> {
  await sql.query('platform-key.add', 'select add_platform_data_key($1, $2, $3, $4)', [
    key.id,
    key.master_key_id,
    key.wrapped,
    key.at,
  ]);
}

export async function rewrapPlatformDataKey(
  sql: Sql,
  old: DataKeyRow,
  now: Pick<DataKeyRow, 'master_key_id' | 'wrapped'>,
): Promise<boolean> {
  const rows = await sql.query(
    'platform-key.rewrap',
    'select id from rewrap_platform_data_key($1, $2, $3, $4)',
    [old.id, old.wrapped, now.master_key_id, now.wrapped],
  );
  return rows.length === 1;
}

export async function countWrappedKeys(sql: Sql): Promise<MasterKeyUse[]> {
  return sql.query<MasterKeyUse>(
    'vault.uses',
    'select master_key_id, tenant_keys, platform_keys from count_wrapped_keys()',
  );
}

export async function listTenantsToRewrap(sql: Sql, currentKeyId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    'vault.to-rewrap',
    'select id from list_tenants_to_rewrap($1)',
    [currentKeyId],
  );
  return rows.map(({ id }) => id);
}

export async function listTenantsToReseal(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ id: string }>('vault.to-reseal', 'select id from list_tenants_to_reseal()');
  return rows.map(({ id }) => id);
}

const ROTATION = 'id, requested_at, requested_by, from_key_id, to_key_id, rewrapped, finished_at';

export async function findLastRotation(sql: Sql): Promise<MasterKeyRotation | null> {
  const rows = await sql.query<MasterKeyRotation>(
    'rotation.last',
    `select ${ROTATION} from master_key_rotation order by finished_at is null desc, requested_at desc limit 1`,
  );
  return rows[0] ?? null;
}

/** The rotation under way, locked until the commit, so that processes take turns at its steps. */
export async function lockRotation(sql: Sql): Promise<MasterKeyRotation | null> {
  const rows = await sql.query<MasterKeyRotation>(
    'rotation.lock',
    `select ${ROTATION} from master_key_rotation where finished_at is null for update`,
  );
  return rows[0] ?? null;
}

export async function insertRotation(
  sql: Sql,
  rotation: {
    readonly id: string;
    readonly at: Date;
    readonly by: string;
    readonly from: string;
    readonly to: string | null;
  },
): Promise<void> {
  await sql.query(
    'rotation.insert',
    `insert into master_key_rotation (id, requested_at, requested_by, from_key_id, to_key_id, progress_at)
     values ($1, $2, $3, $4, $5, $2)
     on conflict ((true)) where finished_at is null do nothing`,
    [rotation.id, rotation.at, rotation.by, rotation.from, rotation.to],
  );
}

export interface RotationProgress {
  readonly to_key_id?: string;
  readonly rewrapped?: number;
  readonly finished_at?: Date;
}

export async function recordProgress(
  sql: Sql,
  id: string,
  { at, ...done }: RotationProgress & { readonly at: Date },
): Promise<void> {
  await sql.query(
    'rotation.progress',
    `update master_key_rotation set to_key_id = coalesce($2, to_key_id), rewrapped = rewrapped + $3, finished_at = $4,
       progress_at = $5 where id = $1`,
    [id, done.to_key_id ?? null, done.rewrapped ?? 0, done.finished_at ?? null, at],
  );
}
