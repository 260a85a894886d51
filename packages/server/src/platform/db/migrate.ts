// Migrations: plain SQL files, forward only, each in its own transaction, under an advisory lock so that many servers may
// start at once. A file that was applied and has changed since is refused: history is not edited.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { StartError } from '../../kernel/errors.ts';
import { MIGRATION_LOCK, refuseHalfRestored } from './restore-mark.ts';
import { ensureRoles } from './roles.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
  readonly sql: string;
  /** The role that owns what it makes; from the header, wf_owner unless said otherwise. */
  readonly role: string;
}

export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
  readonly applied_at: Date;
}

const MINIMUM_VERSION = 160_000;
const FOLDER = path.join(import.meta.dirname, '../../migrations');

/** The files in order. Numbers must be without a gap, so that two branches with one number conflict. */
export function readMigrations(): Migration[] {
  const files = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return files.map((file, index) => {
    const sql = readFileSync(path.join(FOLDER, file), 'utf8');
    const number = Number(file.slice(0, 4));
    if (number !== index + 1) throw new Error(`migration ${file} should have number ${index + 1}`);
    return {
      number,
      name: file.slice(0, -'.sql'.length),
      sha256: createHash('sha256').update(sql).digest('hex'),
      sql,
      role: /^-- role: (\w+)$/m.exec(sql)?.[1] ?? 'wf_owner',
    };
  });
}

export interface MigrateOptions {
  readonly admin: pg.ClientConfig;
  /** The login that the product will use, which is let into the product's roles. */
  readonly appLogin: string;
  /** A restore is under way and asks for the migrations up to this one, or for all. */
  readonly restore?: { readonly upTo: number | null };
}

/** Brings the database to this release; gives the names of what was applied now. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const client = await connect(options.admin);
  try {
    await refuseOldServer(client);
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    if (options.restore === undefined) await refuseHalfRestored(client);
    await inStep('prepare roles and schemas', () => ensureRoles(client, options.appLogin));
    await inStep('install the work queue', () => installQueue(options.admin));
    await client.query('set role wf_owner');
    await client.query(
      `create table if not exists wf.schema_migration (
         number integer primary key, name text not null, sha256 text not null, applied_at timestamptz not null)`,
    );
    await client.query(
      "comment on table wf.schema_migration is 'platform: which migrations this database has'",
    );
    await client.query('grant select on wf.schema_migration to wf_app');
    const applied = await readApplied(client);
    await client.query('reset role');
    const done: string[] = [];
    for (const migration of waiting(applied, options.restore?.upTo ?? null)) {
      await inStep(`apply migration ${migration.name}`, () => apply(client, migration));
      done.push(migration.name);
    }
    return done;
  } finally {
    // Ending the session releases the lock, also after a failure.
    await client.end();
  }
}

async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw unreachable(config, error);
  }
  return client;
}

/** The database is down or refuses the login: one sentence that names the address, never the password. */
export function unreachable(config: pg.ClientConfig, error: unknown): StartError {
  const where = new pg.Client(config);
  const reason =
    error instanceof Error
      ? error.message || ('code' in error ? String(error.code) : error.name)
      : String(error);
  return new StartError(
    `The database at ${where.host}:${where.port} cannot be used: ${reason.split('\n')[0]}.`,
    error,
  );
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const row = (await client.query<{ server_version_num: string }>('show server_version_num')).rows[0];
  const version = Number(row?.server_version_num ?? 0);
  if (version >= MINIMUM_VERSION) return;
  throw new StartError(
    `The database is PostgreSQL ${Math.floor(version / 10_000)}; Watchfloor needs 16 or newer.`,
  );
}

async function installQueue(admin: pg.ClientConfig): Promise<void> {
  const pool = new pg.Pool({ ...admin, max: 1, options: '-c role=wf_worker' });
  pool.on('error', () => undefined);
  pool.on('connect', (connected) => connected.on('error', () => undefined));
  try {
    await runMigrations({ pgPool: pool });
  } finally {
    await pool.end();
  }
}

async function readApplied(client: pg.Client): Promise<AppliedMigration[]> {
  const result = await client.query<AppliedMigration>(
    'select number, name, sha256, applied_at from wf.schema_migration order by number',
  );
  return result.rows;
}

function waiting(applied: readonly AppliedMigration[], upTo: number | null): Migration[] {
  const files = readMigrations();
  const newest = files.length;
  for (const row of applied) {
    const file = files[row.number - 1];
    if (!file) {
      throw new StartError(
        `The database has migration ${row.number} (${row.name}); this release knows ${newest}: it was made by a newer release.`,
      );
    }
    if (file.sha256 !== row.sha256) {
      throw new StartError(`Migration ${row.name} was changed after this database had applied it.`);
    }
  }
  return files.slice(applied.length, upTo ?? newest);
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`set local role ${migration.role}`);
    await client.query(
      `set local search_path = ${migration.role === 'wf_worker' ? 'wf_work' : 'wf'}, public`,
    );
    await client.query(migration.sql);
    await client.query('set local role wf_owner');
    await client.query(
      'insert into wf.schema_migration (number, name, sha256, applied_at) values ($1, $2, $3, now())',
      [migration.number, migration.name, migration.sha256],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function inStep<Result>(step: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof StartError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`The database could not be prepared (${step}): ${reason}`, error);
  }
}
