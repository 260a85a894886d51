// The keys of stored secrets exchanged while two servers run, by the operations that people use; and that no secret's text is
// anywhere but where it belongs.

import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { makeDataKeyCache } from '../../packages/server/src/platform/secrets/data-key-cache.ts';
import { environmentRing } from '../../packages/server/src/platform/secrets/local-keys.ts';
import { createTestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { signIn } from '../../packages/server/src/testing/records.ts';
import { startTestServer, type TestServer, until } from '../../packages/server/src/testing/server.ts';
import { vaultOn } from '../../packages/server/src/testing/vault-by-hand.ts';

const [FIRST, SECOND] = [1, 2].map(() => randomBytes(32).toString('hex')) as [string, string];
const SECRET = 'hunter2-a-secret-of-a-source';
const TENANTS = 20;
const EACH = 50;
const PURPOSE = 'source-secret:test';

const database = await createTestDatabase();
const byHand = vaultOn(database);
let left: TestServer;
let right: TestServer;

before(async () => {
  // As in the middle of a rotation by the book: every server knows both keys, the right one has the new key in front.
  left = await startTestServer({ database, masterKeys: [FIRST, SECOND] });
  await left.api.sources.setSecret({ source: 'okta', scheme: 'body', secret: SECRET });
  right = await startTestServer({ database, masterKeys: [SECOND, FIRST] });
});
after(async () => {
  await left.stop();
  await right.stop();
  await byHand.stop();
});

function post(server: TestServer) {
  const body = JSON.stringify(signIn());
  const digest = createHmac('sha256', SECRET).update(body).digest('hex');
  return server.post('/v1/ingest/okta', body, { 'x-hub-signature-256': `sha256=${digest}` });
}

async function putSecrets() {
  const process = byHand.start(environmentRing(FIRST, [SECOND]));
  const secrets: { tenant: string; id: string; text: string }[] = [];
  for (let index = 0; index < TENANTS; index += 1) {
    const tenant = await byHand.newTenant();
    for (let n = 0; n < EACH; n += 1) {
      const text = `${SECRET} ${index} ${n}`;
      secrets.push({ tenant, text, id: await process.put(tenant, PURPOSE, text) });
    }
  }
  return secrets;
}

test('the master key is exchanged under 1,000 secrets and signed bodies at two servers: nothing fails', async () => {
  const secrets = await putSecrets();
  let isOver = false;
  const counted = { reads: 0, bodies: 0 };
  const readers = [environmentRing(FIRST, [SECOND]), environmentRing(SECOND, [FIRST])].map(async (ring) => {
    // It remembers no key: each read unwraps anew, under whatever master key the row names now.
    const process = byHand.start(ring, { cache: makeDataKeyCache({ ttlMs: 0 }) });
    while (!isOver) {
      const secret = secrets[(counted.reads * 7) % secrets.length];
      assert.ok(secret);
      assert.equal(await process.open(secret.tenant, secret.id, PURPOSE), secret.text);
      counted.reads += 1;
    }
  });
  const senders = [left, right].map(async (server) => {
    while (!isOver) {
      assert.equal((await post(server)).status, 202);
      counted.bodies += 1;
    }
  });
  const asked = await right.api.vault.rotateMasterKey({});
  assert.ok(asked.last_rotation);
  await until(
    async () => (await right.api.vault.masterKeyStatus({})).last_rotation?.finished_at !== null,
    60_000,
  );
  const readsAtEnd = counted.reads;
  await until(async () => counted.reads > readsAtEnd + secrets.length, 60_000);
  isOver = true;
  await Promise.all([...readers, ...senders]);
  const status = await right.api.vault.masterKeyStatus({});
  assert.equal(status.keys_under_old_master_keys, 0);
  const [use, ...others] = status.keys;
  assert.deepEqual(others, []);
  assert.equal(use?.tenant_keys, TENANTS + 1);
  assert.equal(status.last_rotation?.rewrapped, use.tenant_keys + use.platform_keys);
  assert.ok(counted.bodies > 10 && counted.reads > secrets.length, JSON.stringify(counted));
  // Without the old key everything still opens.
  const after = byHand.start(environmentRing(SECOND, []));
  for (const { tenant, id, text } of secrets) assert.equal(await after.open(tenant, id, PURPOSE), text);
});

test('the data key of the tenant is exchanged by a job, and the status tells how far it is', async () => {
  const before = await right.api.vault.status({});
  assert.deepEqual([before.secrets, before.rotating, before.data_keys.length], [1, false, 1]);
  const asked = await right.api.vault.rotateDataKey({});
  assert.equal(asked.data_keys.length, 2);
  await until(async () => !(await right.api.vault.status({})).rotating);
  const status = await right.api.vault.status({});
  assert.deepEqual(
    status.data_keys.map((key) => [
      key.version,
      key.secrets,
      key.retired_at === null,
      key.master_key_id === null,
    ]),
    [
      [2, 1, true, false],
      [1, 0, false, true],
    ],
  );
  assert.equal(status.secrets_under_old_keys, 0);
  assert.ok(status.last_rotation_at);
  assert.equal((await post(left)).status, 202);
});

describe('a secret’s text', () => {
  test('is in no table and no answer', async () => {
    const { rows } = await database.admin.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname in ('wf', 'wf_work', 'graphile_worker')`,
    );
    assert.ok(rows.length > 40);
    const asHex = Buffer.from(SECRET).toString('hex');
    for (const { name } of rows) {
      const hits = await database.admin.query(
        `select 1 from ${name} t where to_jsonb(t)::text like $1 or to_jsonb(t)::text like $2 limit 1`,
        [`%${SECRET}%`, `%${asHex}%`],
      );
      assert.equal(hits.rowCount, 0, name);
    }
    for (const address of ['/v1/sources', '/v1/audit', '/v1/vault', '/v1/vault/master-key']) {
      const answer = await right.request(address, { headers: { authorization: `Bearer ${right.key}` } });
      assert.equal(answer.status, 200, address);
      assert.ok(!answer.text.includes('hunter2'), address);
    }
  });

  test('what rotated is on record, without a key', async () => {
    const { data } = await right.api.audit.list({ limit: 50 });
    const events = data.map((record) => record.event);
    assert.ok(
      events.includes('vault.data-key-rotated') && events.includes('vault.master-key-rotation-requested'),
    );
    const text = JSON.stringify(data);
    for (const key of [FIRST, SECOND]) assert.ok(!text.includes(key));
  });
});

test('keys of the installation are for its own people alone', async () => {
  const neighbour = await left.neighbour();
  const analyst = await left.as('analyst');
  for (const caller of [neighbour, analyst]) {
    for (const [method, address] of [
      ['GET', '/v1/vault/master-key'],
      ['POST', '/v1/vault/rotate-master-key'],
    ] as const) {
      const answer = await left.request(address, {
        method,
        headers: { authorization: `Bearer ${caller.key}`, 'content-type': 'application/json' },
        ...(method === 'POST' ? { body: '{}' } : {}),
      });
      assert.equal(answer.status, 403, `${method} ${address}`);
    }
  }
});
