// What the database command and `doctor` look at: version, size, migrations. The embedded database is adopted when a server runs
// it, and started for the moment when none does.

import { existsSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
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
  if (config.databaseUrl === null) return inspectEmbedded(config, options);
  const admin = { connectionString: config.migrationUrl ?? config.databaseUrl };
  const appLogin = decodeURIComponent(new URL(config.databaseUrl).username);
  const appliedNow = options.migrate ? await migrate({ admin, appLogin }) : [];
  return { ...(await readState(admin)), applied_now: appliedNow };
}

async function inspectEmbedded(
  config: Config,
  options: { readonly migrate: boolean },
): Promise<DatabaseState> {
  if (!options.migrate && !existsSync(path.join(config.home, 'postgres', 'PG_VERSION'))) {
    throw new StartError(
      `There is no database in ${config.home} yet: the first start of the server makes it.`,
    );
  }
  const embedded = await startEmbeddedPostgres(config.home);
  try {
    const appliedNow = options.migrate
      ? await migrate({ admin: embedded.admin, appLogin: embedded.app.user ?? '' })
      : [];
    return { ...(await readState(embedded.admin)), applied_now: appliedNow };
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
