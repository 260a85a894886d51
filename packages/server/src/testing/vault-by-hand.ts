// A vault on a fresh database, without a server around it: tenants, a second process on the same database, and a log to look into.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { systemClock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/context.ts';
import { makeIds } from '../kernel/ids.ts';
import { type Database, openDatabase } from '../platform/db/database.ts';
import type { DataKeyCache } from '../platform/secrets/data-key-cache.ts';
import type { MasterKeys } from '../platform/secrets/master-keys.ts';
import { makeRotations, type Rotations, vaultKeysOf } from '../platform/secrets/rotation.ts';
import { makeVault, type Vault, type VaultScope } from '../platform/secrets/vault.ts';
import { createTestDatabase, type TestDatabase } from './cluster.ts';

export interface VaultProcess {
  readonly vault: Vault;
  readonly rotations: Rotations;
  readonly database: Database;
  /** Lines of its log: events with their fields. */
  readonly lines: string[];
  /** One transaction of the tenant, with its vault. */
  within<Result>(tenantId: string | null, run: (scope: VaultScope) => Promise<Result>): Promise<Result>;
  put(tenantId: string, purpose: string, text: string): Promise<string>;
  open(tenantId: string, id: string, purpose: string): Promise<string>;
  rotateDataKey(tenantId: string): Promise<void>;
  requestMasterRotation(): Promise<void>;
}

export interface VaultSetUp {
  readonly test: TestDatabase;
  newTenant(): Promise<string>;
  /** A process with these master keys; `between` is called before each of its transactions. */
  start(masterKeys: MasterKeys, options?: ProcessOptions): VaultProcess;
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly cache?: DataKeyCache;
  /** Called before each transaction of a rotation; throws where the process is to die. */
  readonly before?: (transaction: number) => void;
}

const ids = makeIds(systemClock);

export async function setUpVault(): Promise<VaultSetUp> {
  return vaultOn(await createTestDatabase());
}

/** On a database that others use too; `stop` drops it. */
export function vaultOn(testDatabase: TestDatabase): VaultSetUp {
  const databases: Database[] = [];
  return {
    test: testDatabase,
    async newTenant() {
      const id = randomUUID();
      await testDatabase.admin.query(
        "insert into wf.tenant (id, slug, name, created_at) values ($1, $2, 'Tenant', now())",
        [id, `t-${id}`],
      );
      return id;
    },
    start(masterKeys, options = {}) {
      const database = openDatabase({
        config: { connectionString: testDatabase.url },
        onError: (error) => assert.fail(error),
      });
      databases.push(database);
      return makeProcess(database, masterKeys, options);
    },
    async stop() {
      for (const database of databases) await database.close();
      await testDatabase.drop();
    },
  };
}

function makeProcess(database: Database, masterKeys: MasterKeys, options: ProcessOptions): VaultProcess {
  const lines: string[] = [];
  const write = (fields: object, event: string) => void lines.push(`${event} ${JSON.stringify(fields)}`);
  const log: Logger = { debug: write, info: write, warn: write, error: write };
  const vault = makeVault({ masterKeys, ids, ...(options.cache ? { cache: options.cache } : {}) });
  let transactions = 0;
  const dying: Pick<Database, 'transaction'> = {
    transaction: (tenantId, run) => {
      transactions += 1;
      options.before?.(transactions);
      return database.transaction(tenantId, run);
    },
  };
  const within: VaultProcess['within'] = (tenantId, run) =>
    database.transaction(tenantId, (sql) => run({ sql, tenantId: tenantId ?? '', at: systemClock.now() }));
  return {
    vault,
    rotations: makeRotations({ vault, ids, database: dying, clock: systemClock, log }),
    database,
    lines,
    within,
    put: (tenantId, purpose, text) => within(tenantId, (scope) => vault.of(scope).put(purpose, text)),
    open: async (tenantId, id, purpose) =>
      (await within(tenantId, (scope) => vault.of(scope).open(id, purpose))).reveal(),
    rotateDataKey: (tenantId) =>
      within(tenantId, (scope) => vaultKeysOf({ vault, ids }, scope).rotateDataKey()),
    requestMasterRotation: () =>
      within(null, (scope) => vaultKeysOf({ vault, ids }, scope).rotateMasterKey('test')),
  };
}
