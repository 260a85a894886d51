// What the vault keeps, for whom it opens, and that it fails closed.

import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { AppError } from '../../kernel/errors.ts';
import { setUpVault } from '../../testing/vault-by-hand.ts';
import { makeDataKeyCache } from './data-key-cache.ts';
import { environmentRing } from './local-keys.ts';

const setUp = await setUpVault();
after(() => setUp.stop());
const { admin } = setUp.test;
const hex = () => randomBytes(32).toString('hex');
const KEY = hex();
const one = setUp.start(environmentRing(KEY, []));
const PURPOSE = 'source-secret:okta';
const TEXT = 'hunter2-the-text-of-a-secret';

const unavailable = (words: RegExp) => (error: unknown) =>
  error instanceof AppError &&
  error.code === 'unavailable' &&
  words.test(error.message) &&
  !JSON.stringify([error.message, error.internal]).includes('hunter2');

describe('a secret', () => {
  test('opens to what was put, whatever the text', async () => {
    const tenant = await setUp.newTenant();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        assert.equal(await one.open(tenant, await one.put(tenant, PURPOSE, text), PURPOSE), text);
      }),
      { numRuns: 40 },
    );
  });

  test('is replaced and removed', async () => {
    const tenant = await setUp.newTenant();
    const id = await one.put(tenant, PURPOSE, TEXT);
    await one.within(tenant, (scope) => one.vault.of(scope).replace(id, PURPOSE, 'another'));
    assert.equal(await one.open(tenant, id, PURPOSE), 'another');
    await one.within(tenant, (scope) => one.vault.of(scope).remove(id));
    await assert.rejects(one.open(tenant, id, PURPOSE), unavailable(/is missing/));
    await assert.rejects(
      one.within(tenant, (scope) => one.vault.of(scope).replace(id, PURPOSE, 'x')),
      unavailable(/is missing/),
    );
    await one.within(tenant, (scope) => one.vault.of(scope).remove(id));
  });

  test('has a limit, and so has its purpose', async () => {
    const tenant = await setUp.newTenant();
    const largest = 'x'.repeat(64 * 1024);
    assert.equal(await one.open(tenant, await one.put(tenant, PURPOSE, largest), PURPOSE), largest);
    await assert.rejects(one.put(tenant, PURPOSE, `${largest}x`), /at most 65536 bytes/);
    for (const purpose of ['', 'p'.repeat(201)]) {
      await assert.rejects(one.put(tenant, purpose, 'x'), (error) => error instanceof AppError);
    }
  });

  test('does not open for another purpose or another tenant', async () => {
    const [tenant, neighbour] = [await setUp.newTenant(), await setUp.newTenant()];
    const id = await one.put(tenant, PURPOSE, TEXT);
    await one.put(neighbour, PURPOSE, 'theirs');
    await assert.rejects(one.open(tenant, id, 'source-secret:generic'), unavailable(/is missing/));
    await assert.rejects(one.open(neighbour, id, PURPOSE), unavailable(/is missing/));
  });

  test('does not open in another row: other id, purpose or tenant, with its key or without', async () => {
    const [tenant, neighbour] = [await setUp.newTenant(), await setUp.newTenant()];
    const id = await one.put(tenant, PURPOSE, TEXT);
    const copied = randomUUID();
    const copy = (to: string, purpose: string) =>
      admin.query(
        `insert into wf.secret select $1, $2, $3, data_key_id, sealed, created_at, updated_at from wf.secret where id = $4`,
        [to, copied, purpose, id],
      );
    await copy(tenant, PURPOSE);
    await assert.rejects(one.open(tenant, copied, PURPOSE), unavailable(/does not open/));
    await admin.query('update wf.secret set purpose = $2 where id = $1', [id, 'other']);
    await assert.rejects(one.open(tenant, id, 'other'), unavailable(/does not open/));
    await admin.query('delete from wf.secret where id = $1', [copied]);
    await copy(neighbour, PURPOSE);
    await assert.rejects(one.open(neighbour, copied, PURPOSE), unavailable(/was destroyed/));
    // Even when the wrapped key is copied along: it is bound to its tenant too.
    await admin.query(
      `insert into wf.data_key select $1, id, 99, master_key_id, wrapped, created_at, retired_at
       from wf.data_key where tenant_id = $2`,
      [neighbour, tenant],
    );
    const fresh = setUp.start(environmentRing(KEY, []));
    await assert.rejects(fresh.open(neighbour, copied, PURPOSE), unavailable(/does not open/));
  });

  test('does not open when a bit of it or of its key was changed in the database', async () => {
    const tenant = await setUp.newTenant();
    const id = await one.put(tenant, PURPOSE, TEXT);
    const flip = (table: string, column: string, at: number) =>
      admin.query(
        `update wf.${table} set ${column} = set_byte(${column}, $2, get_byte(${column}, $2) # 1) where tenant_id = $1`,
        [tenant, at],
      );
    for (const at of [0, 1, 13, 29, 40]) {
      await flip('secret', 'sealed', at);
      await assert.rejects(one.open(tenant, id, PURPOSE), unavailable(/does not open/), `byte ${at}`);
      await flip('secret', 'sealed', at);
    }
    assert.equal(await one.open(tenant, id, PURPOSE), TEXT);
    for (const at of [0, 1, 13, 29]) {
      await flip('data_key', 'wrapped', at);
      const fresh = setUp.start(environmentRing(KEY, []));
      await assert.rejects(fresh.open(tenant, id, PURPOSE), unavailable(/does not open/), `byte ${at}`);
      await flip('data_key', 'wrapped', at);
    }
  });

  test('does not open once the keys of its tenant are destroyed, also where they are remembered', async () => {
    const tenant = await setUp.newTenant();
    const id = await one.put(tenant, PURPOSE, TEXT);
    assert.equal(await one.open(tenant, id, PURPOSE), TEXT);
    await one.within(tenant, (scope) =>
      scope.sql.query('test.shred', 'delete from data_key where tenant_id = $1', [tenant]),
    );
    await assert.rejects(one.open(tenant, id, PURPOSE), unavailable(/key of this secret was destroyed/));
    // The tenant may go on: what it puts now lies under a key of its own.
    const next = await one.put(tenant, PURPOSE, 'anew');
    assert.equal(await one.open(tenant, next, PURPOSE), 'anew');
    await assert.rejects(one.open(tenant, id, PURPOSE), unavailable(/key of this secret was destroyed/));
  });

  test('lies in no table as text', async () => {
    const tenant = await setUp.newTenant();
    await one.put(tenant, PURPOSE, TEXT);
    assert.deepEqual(await tablesWith(TEXT), []);
  });
});

/** Tables in which the text stands, in any column, also inside bytes. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('wf', 'wf_work', 'graphile_worker')`,
  );
  const found: string[] = [];
  const asHex = Buffer.from(text).toString('hex');
  for (const { name } of rows) {
    const hits = await admin.query(
      `select 1 from ${name} t where to_jsonb(t)::text like $1 or to_jsonb(t)::text like $2 limit 1`,
      [`%${text}%`, `%${asHex}%`],
    );
    if (hits.rowCount !== 0) found.push(name);
  }
  return found;
}

describe('data keys', () => {
  test('two that come first at once end with one key, and both open', async () => {
    const tenant = await setUp.newTenant();
    const other = setUp.start(environmentRing(KEY, []));
    const stored = await Promise.all(
      [one, other, one, other, one, other].map((process, index) =>
        process.put(tenant, PURPOSE, `text ${index}`),
      ),
    );
    const { rows } = await admin.query('select version from wf.data_key where tenant_id = $1', [tenant]);
    assert.deepEqual(rows, [{ version: 1 }]);
    for (const [index, id] of stored.entries()) {
      assert.equal(await one.open(tenant, id, PURPOSE), `text ${index}`);
      assert.equal(await other.open(tenant, id, PURPOSE), `text ${index}`);
    }
  });

  test('are remembered for their time, and then asked for again: a master key that is gone ends the reading', async () => {
    const tenant = await setUp.newTenant();
    let now = 0;
    const ring = environmentRing(KEY, []);
    let isGone = false;
    const process = setUp.start(
      {
        ...ring,
        unwrap: (...given) => (isGone ? Promise.reject(new AppError('unavailable')) : ring.unwrap(...given)),
      },
      { cache: makeDataKeyCache({ ttlMs: 1_000, now: () => now }) },
    );
    const id = await process.put(tenant, PURPOSE, TEXT);
    isGone = true;
    now = 999;
    assert.equal(await process.open(tenant, id, PURPOSE), TEXT);
    now = 1_001;
    await assert.rejects(process.open(tenant, id, PURPOSE), unavailable(/./));
  });

  test('under a master key that is not at hand open nothing, and the error names the key', async () => {
    const tenant = await setUp.newTenant();
    const id = await one.put(tenant, PURPOSE, TEXT);
    const stranger = setUp.start(environmentRing(hex(), []));
    const keyId = await one.vault.masterKeys.currentKeyId();
    await assert.rejects(
      stranger.open(tenant, id, PURPOSE),
      unavailable(new RegExp(`${keyId}.* not at hand`)),
    );
    await assert.rejects(stranger.put(tenant, PURPOSE, TEXT), unavailable(/not at hand/));
  });
});

describe('what belongs to a person', () => {
  const seal = (process: typeof one, purpose: string, plain: Buffer) =>
    process.within(null, ({ sql, at }) => process.vault.platform({ sql, at }).seal(purpose, plain));
  const open = (process: typeof one, purpose: string, sealed: Buffer) =>
    process.within(null, ({ sql, at }) => process.vault.platform({ sql, at }).open(purpose, sealed));
  const seed = randomBytes(20);

  test('opens for its purpose, in every process that has the master key', async () => {
    const other = setUp.start(environmentRing(KEY, []));
    const [mine, theirs] = await Promise.all([seal(one, 'totp:1', seed), seal(other, 'totp:2', seed)]);
    assert.deepEqual(await open(other, 'totp:1', mine), seed);
    assert.deepEqual(await open(one, 'totp:2', theirs), seed);
    assert.ok(!mine.includes(seed));
  });

  test('does not open for another person, changed, cut, or without the master key', async () => {
    const sealed = await seal(one, 'totp:1', seed);
    await assert.rejects(open(one, 'totp:2', sealed), unavailable(/does not open/));
    for (let at = 16; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await assert.rejects(open(one, 'totp:1', changed), unavailable(/./), `byte ${at}`);
    }
    for (const length of [0, 1, 15, 16, 17, 40]) {
      await assert.rejects(
        open(one, 'totp:1', sealed.subarray(0, length)),
        unavailable(/./),
        `${length} bytes`,
      );
    }
    const stranger = setUp.start(environmentRing(hex(), []));
    await assert.rejects(open(stranger, 'totp:1', sealed), unavailable(/not at hand/));
  });

  test('its keys are out of reach of every statement but the functions for them', async () => {
    for (const role of ['wf_app', 'wf_ingest', 'wf_worker'] as const) {
      const pool = setUp.test.poolAs(role);
      for (const statement of ['select 1 from wf.platform_data_key', 'delete from wf.platform_data_key']) {
        await assert.rejects(pool.query(statement), /permission denied/, `${role}: ${statement}`);
      }
    }
  });
});
