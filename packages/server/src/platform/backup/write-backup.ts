// Making a backup: one transaction that sees one moment of the whole database, each table by COPY in text form, which every later
// major version of PostgreSQL reads. The text is hashed, packed and encrypted as it comes; nothing lies anywhere in clear.
//
// The transaction only reads and has no transaction id, so it holds up neither streams nor sealing. It does hold up the cleaning of
// dead rows, and whatever wants to change a table's form, for as long as it takes.

import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { StartError } from '../../kernel/errors.ts';
import { unreachable } from '../db/migrate.ts';
import { createBackupFile, FORMAT, type FrameWriter } from './backup-file.ts';
import type { BackupSecret } from './backup-key.ts';
import { ownerOf, qualified, quoted, readContents, readSequences } from './catalogue.ts';
import { copyOut } from './copy.ts';
import {
  type BackupEnd,
  type BackupShown,
  type BackupTable,
  FRAME,
  type Manifest,
  SCHEMAS,
  shownManifest,
  type TableSum,
} from './manifest.ts';

const DATA_BYTES = 256 * 1024;
/** The fastest level: on rows of alerts 6.0 to 1 at 111 MB/s, where level 6 makes 6.1 to 1 at 58 MB/s. */
const PACKING_LEVEL = 1;

export interface BackupRequest {
  readonly admin: pg.ClientConfig;
  readonly file: string;
  readonly secret: BackupSecret;
  readonly release: string;
  readonly at: Date;
  /** Master keys to put in, newest first; null: none, as is usual. */
  readonly masterKeys: readonly Buffer[] | null;
  readonly signal?: AbortSignal | undefined;
}

export interface BackupMade extends BackupShown {
  readonly bytes: number;
}

export async function writeBackup(request: BackupRequest): Promise<BackupMade> {
  const client = await connectForBackup(request.admin);
  let writer: FrameWriter | null = null;
  try {
    const reader = await beginSnapshot(client);
    const manifest = await readManifest(client, reader, request);
    writer = await createBackupFile(request.file, request.secret);
    const end = await writeContents({ client, reader, writer, manifest, signal: request.signal });
    const { bytes } = await writer.finish();
    return { manifest: shownManifest(manifest), end, bytes };
  } catch (error) {
    await writer?.discard();
    throw error;
  } finally {
    // Ends the transaction as well.
    await client.end().catch(() => undefined);
  }
}

/** A connection whose text forms are the same on every server. */
export async function connectForBackup(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({
    ...config,
    connectionTimeoutMillis: 10_000,
    application_name: 'watchfloor backup',
    options: `-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex -c client_encoding=UTF8 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0`,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw unreachable(config, error);
  }
}

/** Who reads: the login itself when row-level security does not bind it, else the role that is there for it. */
type Reader = 'self' | 'roles';

async function beginSnapshot(client: pg.Client): Promise<Reader> {
  const { rows } = await client.query<{ is_free: boolean; has_schema: boolean; has_role: boolean }>(
    `select rolsuper or rolbypassrls as is_free, exists (
         select from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'wf' and c.relname = 'schema_migration') as has_schema,
       exists (select from pg_roles b where b.rolname = 'wf_backup' and pg_has_role(current_user, b.oid, 'SET')) as has_role
     from pg_roles r where r.rolname = current_user`,
  );
  const fact = rows[0];
  if (!fact?.has_schema) {
    throw new StartError('There is nothing to back up: the database holds no Watchfloor installation.');
  }
  const mayRead = fact.is_free || fact.has_role;
  if (!mayRead) {
    throw new StartError(
      'The login cannot read everything: give DATABASE_MIGRATION_URL the login that runs migrations, and run "watchfloor db migrate" once with this release.',
    );
  }
  await client.query('begin isolation level repeatable read read only');
  return fact.is_free ? 'self' : 'roles';
}

async function become(client: pg.Client, reader: Reader, schema: BackupTable['schema']): Promise<void> {
  if (reader === 'self') return;
  await client.query(`set local role ${schema === 'wf' ? 'wf_backup' : ownerOf(schema)}`);
}

async function readManifest(
  client: pg.Client,
  reader: Reader,
  { release, at, masterKeys }: BackupRequest,
): Promise<Manifest> {
  await become(client, reader, 'wf');
  const contents = await readContents(client);
  if (reader === 'roles') await refuseUnreadable(client, contents.tables);
  const { rows: migrations } = await client.query<Manifest['migrations'][number]>(
    'select number, name, sha256 from wf.schema_migration order by number',
  );
  const { rows } = await client.query<{ version: string; has_base: boolean; has_vault: boolean }>(
    `select current_setting('server_version_num') as version, to_regproc('wf.next_transaction') is not null as has_base,
       to_regproc('wf.count_wrapped_keys') is not null as has_vault`,
  );
  const fact = rows[0];
  const next = await client.query<{ next: string }>(
    `select ${fact?.has_base ? 'wf.next_transaction()' : 'pg_snapshot_xmax(pg_current_snapshot())'}::text as next`,
  );
  const keys = fact?.has_vault
    ? await client.query<{ id: string }>('select master_key_id as id from wf.count_wrapped_keys()')
    : { rows: [] };
  const sequences: Manifest['sequences'] = [];
  for (const schema of SCHEMAS) {
    await become(client, reader, schema);
    sequences.push(...(await readSequences(client, schema)));
  }
  return {
    format: FORMAT,
    release,
    postgres_major: Math.floor(Number(fact?.version ?? 0) / 10_000),
    made_at: at.toISOString(),
    migrations,
    ...contents,
    sequences,
    next_transaction: next.rows[0]?.next ?? '0',
    master_keys_needed: keys.rows.map(({ id }) => id),
    master_keys: masterKeys?.map((key) => key.toString('hex')) ?? null,
  };
}

/** A table whose policy for backups was forgotten would seem to be empty. */
async function refuseUnreadable(client: pg.Client, tables: readonly BackupTable[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'wf'::regnamespace and c.relname = any($1) and (not has_table_privilege(c.oid, 'select')
       or c.relrowsecurity and not exists (
         select from pg_policy p where p.polrelid = c.oid and p.polcmd in ('r', '*') and 'wf_backup'::regrole = any(p.polroles)
           and pg_get_expr(p.polqual, p.polrelid) = 'true'))`,
    [tables.filter(({ schema }) => schema === 'wf').map(({ name }) => name)],
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(', ');
  throw new StartError(
    `The role wf_backup cannot read all of ${names}: run "watchfloor db migrate" with this release.`,
  );
}

interface Writing {
  readonly client: pg.Client;
  readonly reader: Reader;
  readonly writer: FrameWriter;
  readonly manifest: Manifest;
  readonly signal: AbortSignal | undefined;
}

async function writeContents(writing: Writing): Promise<BackupEnd> {
  const { client, reader, writer, manifest } = writing;
  await writer.write(FRAME.manifest, jsonOf(manifest));
  // With this a statement that row-level security would shorten fails.
  if (reader === 'self') await client.query('set local row_security = off');
  const sums: BackupEnd['tables'] = [];
  for (const table of manifest.tables) {
    await become(client, reader, table.schema);
    const sum = await writeTable(writing, table);
    await writer.write(FRAME.sum, jsonOf(sum));
    sums.push({ schema: table.schema, name: table.name, ...sum });
  }
  const end: BackupEnd = {
    rows: sums.reduce((total, { rows }) => total + rows, 0),
    bytes: sums.reduce((total, { bytes }) => total + bytes, 0),
    tables: sums,
  };
  await writer.write(FRAME.end, jsonOf(end), true);
  return end;
}

async function writeTable({ client, writer, signal }: Writing, table: BackupTable): Promise<TableSum> {
  const hash = createHash('sha256');
  const total = { rows: 0, bytes: 0 };
  const select = `select ${table.columns.map(quoted).join(', ')} from ${qualified(table)}`;
  await pipeline(
    copyOut(client, `copy (${select}) to stdout`),
    async function* count(pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        signal?.throwIfAborted();
        hash.update(piece);
        total.rows += countLines(piece);
        total.bytes += piece.length;
        yield piece;
      }
    },
    createGzip({ level: PACKING_LEVEL, chunkSize: DATA_BYTES }),
    async (packed: AsyncIterable<Buffer>) => {
      for await (const piece of packed) await writer.write(FRAME.data, piece);
    },
  );
  return { ...total, sha256: hash.digest('hex') };
}

/** In the text form of COPY a line is a row: a line break inside a value is written as two characters. */
export function countLines(piece: Buffer): number {
  let lines = 0;
  for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) lines += 1;
  return lines;
}

function jsonOf(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
