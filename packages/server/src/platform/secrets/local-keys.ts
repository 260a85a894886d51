// Rings of master keys that lie here: in `master.key` of the home folder, or in the environment. Newest first; the first wraps, all
// unwrap. A key's id is derived from the key, so that the same key has the same id wherever it lies.
//
// The file is replaced as a whole (written beside, flushed, renamed), so that a crash leaves the old ring or the new one. It is read
// again before each wrap and for each unknown id: another process may have renewed it.

import { createHmac, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { AppError, StartError } from '../../kernel/errors.ts';
import { type MasterKeys, UnknownMasterKeyError, type Wrapped } from './master-keys.ts';
import { KEY_BYTES, openBytes, sealBytes } from './sealing.ts';

/** Rotations do not pile up more than this: the old keys of a finished one are gone. */
const RING_MAX = 32;

export interface LocalRing extends MasterKeys {
  /** The keys themselves, newest first. */
  keys(): readonly Buffer[];
}

interface RingKey {
  readonly id: string;
  readonly key: Buffer;
}

export function masterKeyId(key: Buffer): string {
  return `mk_${createHmac('sha256', key).update('watchfloor/master-key-id/v1').digest('hex').slice(0, 16)}`;
}

function ringKey(hex: string): RingKey {
  const key = Buffer.from(hex, 'hex');
  return { id: masterKeyId(key), key };
}

export function environmentRing(currentHex: string, previousHex: readonly string[]): LocalRing {
  const ring = [currentHex, ...previousHex].map(ringKey);
  return makeRing('environment', {
    present: () => ring,
    reread: () => ring,
    // What stands in the environment is the operator's to change.
    renew: async () => headOf(ring).id,
    forget: async () => [],
  });
}

/** The ring in the home folder; `isMade`: made when there is none. Throws a StartError for a file that is not as it must be. */
export function fileRing(home: string, { isMade }: { readonly isMade: boolean }): LocalRing {
  const file = path.join(home, 'master.key');
  if (isMade && !existsSync(file)) makeFirst(file);
  let ring = existsSync(file) ? readRing(file) : [];
  const reread = (): readonly RingKey[] => {
    try {
      if (existsSync(file)) ring = readRing(file);
      return ring;
    } catch (error) {
      throw new AppError('unavailable', {
        message: 'The master keys of this server cannot be read; its log says why.',
        internal: error instanceof Error ? error.message : String(error),
        cause: error,
      });
    }
  };
  return makeRing('file', {
    present: () => ring,
    reread,
    async renew(replaced) {
      const present = reread();
      const head = headOf(present);
      if (head.id !== replaced) return head.id;
      if (present.length >= RING_MAX) {
        throw new AppError('unavailable', { message: `The ring of master keys is full (${RING_MAX}).` });
      }
      const made = ringKey(randomBytes(KEY_BYTES).toString('hex'));
      ring = [made, ...present];
      writeRing(file, ring);
      return made.id;
    },
    async forget(inUse) {
      const [head, ...older] = reread();
      if (head === undefined) return [];
      const dropped = older.filter((key) => !inUse.has(key.id));
      if (dropped.length === 0) return [];
      ring = [head, ...older.filter((key) => inUse.has(key.id))];
      writeRing(file, ring);
      return dropped.map((key) => key.id);
    },
  });
}

interface RingParts extends Pick<MasterKeys, 'renew' | 'forget'> {
  present(): readonly RingKey[];
  /** The ring as it stands now, where it can change. */
  reread(): readonly RingKey[];
}

function makeRing(provider: 'file' | 'environment', parts: RingParts): LocalRing {
  const find = (keyId: string): RingKey => {
    const byId = (key: RingKey) => key.id === keyId;
    const found = parts.present().find(byId) ?? parts.reread().find(byId);
    if (!found) throw new UnknownMasterKeyError(keyId);
    return found;
  };
  const wrap = async (plain: Buffer, context: Buffer): Promise<Wrapped> => {
    const { id, key } = headOf(parts.reread());
    return { keyId: id, wrapped: sealBytes(key, context, plain) };
  };
  const unwrap = async (keyId: string, wrapped: Buffer, context: Buffer): Promise<Buffer> => {
    const { key } = find(keyId);
    try {
      return openBytes(key, context, wrapped);
    } catch (error) {
      throw new AppError('unavailable', {
        message: 'A data key does not open with its master key: it was changed, or copied from elsewhere.',
        cause: error,
      });
    }
  };
  return {
    provider,
    keys: () => parts.present().map(({ key }) => key),
    currentKeyId: async () => headOf(parts.reread()).id,
    wrap,
    unwrap,
    rewrap: async (old, context) => wrap(await unwrap(old.keyId, old.wrapped, context), context),
    renew: parts.renew,
    forget: parts.forget,
  };
}

function headOf(ring: readonly RingKey[]): RingKey {
  const [head] = ring;
  if (!head) throw new AppError('unavailable', { message: 'This server has no master key.' });
  return head;
}

function readRing(file: string): readonly RingKey[] {
  const isReadByOthers = (statSync(file).mode & 0o077) !== 0;
  if (isReadByOthers) {
    throw new StartError(
      `${file} can be read by others, and who reads it opens every stored secret: run "chmod 600 ${file}".`,
    );
  }
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  if (lines.length > RING_MAX || !lines.every((line) => /^[0-9a-f]{64}$/.test(line))) {
    throw new StartError(
      `${file} does not hold master keys of 64 hexadecimal digits, one a line, newest first.`,
    );
  }
  return lines.map(ringKey);
}

function textOf(ring: readonly RingKey[]): string {
  return ring.map(({ key }) => `${key.toString('hex')}\n`).join('');
}

/** The ring of a home folder that has none, as a backup brought it. */
export function writeFirstRing(home: string, keys: readonly Buffer[]): void {
  const file = path.join(home, 'master.key');
  if (existsSync(file)) throw new StartError(`${file} is there already.`);
  writeRing(
    file,
    keys.map((key) => ringKey(key.toString('hex'))),
  );
}

/** The first key. A link comes into being whole or not at all, so that two first starts end with one key. */
function makeFirst(file: string): void {
  const mine = writeBeside(file, [ringKey(randomBytes(KEY_BYTES).toString('hex'))]);
  try {
    linkSync(mine, file);
    flushFolder(file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

function writeRing(file: string, ring: readonly RingKey[]): void {
  const mine = writeBeside(file, ring);
  try {
    renameSync(mine, file);
  } catch (error) {
    rmSync(mine, { force: true });
    throw error;
  }
  flushFolder(file);
}

function writeBeside(file: string, ring: readonly RingKey[]): string {
  const mine = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const handle = openSync(mine, 'wx', 0o600);
  try {
    writeSync(handle, textOf(ring));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return mine;
}

/** The rename itself must be on the disk before anything is wrapped under the new key. */
function flushFolder(file: string): void {
  const folder = openSync(path.dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
