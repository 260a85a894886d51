// An embedded data folder of another major version of PostgreSQL, brought to the one of this release: its own binaries start it, a
// backup is made, restored into a new folder beside, compared, and the two change places. The old folder is kept.

import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { recordBackup } from './backup.ts';
import { systemClock } from './kernel/clock.ts';
import type { Config } from './kernel/config.ts';
import { StartError } from './kernel/errors.ts';
import { type BackupSecret, parseBackupSecret } from './platform/backup/backup-key.ts';
import { type Loaded, loadBackup } from './platform/backup/load-backup.ts';
import { openBackup } from './platform/backup/read-backup.ts';
import { writeBackup } from './platform/backup/write-backup.ts';
import { startEmbeddedPostgres, stopLeftPostgres } from './platform/db/embedded.ts';
import { fetchCommand, findBinaries, MAJOR, oldBinariesFolder } from './platform/db/embedded-binaries.ts';
import {
  beginStaging,
  finishStaging,
  keptFolder,
  majorOfData,
  markReady,
  stagingOf,
} from './platform/db/embedded-folder.ts';
import { lockHome } from './platform/home-lock.ts';
import { VERSION } from './version.ts';

export interface UpgradeOptions {
  /** Folder of the old binaries; where the command that we name puts them when left out. */
  readonly oldBinaries: string | null;
  readonly signal?: AbortSignal;
}

export type Upgraded =
  | { readonly kind: 'nothing-to-do'; readonly major: number }
  | { readonly kind: 'finished'; readonly kept: string | null }
  | { readonly kind: 'upgraded'; readonly from: number; readonly kept: string; readonly loaded: Loaded };

export async function upgradeData(config: Config, options: UpgradeOptions): Promise<Upgraded> {
  const { home } = config;
  if (config.databaseUrl !== null) {
    throw new StartError(
      'DATABASE_URL is set: the database is yours to upgrade, with the means of PostgreSQL or by "watchfloor backup" and "watchfloor restore" into a new one.',
    );
  }
  const data = path.join(home, 'postgres');
  if (!existsSync(home)) throw new StartError(`There is no folder ${home}.`);
  const unlock = lockHome(home);
  try {
    const finished = finishStaging(home);
    if (finished !== null) return { kind: 'finished', kept: finished.kept };
    const major = majorOfData(data);
    if (major === null) throw new StartError(`There is no database in ${home} to upgrade.`);
    if (major === MAJOR) return { kind: 'nothing-to-do', major };
    if (major > MAJOR) {
      throw new StartError(
        `The data folder ${data} was made by PostgreSQL ${major}, which is newer than the ${MAJOR} of this release: use the release that made it.`,
      );
    }
    const kept = keptFolder(home, major);
    if (existsSync(kept))
      throw new StartError(`${kept} is there already: move it away, then run this again.`);
    const loaded = await rebuild(home, major, options);
    return { kind: 'upgraded', from: major, kept, loaded };
  } finally {
    unlock();
  }
}

async function rebuild(home: string, major: number, options: UpgradeOptions): Promise<Loaded> {
  const binaries = findOldBinaries(home, major, options);
  await stopLeftPostgres(stagingOf(home));
  // Known to this process alone: what a stopped upgrade leaves opens for nobody, and is made anew.
  const secret = parseBackupSecret(randomBytes(32).toString('hex'), 'the key of the upgrade');
  const file = path.join(home, 'upgrade.backup');
  rmSync(file, { force: true });
  // Removed first, since the old database does not start beside it.
  rmSync(stagingOf(home), { recursive: true, force: true });
  try {
    const old = await startEmbeddedPostgres(home, { binaries });
    try {
      await writeBackup({
        admin: old.admin,
        file,
        secret,
        release: VERSION,
        at: systemClock.now(),
        masterKeys: null,
        signal: options.signal,
      });
    } finally {
      await old.stop();
    }
    return await load({ home, file, secret, major }, options);
  } finally {
    rmSync(file, { force: true });
  }
}

function findOldBinaries(home: string, major: number, { oldBinaries }: UpgradeOptions) {
  const folder = oldBinaries ?? oldBinariesFolder(home, major);
  if (oldBinaries === null && !existsSync(folder)) {
    throw new StartError(
      `The data folder was made by PostgreSQL ${major}, whose binaries are needed once. Fetch them with: ${fetchCommand(folder, major)} - then run "watchfloor upgrade" again, or give --old-binaries the folder where you have them.`,
    );
  }
  return findBinaries(path.resolve(folder), major);
}

interface Loading {
  readonly home: string;
  readonly file: string;
  readonly secret: BackupSecret;
  readonly major: number;
}

async function load({ home, file, secret, major }: Loading, { signal }: UpgradeOptions): Promise<Loaded> {
  const staging = beginStaging(home, 'upgrade');
  const embedded = await startEmbeddedPostgres(staging);
  let loaded: Loaded;
  try {
    const backup = await openBackup(file, secret);
    try {
      const target = { admin: embedded.admin, appLogin: embedded.app.user ?? '' };
      loaded = await loadBackup({ ...target, backup, at: systemClock.now(), signal });
    } finally {
      await backup.close();
    }
    await recordBackup(embedded.admin, 'backup.restored', {
      from_postgres: major,
      to_postgres: MAJOR,
      rows: loaded.end.rows,
    });
  } finally {
    await embedded.stop();
  }
  markReady(home);
  finishStaging(home);
  return loaded;
}
