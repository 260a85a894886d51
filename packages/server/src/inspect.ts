// What the database command and `doctor` look at: version, size, migrations, storage. The embedded database is adopted when a server
// runs it, and started for the moment when none does.

import { existsSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { type DatabaseHealth, readHealth } from './inspect-health.ts';
import { systemClock } from './kernel/clock.ts';
import type { Config } from './kernel/config.ts';
import type { Sql } from './kernel/context.ts';
import { StartError } from './kernel/errors.ts';
import { startEmbeddedPostgres } from './platform/db/embedded.ts';
import { type AppliedMigration, migrate, readMigrations, unreachable } from './platform/db/migrate.ts';
import { readDatabaseFacts } from './platform/db/storage-facts.ts';
import { readStorageReport, type StorageReport } from './platform/db/storage-report.ts';
import { readFreeBytes } from './roles/sample-storage.ts';

export interface DatabaseState {
  readonly server_version: string;
  readonly size_bytes: number;
  readonly migrations: readonly { readonly name: string; readonly applied_at: string | null }[];
  readonly applied_now: readonly string[];
  /** null while migrations wait: what it asks for may not be there yet. */
  readonly storage: StorageReport | null;
}

export async function inspectDatabase(
  config: Config,
  options: { readonly migrate: boolean },
): Promise<DatabaseState> {
  return withLogins(config, options, async ({ admin, appLogin, home }) => {
    const appliedNow = options.migrate ? await migrate({ admin, appLogin }) : [];
    return { ...(await readState(admin, home)), applied_now: appliedNow };
  });
}

/** As `inspectDatabase`, without changing anything, and with what only a database at this release can tell; null for another. */
export async function inspectHealth(
  config: Config,
): Promise<{ readonly state: DatabaseState; readonly health: DatabaseHealth | null }> {
  return withLogins(config, { migrate: false }, async ({ admin, app, home }) => {
    const state = { ...(await readState(admin, home)), applied_now: [] };
    const isAtRelease = state.migrations.every((row) => row.applied_at !== null);
    return { state, health: isAtRelease ? await readHealth(config, app) : null };
  });
}

interface Logins {
  /** The one that migrates. */
  readonly admin: pg.ClientConfig;
  /** The one that the product works with. */
  readonly app: pg.ClientConfig;
  readonly appLogin: string;
  /** The folder that holds the database; null when it is elsewhere and its disk is not known. */
  readonly home: string | null;
}

async function withLogins<Result>(
  config: Config,
  options: { readonly migrate: boolean },
  look: (logins: Logins) => Promise<Result>,
): Promise<Result> {
  if (config.databaseUrl !== null) {
    return look({
      admin: { connectionString: config.migrationUrl ?? config.databaseUrl },
      app: { connectionString: config.databaseUrl },
      appLogin: decodeURIComponent(new URL(config.databaseUrl).username),
      home: null,
    });
  }
  if (!options.migrate && !existsSync(path.join(config.home, 'postgres', 'PG_VERSION'))) {
    throw new StartError(
      `There is no database in ${config.home} yet: the first start of the server makes it.`,
    );
  }
  const embedded = await startEmbeddedPostgres(config.home);
  try {
    return await look({
      admin: embedded.admin,
      app: embedded.app,
      appLogin: embedded.app.user ?? '',
      home: config.home,
    });
  } finally {
    // One that was running belongs to the server that started it.
    if (!embedded.adopted) await embedded.stop();
  }
}

async function readState(
  config: pg.ClientConfig,
  home: string | null,
): Promise<Omit<DatabaseState, 'applied_now'>> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw unreachable(config, error);
  }
  try {
    const facts = await readFacts(client);
    const applied = facts.is_migrated ? await readApplied(client) : [];
    const times = new Map(applied.map((row) => [row.number, row.applied_at.toISOString()]));
    const migrations = readMigrations().map((row) => ({
      name: row.name,
      applied_at: times.get(row.number) ?? null,
    }));
    const diskFreeBytes = home === null ? null : await readFreeBytes(home);
    const isCurrent = migrations.every((migration) => migration.applied_at !== null);
    return {
      server_version: facts.version,
      size_bytes: Number(facts.size),
      migrations,
      storage: isCurrent ? await readStorage(client, diskFreeBytes) : null,
    };
  } finally {
    await client.end();
  }
}

interface Facts {
  readonly version: string;
  readonly size: string;
  readonly is_migrated: boolean;
}

/** The plain login may not even look into our schema: it becomes the product for that, once there is one to become. */
async function readFacts(client: pg.Client): Promise<Facts> {
  const roles = await client.query("select 1 from pg_roles where rolname = 'wf_app'");
  if (roles.rowCount !== 0) await client.query('set role wf_app');
  const facts = await client.query<Facts>(
    `select current_setting('server_version') as version, pg_database_size(current_database()) as size,
       to_regclass('wf.schema_migration') is not null as is_migrated`,
  );
  const row = facts.rows[0];
  if (!row) throw new Error('the database did not say its version');
  return row;
}

/** Other transactions are seen by the login, tables of tenants only as the product. */
async function readStorage(client: pg.Client, diskFreeBytes: number | null): Promise<StorageReport> {
  const sql: Sql = {
    query: async <Row extends object>(_name: string, text: string, values: readonly unknown[] = []) =>
      (await client.query<Row & pg.QueryResultRow>(text, [...values])).rows,
  };
  await client.query('reset role');
  const facts = await readDatabaseFacts(sql);
  await client.query('set role wf_app; set search_path = wf');
  return readStorageReport(sql, { at: systemClock.now(), facts, diskFreeBytes });
}

async function readApplied(client: pg.Client): Promise<AppliedMigration[]> {
  const result = await client.query<AppliedMigration>(
    'select number, name, sha256, applied_at from wf.schema_migration order by number',
  );
  return result.rows;
}
