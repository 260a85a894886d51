// Putting a new data folder into a home: it is made in a folder beside, `restoring`, and takes its place when it is whole. While that
// folder is there no server starts in this home. What it replaces is kept under another name, never removed.
//
//   restoring/                the new database's own home while it is being made
//   restoring/ready           it is whole; what is left are two renames, which may be repeated
//   postgres -> postgres.old-16, restoring/postgres -> postgres, restoring is removed

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { StartError } from '../../kernel/errors.ts';

const STAGING = 'restoring';
const READY = 'ready';
const PURPOSE = 'purpose';

export type StagingPurpose = 'restore' | 'upgrade';

/** The major version that made a data folder; null when there is none. */
export function majorOfData(data: string): number | null {
  const file = path.join(data, 'PG_VERSION');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').trim()) : null;
}

export function stagingOf(home: string): string {
  return path.join(home, STAGING);
}

/** Refuses a home whose restore or upgrade has not come to its end. */
export function refuseUnfinished(home: string): void {
  const staging = stagingOf(home);
  if (!existsSync(staging)) return;
  const purpose = purposeOf(home) ?? 'restore';
  throw new StartError(
    existsSync(path.join(staging, READY))
      ? `The ${purpose} in ${home} is complete but for its last step: run "watchfloor ${purpose}" again, which finishes it.`
      : `The ${purpose} in ${home} did not finish: run "watchfloor ${purpose}" again, which begins anew, or remove ${staging}.`,
  );
}

export function purposeOf(home: string): StagingPurpose | null {
  const file = path.join(stagingOf(home), PURPOSE);
  if (!existsSync(file)) return null;
  return readFileSync(file, 'utf8').trim() === 'upgrade' ? 'upgrade' : 'restore';
}

/** A folder to make the new database in, with the password that the home will go on using. Whatever lay there is removed. */
export function beginStaging(home: string, purpose: StagingPurpose): string {
  const staging = stagingOf(home);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(staging, PURPOSE), `${purpose}\n`, { mode: 0o600 });
  const password = path.join(home, 'postgres.password');
  if (!existsSync(password)) {
    writeFileSync(password, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  }
  copyFileSync(password, path.join(staging, 'postgres.password'));
  return staging;
}

/** The new database is stopped and whole: from here on only the renames are left, and whoever comes may do them. */
export function markReady(home: string): void {
  const file = openSync(path.join(stagingOf(home), READY), 'w', 0o600);
  fsyncSync(file);
  closeSync(file);
  flush(stagingOf(home));
}

/** Does what is left to do of a restore or upgrade that is ready; gives what it was, or null when there was none. */
export function finishStaging(
  home: string,
): { readonly purpose: StagingPurpose; readonly kept: string | null } | null {
  const staging = stagingOf(home);
  const purpose = purposeOf(home);
  if (purpose === null || !existsSync(path.join(staging, READY))) return null;
  const data = path.join(home, 'postgres');
  const made = path.join(staging, 'postgres');
  let kept: string | null = null;
  if (existsSync(made)) {
    const oldMajor = majorOfData(data);
    if (oldMajor !== null) {
      kept = keptFolder(home, oldMajor);
      renameSync(data, kept);
    }
    // An empty folder, made for another user, may stand there; one with anything in it stops us.
    if (existsSync(data)) rmdirSync(data);
    renameSync(made, data);
    flush(home);
  }
  // Removing takes its time, and half a removed folder must not look like a restore that was stopped.
  const done = `${staging}.done`;
  rmSync(done, { recursive: true, force: true });
  renameSync(staging, done);
  rmSync(done, { recursive: true, force: true });
  return { purpose, kept };
}

/** Where the old data folder goes. */
export function keptFolder(home: string, major: number): string {
  return path.join(home, `postgres.old-${major}`);
}

function flush(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
