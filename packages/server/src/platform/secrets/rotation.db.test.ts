// Rotations while running: no read fails, a crash anywhere is resumed, and nothing old stays behind.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { AppError } from '../../kernel/errors.ts';
import { until } from '../../testing/server.ts';
import { startTransitFake } from '../../testing/transit-fake.ts';
import { setUpVault, type VaultProcess } from '../../testing/vault-by-hand.ts';
import { makeDataKeyCache } from './data-key-cache.ts';
import { environmentRing, fileRing } from './local-keys.ts';
import { transitKeys } from './transit-keys.ts';

const setUp = await setUpVault();
const folders: string[] = [];
after(async () => {
  await setUp.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
const { admin } = setUp.test;
const PURPOSE = 'source-secret:okta';

/** Processes that share one ring in one home folder, on a database without any key. */
async function processesOnOneRing() {
  await admin.query('delete from wf.secret');
  await admin.query('delete from wf.data_key');
  await admin.query('delete from wf.platform_data_key');
  await admin.query('delete from wf.master_key_rotation');
  const home = mkdtempSync(path.join(tmpdir(), 'wf-rotation-'));
  folders.push(home);
  const ring = () => fileRing(home, { isMade: true });
  const lines = () => readFileSync(path.join(home, 'master.key'), 'utf8').trim().split('\n').length;
  return { ring, lines };
}

/** Puts so many secrets into tenants of their own; gives how each is read. */
async function putSecrets(process: VaultProcess, { tenants, each }: { tenants: number; each: number }) {
  const secrets: { tenant: string; id: string; text: string }[] = [];
  for (let index = 0; index < tenants; index += 1) {
    const tenant = await setUp.newTenant();
    const ids = await process.within(tenant, async (scope) => {
      const vault = process.vault.of(scope);
      const made: string[] = [];
      for (let n = 0; n < each; n += 1) made.push(await vault.put(PURPOSE, `text ${index} ${n}`));
      return made;
    });
    secrets.push(...ids.map((id, n) => ({ tenant, id, text: `text ${index} ${n}` })));
  }
  return secrets;
}

type Stored = Awaited<ReturnType<typeof putSecrets>>[number];

/** Reads one secret after the other until it is told to stop; fails at the first that does not open to its text. */
function readInALoop(process: VaultProcess, secrets: readonly Stored[]) {
  let isOver = false;
  let reads = 0;
  const reading = (async () => {
    while (!isOver) {
      const secret = secrets[(reads * 7) % secrets.length];
      assert.ok(secret);
      assert.equal(await process.open(secret.tenant, secret.id, PURPOSE), secret.text);
      reads += 1;
    }
  })();
  return {
    reads: () => reads,
    async stop() {
      isOver = true;
      await reading;
    },
  };
}

async function assertAllOpen(process: VaultProcess, secrets: readonly Stored[]): Promise<void> {
  for (const { tenant, id, text } of secrets) assert.equal(await process.open(tenant, id, PURPOSE), text);
}

async function masterKeysInUse(): Promise<string[]> {
  const { rows } = await admin.query<{ id: string }>(
    `select distinct master_key_id as id from wf.data_key where retired_at is null
     union select master_key_id from wf.platform_data_key`,
  );
  return rows.map(({ id }) => id);
}

async function unfinished(): Promise<number> {
  return (await admin.query('select 1 from wf.master_key_rotation where finished_at is null')).rowCount ?? -1;
}

describe('rotating the master key', () => {
  test('over 1,000 secrets of 20 tenants while two processes read: no read fails, and the old key is gone', async () => {
    const { ring, lines } = await processesOnOneRing();
    const [one, other] = [setUp.start(ring()), setUp.start(ring())];
    const secrets = await putSecrets(one, { tenants: 20, each: 50 });
    const sealed = await one.within(null, ({ sql, at }) =>
      one.vault.platform({ sql, at }).seal('totp:1', Buffer.from('seed')),
    );
    const before = await one.vault.masterKeys.currentKeyId();
    // The first two remember no key: each read unwraps anew, under whatever master key the row names now.
    const forgetful = () => setUp.start(ring(), { cache: makeDataKeyCache({ ttlMs: 0 }) });
    const readers = [forgetful(), forgetful(), other].map((process) => readInALoop(process, secrets));
    for (let rotation = 0; rotation < 3; rotation += 1) {
      const readsBefore = readers.map((reader) => reader.reads());
      await one.requestMasterRotation();
      await one.rotations.finishMasterKey();
      assert.ok(readers.every((reader, index) => reader.reads() > (readsBefore[index] ?? 0)));
    }
    for (const reader of readers) await reader.stop();
    const now = await other.vault.masterKeys.currentKeyId();
    assert.notEqual(now, before);
    assert.deepEqual(await masterKeysInUse(), [now]);
    assert.equal(lines(), 1);
    const fresh = setUp.start(ring());
    await assertAllOpen(fresh, secrets);
    const seed = await fresh.within(null, ({ sql, at }) =>
      fresh.vault.platform({ sql, at }).open('totp:1', sealed),
    );
    assert.equal(seed.toString(), 'seed');
  });

  test('while new tenants come: none of their keys is left under a key that is forgotten', async () => {
    const { ring, lines } = await processesOnOneRing();
    const [one, other] = [setUp.start(ring()), setUp.start(ring())];
    await putSecrets(one, { tenants: 3, each: 2 });
    let isOver = false;
    const added: Stored[] = [];
    const adding = (async () => {
      while (!isOver) added.push(...(await putSecrets(other, { tenants: 1, each: 1 })));
    })();
    for (let rotation = 0; rotation < 5; rotation += 1) {
      await one.requestMasterRotation();
      await one.rotations.finishMasterKey();
    }
    isOver = true;
    await adding;
    await one.rotations.finishMasterKey();
    assert.equal(await unfinished(), 0);
    assert.equal(lines(), 1);
    assert.ok(added.length > 0);
    await assertAllOpen(setUp.start(ring()), added);
  });

  test('between reading a key and unwrapping it: the reader looks once more, and opens', async () => {
    const { ring } = await processesOnOneRing();
    const one = setUp.start(ring());
    const [secret] = await putSecrets(one, { tenants: 1, each: 1 });
    assert.ok(secret);
    const file = ring();
    let unwraps = 0;
    const reader = setUp.start({
      ...file,
      async unwrap(...given) {
        unwraps += 1;
        if (unwraps === 1) {
          await one.requestMasterRotation();
          await one.rotations.finishMasterKey();
          // The ring of this process is read again too: the key that the row named is nowhere any more.
          await file.currentKeyId();
        }
        return file.unwrap(...given);
      },
    });
    assert.equal(await reader.open(secret.tenant, secret.id, PURPOSE), secret.text);
    assert.equal(unwraps, 2);
  });

  test('waits for what is being wrapped and not committed yet, before it forgets a key', async () => {
    const { ring, lines } = await processesOnOneRing();
    const [one, other] = [setUp.start(ring()), setUp.start(ring())];
    const tenant = await setUp.newTenant();
    let rotating: Promise<void> | null = null;
    const id = await other.within(tenant, async (scope) => {
      const put = await other.vault.of(scope).put(PURPOSE, 'late');
      await one.requestMasterRotation();
      rotating = one.rotations.finishMasterKey();
      await until(async () => {
        const waiting = await admin.query(
          "select 1 from pg_locks where locktype = 'advisory' and not granted",
        );
        return waiting.rowCount === 1;
      });
      assert.equal(lines(), 2);
      return put;
    });
    await rotating;
    assert.equal(await unfinished(), 0);
    assert.equal(lines(), 1);
    assert.equal(await setUp.start(ring()).open(tenant, id, PURPOSE), 'late');
  });

  test('that dies at any of its steps is finished by the next process, with one new key', async () => {
    let steps = 0;
    for (let dies = 1; ; dies += 1) {
      const { ring, lines } = await processesOnOneRing();
      const one = setUp.start(ring(), {
        before(transaction) {
          steps = transaction;
          if (transaction === dies) throw new Error('crashed');
        },
      });
      const secrets = await putSecrets(one, { tenants: 3, each: 2 });
      const before = await one.vault.masterKeys.currentKeyId();
      await one.requestMasterRotation();
      const isDead = await one.rotations.finishMasterKey().then(
        () => false,
        () => true,
      );
      await assertAllOpen(setUp.start(ring()), secrets);
      const next = setUp.start(ring());
      await next.rotations.finishAll();
      assert.equal(await unfinished(), 0, `died at ${dies}`);
      const now = await next.vault.masterKeys.currentKeyId();
      assert.notEqual(now, before);
      assert.deepEqual(await masterKeysInUse(), [now], `died at ${dies}`);
      assert.equal(lines(), 1, `died at ${dies}`);
      await assertAllOpen(setUp.start(ring()), secrets);
      if (!isDead) break;
    }
    assert.ok(steps >= 6, `${steps} steps`);
  });

  test('that dies after the ring has its new key, and before the database knows it, makes no second one', async () => {
    const { ring, lines } = await processesOnOneRing();
    const file = ring();
    const one = setUp.start({
      ...file,
      async renew(replaced) {
        await file.renew(replaced);
        throw new Error('crashed');
      },
    });
    const secrets = await putSecrets(one, { tenants: 1, each: 2 });
    await one.requestMasterRotation();
    await assert.rejects(one.rotations.finishMasterKey(), /crashed/);
    assert.equal(lines(), 2);
    const renewed = await file.currentKeyId();
    const next = setUp.start(ring());
    await next.rotations.finishAll();
    assert.equal(await next.vault.masterKeys.currentKeyId(), renewed);
    assert.deepEqual(await masterKeysInUse(), [renewed]);
    assert.equal(lines(), 1);
    await assertAllOpen(next, secrets);
  });

  test('asked for twice is one rotation; done by two processes at once it is done once', async () => {
    const { ring, lines } = await processesOnOneRing();
    const [one, other] = [setUp.start(ring()), setUp.start(ring())];
    const secrets = await putSecrets(one, { tenants: 5, each: 2 });
    await Promise.all([one.requestMasterRotation(), other.requestMasterRotation()]);
    await Promise.all([one.rotations.finishMasterKey(), other.rotations.finishMasterKey()]);
    const { rows } = await admin.query('select rewrapped from wf.master_key_rotation');
    assert.deepEqual(rows, [{ rewrapped: 5 }]);
    assert.equal(await unfinished(), 0);
    assert.equal(lines(), 1);
    await assertAllOpen(other, secrets);
  });

  test('that cannot unwrap a key changes nothing of it, forgets no key, and stays unfinished', async () => {
    const { ring, lines } = await processesOnOneRing();
    const one = setUp.start(ring());
    const secrets = await putSecrets(one, { tenants: 2, each: 1 });
    const broken = secrets[0]?.tenant;
    const flip = () =>
      admin.query(
        'update wf.data_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where tenant_id = $1',
        [broken],
      );
    await flip();
    await one.requestMasterRotation();
    await assert.rejects(one.rotations.finishMasterKey(), (error) => error instanceof AppError);
    assert.equal(await unfinished(), 1);
    assert.equal(lines(), 2);
    await flip();
    await one.rotations.finishAll();
    assert.equal(await unfinished(), 0);
    assert.equal(lines(), 1);
    await assertAllOpen(setUp.start(ring()), secrets);
  });
});

describe('rotating master keys that lie elsewhere', () => {
  const [first, second] = [1, 2].map(() => randomBytes(32).toString('hex')) as [string, string];

  test('in the environment: what lies under the earlier key is wrapped anew, while the other server reads both', async () => {
    await processesOnOneRing();
    const old = setUp.start(environmentRing(first, [second]));
    const secrets = await putSecrets(old, { tenants: 10, each: 10 });
    const renewed = setUp.start(environmentRing(second, [first]));
    const reader = readInALoop(setUp.start(environmentRing(first, [second])), secrets);
    await renewed.requestMasterRotation();
    await renewed.rotations.finishMasterKey();
    await reader.stop();
    assert.equal(await unfinished(), 0);
    await assertAllOpen(setUp.start(environmentRing(second, [])), secrets);
  });

  test('in the environment: a process with the earlier key in front leaves another’s rotation alone', async () => {
    await processesOnOneRing();
    const old = setUp.start(environmentRing(first, [second]));
    const secrets = await putSecrets(old, { tenants: 2, each: 1 });
    let isDead = false;
    const renewed = setUp.start(environmentRing(second, [first]), {
      before(transaction) {
        if (transaction === 3 && !isDead) throw new Error('crashed');
      },
    });
    await renewed.requestMasterRotation();
    await assert.rejects(renewed.rotations.finishMasterKey(), /crashed/);
    isDead = true;
    await old.rotations.finishAll();
    assert.equal(await unfinished(), 1);
    assert.ok(old.lines.some((line) => line.startsWith('vault.master-key-not-current-here')));
    await renewed.rotations.finishAll();
    assert.equal(await unfinished(), 0);
    await assertAllOpen(setUp.start(environmentRing(second, [])), secrets);
  });

  test('in a key service: everything moves to its newest version, without a data key leaving it', async () => {
    await processesOnOneRing();
    const fake = await startTransitFake('watchfloor');
    try {
      const keys = () => transitKeys({ url: fake.url, key: 'watchfloor', token: fake.token });
      const one = setUp.start(keys());
      const secrets = await putSecrets(one, { tenants: 4, each: 3 });
      fake.rotate();
      fake.requests.length = 0;
      await one.requestMasterRotation();
      await one.rotations.finishMasterKey();
      assert.equal(await unfinished(), 0);
      assert.deepEqual(await masterKeysInUse(), ['transit:watchfloor:v2']);
      assert.equal(fake.requests.filter((line) => line.includes('/rewrap/')).length, 4);
      assert.ok(fake.requests.every((line) => !line.includes('/decrypt/')));
      fake.minDecryptionVersion = 2;
      await assertAllOpen(setUp.start(keys()), secrets);
    } finally {
      await fake.stop();
    }
  });

  test('in a key service that is away: nothing is lost, and the next round finishes', async () => {
    await processesOnOneRing();
    const fake = await startTransitFake('watchfloor');
    try {
      const one = setUp.start(transitKeys({ url: fake.url, key: 'watchfloor', token: fake.token }));
      const secrets = await putSecrets(one, { tenants: 2, each: 1 });
      fake.rotate();
      await one.requestMasterRotation();
      fake.fault = 'sealed';
      await assert.rejects(one.rotations.finishMasterKey(), /is sealed/);
      fake.fault = null;
      await one.rotations.finishAll();
      assert.equal(await unfinished(), 0);
      await assertAllOpen(one, secrets);
    } finally {
      await fake.stop();
    }
  });
});

describe('rotating a data key', () => {
  async function keysOf(tenant: string) {
    const { rows } = await admin.query<{
      version: number;
      is_retired: boolean;
      is_kept: boolean;
      secrets: number;
    }>(
      `select version, retired_at is not null as is_retired, wrapped is not null as is_kept,
         (select count(*)::integer from wf.secret s where s.data_key_id = k.id) as secrets
       from wf.data_key k where tenant_id = $1 order by version`,
      [tenant],
    );
    return rows;
  }

  test('moves every secret while it is read and others are put, and keeps nothing of the old key', async () => {
    const { ring } = await processesOnOneRing();
    const [one, other] = [setUp.start(ring()), setUp.start(ring())];
    const secrets = await putSecrets(one, { tenants: 1, each: 350 });
    const tenant = secrets[0]?.tenant ?? '';
    const reader = readInALoop(other, secrets);
    let isOver = false;
    const added: string[] = [];
    const adding = (async () => {
      while (!isOver) added.push(await other.put(tenant, PURPOSE, 'added'));
    })();
    await one.rotateDataKey(tenant);
    await one.rotations.finishDataKey(tenant);
    isOver = true;
    await adding;
    await reader.stop();
    await one.rotations.finishAll();
    assert.deepEqual(await keysOf(tenant), [
      { version: 1, is_retired: true, is_kept: false, secrets: 0 },
      { version: 2, is_retired: false, is_kept: true, secrets: 350 + added.length },
    ]);
    assert.ok(reader.reads() > 0);
    await assertAllOpen(setUp.start(ring()), secrets);
  });

  test('that dies after any batch is finished by the next process', async () => {
    for (let dies = 1; ; dies += 1) {
      const { ring } = await processesOnOneRing();
      const one = setUp.start(ring(), {
        before(transaction) {
          if (transaction === dies) throw new Error('crashed');
        },
      });
      const secrets = await putSecrets(one, { tenants: 1, each: 220 });
      const tenant = secrets[0]?.tenant ?? '';
      await one.rotateDataKey(tenant);
      const isDead = await one.rotations.finishDataKey(tenant).then(
        () => false,
        () => true,
      );
      const next = setUp.start(ring());
      await next.rotations.finishAll();
      assert.deepEqual(
        (await keysOf(tenant)).map(({ is_retired: isRetired, secrets: count }) => [isRetired, count]),
        [
          [true, 0],
          [false, 220],
        ],
        `died at ${dies}`,
      );
      await assertAllOpen(setUp.start(ring()), secrets);
      if (!isDead) {
        assert.ok(dies > 4);
        break;
      }
    }
  });

  test('asked for twice is one rotation, and without a key there is a first one', async () => {
    const { ring } = await processesOnOneRing();
    const [one, other] = [setUp.start(ring()), setUp.start(ring())];
    const tenant = await setUp.newTenant();
    await one.rotateDataKey(tenant);
    assert.equal((await keysOf(tenant)).length, 1);
    const id = await one.put(tenant, PURPOSE, 'text');
    await Promise.all([one.rotateDataKey(tenant), other.rotateDataKey(tenant)]);
    assert.equal((await keysOf(tenant)).length, 2);
    await Promise.all([one.rotations.finishDataKey(tenant), other.rotations.finishDataKey(tenant)]);
    assert.equal(await one.open(tenant, id, PURPOSE), 'text');
    assert.deepEqual(
      (await keysOf(tenant)).map(({ secrets }) => secrets),
      [0, 1],
    );
  });

  test('leaves a secret that does not open as it is, says so, and keeps its key', async () => {
    const { ring } = await processesOnOneRing();
    const one = setUp.start(ring());
    const secrets = await putSecrets(one, { tenants: 1, each: 3 });
    const [broken, ...rest] = secrets;
    assert.ok(broken);
    const flip = () =>
      admin.query(
        'update wf.secret set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) where id = $1',
        [broken.id],
      );
    await flip();
    await one.rotateDataKey(broken.tenant);
    await one.rotations.finishAll();
    assert.ok(
      one.lines.some((line) => line.startsWith('vault.secret-not-openable') && line.includes(broken.id)),
    );
    assert.ok(!one.lines.join().includes('text 0'));
    await assertAllOpen(one, rest);
    assert.deepEqual(
      (await keysOf(broken.tenant)).map(({ is_retired: isRetired, secrets: count }) => [isRetired, count]),
      [
        [false, 1],
        [false, 2],
      ],
    );
    // Repaired from a backup, say: the next round takes it along.
    await flip();
    await one.rotations.finishAll();
    assert.equal(await one.open(broken.tenant, broken.id, PURPOSE), broken.text);
    assert.deepEqual(
      (await keysOf(broken.tenant)).map(({ is_retired: isRetired }) => isRetired),
      [true, false],
    );
  });
});
