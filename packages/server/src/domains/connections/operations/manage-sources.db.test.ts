import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { signIn } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

const BODY = JSON.stringify(signIn());
const BEFORE_NEXT_LOOK_MS = 1_500;

/** A tenant of its own for each test: what a source requires is remembered for a second, tenant by tenant. */
async function newTenant() {
  const { api, key } = await server.neighbour();
  return {
    sources: api.sources,
    audit: api.audit,
    submit: (headers: Record<string, string> = {}, source = 'okta') =>
      server.post(`/v1/ingest/${source}`, BODY, { authorization: `Bearer ${key}`, ...headers }),
  };
}

function toAddress(path: string) {
  return server.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: BODY,
  });
}

function signed(secret: string, at = Math.floor(Date.now() / 1000)): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`${at}.${BODY}`).digest('hex');
  return { 'x-watchfloor-timestamp': String(at), 'x-watchfloor-signature': `v1=${signature}` };
}

describe('list', () => {
  test('names every source with its address and whether it requires a signature', async () => {
    const sources = await server.api.sources.list({});
    const names = sources.map((source) => source.id);
    for (const name of ['okta', 'sentinel', 'generic', 'auto']) assert.ok(names.includes(name), name);
    for (const source of sources) {
      assert.equal(source.ingest_path, `/v1/ingest/${source.id}`);
      assert.match(source.documentation, /^https:/);
      assert.equal(source.signature, null);
    }
  });
});

describe('secret', () => {
  test('once set, a submission needs the signature within a second, and no longer once removed', async () => {
    const { sources, submit } = await newTenant();
    assert.equal((await submit()).status, 202);
    const made = await sources.setSecret({ source: 'okta' });
    assert.equal(made.signature, 'timestamped');
    assert.ok(made.secret && made.secret.length >= 40);
    await until(async () => (await submit()).status === 401, BEFORE_NEXT_LOOK_MS);
    assert.equal((await submit()).body.error.code, 'bad_signature');
    assert.equal((await submit(signed(made.secret))).status, 202);
    assert.equal((await submit(signed(`${made.secret}x`))).status, 401);
    assert.equal((await submit(signed(made.secret, Math.floor(Date.now() / 1000) - 400))).status, 401);
    assert.equal((await sources.removeSecret({ source: 'okta' })).signature, null);
    await until(async () => (await submit()).status === 202, BEFORE_NEXT_LOOK_MS);
  });

  test('one of the own is taken, not shown again, and replaced by the next', async () => {
    const { sources, submit } = await newTenant();
    const [first, second] = ['a-secret-of-the-test-1', 'a-secret-of-the-test-2'];
    assert.equal((await sources.setSecret({ source: 'okta', secret: first })).secret, null);
    assert.equal((await submit(signed(first))).status, 202);
    await sources.setSecret({ source: 'okta', secret: second });
    await until(async () => (await submit(signed(first))).status === 401, BEFORE_NEXT_LOOK_MS);
    assert.equal((await submit(signed(second))).status, 202);
  });

  test('the plain scheme signs the body alone', async () => {
    const { sources, submit } = await newTenant();
    const secret = 'a-secret-of-the-test-3';
    await sources.setSecret({ source: 'okta', secret, scheme: 'body' });
    const signature = createHmac('sha256', secret).update(BODY).digest('hex');
    for (const header of ['x-watchfloor-signature', 'x-hub-signature-256']) {
      assert.equal((await submit({ [header]: `sha256=${signature}` })).status, 202);
    }
    for (const headers of [{}, signed(secret), { 'x-watchfloor-signature': signature }]) {
      assert.equal((await submit(headers)).status, 401);
    }
  });

  test('recognition by auto is no way around it', async () => {
    const { sources, submit } = await newTenant();
    await sources.setSecret({ source: 'okta' });
    assert.equal((await submit({}, 'auto')).body.error?.code, 'bad_signature');
  });

  test('is sealed in the database, and in no answer, audit record or event', async () => {
    const { sources, audit } = await newTenant();
    const secret = 'a-secret-that-stands-nowhere';
    await sources.setSecret({ source: 'okta', secret });
    const hex = Buffer.from(secret).toString('hex');
    for (const table of ['source_setting', 'audit_record', 'domain_event', 'idempotency_key']) {
      const { rows } = await server.database.admin.query(
        `select 1 from wf.${table} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0`,
        [secret, hex],
      );
      assert.deepEqual(rows, [], table);
    }
    const { data } = await audit.list({});
    assert.deepEqual([data[0]?.event, data[0]?.after], ['source.secret-set', { signature: 'timestamped' }]);
    assert.ok(!JSON.stringify(await sources.list({})).includes(secret));
  });

  test("a neighbour's sources are not touched", async () => {
    const [ours, theirs] = [await newTenant(), await newTenant()];
    await ours.sources.setSecret({ source: 'okta' });
    assert.equal((await ours.submit()).status, 401);
    assert.equal((await theirs.submit()).status, 202);
    assert.ok((await theirs.sources.list({})).every((source) => source.signature === null));
  });
});

describe('setup', () => {
  test('gives an address that needs no header, for this source only', async () => {
    const { sources } = await newTenant();
    const made = await sources.setup({ source: 'okta' });
    assert.match(made.token_path, /^\/v1\/ingest\/okta\/t\/[\w-]{43}$/);
    assert.match(made.instructions, /\{url\}/);
    assert.equal((await toAddress(made.token_path)).status, 202);
    const elsewhere = await toAddress(made.token_path.replace('okta', 'sentinel'));
    assert.equal(elsewhere.body.error.code, 'source_not_allowed');
    assert.ok((await toAddress(`${made.token_path}x`)).status >= 400);
  });

  test('an address may do nothing but submit', async () => {
    const { sources } = await newTenant();
    const made = await sources.setup({ source: 'okta' });
    const token = made.token_path.split('/').at(-1) ?? '';
    for (const headers of [{ authorization: `Bearer ${token}` }, { 'x-api-key': token }]) {
      assert.equal((await server.request('/v1/alerts', { headers })).status, 401);
    }
  });

  test('replacing revokes the addresses of this source within a second and says how many', async () => {
    const { sources } = await newTenant();
    const kept = await sources.setup({ source: 'generic' });
    const old = [await sources.setup({ source: 'okta' }), await sources.setup({ source: 'okta' })];
    for (const address of old) assert.equal((await toAddress(address.token_path)).status, 202);
    const made = await sources.setup({ source: 'okta', replace: true });
    assert.equal(made.revoked, 2);
    for (const address of old) {
      await until(async () => (await toAddress(address.token_path)).status !== 202, BEFORE_NEXT_LOOK_MS);
    }
    for (const address of [made, kept]) assert.equal((await toAddress(address.token_path)).status, 202);
  });

  test('an address does not free from the signature', async () => {
    const { sources } = await newTenant();
    const made = await sources.setup({ source: 'okta' });
    await sources.setSecret({ source: 'okta' });
    assert.equal((await toAddress(made.token_path)).body.error?.code, 'bad_signature');
  });
});
