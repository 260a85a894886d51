import { loadConfig, REPOSITORY_ROOT } from '@watchfloor/server';
import type { BackupSecret, BackupShown } from '@watchfloor/server/backup';
import type { Command } from 'commander';
import { UsageError } from '../explain.ts';
import { printRows } from '../output.ts';
import { stopRequest } from '../until-stopped.ts';

interface KeyOptions {
  readonly keyFile?: string;
}

interface Json {
  readonly json?: boolean;
}

const KEY_FILE = ['--key-file <file>', 'the key; else WATCHFLOOR_BACKUP_KEY'] as const;

/** Backups of the whole installation. These verbs need the database and no server. */
export function addBackupCommands(program: Command): void {
  const backup = program
    .command('backup')
    .description('Write an encrypted backup of the whole installation, while its server runs or not')
    .argument('<file>', 'where to; must not exist')
    .option(...KEY_FILE)
    .option('--with-master-key', 'put the master keys of stored secrets in as well')
    .action(async (file: string, options: KeyOptions & { withMasterKey?: boolean }) => {
      await makeBackupFile(file, options);
    });
  addFileVerbs(backup);
  addRestore(program);
  addUpgrade(program);
}

async function makeBackupFile(
  file: string,
  options: KeyOptions & { withMasterKey?: boolean },
): Promise<void> {
  const { makeBackup } = await backups();
  const { manifest, end, bytes } = await makeBackup(loadConfig(process.env, REPOSITORY_ROOT), {
    file,
    secret: await secretOf(options),
    withMasterKey: options.withMasterKey ?? false,
    signal: stopSignal(),
  });
  process.stdout.write(`${end.rows} rows of ${end.tables.length} tables in ${file} (${sizeOf(bytes)})\n`);
  for (const line of keyAdvice(manifest)) process.stdout.write(`${line}\n`);
}

function addFileVerbs(backup: Command): void {
  backup
    .command('make-key <file>')
    .description('Make a key for backups; keep it apart from them')
    .action(async (file: string) => {
      (await backups()).makeBackupKeyFile(file);
      process.stdout.write(`A key is in ${file}. Without it no backup that is made with it opens.\n`);
    });
  backup
    .command('verify <file>')
    .description('Read all of a backup and compare every table with what was written; needs no database')
    .option(...KEY_FILE)
    .option('--json', 'as JSON')
    .action(async (file: string, _options: unknown, command: Command) => {
      // A verb with the same option above it leaves the value up there.
      const options = command.optsWithGlobals<KeyOptions & Json>();
      const found = (await backups()).verifyBackup(file, await secretOf(options));
      const { manifest, end } = await found;
      if (options.json)
        process.stdout.write(`${JSON.stringify({ ok: true, rows: end.rows, bytes: end.bytes })}\n`);
      else
        process.stdout.write(
          `ok: ${end.rows} rows of ${end.tables.length} tables, made at ${manifest.made_at} by ${manifest.release}\n`,
        );
    });
  backup
    .command('show <file>')
    .description('Print what a backup says of itself, without reading its rows')
    .option(...KEY_FILE)
    .option('--json', 'as JSON')
    .action(async (file: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<KeyOptions & Json>();
      printShown(await (await backups()).showBackup(file, await secretOf(options)), options.json ?? false);
    });
}

function printShown({ manifest, end }: BackupShown, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...manifest, contents: end }, null, 2)}\n`);
    return;
  }
  process.stdout.write(
    `made at ${manifest.made_at} by ${manifest.release} from PostgreSQL ${manifest.postgres_major}, ${manifest.migrations.length} migrations, ${end.rows} rows\n`,
  );
  for (const line of keyAdvice(manifest)) process.stdout.write(`${line}\n`);
  type Row = (typeof end.tables)[number];
  printRows(
    end.tables,
    [
      { title: 'TABLE', value: (row: Row) => `${row.schema}.${row.name}` },
      { title: 'ROWS', value: (row: Row) => String(row.rows) },
      { title: 'BYTES', value: (row: Row) => String(row.bytes) },
      { title: 'SHA-256', value: (row: Row) => row.sha256, wide: true },
    ],
    false,
  );
}

function keyAdvice(manifest: BackupShown['manifest']): string[] {
  const needed = manifest.master_keys_needed;
  if (needed.length === 0) return [];
  return manifest.holds_master_keys
    ? [`It holds the master keys: whoever opens it opens every stored secret.`]
    : [
        `Stored secrets in it open only with the master key ${needed.join(', ')}, which is not in it: keep that too.`,
      ];
}

interface RestoreFlags extends KeyOptions {
  readonly intoHome?: string;
  readonly withoutMasterKey?: boolean;
}

function addRestore(program: Command): void {
  program
    .command('restore <file>')
    .description('Restore a backup into an empty database, or into a home folder that has none')
    .option(...KEY_FILE)
    .option('--into-home <folder>', 'make an embedded database in this home folder')
    .option('--without-master-key', 'go on although stored secrets will not open')
    .action(async (file: string, options: RestoreFlags) => {
      const { restoreBackup } = await backups();
      const done = await restoreBackup(loadConfig(process.env, REPOSITORY_ROOT), {
        file,
        secret: await secretOf(options),
        intoHome: options.intoHome ?? null,
        withoutMasterKey: options.withoutMasterKey ?? false,
        signal: stopSignal(),
      });
      if (done.kind === 'finished') {
        process.stdout.write(
          `An earlier restore was complete; its database is in its place in ${done.into} now.\n`,
        );
        return;
      }
      const { loaded, manifest } = done;
      process.stdout.write(
        `${loaded.end.rows} rows of ${manifest.made_at} are in ${done.into}, counted and compared\n`,
      );
      for (const name of loaded.migrated) process.stdout.write(`applied ${name}\n`);
      process.stdout.write('Start the server, then run: watchfloor audit verify\n');
    });
}

function addUpgrade(program: Command): void {
  program
    .command('upgrade')
    .description(
      'Bring the embedded data folder of another PostgreSQL major version to the one of this release',
    )
    .option('--old-binaries <folder>', 'binaries of the version that made the data folder')
    .action(async (options: { oldBinaries?: string }) => {
      const { upgradeData } = await backups();
      const done = await upgradeData(loadConfig(process.env, REPOSITORY_ROOT), {
        oldBinaries: options.oldBinaries ?? null,
        signal: stopSignal(),
      });
      if (done.kind === 'nothing-to-do') {
        process.stdout.write(`The data folder is of PostgreSQL ${done.major} already: nothing to do.\n`);
      } else if (done.kind === 'finished') {
        process.stdout.write('An earlier upgrade was complete; its data folder is in its place now.\n');
      } else {
        process.stdout.write(
          `${done.loaded.end.rows} rows moved from PostgreSQL ${done.from}, counted and compared. The old data folder is ${done.kept}: remove it when you are content.\n`,
        );
      }
    });
}

async function secretOf({ keyFile }: KeyOptions): Promise<BackupSecret> {
  const { parseBackupSecret, readBackupSecret } = await backups();
  if (keyFile !== undefined) return readBackupSecret(keyFile);
  const text = process.env['WATCHFLOOR_BACKUP_KEY'];
  if (text !== undefined && text !== '') return parseBackupSecret(text, 'WATCHFLOOR_BACKUP_KEY');
  throw new UsageError(
    'Backups are always encrypted: give --key-file a file from "watchfloor backup make-key", or set WATCHFLOOR_BACKUP_KEY.',
  );
}

/** Ctrl-C ends these verbs between two pieces, so that half a file is removed and a database that was started is stopped. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  void stopRequest().asked.then(() =>
    stopping.abort(new UsageError('Stopped before the end: it is not done.')),
  );
  return stopping.signal;
}

/** Loaded by these verbs alone. */
function backups() {
  return import('@watchfloor/server/backup');
}

function sizeOf(bytes: number): string {
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
