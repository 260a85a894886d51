// AES-256-GCM over bytes, bound to what they are for. One form for everything that the vault stores:
//
//   version (1 byte) · nonce (12) · tag (16) · ciphertext
//
// The nonce is random: a key seals at most some millions of values before it is rotated, far below the 2^32 that random nonces allow.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 2;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

export const KEY_BYTES = 32;

/** What a value is bound to, as bytes. JSON keeps the parts apart: no two lists of parts give the same bytes. */
export function bind(...parts: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(parts));
}

export function sealBytes(key: Buffer, boundTo: Buffer, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo);
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), text]);
}

/** Throws when anything is not as it was sealed: key, binding, or a single bit. */
export function openBytes(key: Buffer, boundTo: Buffer, sealed: Buffer): Buffer {
  if (sealed[0] !== VERSION) throw new Error('a sealed value has a form that this release does not know');
  return decipher(key, boundTo, sealed);
}

function decipher(key: Buffer, boundTo: Buffer, sealed: Buffer): Buffer {
  if (sealed.length < HEAD_BYTES) throw new Error('a sealed value is cut short');
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const opening = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  opening.setAAD(boundTo).setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  return Buffer.concat([opening.update(sealed.subarray(HEAD_BYTES)), opening.final()]);
}

/**
 * Opens what the first releases sealed: version 1, with one key derived from the master key for everything. Only the step that
 * moves such secrets into the vault needs it.
 */
export function openVersion1(masterKeys: readonly Buffer[], purpose: string, sealed: Buffer): string {
  if (sealed[0] !== 1) throw new Error('this is no seal of version 1');
  let last: unknown = new Error('there is no local master key');
  for (const masterKey of masterKeys) {
    const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'watchfloor/seal/v1', KEY_BYTES));
    try {
      return decipher(key, Buffer.from(purpose), sealed).toString('utf8');
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

/** As the first releases sealed; for tests of the step that moves such secrets. */
export function sealVersion1(masterKey: Buffer, purpose: string, secret: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'watchfloor/seal/v1', KEY_BYTES));
  const sealed = sealBytes(key, Buffer.from(purpose), Buffer.from(secret));
  sealed[0] = 1;
  return sealed;
}
