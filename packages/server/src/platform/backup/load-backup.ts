// Loading a backup into an empty database: the schema as it was when the backup was made, all rows in one transaction, then the
// migrations since. A restore that is stopped leaves the mark of restore-mark.ts and no row.
//
// Nothing here needs a superuser. The owner of the tables takes foreign keys, triggers and the forcing of row-level security away
// before the rows come and puts them back in the same transaction; a foreign key that is put back is checked against every row.
// What the owner could not do before it cannot do afterwards, and the product's roles get no right at any time.

import type pg from 'pg';
import { StartError } from '../../kernel/errors.ts';
import { migrate, readMigrations } from '../db/migrate.ts';
import { markForRestore, unmarkRestored } from '../db/restore-mark.ts';
import { ownerOf, qualified, quoted } from './catalogue.ts';
import { copyIn } from './copy.ts';
import type { BackupEnd, BackupTable, Manifest } from './manifest.ts';
import type { OpenedBackup } from './read-backup.ts';
import { connectForBackup } from './write-backup.ts';

/**
 * Room between the transaction ids of the backup and those after it: readers that were ahead of the backup hold cursors in there,
 * and go on with the first event after the restore.
 */
const TRANSACTION_ROOM = 2n ** 32n;

export interface LoadRequest {
  readonly admin: pg.ClientConfig;
  readonly appLogin: string;
  readonly backup: OpenedBackup;
  readonly at: Date;
  readonly signal?: AbortSignal | undefined;
}

export interface Loaded {
  readonly end: BackupEnd;
  /** Migrations that came after the backup. */
  readonly migrated: readonly string[];
}

export async function loadBackup(request: LoadRequest): Promise<Loaded> {
  const { admin, appLogin, backup } = request;
  const { manifest } = backup;
  refuseUnknownMigrations(manifest);
  const client = await connectForBackup(admin);
  try {
    await markForRestore(client, request.at);
    const upTo = manifest.migrations.length;
    await migrate({ admin, appLogin, restore: { upTo } });
    const end = await loadRows(client, request);
    await analyze(client, manifest.tables);
    const migrated = await migrate({ admin, appLogin, restore: { upTo: null } });
    await beginNewLife(client, manifest);
    return { end, migrated };
  } finally {
    // Gives the lock back; a transaction that is open is rolled back.
    await client.end().catch(() => undefined);
  }
}

/** A backup of a newer release, or of a changed history, does not go in. */
export function refuseUnknownMigrations(manifest: Manifest): void {
  const known = readMigrations();
  manifest.migrations.forEach((made, index) => {
    const file = known[index];
    if (!file || made.number !== index + 1) {
      throw new StartError(
        `The backup has migration ${made.number} (${made.name}); this release knows ${known.length}: it was made by a newer release (${manifest.release}).`,
      );
    }
    if (file.sha256 !== made.sha256) {
      throw new StartError(`Migration ${made.name} was changed after the backup was made.`);
    }
  });
}

async function loadRows(client: pg.Client, { backup, signal }: LoadRequest): Promise<BackupEnd> {
  const { manifest } = backup;
  await client.query('begin');
  await client.query('set local role wf_owner');
  for (const month of manifest.months) await client.query('select wf.ensure_partitions($1)', [month]);
  const putBack = await takeGuardsAway(client);
  await empty(client, manifest.tables);
  const end = await backup.readTables(async (table, pieces) => {
    await client.query(`set local role ${ownerOf(table.schema)}`);
    const columns = table.columns.map(quoted).join(', ');
    await copyIn(client, `copy ${qualified(table)} (${columns}) from stdin`, untilAborted(pieces, signal));
  });
  await setSequences(client, manifest);
  await compareCounts(client, end);
  await client.query('set local role wf_owner');
  for (const statement of putBack) await client.query(statement);
  await client.query('commit');
  return end;
}

async function* untilAborted(
  pieces: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    yield piece;
  }
}

/** Gives the statements that put everything back, in their order. */
async function takeGuardsAway(client: pg.Client): Promise<string[]> {
  const keys = await client.query<{ table: string; name: string; definition: string }>(
    `select k.conrelid::regclass::text as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class c on c.oid = k.conrelid
     where c.relnamespace = 'wf'::regnamespace and k.contype = 'f' and k.conparentid = 0 order by 1, 2`,
  );
  const tables = await client.query<{ table: string; is_forced: boolean; has_triggers: boolean }>(
    `select c.oid::regclass::text as table, c.relforcerowsecurity as is_forced,
       exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) as has_triggers
     from pg_class c where c.relnamespace = 'wf'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const putBack: string[] = [];
  for (const { table, name, definition } of keys.rows) {
    await client.query(`alter table ${table} drop constraint ${quoted(name)}`);
    putBack.push(`alter table ${table} add constraint ${quoted(name)} ${definition}`);
  }
  for (const { table, is_forced: isForced, has_triggers: hasTriggers } of tables.rows) {
    if (hasTriggers) {
      await client.query(`alter table ${table} disable trigger user`);
      putBack.push(`alter table ${table} enable trigger user`);
    }
    if (isForced) {
      await client.query(`alter table ${table} no force row level security`);
      // Last of all: a foreign key is checked by reading both tables as their owner.
      putBack.push(`alter table ${table} force row level security`);
    }
  }
  return putBack;
}

/** What migrations put in themselves is in the backup as well. */
async function empty(client: pg.Client, tables: readonly BackupTable[]): Promise<void> {
  for (const owner of ['wf_owner', 'wf_worker'] as const) {
    const own = tables.filter(({ schema }) => ownerOf(schema) === owner);
    if (own.length === 0) continue;
    await client.query(`set local role ${owner}`);
    await client.query(`truncate ${own.map(qualified).join(', ')}`);
  }
}

async function setSequences(client: pg.Client, manifest: Manifest): Promise<void> {
  for (const sequence of manifest.sequences) {
    if (sequence.last_value === null) continue;
    await client.query(`set local role ${ownerOf(sequence.schema)}`);
    await client.query('select setval($1::regclass, $2::bigint)', [qualified(sequence), sequence.last_value]);
  }
}

/** Asks the database itself what has arrived. */
async function compareCounts(client: pg.Client, end: BackupEnd): Promise<void> {
  for (const table of end.tables) {
    await client.query(`set local role ${ownerOf(table.schema)}`);
    const { rows } = await client.query<{ count: string }>(
      `select count(*) as count from ${qualified(table)}`,
    );
    if (Number(rows[0]?.count) === table.rows) continue;
    throw new StartError(
      `The restore put ${rows[0]?.count} rows into ${table.name} and the backup has ${table.rows}: nothing was kept.`,
    );
  }
}

/** Without it the first queries would be planned as if the tables were empty. */
async function analyze(client: pg.Client, tables: readonly BackupTable[]): Promise<void> {
  for (const table of tables) {
    await client.query(`set role ${ownerOf(table.schema)}`);
    await client.query(`analyze ${qualified(table)}`);
  }
  await client.query('reset role');
}

/** From here on the database counts its transactions beyond those of its life before, and is whole. */
async function beginNewLife(client: pg.Client, manifest: Manifest): Promise<void> {
  const base = BigInt(manifest.next_transaction) + TRANSACTION_ROOM;
  await client.query('begin');
  await client.query('set local role wf_owner');
  await client.query(
    `create or replace function wf.transaction_base() returns bigint
       language sql immutable parallel safe return ${base}::bigint`,
  );
  await client.query('reset role');
  await unmarkRestored(client);
  await client.query('commit');
}
