// The key of a backup: a key file with 64 hexadecimal digits, or a passphrase. Each file has a key of its own, derived from it with
// the file's random salt, so that no two files are ever encrypted under one key.

import { createHmac, hkdfSync, randomBytes, scryptSync } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { StartError } from '../../kernel/errors.ts';

export const PASSPHRASE_MIN = 16;
const PASSPHRASE_MAX = 1_000;
const KEY = /^[0-9a-f]{64}$/;
const SALT_BYTES = 32;
/** 128 MiB and some tenths of a second for each guess. */
const SCRYPT = { n: 131_072, r: 8, p: 1 } as const;
const SCRYPT_MEMORY_MAX = 256 * 1024 * 1024;

/** How a file's key is derived, as its header says. The bounds keep a forged header from costing hours or all memory. */
export const keyForm = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('key'), salt: z.string().regex(KEY), check: z.string().length(16) }),
  z.strictObject({
    kind: z.literal('passphrase'),
    salt: z.string().regex(KEY),
    check: z.string().length(16),
    n: z.number().int().min(16_384).max(131_072),
    r: z.literal(8),
    p: z.literal(1),
  }),
]);
export type KeyForm = z.infer<typeof keyForm>;

/** What an operator gave: never printed, never stored in a backup. */
export interface BackupSecret {
  readonly kind: KeyForm['kind'];
  readonly text: string;
}

export function parseBackupSecret(text: string, where: string): BackupSecret {
  const trimmed = text.trim();
  if (KEY.test(trimmed)) return { kind: 'key', text: trimmed };
  if (trimmed.length >= PASSPHRASE_MIN && trimmed.length <= PASSPHRASE_MAX && !trimmed.includes('\n')) {
    return { kind: 'passphrase', text: trimmed };
  }
  throw new StartError(
    `${where} holds neither a key of 64 hexadecimal digits nor a passphrase of ${PASSPHRASE_MIN} to ${PASSPHRASE_MAX} characters in one line.`,
  );
}

export function readBackupSecret(file: string): BackupSecret {
  let mode: number;
  let text: string;
  try {
    mode = statSync(file).mode;
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StartError(`The key file ${file} cannot be read (${code}).`, error);
  }
  if ((mode & 0o077) !== 0) {
    throw new StartError(
      `${file} can be read by others, and who reads it opens every backup: run "chmod 600 ${file}".`,
    );
  }
  return parseBackupSecret(text, file);
}

/** Writes a new random key; the file must not exist. */
export function makeBackupKeyFile(file: string): void {
  try {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StartError(`The key file ${file} cannot be made (${code}).`, error);
  }
}

export function newFileKey(secret: BackupSecret): { readonly form: KeyForm; readonly key: Buffer } {
  const salt = randomBytes(SALT_BYTES).toString('hex');
  const form: KeyForm =
    secret.kind === 'key'
      ? { kind: 'key', salt, check: '' }
      : { kind: 'passphrase', salt, check: '', ...SCRYPT };
  const key = deriveKey(secret, form);
  return { form: { ...form, check: checkOf(key) }, key };
}

/** The key of a file; says so when the secret is another than the one that made it. */
export function openFileKey(secret: BackupSecret, form: KeyForm): Buffer {
  if (secret.kind !== form.kind) {
    throw new StartError(
      `This backup was made with a ${form.kind === 'key' ? 'key' : 'passphrase'}, and a ${secret.kind} was given.`,
    );
  }
  const key = deriveKey(secret, form);
  if (checkOf(key) === form.check) return key;
  throw new StartError(
    `The ${secret.kind} does not open this backup: it was made with another, or its beginning is damaged.`,
  );
}

function deriveKey(secret: BackupSecret, form: KeyForm): Buffer {
  const salt = Buffer.from(form.salt, 'hex');
  const material =
    form.kind === 'key'
      ? Buffer.from(secret.text, 'hex')
      : scryptSync(secret.text, salt, 32, {
          N: form.n,
          r: form.r,
          p: form.p,
          maxmem: SCRYPT_MEMORY_MAX,
        });
  return Buffer.from(hkdfSync('sha256', material, salt, 'watchfloor/backup/v1', 32));
}

/** Tells a wrong key from a damaged file. */
function checkOf(key: Buffer): string {
  return createHmac('sha256', key).update('watchfloor/backup-check/v1').digest('hex').slice(0, 16);
}
