// What `doctor` asks of a database at this release: whether its login is as it must be, tenants are kept apart, connections are
// left, clocks agree, and the keys of stored secrets are at hand. Facts only; what they mean is said by the command line.

import pg from 'pg';
import type { Config } from './kernel/config.ts';
import { asRole, CONNECTIONS_MAX } from './platform/db/database.ts';
import { APP_ROLES } from './platform/db/roles.ts';
import { masterKeyId } from './platform/secrets/local-keys.ts';
import { openMasterKeys } from './platform/secrets/open-master-keys.ts';
import { isTransitKeyId } from './platform/secrets/transit-keys.ts';

export interface DatabaseHealth {
  readonly server_version_number: number;
  readonly login: string;
  /** The login and those of its roles that row-level security does not bind. */
  readonly unbound_roles: readonly string[];
  /** Roles that the login cannot become. */
  readonly missing_roles: readonly string[];
  readonly tenant_tables: number;
  /** Tables with a tenant whose rows are not kept apart. */
  readonly unguarded_tables: readonly string[];
  readonly connections: {
    readonly used: number;
    /** Without those that are kept for superusers. */
    readonly max: number;
    /** What one server opens at most. */
    readonly needed: number;
  };
  /** How far the clock of the database is ahead of ours; negative when it is behind. */
  readonly clock_ahead_ms: number;
  readonly audit_unsealed: { readonly records: number; readonly oldest_seconds: number };
  /** Open ones of all tenants. */
  readonly dead_letters: number;
  readonly master_keys: MasterKeyHealth;
}

export interface MasterKeyHealth {
  readonly provider: 'file' | 'environment' | 'transit';
  /** Keys under which something lies in this database. */
  readonly used: number;
  /** Those of them that are not at hand here. */
  readonly missing: readonly string[];
  /** Why the keys could not be looked at, in a sentence; null when they could. */
  readonly error: string | null;
}

export async function readHealth(config: Config, login: pg.ClientConfig): Promise<DatabaseHealth> {
  const used: string[] = [];
  const asLogin = await withClient(login, readAsLogin);
  const asApp = await withClient({ ...login, ...asRole('wf_app') }, async (client) => {
    const keys = await client.query<{ master_key_id: string }>(
      'select master_key_id from count_wrapped_keys()',
    );
    used.push(...keys.rows.map((row) => row.master_key_id));
    return readAsApp(client);
  });
  return { ...asLogin, ...asApp, master_keys: await readMasterKeys(config, used) };
}

async function withClient<Result>(
  config: pg.ClientConfig,
  look: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await look(client);
  } finally {
    await client.end();
  }
}

async function readAsLogin(client: pg.Client) {
  const { rows } = await client.query<{
    version: number;
    login: string;
    used: number;
    max: number;
  }>(
    `select current_setting('server_version_num')::integer as version, session_user::text as login,
       (select sum(numbackends) from pg_stat_database)::integer as used,
       current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer as max`,
  );
  const fact = rows[0];
  const unbound = await client.query<{ name: string }>(
    `select rolname::text as name from pg_roles
     where (rolsuper or rolbypassrls) and (rolname = session_user or rolname = any($1)) order by 1`,
    [APP_ROLES],
  );
  const missing = await client.query<{ name: string }>(
    `select w.name from unnest($1::text[]) as w (name) left join pg_roles r on r.rolname = w.name
     where r.oid is null or not pg_has_role(session_user, r.oid, 'SET') order by 1`,
    [APP_ROLES],
  );
  return {
    server_version_number: fact?.version ?? 0,
    login: fact?.login ?? '',
    unbound_roles: unbound.rows.map((row) => row.name),
    missing_roles: missing.rows.map((row) => row.name),
    ...(await readTenantTables(client)),
    connections: { used: fact?.used ?? 0, max: fact?.max ?? 0, needed: CONNECTIONS_MAX },
    clock_ahead_ms: await readClock(client),
  };
}

/** Partitions are reached through their table, whose policy counts; what `tenant` itself is, is in its own column. */
async function readTenantTables(client: pg.Client) {
  const { rows } = await client.query<{ name: string; guarded: boolean }>(
    `select c.relname::text as name, c.relrowsecurity and c.relforcerowsecurity
       and exists (select 1 from pg_policy p where p.polrelid = c.oid) as guarded
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'wf' and c.relkind in ('r', 'p') and not c.relispartition
       and exists (select 1 from pg_attribute a
         where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnum > 0 and not a.attisdropped)
     order by 1`,
  );
  return {
    tenant_tables: rows.length,
    unguarded_tables: rows.filter((row) => !row.guarded).map((row) => row.name),
  };
}

/** The quickest of some answers, as half of its way is the least certain part of it. */
async function readClock(client: pg.Client): Promise<number> {
  let best = { aheadMs: 0, tookMs: Number.POSITIVE_INFINITY };
  for (let round = 0; round < 3; round += 1) {
    const before = Date.now();
    const { rows } = await client.query<{ ms: number }>(
      'select (extract(epoch from clock_timestamp()) * 1000)::double precision as ms',
    );
    const tookMs = Date.now() - before;
    if (tookMs < best.tookMs) best = { tookMs, aheadMs: (rows[0]?.ms ?? before) - (before + tookMs / 2) };
  }
  return Math.round(best.aheadMs);
}

async function readAsApp(client: pg.Client) {
  const unsealed = await client.query<{ records: number; oldest_seconds: number }>(
    `select coalesce(sum(waiting), 0)::integer as records,
       coalesce(extract(epoch from clock_timestamp() - min(oldest)), 0)::double precision as oldest_seconds
     from list_unsealed_audit()`,
  );
  const letters = await client.query<{ letters: number }>('select count_open_letters()::integer as letters');
  return {
    audit_unsealed: unsealed.rows[0] ?? { records: 0, oldest_seconds: 0 },
    dead_letters: letters.rows[0]?.letters ?? 0,
  };
}

async function readMasterKeys(config: Config, used: readonly string[]): Promise<MasterKeyHealth> {
  const provider = config.kms !== null ? 'transit' : config.masterKeyHex !== null ? 'environment' : 'file';
  try {
    // Without making one: a key made here would open nothing, and hide that the right one is gone.
    const { masterKeys, local } = openMasterKeys(config, { isMade: false });
    const here = new Set(local().map(masterKeyId));
    if (config.kms !== null) await masterKeys.currentKeyId();
    const missing = used.filter((id) => !(isTransitKeyId(id) ? config.kms !== null : here.has(id)));
    return { provider, used: used.length, missing, error: null };
  } catch (error) {
    return {
      provider,
      used: used.length,
      missing: [],
      error: error instanceof Error ? error.message : 'The keys cannot be read.',
    };
  }
}
