// Backups of the whole installation, for the command line: where the database is, which master keys lie here, and what the audit
// record is told. Making and reading the file is platform/backup/.

import { existsSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { insertAuditRecord } from './domains/audit/index.ts';
import { ensureDefaultTenant } from './domains/identity/index.ts';
import { systemClock } from './kernel/clock.ts';
import type { Config } from './kernel/config.ts';
import type { Sql } from './kernel/context.ts';
import { StartError } from './kernel/errors.ts';
import { makeIds } from './kernel/ids.ts';
import type { BackupSecret } from './platform/backup/backup-key.ts';
import { type BackupMade, connectForBackup, writeBackup } from './platform/backup/write-backup.ts';
import { startEmbeddedPostgres } from './platform/db/embedded.ts';
import { readMigrations } from './platform/db/migrate.ts';
import { lockHome } from './platform/home-lock.ts';
import { openMasterKeys } from './platform/secrets/open-master-keys.ts';
import { VERSION } from './version.ts';

export interface MakeBackupOptions {
  readonly file: string;
  readonly secret: BackupSecret;
  /** Puts the master keys that lie here into the file: whoever has the backup's key then opens every stored secret. */
  readonly withMasterKey: boolean;
  readonly signal?: AbortSignal;
}

/** Backs up the database of this configuration, while its server runs or not. */
export async function makeBackup(config: Config, options: MakeBackupOptions): Promise<BackupMade> {
  const masterKeys = options.withMasterKey ? localMasterKeys(config) : null;
  return withDatabase(config, async (admin) => {
    const facts = { file: path.basename(options.file), with_master_key: options.withMasterKey };
    // Before: from here on data leaves. Afterwards: what has left.
    await recordBackup(admin, 'backup.started', facts);
    const made = await writeBackup({
      admin,
      file: options.file,
      secret: options.secret,
      release: VERSION,
      at: systemClock.now(),
      masterKeys,
      signal: options.signal,
    });
    await recordBackup(admin, 'backup.made', { ...facts, rows: made.end.rows, bytes: made.bytes });
    return made;
  });
}

function localMasterKeys(config: Config): readonly Buffer[] {
  // Opened only to be read: a ring that is not there is not made here.
  const hasFile = existsSync(path.join(config.home, 'master.key'));
  if (config.masterKeyHex === null && !hasFile) {
    throw new StartError(
      config.kms === null
        ? `There is no master key in ${config.home} to put into the backup.`
        : 'The master key lies in the key service and cannot be put into the backup: leave --with-master-key out.',
    );
  }
  return openMasterKeys(config).local();
}

/** The login that owns everything, on the database of this configuration. */
async function withDatabase<Result>(
  config: Config,
  run: (admin: pg.ClientConfig) => Promise<Result>,
): Promise<Result> {
  if (config.databaseUrl !== null)
    return run({ connectionString: config.migrationUrl ?? config.databaseUrl });
  if (!existsSync(path.join(config.home, 'postgres', 'PG_VERSION'))) {
    throw new StartError(`There is no database in ${config.home} to back up.`);
  }
  const unlock = tryLock(config.home);
  try {
    const embedded = await startEmbeddedPostgres(config.home);
    try {
      return await run(embedded.admin);
    } finally {
      // One that was running belongs to the server that started it, and one that a server has taken over since is that server's.
      if (unlock !== null) await embedded.stop();
    }
  } finally {
    unlock?.();
  }
}

/** Keeps servers away while no server runs; null when one does. */
function tryLock(home: string): (() => void) | null {
  try {
    return lockHome(home);
  } catch (error) {
    if (error instanceof StartError) return null;
    throw error;
  }
}

/** On record in the installation's own tenant, when there is one and the schema is this release's. */
export async function recordBackup(
  admin: pg.ClientConfig,
  event: 'backup.started' | 'backup.made' | 'backup.restored',
  facts: Record<string, unknown>,
): Promise<void> {
  const client = await connectForBackup(admin);
  try {
    await client.query('begin');
    await client.query('set local role wf_owner');
    const { rows } = await client.query<{ migrations: number }>(
      'select count(*)::integer as migrations from wf.schema_migration',
    );
    if (rows[0]?.migrations !== readMigrations().length) return;
    await client.query("set local role wf_app; select set_config('search_path', 'wf', true)");
    const sql = sqlOf(client);
    // An installation that was never started has no tenant to tell.
    if ((await sql.query('', 'select id from list_tenant_ids() limit 1')).length === 0) return;
    const ids = makeIds(systemClock);
    const at = systemClock.now();
    const made = await ensureDefaultTenant(sql, { tenant: ids.next('tenant'), person: ids.next('user') }, at);
    const tenantId = made.tenant_id;
    await client.query("select set_config('wf.tenant', $1, true)", [tenantId]);
    await insertAuditRecord(
      { sql, tenantId },
      {
        id: ids.next('audit'),
        at,
        event,
        actor_kind: 'system',
        actor_id: 'command-line',
        actor_name: 'command line',
        actor_tenant_id: null,
        address: null,
        subject: 'installation',
        before: null,
        after: facts,
        reason: null,
        request_id: 'command-line',
      },
    );
    await client.query('commit');
  } finally {
    await client.end();
  }
}

function sqlOf(client: pg.Client): Sql {
  return {
    async query<Row extends object>(
      _name: string,
      text: string,
      values: readonly unknown[] = [],
    ): Promise<Row[]> {
      return (await client.query<Row & pg.QueryResultRow>(text, [...values])).rows;
    },
  };
}
