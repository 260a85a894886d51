// One request and its answer on one connection, within the limits. Each connection carries one request: a socket that was kept
// would later be used for a name that resolves to another address by then.

import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type net from 'node:net';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { EgressAnswer, EgressRequest } from '../../kernel/egress.ts';
import { EgressStop, stopFailed } from './egress-stop.ts';
import type { FullPolicy } from './policy.ts';
import type { Target } from './target.ts';

export interface Exchange {
  readonly target: Target;
  readonly socket: net.Socket;
  readonly hop: Pick<EgressRequest, 'method' | 'headers' | 'body'>;
  readonly policy: FullPolicy;
  readonly signal: AbortSignal;
}

export async function exchange(given: Exchange): Promise<EgressAnswer> {
  const { target, socket, policy, signal } = given;
  const stop = () => socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) throw signal.reason;
    const answer = await sent(given);
    const packed = await bytesOf(answer, policy, target);
    return {
      outcome: 'answered',
      status: answer.statusCode ?? 0,
      headers: headersOf(answer),
      body: await unpack(packed, answer, { policy, target }),
      url: target.url.toString(),
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw failureOf(target, error);
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

function sent({ target, socket, hop, policy }: Exchange): Promise<IncomingMessage> {
  const { url } = target;
  const body = hop.body ?? null;
  const headers: Record<string, string> = { 'user-agent': 'Watchfloor', accept: '*/*' };
  for (const [name, value] of Object.entries(hop.headers ?? {})) headers[name.toLowerCase()] = value;
  headers['host'] = url.host;
  headers['connection'] = 'close';
  headers['accept-encoding'] = 'gzip';
  if (body !== null) headers['content-length'] = String(body.length);
  return new Promise((resolve, reject) => {
    const request: ClientRequest = httpRequest({
      // The connection is there already, with TLS where the URL says so.
      createConnection: () => socket,
      method: hop.method,
      path: `${url.pathname}${url.search}`,
      headers,
      maxHeaderSize: policy.headerBytes,
      insecureHTTPParser: false,
    });
    request.once('response', resolve);
    request.once('error', reject);
    // 101: nobody asked for another protocol.
    request.once('upgrade', () => reject(new Error('the server wants another protocol')));
    request.end(body ?? undefined);
  });
}

/** The bytes as they come over the wire, up to the limit. */
async function bytesOf(answer: IncomingMessage, policy: FullPolicy, target: Target): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += chunk.length;
    if (size > policy.responseBytes) throw tooLarge(target, policy);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const UNPACKERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** The limit counts unpacked bytes too: a few packed ones can hold gigabytes. */
async function unpack(
  packed: Buffer,
  answer: IncomingMessage,
  { policy, target }: { readonly policy: FullPolicy; readonly target: Target },
): Promise<Buffer> {
  const encoding = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '' || packed.length === 0) return packed;
  const [, unpacker] = Object.entries(UNPACKERS).find(([name]) => name === encoding) ?? [];
  if (!unpacker) throw stopFailed('bad_answer', `${target.host} packs its answer in a way that is not read.`);
  try {
    return await unpacker(packed, { maxOutputLength: policy.responseBytes });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(target, policy);
    throw stopFailed('bad_answer', `The answer of ${target.host} cannot be unpacked.`, error);
  }
}

function tooLarge(target: Target, policy: FullPolicy): EgressStop {
  return stopFailed(
    'response_too_large',
    `The answer of ${target.host} is larger than ${policy.responseBytes} bytes.`,
  );
}

function headersOf(answer: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function failureOf(target: Target, error: unknown): EgressStop {
  if (error instanceof EgressStop) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'HPE_HEADER_OVERFLOW')
    return stopFailed('headers_too_large', `The headers of ${target.host} are too large.`, error);
  if (code.startsWith('HPE_'))
    return stopFailed('bad_answer', `What ${target.host} answers is no HTTP.`, error);
  return stopFailed('broken_off', `${target.host} broke off (${code || 'no reason'}).`, error);
}
