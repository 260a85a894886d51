// Restoring a backup, for the command line: into an empty database of the operator's own, or into a home folder that has none yet.
// A new data folder is made beside and takes its place when it is whole (platform/db/embedded-folder.ts).

import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { recordBackup } from './backup.ts';
import { systemClock } from './kernel/clock.ts';
import type { Config } from './kernel/config.ts';
import { StartError } from './kernel/errors.ts';
import type { BackupSecret } from './platform/backup/backup-key.ts';
import { type Loaded, loadBackup } from './platform/backup/load-backup.ts';
import { type Manifest, type ShownManifest, shownManifest } from './platform/backup/manifest.ts';
import { type OpenedBackup, openBackup } from './platform/backup/read-backup.ts';
import { startEmbeddedPostgres, stopLeftPostgres } from './platform/db/embedded.ts';
import { beginStaging, finishStaging, markReady, stagingOf } from './platform/db/embedded-folder.ts';
import { lockHome } from './platform/home-lock.ts';
import { fileRing, masterKeyId, writeFirstRing } from './platform/secrets/local-keys.ts';
import { openMasterKeys } from './platform/secrets/open-master-keys.ts';
import { isTransitKeyId } from './platform/secrets/transit-keys.ts';

export interface RestoreOptions {
  readonly file: string;
  readonly secret: BackupSecret;
  /** A home folder for a new embedded database, instead of what the configuration names. */
  readonly intoHome: string | null;
  /** Goes on although stored secrets will not open. */
  readonly withoutMasterKey: boolean;
  readonly signal?: AbortSignal;
}

export type Restored =
  | {
      readonly kind: 'restored';
      readonly manifest: ShownManifest;
      readonly loaded: Loaded;
      readonly into: string;
    }
  /** An earlier restore was complete but for its last step, which was done now. */
  | { readonly kind: 'finished'; readonly into: string };

export async function restoreBackup(config: Config, options: RestoreOptions): Promise<Restored> {
  const backup = await openBackup(options.file, options.secret);
  try {
    if (config.databaseUrl !== null && options.intoHome === null) {
      const into = new URL(config.databaseUrl);
      const keys = placeMasterKeys(config, backup.manifest, options);
      const loaded = await restoreInto(
        {
          admin: { connectionString: config.migrationUrl ?? config.databaseUrl },
          appLogin: decodeURIComponent(into.username),
        },
        { backup, options, beforeRecord: keys },
      );
      return {
        kind: 'restored',
        manifest: shownManifest(backup.manifest),
        loaded,
        into: `${into.host}${into.pathname}`,
      };
    }
    const home = path.resolve(options.intoHome ?? config.home);
    return await restoreHome({ ...config, home }, backup, options);
  } finally {
    await backup.close();
  }
}

async function restoreHome(config: Config, backup: OpenedBackup, options: RestoreOptions): Promise<Restored> {
  const { home } = config;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const unlock = lockHome(home);
  try {
    if (finishStaging(home) !== null) return { kind: 'finished', into: home };
    if (existsSync(path.join(home, 'postgres', 'PG_VERSION'))) {
      throw new StartError(
        `There is a database in ${home} already, and a restore never writes over one: name a new folder with --into-home, or move ${path.join(home, 'postgres')} away.`,
      );
    }
    const keys = placeMasterKeys(config, backup.manifest, options);
    await stopLeftPostgres(stagingOf(home));
    const staging = beginStaging(home, 'restore');
    const embedded = await startEmbeddedPostgres(staging);
    let loaded: Loaded;
    try {
      const target = { admin: embedded.admin, appLogin: embedded.app.user ?? '' };
      loaded = await restoreInto(target, { backup, options, beforeRecord: keys });
    } finally {
      await embedded.stop();
    }
    markReady(home);
    finishStaging(home);
    return { kind: 'restored', manifest: shownManifest(backup.manifest), loaded, into: home };
  } finally {
    unlock();
  }
}

interface Target {
  readonly admin: pg.ClientConfig;
  readonly appLogin: string;
}

interface Given {
  readonly backup: OpenedBackup;
  readonly options: Pick<RestoreOptions, 'signal'>;
  beforeRecord(): void;
}

async function restoreInto(target: Target, { backup, options, beforeRecord }: Given): Promise<Loaded> {
  const loaded = await loadBackup({ ...target, backup, at: systemClock.now(), signal: options.signal });
  beforeRecord();
  await recordBackup(target.admin, 'backup.restored', {
    made_at: backup.manifest.made_at,
    made_by_release: backup.manifest.release,
    rows: loaded.end.rows,
  });
  return loaded;
}

/**
 * Looks whether every master key that the backup needs will be at hand, before anything is restored. Gives what writes those that
 * came in the backup into the home folder.
 */
function placeMasterKeys(
  config: Config,
  manifest: Manifest,
  { withoutMasterKey }: Pick<RestoreOptions, 'withoutMasterKey'>,
): () => void {
  const { home } = config;
  const hasRing = existsSync(path.join(home, 'master.key'));
  const brought = (manifest.master_keys ?? []).map((hex) => Buffer.from(hex, 'hex'));
  const isPlaced = brought.length > 0 && !hasRing && config.masterKeyHex === null;
  const present =
    config.masterKeyHex !== null
      ? openMasterKeys(config).local()
      : hasRing
        ? fileRing(home, { isMade: false }).keys()
        : brought;
  const ids = new Set(present.map(masterKeyId));
  const missing = manifest.master_keys_needed.filter((id) =>
    isTransitKeyId(id) ? config.kms === null : !ids.has(id),
  );
  if (missing.length > 0 && !withoutMasterKey) {
    throw new StartError(
      `Stored secrets in the backup lie under the master key ${missing.join(', ')}, which is not at hand: put master.key into ${home} (mode 0600), or set WATCHFLOOR_MASTER_KEY or the key service; or give --without-master-key and set those secrets anew afterwards.`,
    );
  }
  return () => {
    if (isPlaced) writeFirstRing(home, brought);
  };
}
