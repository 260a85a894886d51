// What the database command and `doctor` look at: version, size, migrations. The embedded database is adopted when a server runs
// it, and started for the moment when none does.

import { existsSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { type DatabaseHealth, readHealth } from './inspect-health.ts';
import type { Config } from './kernel/config.ts';
import { StartError } from './kernel/errors.ts';
import { startEmbeddedPostgres } from './platform/db/embedded.ts';
import { type AppliedMigration, migrate, readMigrations, unreachable } from './platform/db/migrate.ts';

export interface DatabaseState {
  readonly server_version: string;
  readonly size_bytes: number;
  readonly migrations: readonly { readonly name: string; readonly applied_at: string | null }[];
  readonly applied_now: readonly string[];
}

export async function inspectDatabase(
  config: Config,
  options: { readonly migrate: boolean },
): Promise<DatabaseState> {
  return withLogins(config, options, async ({ admin, appLogin }) => {
    const appliedNow = options.migrate ? await migrate({ admin, appLogin }) : [];
    return { ...(await readState(admin)), applied_now: appliedNow };
  });
}

/** As `inspectDatabase`, without changing anything, and with what only a database at this release can tell; null for another. */
export async function inspectHealth(
  config: Config,
): Promise<{ readonly state: DatabaseState; readonly health: DatabaseHealth | null }> {
  return withLogins(config, { migrate: false }, async ({ admin, app }) => {
    const state = { ...(await readState(admin)), applied_now: [] };
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
    });
  }
  if (!options.migrate && !existsSync(path.join(config.home, 'postgres', 'PG_VERSION'))) {
    throw new StartError(
      `There is no database in ${config.home} yet: the first start of the server makes it.`,
    );
  }
  const embedded = await startEmbeddedPostgres(config.home);
  try {
    return await look({ admin: embedded.admin, app: embedded.app, appLogin: embedded.app.user ?? '' });
  } finally {
    // One that was running belongs to the server that started it.
    if (!embedded.adopted) await embedded.stop();
  }
}

async function readState(config: pg.ClientConfig): Promise<Omit<DatabaseState, 'applied_now'>> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw unreachable(config, error);
  }
  try {
    const facts = await client.query<{ version: string; size: string; migrated: boolean }>(
      `select current_setting('server_version') as version, pg_database_size(current_database()) as size,
         to_regclass('wf.schema_migration') is not null as migrated`,
    );
    const fact = facts.rows[0];
    const applied = fact?.migrated ? await readApplied(client) : [];
    const times = new Map(applied.map((row) => [row.number, row.applied_at.toISOString()]));
    return {
      server_version: fact?.version ?? 'unknown',
      size_bytes: Number(fact?.size ?? 0),
      migrations: readMigrations().map((row) => ({
        name: row.name,
        applied_at: times.get(row.number) ?? null,
      })),
    };
  } finally {
    await client.end();
  }
}

async function readApplied(client: pg.Client): Promise<AppliedMigration[]> {
  await client.query('set role wf_owner');
  const result = await client.query<AppliedMigration>(
    'select number, name, sha256, applied_at from wf.schema_migration order by number',
  );
  return result.rows;
}
