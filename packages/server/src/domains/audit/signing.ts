// The key that signs checkpoints: Ed25519, made when the first one is due, kept sealed in the database. A public key is always
// derived from the sealed private one, never read as such: who can write to the database and does not have the master key can
// neither sign nor put another key in its place.

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { Sql } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { PlatformVault } from '../../kernel/vault.ts';
import { type CheckpointFields, checkpointBytes } from './chain-format.ts';
import { insertSigningKey, listSigningKeys } from './checkpoint.store.ts';

const PURPOSE = 'audit-signing-key';

export interface Signer {
  readonly keyId: string;
  /** SPKI in PEM. */
  readonly publicKey: string;
  sign(fields: Omit<CheckpointFields, 'key_id'>): Buffer;
}

/** Public keys by their id. */
export type VerifyingKeys = ReadonlyMap<string, KeyObject>;

export interface SigningScope {
  readonly sql: Sql;
  readonly at: Date;
  readonly platformVault: PlatformVault;
}

/** The newest key that this server can open; made when there is none. Two servers that make one at once end up with the same. */
export async function openSigner(scope: SigningScope): Promise<Signer> {
  const known = await listSigningKeys(scope.sql);
  if (known.length === 0) {
    const { privateKey } = generateKeyPairSync('ed25519');
    const plain = privateKey.export({ type: 'pkcs8', format: 'der' });
    await insertSigningKey(scope.sql, {
      key_id: keyIdOf(createPublicKey(privateKey)),
      sealed_key: await scope.platformVault.seal(PURPOSE, plain),
      made_at: scope.at,
    });
  }
  for (const row of known.length > 0 ? known : await listSigningKeys(scope.sql)) {
    const key = await openKey(scope.platformVault, row.sealed_key);
    if (key) return signerOf(key);
  }
  throw new AppError('internal', {
    internal:
      'no audit signing key can be opened: this server has another master key than the one that made them',
  });
}

/** Every key that signed a checkpoint and that this server can open. */
export async function openVerifyingKeys(scope: Omit<SigningScope, 'at'>): Promise<VerifyingKeys> {
  const keys = new Map<string, KeyObject>();
  for (const row of await listSigningKeys(scope.sql)) {
    const key = await openKey(scope.platformVault, row.sealed_key);
    if (!key) continue;
    const publicKey = createPublicKey(key);
    keys.set(keyIdOf(publicKey), publicKey);
  }
  return keys;
}

/** Whether the signature is of that key over these fields. */
export function isSigned(
  key: KeyObject | undefined,
  fields: CheckpointFields,
  signature: Uint8Array,
): boolean {
  return key !== undefined && verify(null, checkpointBytes(fields), key, signature);
}

/** The first 16 hexadecimal digits of the SHA-256 of the public key (SPKI, DER). */
export function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

async function openKey(vault: PlatformVault, sealed: Buffer): Promise<KeyObject | null> {
  try {
    return createPrivateKey({ key: await vault.open(PURPOSE, sealed), type: 'pkcs8', format: 'der' });
  } catch (error) {
    // What does not open was sealed elsewhere, or put there by somebody without the master key: not ours. Anything else, such
    // as the database being away, says nothing about the key.
    if (error instanceof AppError) return null;
    throw error;
  }
}

function signerOf(privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey);
  const keyId = keyIdOf(publicKey);
  return {
    keyId,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (fields) => sign(null, checkpointBytes({ ...fields, key_id: keyId }), privateKey),
  };
}
