// Rotations while running. Both kinds look at what the database holds and go on from there, so that they may stop anywhere, run
// twice, and run in two processes at once:
//
//  - data key: a newer key of a tenant exists; secrets under the older ones are sealed anew in batches, then the older retire;
//  - master key: a row of master_key_rotation is unfinished; the ring gets its new key, every wrapped key that is not under it is
//    wrapped anew, and what the ring does not need any more is forgotten.
//
// Readers are never in the way: they read a sealed value and its key in one statement, and every key that a committed row names is
// at hand until no row names it.

import type { Clock } from '../../kernel/clock.ts';
import type { Logger, Sql } from '../../kernel/context.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { VaultKeys, VaultRotations } from '../../kernel/vault.ts';
import type { Database } from '../db/database.ts';
import {
  type DataKey,
  openSecret,
  platformKeyContext,
  sealSecret,
  tenantKeyContext,
  type Vault,
  type VaultScope,
} from './vault.ts';
import {
  countWrappedKeys,
  type DataKeyRow,
  findLastRotation,
  insertRotation,
  listDataKeys,
  listTenantsToReseal,
  listTenantsToRewrap,
  lockAgainstWrapping,
  lockCurrentDataKey,
  lockDataKey,
  lockForWrapping,
  lockRotation,
  lockSecretsUnder,
  readDataKeyStates,
  readPlatformDataKeys,
  recordProgress,
  resealSecrets,
  retireDataKey,
  rewrapDataKey,
  rewrapPlatformDataKey,
  type SecretRow,
} from './vault-sql.ts';

const BATCH = 100;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** Keys are rewrapped until none is left under another; each round leaves only what came in meanwhile. */
const ROUNDS_MAX = 5;

interface KeysParts {
  readonly vault: Vault;
  readonly ids: Ids;
}

/** The vault's keys as the operations see them, on the operation's own transaction. */
export function vaultKeysOf({ vault, ids }: KeysParts, scope: VaultScope): VaultKeys {
  const { sql, at } = scope;
  return {
    dataKeys: () => readDataKeyStates(scope),
    async rotateDataKey() {
      const current = await lockCurrentDataKey(scope);
      if (current === null) return vault.addDataKey(scope, 0);
      const keys = await listDataKeys(scope);
      if (keys.length > 1) return;
      await vault.addDataKey(scope, current.version);
    },
    async masterKey() {
      return {
        provider: vault.masterKeys.provider,
        current_key_id: await vault.masterKeys.currentKeyId(),
        uses: await countWrappedKeys(sql),
        last_rotation: await findLastRotation(sql),
      };
    },
    async rotateMasterKey(by) {
      const { masterKeys } = vault;
      const from = await masterKeys.currentKeyId();
      // The ring of a file gets its new key by the rotation; everywhere else the operator has made it already. That goes into the
      // row, so that a process with other keys in front does not take its own for the new one.
      const to = masterKeys.provider === 'file' ? null : from;
      await insertRotation(sql, { id: ids.next('rotation'), at, by, from, to });
    },
  };
}

export interface RotationParts extends KeysParts {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Rotations extends VaultRotations {
  /** Everything that was begun and not finished; for the reconciler. */
  finishAll(): Promise<void>;
}

export function makeRotations(parts: RotationParts): Rotations {
  const finishDataKey = (tenantId: string) => resealTenant(parts, tenantId);
  const finishMasterKey = () => rotateMasterKey(parts);
  return {
    finishDataKey,
    finishMasterKey,
    async finishAll() {
      await finishMasterKey();
      const tenants = await parts.database.transaction(null, listTenantsToReseal);
      for (const tenantId of tenants) await finishDataKey(tenantId);
    },
  };
}

/** Moves every secret of the tenant to its newest data key, and retires the keys that are empty then. */
async function resealTenant(parts: RotationParts, tenantId: string): Promise<void> {
  const { database, log } = parts;
  const [newest, ...older] = await database.transaction(tenantId, (sql) => listDataKeys({ sql, tenantId }));
  if (!newest) return;
  for (const { id: keyId } of older) {
    let after: string | null = FIRST_ID;
    while (after !== null) after = await resealBatch(parts, tenantId, { keyId, after });
    const isRetired = await database.transaction(tenantId, async (sql) => {
      const scope = { sql, tenantId };
      // Whoever still seals under it holds it until their commit; after the lock, what they sealed is seen.
      if (!(await lockDataKey(scope, keyId))) return true;
      return retireDataKey(scope, keyId, parts.clock.now());
    });
    if (isRetired) log.info({ tenant: tenantId, data_key: keyId }, 'vault.data-key-retired');
    else log.warn({ tenant: tenantId, data_key: keyId }, 'vault.data-key-still-used');
  }
}

interface Cursor {
  readonly keyId: string;
  readonly after: string;
}

/** One batch in one transaction; gives where the next begins, or null after the last. */
async function resealBatch(parts: RotationParts, tenantId: string, cursor: Cursor): Promise<string | null> {
  const { database, vault } = parts;
  return database.transaction(tenantId, async (sql) => {
    const scope = { sql, tenantId };
    const rows = await lockSecretsUnder(scope, { ...cursor, limit: BATCH });
    const last = rows.at(-1);
    if (!last) return null;
    const keys = await listDataKeys(scope);
    const [newest] = keys;
    const old = keys.find(({ id }) => id === cursor.keyId);
    // Destroyed meanwhile: there is nothing left to move.
    if (!newest || !old) return null;
    const from = await vault.unwrapDataKey(tenantId, old);
    const to = await vault.unwrapDataKey(tenantId, newest);
    await resealSecrets(scope, newest.id, resealable(parts, { tenantId, from, to }, rows));
    return last.id;
  });
}

interface Move {
  readonly tenantId: string;
  readonly from: DataKey;
  readonly to: DataKey;
}

/** The secrets sealed anew. One that does not open stays as it is and is told of: it must not hold up the others. */
function resealable({ log }: RotationParts, { tenantId, from, to }: Move, rows: readonly SecretRow[]) {
  return rows.flatMap(({ id, purpose, sealed }) => {
    const place = { tenantId, id, purpose };
    try {
      return [{ id, sealed: sealSecret(to, place, openSecret(from, place, sealed)) }];
    } catch (error) {
      log.error({ tenant: tenantId, secret_id: id, error }, 'vault.secret-not-openable');
      return [];
    }
  });
}

async function rotateMasterKey(parts: RotationParts): Promise<void> {
  const { database, vault, log, clock } = parts;
  const target = await newMasterKey(parts);
  if (target === null) return;
  const { id, to } = target;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const tenants = await database.transaction(null, (sql) => listTenantsToRewrap(sql, to));
    for (const tenantId of tenants) await rewrapTenant(parts, tenantId, target);
    await rewrapPlatform(parts, target);
    const finished = await database.transaction(null, async (sql) => {
      // Alone with the wrapped keys: none is being added while what is used is counted and the rest forgotten.
      await lockAgainstWrapping(sql);
      const uses = await countWrappedKeys(sql);
      if (uses.some((use) => use.master_key_id !== to)) return null;
      const forgotten = await vault.masterKeys.forget(new Set([to]));
      await recordProgress(sql, id, { at: clock.now(), finished_at: clock.now() });
      return forgotten.length;
    });
    if (finished !== null) {
      log.info({ master_key: to, forgotten: finished }, 'vault.master-key-rotated');
      return;
    }
  }
  log.warn({ master_key: to }, 'vault.keys-still-under-old-master-key');
}

interface Target {
  readonly id: string;
  readonly to: string;
}

/** The rotation under way and the key that it goes to, made now if it is not there yet; null when no rotation is under way. */
async function newMasterKey({ database, vault, clock, log }: RotationParts): Promise<Target | null> {
  const { masterKeys } = vault;
  return database.transaction(null, async (sql) => {
    const rotation = await lockRotation(sql);
    if (rotation === null) return null;
    if (rotation.to_key_id !== null && masterKeys.provider !== 'transit') {
      const isHere = (await masterKeys.currentKeyId()) === rotation.to_key_id;
      if (isHere) return { id: rotation.id, to: rotation.to_key_id };
      // This process was started with other keys than the one that began; wrapping under its own would undo what is done.
      log.warn({ master_key: rotation.to_key_id }, 'vault.master-key-not-current-here');
      return null;
    }
    // What is replaced was committed with the request: after a crash between the ring's change and this commit, the ring's head is
    // another already, and is taken. A key service may make another version meanwhile: the newest is where the keys go.
    const to = await masterKeys.renew(rotation.from_key_id);
    await recordProgress(sql, rotation.id, { to_key_id: to, at: clock.now() });
    return { id: rotation.id, to };
  });
}

async function rewrapTenant(parts: RotationParts, tenantId: string, target: Target): Promise<void> {
  const { database, vault } = parts;
  await database.transaction(tenantId, async (sql) => {
    await lockForWrapping(sql);
    const scope = { sql, tenantId };
    const rows = (await listDataKeys(scope)).filter((row) => row.master_key_id !== target.to);
    const done = await rewrapAll(vault, rows, {
      contextOf: ({ id }) => tenantKeyContext(tenantId, id),
      store: (old, now) => rewrapDataKey(scope, old, now),
    });
    await countRewrapped(parts, sql, { target, done });
  });
}

async function rewrapPlatform(parts: RotationParts, target: Target): Promise<void> {
  const { database, vault } = parts;
  await database.transaction(null, async (sql) => {
    await lockForWrapping(sql);
    const rows = (await readPlatformDataKeys(sql, null)).filter((row) => row.master_key_id !== target.to);
    const done = await rewrapAll(vault, rows, {
      contextOf: ({ id }) => platformKeyContext(id),
      store: (old, now) => rewrapPlatformDataKey(sql, old, now),
    });
    await countRewrapped(parts, sql, { target, done });
  });
}

interface Rewrapping {
  contextOf(row: DataKeyRow): Buffer;
  /** False when another process was faster. */
  store(old: DataKeyRow, now: Pick<DataKeyRow, 'master_key_id' | 'wrapped'>): Promise<boolean>;
}

async function rewrapAll(vault: Vault, rows: readonly DataKeyRow[], to: Rewrapping): Promise<number> {
  let done = 0;
  for (const row of rows) {
    const old = { keyId: row.master_key_id, wrapped: row.wrapped };
    const now = await vault.masterKeys.rewrap(old, to.contextOf(row));
    if (await to.store(row, { master_key_id: now.keyId, wrapped: now.wrapped })) done += 1;
  }
  return done;
}

async function countRewrapped(
  { clock }: RotationParts,
  sql: Sql,
  { target, done }: { readonly target: Target; readonly done: number },
): Promise<void> {
  if (done > 0) await recordProgress(sql, target.id, { rewrapped: done, at: clock.now() });
}
