// The vault: envelope encryption of stored secrets. A secret is sealed under its tenant's data key, a data key is wrapped by a master
// key, and the master key lies outside the database (master-keys.ts). What belongs to a person lies under a key of the platform.
//
// A sealed value is bound to its tenant, id, purpose and data key, a wrapped key to its tenant and id: copied to another row or
// tenant, neither opens. Everything that cannot be opened is `unavailable`; nothing is ever taken for the text of a secret that did
// not prove to be it.

import { randomBytes } from 'node:crypto';
import type { Sql } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import { type Ids, uuidOfHex } from '../../kernel/ids.ts';
import { type PlatformVault, Secret, type TenantVault } from '../../kernel/vault.ts';
import { type DataKeyCache, makeDataKeyCache } from './data-key-cache.ts';
import { type MasterKeys, UnknownMasterKeyError } from './master-keys.ts';
import { bind, KEY_BYTES, openBytes, sealBytes } from './sealing.ts';
import {
  addPlatformDataKey,
  type DataKeyRow,
  deleteSecret,
  findSecret,
  insertDataKey,
  insertSecret,
  lockCurrentDataKey,
  lockForWrapping,
  readPlatformDataKeys,
  type Scope,
  updateSecret,
} from './vault-sql.ts';

const SECRET_BYTES_MAX = 64 * 1024;
const PURPOSE_MAX = 200;
/** Taking the current key can meet the moment of its rotation; a second look finds the new one. */
const ATTEMPTS = 3;
const ID_BYTES = 16;

export interface VaultParts {
  readonly masterKeys: MasterKeys;
  readonly ids: Ids;
  readonly cache?: DataKeyCache;
}

export interface VaultScope extends Scope {
  readonly at: Date;
}

export interface DataKey {
  readonly id: string;
  readonly key: Buffer;
}

export interface Vault {
  readonly masterKeys: MasterKeys;
  of(scope: VaultScope): TenantVault;
  platform(tx: { readonly sql: Sql; readonly at: Date }): PlatformVault;
  /** A key that was read, unwrapped; for rotations. */
  unwrapDataKey(tenantId: string, row: Omit<DataKeyRow, 'version'>): Promise<DataKey>;
  /** Stores a new data key at the version after `after`, unless another has taken it. */
  addDataKey(scope: VaultScope, after: number): Promise<void>;
}

export function makeVault({ masterKeys, ids, cache = makeDataKeyCache() }: VaultParts): Vault {
  const unwrapDataKey: Vault['unwrapDataKey'] = async (tenantId, { id, master_key_id: keyId, wrapped }) => ({
    id,
    key: await cache.get(id, () => masterKeys.unwrap(keyId, wrapped, tenantKeyContext(tenantId, id))),
  });
  const addDataKey: Vault['addDataKey'] = async (scope, after) => {
    await lockForWrapping(scope.sql);
    const id = ids.next('datakey');
    const made = await masterKeys.wrap(randomBytes(KEY_BYTES), tenantKeyContext(scope.tenantId, id));
    await insertDataKey(scope, {
      id,
      master_key_id: made.keyId,
      wrapped: made.wrapped,
      after,
      at: scope.at,
    });
  };
  const currentDataKey = async (scope: VaultScope): Promise<DataKey> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const row = await lockCurrentDataKey(scope);
      if (row) return unwrapDataKey(scope.tenantId, row);
      await addDataKey(scope, 0);
    }
    throw new AppError('unavailable', { message: 'The keys of this tenant are changing: repeat it.' });
  };
  const parts = { masterKeys, ids, cache, unwrapDataKey, currentDataKey };
  return {
    masterKeys,
    of: (scope) => makeTenantVault(parts, scope),
    platform: (tx) => makePlatformVault(parts, tx),
    unwrapDataKey,
    addDataKey,
  };
}

/** What a tenant's data key is wrapped for. */
export function tenantKeyContext(tenantId: string, keyId: string): Buffer {
  return bind('watchfloor/data-key/v1', tenantId, keyId);
}

export function platformKeyContext(keyId: string): Buffer {
  return bind('watchfloor/platform-data-key/v1', keyId);
}

interface SecretPlace {
  readonly tenantId: string;
  readonly id: string;
  readonly purpose: string;
}

/** What a secret is bound to beside its key. */
function secretContext({ tenantId, id, purpose }: SecretPlace, dataKeyId: string): Buffer {
  return bind('watchfloor/secret/v1', tenantId, id, purpose, dataKeyId);
}

export function sealSecret(dataKey: DataKey, place: SecretPlace, plain: Uint8Array): Buffer {
  return sealBytes(dataKey.key, secretContext(place, dataKey.id), plain);
}

/** Throws `unavailable` for what was changed or copied from elsewhere. */
export function openSecret(dataKey: DataKey, place: SecretPlace, sealed: Buffer): Buffer {
  return opened(place.purpose, () => openBytes(dataKey.key, secretContext(place, dataKey.id), sealed));
}

function opened(purpose: string, open: () => Buffer): Buffer {
  try {
    return open();
  } catch (error) {
    throw new AppError('unavailable', {
      message: 'A stored secret does not open: it was changed, or copied from elsewhere. Set it anew.',
      internal: `secret for ${purpose}`,
      cause: error,
    });
  }
}

interface Inner extends Required<VaultParts>, Pick<Vault, 'unwrapDataKey'> {
  currentDataKey(scope: VaultScope): Promise<DataKey>;
}

function makeTenantVault(parts: Inner, scope: VaultScope): TenantVault {
  const { tenantId } = scope;
  const sealUnderCurrent = async (id: string, purpose: string, text: string | Secret) => {
    const plain = bytesOf(purpose, text);
    const dataKey = await parts.currentDataKey(scope);
    const sealed = sealSecret(dataKey, { tenantId, id, purpose }, plain);
    return { id, purpose, data_key_id: dataKey.id, sealed, at: scope.at };
  };
  const openOnce = async (id: string, purpose: string): Promise<Secret> => {
    const row = await findSecret(scope, id);
    if (!row || row.purpose !== purpose) throw missing();
    if (row.wrapped === null || row.master_key_id === null) throw destroyed();
    const { data_key_id: keyId, master_key_id, wrapped } = row;
    const dataKey = await parts.unwrapDataKey(tenantId, { id: keyId, master_key_id, wrapped });
    return new Secret(openSecret(dataKey, { tenantId, id, purpose }, row.sealed).toString('utf8'));
  };
  return {
    async put(purpose, text) {
      const id = parts.ids.next('secret');
      await insertSecret(scope, await sealUnderCurrent(id, purpose, text));
      return id;
    },
    async replace(id, purpose, text) {
      if (!(await updateSecret(scope, await sealUnderCurrent(id, purpose, text)))) throw missing();
    },
    open: (id, purpose) => inSightOfRotation(() => openOnce(id, purpose)),
    remove: (id) => deleteSecret(scope, id),
  };
}

/** Between reading a wrapped key and unwrapping it, a rotation may have forgotten its master key: what lies there now opens. */
async function inSightOfRotation<Result>(open: () => Promise<Result>): Promise<Result> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof UnknownMasterKeyError) return open();
    throw error;
  }
}

function bytesOf(purpose: string, text: string | Secret): Buffer {
  if (purpose.length === 0 || purpose.length > PURPOSE_MAX) {
    throw new AppError('internal', { internal: `a purpose of ${purpose.length} characters` });
  }
  const plain = Buffer.from(typeof text === 'string' ? text : text.reveal());
  if (plain.length <= SECRET_BYTES_MAX) return plain;
  throw new AppError('invalid', { message: `A secret has at most ${SECRET_BYTES_MAX} bytes.` });
}

function missing(): AppError {
  return new AppError('unavailable', { message: 'A stored secret is missing: set it anew.' });
}

function destroyed(): AppError {
  return new AppError('unavailable', {
    message: 'The key of this secret was destroyed: nothing opens it any more.',
  });
}

/** Sealed form: id of the platform key (16 bytes), then as all sealed values. */
function makePlatformVault(
  parts: Inner,
  { sql, at }: { readonly sql: Sql; readonly at: Date },
): PlatformVault {
  const unwrap = ({ id, master_key_id: keyId, wrapped }: DataKeyRow): Promise<Buffer> =>
    parts.cache.get(id, () => parts.masterKeys.unwrap(keyId, wrapped, platformKeyContext(id)));
  const current = async (): Promise<DataKey> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const [row] = await readPlatformDataKeys(sql, null);
      if (row) return { id: row.id, key: await unwrap(row) };
      await lockForWrapping(sql);
      const id = parts.ids.next('datakey');
      const made = await parts.masterKeys.wrap(randomBytes(KEY_BYTES), platformKeyContext(id));
      await addPlatformDataKey(sql, { id, master_key_id: made.keyId, wrapped: made.wrapped, at });
    }
    throw new AppError('unavailable', { message: 'The keys of the platform are changing: repeat it.' });
  };
  const openOnce = async (purpose: string, sealed: Buffer): Promise<Buffer> => {
    const keyId = sealed.subarray(0, ID_BYTES).toString('hex');
    const [row] = sealed.length > ID_BYTES ? await readPlatformDataKeys(sql, uuidOfHex(keyId)) : [];
    if (!row) throw destroyed();
    const key = await unwrap(row);
    return opened(purpose, () => openBytes(key, platformContext(purpose, row.id), sealed.subarray(ID_BYTES)));
  };
  return {
    async seal(purpose, plain) {
      if (plain.length > SECRET_BYTES_MAX) {
        throw new AppError('invalid', { message: `A secret has at most ${SECRET_BYTES_MAX} bytes.` });
      }
      const { id, key } = await inSightOfRotation(current);
      const sealed = sealBytes(key, platformContext(purpose, id), plain);
      return Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), sealed]);
    },
    open: (purpose, sealed) => inSightOfRotation(() => openOnce(purpose, Buffer.from(sealed))),
  };
}

function platformContext(purpose: string, keyId: string): Buffer {
  return bind('watchfloor/platform-secret/v1', purpose, keyId);
}
