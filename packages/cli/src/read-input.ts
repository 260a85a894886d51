// Input of the verbs that read files: packed or not, from a file or standard input.

import { createReadStream, existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UsageError } from './explain.ts';

/** The whole input as text; packed input is recognised by its first two bytes. */
export async function readInput(file: string): Promise<Buffer> {
  if (file !== '-' && !existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  const bytes = await collect(file === '-' ? process.stdin : createReadStream(file));
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const unzip = createGunzip();
  unzip.end(bytes);
  try {
    return await collect(unzip);
  } catch (cause) {
    throw new UsageError(
      `${file} could not be unpacked: ${cause instanceof Error ? cause.message : 'broken'}.`,
    );
  }
}

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
  return Buffer.concat(chunks);
}
