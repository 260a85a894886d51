// Reading a backup back: every frame opens, every table's text is the one that was written, nothing is missing and nothing is more.

import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { z } from 'zod';
import { StartError } from '../../kernel/errors.ts';
import { type Frame, type FrameReader, openBackupFile } from './backup-file.ts';
import type { BackupSecret } from './backup-key.ts';
import {
  type BackupEnd,
  type BackupShown,
  type BackupTable,
  endSchema,
  FRAME,
  type Manifest,
  manifestSchema,
  shownManifest,
  sumSchema,
  type TableSum,
} from './manifest.ts';
import { countLines } from './write-backup.ts';

export interface OpenedBackup {
  readonly file: string;
  readonly manifest: Manifest;
  /** Gives each table's text in pieces, in the order of the manifest; throws when it is not the one that was written. Once. */
  readTables(take: (table: BackupTable, pieces: AsyncIterable<Buffer>) => Promise<void>): Promise<BackupEnd>;
  close(): Promise<void>;
}

export async function openBackup(file: string, secret: BackupSecret): Promise<OpenedBackup> {
  const reader = await openBackupFile(file, secret);
  try {
    const frames = reader.frames();
    const manifest = parsed(manifestSchema, await nextFrame(frames, FRAME.manifest, file), file);
    return {
      file,
      manifest,
      readTables: (take) => readTables({ file, frames, manifest, take }),
      close: () => reader.close(),
    };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** Reads all of it and compares everything; gives what the end says. */
export async function verifyBackup(file: string, secret: BackupSecret): Promise<BackupShown> {
  const backup = await openBackup(file, secret);
  try {
    const end = await backup.readTables(async (_table, pieces) => {
      for await (const _piece of pieces) {
        // Counting and hashing is done on the way.
      }
    });
    return { manifest: shownManifest(backup.manifest), end };
  } finally {
    await backup.close();
  }
}

/** What it says of itself, without reading the rows: its first frame and its last. */
export async function showBackup(file: string, secret: BackupSecret): Promise<BackupShown> {
  const reader: FrameReader = await openBackupFile(file, secret);
  try {
    const manifest = parsed(manifestSchema, await nextFrame(reader.frames(), FRAME.manifest, file), file);
    const end = parsed(endSchema, await reader.lastFrame(), file);
    return { manifest: shownManifest(manifest), end };
  } finally {
    await reader.close();
  }
}

interface Reading {
  readonly file: string;
  readonly frames: AsyncGenerator<Frame>;
  readonly manifest: Manifest;
  take(table: BackupTable, pieces: AsyncIterable<Buffer>): Promise<void>;
}

async function readTables(reading: Reading): Promise<BackupEnd> {
  const { file, frames, manifest, take } = reading;
  const sums: BackupEnd['tables'] = [];
  for (const table of manifest.tables) {
    const found: { sum: TableSum | null } = { sum: null };
    await take(table, piecesOf(reading, table, found));
    if (found.sum === null) throw new Error(`${table.name} was not read to its end`);
    sums.push({ schema: table.schema, name: table.name, ...found.sum });
  }
  const end = parsed(endSchema, await nextFrame(frames, FRAME.end, file), file);
  // The generator ends behind the last frame, and looks whether the file does.
  if (!(await frames.next()).done || !isDeepStrictEqual(end.tables, sums)) {
    throw new StartError(`The backup ${file} does not hold what its end says.`);
  }
  return end;
}

async function* piecesOf(
  { frames, file }: Reading,
  table: BackupTable,
  found: { sum: TableSum | null },
): AsyncGenerator<Buffer> {
  const said: { sum: TableSum | null } = { sum: null };
  const unpack = createGunzip();
  const unpacking = pipeline(packedOf(frames, file, said), unpack);
  unpacking.catch(() => undefined);
  const hash = createHash('sha256');
  const total = { rows: 0, bytes: 0 };
  for await (const piece of unpack as AsyncIterable<Buffer>) {
    hash.update(piece);
    total.rows += countLines(piece);
    total.bytes += piece.length;
    yield piece;
  }
  await unpacking;
  const sum: TableSum = { ...total, sha256: hash.digest('hex') };
  if (!isDeepStrictEqual(sum, said.sum)) {
    throw new StartError(`The rows of ${table.name} in the backup ${file} are not those that were written.`);
  }
  found.sum = sum;
}

/** Frames of data up to the sum that ends a table. */
async function* packedOf(
  frames: AsyncGenerator<Frame>,
  file: string,
  said: { sum: TableSum | null },
): AsyncGenerator<Buffer> {
  while (true) {
    const frame = await nextFrame(frames, null, file);
    if (frame.kind === FRAME.sum) {
      said.sum = parsed(sumSchema, frame, file);
      return;
    }
    if (frame.kind !== FRAME.data) throw unexpected(file);
    yield frame.payload;
  }
}

async function nextFrame(frames: AsyncGenerator<Frame>, kind: number | null, file: string): Promise<Frame> {
  const { value, done } = await frames.next();
  if (done || (kind !== null && value.kind !== kind)) throw unexpected(file);
  return value;
}

function parsed<Schema extends z.ZodType>(schema: Schema, frame: Frame, file: string): z.infer<Schema> {
  const result = schema.safeParse(JSON.parse(frame.payload.toString('utf8')));
  if (result.success) return result.data;
  throw new StartError(
    `The backup ${file} opens, and its form is not one that this release knows.`,
    result.error,
  );
}

function unexpected(file: string): StartError {
  return new StartError(`The backup ${file} opens, and its parts are not in the order of a backup.`);
}
