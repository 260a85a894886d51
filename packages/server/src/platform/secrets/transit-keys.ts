// Master keys in a key service: the transit engine of HashiCorp Vault and OpenBao over its HTTP API. The master key never leaves the
// service; it has versions, which the service's own rotation makes (`vault write -f transit/keys/<name>/rotate`), and a ciphertext
// names its version (`vault:v3:…`).
//
// What is wrapped carries the hash of its context inside, not as the engine's associated data: `rewrap` takes none of it, and the
// hash stands the rewrap. Wanted of the token: update on encrypt, decrypt and rewrap of the key, and read of the key itself.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { KmsConfig } from '../../kernel/config.ts';
import { AppError } from '../../kernel/errors.ts';
import type { MasterKeys, Wrapped } from './master-keys.ts';

const TIMEOUT_MS = 3_000;
/** After silence the service is not asked for this long: callers hold a connection of the database while they wait. */
const PAUSE_MS = 5_000;
const ANSWER_BYTES_MAX = 64 * 1024;
const CONTEXT_BYTES = 32;

export function isTransitKeyId(keyId: string): boolean {
  return keyId.startsWith('transit:');
}

/** `now`: a clock that never jumps, in milliseconds. */
export function transitKeys(config: KmsConfig, now: () => number = () => performance.now()): MasterKeys {
  const ask = makeAsk(config, now);
  const keyIdOf = (version: number | string) => `transit:${config.key}:v${version}`;
  const wrappedOf = (data: Answer): Wrapped => {
    const ciphertext = textMember(data, 'ciphertext');
    const [, version] = /^vault:v(\d{1,9}):/.exec(ciphertext) ?? [];
    if (version === undefined) throw notUnderstood('the ciphertext names no version of the key');
    return { keyId: keyIdOf(version), wrapped: Buffer.from(ciphertext) };
  };
  const currentKeyId = async () => {
    const latest = (await ask('GET', 'keys'))['latest_version'];
    if (typeof latest !== 'number') throw notUnderstood('the key has no latest version');
    return keyIdOf(latest);
  };
  return {
    provider: 'transit',
    currentKeyId,
    async wrap(plain, context) {
      const bound = Buffer.concat([hashOf(context), plain]);
      return wrappedOf(await ask('POST', 'encrypt', { plaintext: bound.toString('base64') }));
    },
    async unwrap(_keyId, wrapped, context) {
      const data = await ask('POST', 'decrypt', { ciphertext: wrapped.toString() });
      const bound = Buffer.from(textMember(data, 'plaintext'), 'base64');
      const isBound =
        bound.length > CONTEXT_BYTES && timingSafeEqual(bound.subarray(0, CONTEXT_BYTES), hashOf(context));
      if (isBound) return bound.subarray(CONTEXT_BYTES);
      throw new AppError('unavailable', {
        message: 'A data key does not belong where it lies: it was copied from elsewhere.',
      });
    },
    rewrap: async (old) => wrappedOf(await ask('POST', 'rewrap', { ciphertext: old.wrapped.toString() })),
    // The service makes and forgets versions of its key itself.
    renew: currentKeyId,
    forget: async () => [],
  };
}

function hashOf(context: Buffer): Buffer {
  return createHash('sha256').update(context).digest();
}

type Answer = Readonly<Record<string, unknown>>;
type Verb = 'encrypt' | 'decrypt' | 'rewrap' | 'keys';

/** One request: bounded in time and size, no redirect followed, no token and no key in what it throws. */
function makeAsk(config: KmsConfig, now: () => number) {
  const url = new URL(config.url);
  const mount = url.pathname === '/' ? '/v1/transit' : url.pathname.replace(/\/+$/, '');
  let silentUntil = Number.NEGATIVE_INFINITY;
  return async (method: 'GET' | 'POST', verb: Verb, body?: object): Promise<Answer> => {
    if (now() < silentUntil) throw silent(`transit ${verb}: not asked, it was silent just now`);
    let status: number;
    let text: string;
    try {
      const response = await fetch(`${url.origin}${mount}/${verb}/${encodeURIComponent(config.key)}`, {
        method,
        headers: { 'x-vault-token': config.token, 'x-vault-request': 'true' },
        body: body === undefined ? null : JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      status = response.status;
      text = await boundedText(response);
    } catch (error) {
      silentUntil = now() + PAUSE_MS;
      throw silent(`transit ${verb}: ${reasonOf(error)}`, error);
    }
    if (status !== 200) throw refused(verb, status, text);
    return dataOf(text);
  };
}

function silent(internal: string, cause?: unknown): AppError {
  return new AppError('unavailable', {
    message: 'The key service does not answer.',
    internal,
    retryAfterSeconds: 5,
    cause,
  });
}

async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`the answer is longer than ${ANSWER_BYTES_MAX} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function dataOf(text: string): Answer {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw notUnderstood(reasonOf(error));
  }
  const data = memberOf(parsed, 'data');
  if (typeof data !== 'object' || data === null) throw notUnderstood('no data');
  return data as Answer;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textMember(data: Answer, name: string): string {
  const value = data[name];
  if (typeof value !== 'string') throw notUnderstood(`no ${name}`);
  return value;
}

const HINTS: Readonly<Record<number, string>> = {
  400: 'refused the key as it lies here',
  403: 'refused this server’s token: renew it, or give its policy the key',
  404: 'does not know the key: look at WATCHFLOOR_KMS_KEY and the mount in WATCHFLOOR_KMS_URL',
  429: 'is busy or a standby',
  503: 'is sealed',
};

function refused(verb: Verb, status: number, text: string): AppError {
  return new AppError('unavailable', {
    message: `The key service ${HINTS[status] ?? 'failed'} (${status}).`,
    internal: `transit ${verb}: ${status} ${errorsOf(text)}`,
    retryAfterSeconds: 5,
  });
}

/** What the service says went wrong; its errors name neither keys nor tokens. */
function errorsOf(text: string): string {
  try {
    const errors = memberOf(JSON.parse(text), 'errors');
    return Array.isArray(errors) ? errors.join('; ').slice(0, 300) : '';
  } catch {
    return 'the answer is not JSON';
  }
}

function notUnderstood(reason: string): AppError {
  return new AppError('unavailable', {
    message: 'The answer of the key service could not be understood.',
    internal: `transit: ${reason}`,
  });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
