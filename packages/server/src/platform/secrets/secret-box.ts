// Sealing of stored secrets (AES-256-GCM) and keyed hashing of credentials (HMAC-SHA-256).
//
// The master key comes from the environment or a file of the home folder; every use has a key of its own, derived by HKDF, so
// that no two uses share one. The pepper of credential hashes lies in the database: servers that share a database find the
// same keys, whatever home they start from.

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SecretBox } from '../../kernel/context.ts';
import { StartError } from '../../kernel/errors.ts';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function makeSecretBox(masterKey: Buffer, pepper: Buffer): SecretBox {
  const sealKey = Buffer.from(hkdfSync('sha256', masterKey, '', 'watchfloor/seal/v1', 32));
  return {
    seal(purpose, secret) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(purpose));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), text]);
    },
    open(purpose, sealed) {
      if (sealed[0] !== VERSION)
        throw new Error('a sealed secret has a form that this release does not know');
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
      const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', sealKey, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag);
      const text = sealed.subarray(1 + NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
    },
    keyedHash: (credential) => createHmac('sha256', pepper).update(credential).digest(),
  };
}

/** The master key of this installation: from the setting, from the home folder, or made now. */
export function loadMasterKey(home: string, fromSetting: string | null): Buffer {
  if (fromSetting) return Buffer.from(fromSetting, 'hex');
  const file = path.join(home, 'master.key');
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  const text = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new StartError(`${file} does not hold a master key of 64 hexadecimal digits.`);
  return Buffer.from(text, 'hex');
}
