// Where the public records lie that we measure on, and how to read them. They are not part of the repository: the folder
// comes from WATCHFLOOR_CORPUS, else it is looked for beside the repository.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const REPOSITORY = path.join(import.meta.dirname, '..', '..');

/** The corpus folder, or null when it is not on this machine. */
export function corpusFolder(): string | null {
  const folder = process.env['WATCHFLOOR_CORPUS'] ?? path.join(REPOSITORY, '..', 'shared', 'data');
  return existsSync(folder) ? folder : null;
}

/** JSON-lines files (gzip too) of a sub-folder, in name order. */
export function corpusFiles(folder: string, part: string): string[] {
  const directory = path.join(folder, part);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => /\.jsonl(?:\.gz)?$/.test(name))
    .sort()
    .map((name) => path.join(directory, name));
}

/** The objects of a JSON-lines file. */
export function readJsonLines(file: string): Record<string, unknown>[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return (
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      // Each line of these files is an object by their README.
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  );
}
