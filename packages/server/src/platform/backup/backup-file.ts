// The file of a backup: a header in clear, then frames that are encrypted one by one with AES-256-GCM.
//
//   "WFBACKUP" · length of the header (4 bytes) · header (JSON) · frames · place of the last frame (8) · its number (8)
//   a frame: 1 for the last, else 0 (1 byte) · length (4) · ciphertext · tag (16)
//
// A frame's nonce is its number and whether it is the last, and every frame is bound to the whole header: a frame that was changed,
// left out, repeated, moved or taken from another file does not open, and a file that was cut has no last frame. The sixteen bytes
// at the end are a hint for whoever wants the last frame alone; they are believed no further than that frame opens.

import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { StartError } from '../../kernel/errors.ts';
import { type BackupSecret, keyForm, newFileKey, openFileKey } from './backup-key.ts';

const MAGIC = Buffer.from('WFBACKUP');
export const FORMAT = 1;
const HEADER_MAX = 4_096;
const TAG_BYTES = 16;
const FRAME_HEAD = 5;
/** A manifest of some thousand tables; a frame of data is far smaller. */
export const FRAME_MAX = 16 * 1024 * 1024;
const END_BYTES = 16;

const headerSchema = z.strictObject({
  format: z.literal(FORMAT),
  cipher: z.literal('aes-256-gcm'),
  packing: z.literal('gzip'),
  key: keyForm,
});
type Header = z.infer<typeof headerSchema>;

export interface FrameWriter {
  /** One frame; the first byte of what is written says what it is. */
  write(kind: number, payload: Buffer, isLast?: boolean): Promise<void>;
  /** Everything is on the disk, and the file bears its name. Only after the last frame. */
  finish(): Promise<{ readonly bytes: number }>;
  /** Removes what was written, when it was not finished. */
  discard(): Promise<void>;
}

/** Writes beside the file and gives it its name when it is whole, readable for its owner only. */
export async function createBackupFile(file: string, secret: BackupSecret): Promise<FrameWriter> {
  await refuseExisting(file);
  const partial = `${file}.partial-${process.pid}`;
  const handle = await openOrExplain(partial, 'wx');
  const { form, key } = newFileKey(secret);
  const header: Header = { format: FORMAT, cipher: 'aes-256-gcm', packing: 'gzip', key: form };
  const headText = Buffer.from(JSON.stringify(header));
  const head = Buffer.concat([MAGIC, uint32(headText.length), headText]);
  const boundTo = createHash('sha256').update(head).digest();
  let place = 0;
  let count = 0;
  let isEnded = false;
  const append = async (bytes: Buffer) => {
    await handle.appendFile(bytes);
    place += bytes.length;
  };
  await append(head);
  return {
    async write(kind, payload, isLast = false) {
      if (isEnded) throw new Error('nothing follows the last frame');
      if (payload.length + 1 > FRAME_MAX) throw new Error(`a frame has at most ${FRAME_MAX} bytes`);
      const cipher = createCipheriv('aes-256-gcm', key, nonceOf(count, isLast)).setAAD(boundTo);
      const text = Buffer.concat([cipher.update(Buffer.of(kind)), cipher.update(payload), cipher.final()]);
      const at = place;
      const frame = [Buffer.of(isLast ? 1 : 0), uint32(text.length + TAG_BYTES), text, cipher.getAuthTag()];
      if (isLast) frame.push(uint64(at), uint64(count));
      await append(Buffer.concat(frame));
      count += 1;
      isEnded = isLast;
    },
    async finish() {
      if (!isEnded) throw new Error('a backup ends with its last frame');
      await handle.sync();
      await handle.close();
      await refuseExisting(file);
      await rename(partial, file);
      await flushFolder(path.dirname(path.resolve(file)));
      return { bytes: place };
    },
    async discard() {
      await handle.close().catch(() => undefined);
      await rm(partial, { force: true });
    },
  };
}

export interface Frame {
  readonly kind: number;
  readonly payload: Buffer;
  readonly isLast: boolean;
}

export interface FrameReader {
  /** From the first to the last; throws a sentence for people at whatever is not as it was written. */
  frames(): AsyncGenerator<Frame>;
  /** The last one alone, by the hint at the end of the file. */
  lastFrame(): Promise<Frame>;
  close(): Promise<void>;
}

export async function openBackupFile(file: string, secret: BackupSecret): Promise<FrameReader> {
  const handle = await openOrExplain(file, 'r');
  try {
    const { header, head } = await readHeader(handle, file);
    return makeReader({
      handle,
      file,
      start: head.length,
      key: openFileKey(secret, header.key),
      boundTo: createHash('sha256').update(head).digest(),
    });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface Reading {
  readonly handle: FileHandle;
  readonly file: string;
  readonly start: number;
  readonly key: Buffer;
  readonly boundTo: Buffer;
}

function makeReader(reading: Reading): FrameReader {
  const { handle, file } = reading;
  return {
    async *frames() {
      let at = reading.start;
      for (let index = 0; ; index += 1) {
        const { frame, bytes } = await readFrame(reading, at, index);
        at += bytes;
        if (frame.isLast && (await handle.stat()).size !== at + END_BYTES) {
          throw new StartError(`The backup ${file} goes on behind its end: it was changed.`);
        }
        yield frame;
        if (frame.isLast) return;
      }
    },
    async lastFrame() {
      const { size } = await handle.stat();
      const end = await readExactly(reading, Math.max(size - END_BYTES, 0), END_BYTES);
      const [at, index] = [end.readBigUInt64BE(0), end.readBigUInt64BE(8)];
      if (at >= BigInt(size) || index >= BigInt(size)) {
        throw new StartError(`The backup ${file} is cut short, or its end was changed.`);
      }
      const { frame } = await readFrame(reading, Number(at), Number(index));
      if (!frame.isLast) throw damaged(file);
      return frame;
    },
    close: () => handle.close(),
  };
}

async function readHeader(handle: FileHandle, file: string): Promise<{ header: Header; head: Buffer }> {
  const start = await readAt(handle, 0, MAGIC.length + 4);
  const isBackup = start.length === MAGIC.length + 4 && start.subarray(0, MAGIC.length).equals(MAGIC);
  if (!isBackup) throw new StartError(`${file} is no backup of Watchfloor.`);
  const length = start.readUInt32BE(MAGIC.length);
  if (length > HEADER_MAX) throw damaged(file);
  const text = await readAt(handle, start.length, length);
  let json: unknown;
  try {
    json = JSON.parse(text.toString('utf8'));
  } catch (error) {
    throw damaged(file, error);
  }
  const format = z.object({ format: z.number() }).safeParse(json);
  if (format.success && format.data.format > FORMAT) {
    throw new StartError(
      `The backup ${file} has format ${format.data.format}; this release reads ${FORMAT}: a newer release made it.`,
    );
  }
  const header = headerSchema.safeParse(json);
  if (!header.success) throw damaged(file, header.error);
  return { header: header.data, head: Buffer.concat([start, text]) };
}

async function readFrame(
  reading: Reading,
  at: number,
  index: number,
): Promise<{ frame: Frame; bytes: number }> {
  const head = await readExactly(reading, at, FRAME_HEAD);
  const isLast = head[0] === 1;
  const length = head.readUInt32BE(1);
  if (length <= TAG_BYTES || length > FRAME_MAX + TAG_BYTES) throw damaged(reading.file);
  const sealed = await readExactly(reading, at + FRAME_HEAD, length);
  const opening = createDecipheriv('aes-256-gcm', reading.key, nonceOf(index, isLast), {
    authTagLength: TAG_BYTES,
  });
  opening.setAAD(reading.boundTo).setAuthTag(sealed.subarray(length - TAG_BYTES));
  let plain: Buffer;
  try {
    plain = Buffer.concat([opening.update(sealed.subarray(0, length - TAG_BYTES)), opening.final()]);
  } catch (error) {
    throw new StartError(
      `The backup ${reading.file} was changed or is damaged: its frame ${index} does not open.`,
      error,
    );
  }
  return { frame: { kind: plain[0] ?? 0, payload: plain.subarray(1), isLast }, bytes: FRAME_HEAD + length };
}

async function readExactly({ handle, file }: Reading, at: number, length: number): Promise<Buffer> {
  const bytes = await readAt(handle, at, length);
  if (bytes.length === length) return bytes;
  throw new StartError(`The backup ${file} is cut short: it ends before its last frame.`);
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

function damaged(file: string, cause?: unknown): StartError {
  return new StartError(`The backup ${file} was changed or is damaged.`, cause);
}

/** Last or not (4 bytes) and the number of the frame (8): never the same twice under the key of one file. */
function nonceOf(index: number, isLast: boolean): Buffer {
  return Buffer.concat([uint32(isLast ? 1 : 0), uint64(index)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

async function openOrExplain(file: string, flags: 'r' | 'wx'): Promise<FileHandle> {
  try {
    return await open(file, flags, 0o600);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StartError(
      code === 'ENOENT' && flags === 'r'
        ? `There is no file ${file}.`
        : `The file ${file} cannot be ${flags === 'r' ? 'read' : 'written'} (${code}).`,
      error,
    );
  }
}

async function refuseExisting(file: string): Promise<void> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return;
  await handle.close();
  throw new StartError(`${file} is there already: give the backup another name.`);
}

/** The new name must be on the disk too. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
