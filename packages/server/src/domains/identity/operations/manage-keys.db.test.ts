import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ApiError, createClient } from '@watchfloor/client';
import { ROLES } from '../../../kernel/permissions.ts';
import { keepsBound, msOf } from '../../../testing/in-time.ts';
import { signIn } from '../../../testing/records.ts';
import { startTestServer, type TestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

function use(key: string, of: TestServer = server) {
  return of.request('/v1/session', { headers: { authorization: `Bearer ${key}` } });
}

describe('create', () => {
  test('gives the key once, with its role; it works at once, as Bearer and as X-API-Key', async () => {
    const made = await server.api.keys.create({ name: ' shipper ', role: 'analyst' });
    assert.match(made.key, /^wfk_[\w-]{43}$/);
    assert.equal(made.name, 'shipper');
    assert.equal(made.hint, `${made.key.slice(0, 8)}…${made.key.slice(-4)}`);
    assert.equal(made.created_by, 'local command line');
    const session = await createClient({
      baseUrl: server.url,
      headers: { 'x-api-key': made.key },
    }).session.get({});
    assert.deepEqual(session.principal, { kind: 'key', id: made.id, name: 'shipper', role: 'analyst' });
    assert.deepEqual(session.permissions.toSorted(), [...ROLES.analyst].sort());
    assert.equal((await use(made.key)).status, 200);
  });

  test('without a role it may submit only', async () => {
    const made = await server.api.keys.create({ name: 'plain' });
    assert.equal(made.role, 'ingest');
    assert.equal(made.sources, null);
    const api = createClient({ baseUrl: server.url, headers: { 'x-api-key': made.key } });
    await assert.rejects(api.alerts.list({}), isError(403, 'forbidden'));
  });

  test('limited to sources it may submit to these and to no other', async () => {
    const { key } = await server.api.keys.create({ name: 'okta only', sources: ['okta'] });
    const headers = { authorization: `Bearer ${key}` };
    assert.equal((await server.post('/v1/ingest/okta', signIn(), headers)).status, 202);
    const refused = await server.post('/v1/ingest/sentinel', {}, headers);
    assert.equal(refused.body.error.code, 'source_not_allowed');
  });

  test('the text of the key is stored nowhere, neither is it in the list or the audit record', async () => {
    const made = await server.api.keys.create({ name: 'secret' });
    const secret = made.key.slice(9, -5);
    assert.ok(!JSON.stringify(await server.api.keys.list({})).includes(secret));
    const { data } = await server.api.audit.list({ limit: 1 });
    assert.equal(data[0]?.event, 'key.created');
    assert.deepEqual(data[0]?.after, {
      name: 'secret',
      role: 'ingest',
      scopes: null,
      sources: null,
      account: null,
      expires_at: null,
    });
    for (const table of ['api_key', 'audit_record', 'idempotency_key', 'domain_event']) {
      const { rows } = await server.database.admin.query(
        `select 1 from wf.${table} t where t::text like '%' || $1 || '%' or t::text like '%' || $2 || '%'`,
        [secret, Buffer.from(made.key).toString('hex')],
      );
      assert.deepEqual(rows, [], table);
    }
  });

  test('invalid: an expiry in the past, an unknown role, a source of a wrong form are 422 and named', async () => {
    const cases = [
      [{ name: 'x', expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
      [{ name: 'x', expires_at: 'soon' }, 'expires_at'],
      [{ name: 'x', role: 'somebody' }, 'role'],
      [{ name: 'x', role: 'Analyst!' }, 'role'],
      [{ name: 'x', scopes: ['root'] }, 'scopes.0'],
      [{ name: 'x', sources: ['Okta!'] }, 'sources.0'],
      [{ name: 'x', sources: [] }, 'sources'],
      [{ name: '  ' }, 'name'],
      [{}, 'name'],
    ] as const;
    for (const [body, field] of cases) {
      const answer = await server.post('/v1/keys', body);
      assert.equal(answer.status, 422);
      assert.equal(answer.body.error.field, field);
    }
  });

  test('an expired key is refused within a second', () =>
    keepsBound(1_500, async () => {
      const made = await server.api.keys.create({ name: 'short', expires_at: '2099-01-01T00:00:00Z' });
      assert.equal((await use(made.key)).status, 200);
      await server.database.admin.query("update wf.api_key set expires_at = now() where name = 'short'");
      return msOf(() => until(async () => (await use(made.key)).status === 401));
    }));
});

describe('list', () => {
  test('shows every key newest first, the revoked ones with their time, and when each was last used', async () => {
    const first = await server.api.keys.create({ name: 'first' });
    const second = await server.api.keys.create({ name: 'second' });
    await server.api.keys.revoke({ id: first.id });
    await use(second.key);
    await until(async () => (await keyOf(second.id)).last_used_at !== null);
    const listed = await server.api.keys.list({});
    assert.deepEqual(
      listed.slice(0, 2).map((key) => key.name),
      ['second', 'first'],
    );
    assert.ok((await keyOf(first.id)).revoked_at);
    assert.equal((await keyOf(second.id)).revoked_at, null);
  });

  test("holds none of the neighbour's", async () => {
    const neighbour = await server.neighbour();
    const made = await neighbour.api.keys.create({ name: 'theirs' });
    assert.ok(
      (await server.api.keys.list({})).every((key) => key.id !== made.id && key.name !== 'neighbour'),
    );
    const theirs = (await neighbour.api.keys.list({})).map((key) => key.name);
    assert.deepEqual(theirs.sort(), ['neighbour', 'theirs']);
    await assert.rejects(server.api.keys.revoke({ id: made.id }), isError(404, 'not_found'));
    assert.equal((await use(made.key)).status, 200);
  });
});

describe('revoke', () => {
  test('ends the key at once here, and within a second in every other process', async () => {
    const other = await startTestServer({ database: server.database, roles: ['api'] });
    try {
      await keepsBound(1_500, async () => {
        const made = await server.api.keys.create({ name: 'lost' });
        assert.equal((await use(made.key)).status, 200);
        assert.equal((await use(made.key, other)).status, 200);
        return msOf(async () => {
          await server.api.keys.revoke({ id: made.id });
          assert.equal((await use(made.key)).status, 401);
          await until(async () => (await use(made.key, other)).status === 401);
        });
      });
    } finally {
      await other.stop();
    }
  });

  test('revoking again changes nothing and keeps the first time', async () => {
    const made = await server.api.keys.create({ name: 'twice' });
    const first = await server.api.keys.revoke({ id: made.id });
    assert.deepEqual(await server.api.keys.revoke({ id: made.id }), first);
    assert.ok(first.revoked_at);
  });

  test('ends an open stream of the key within a few seconds', () =>
    keepsBound(4_000, async () => {
      const made = await server.api.keys.create({ name: 'watcher', role: 'viewer' });
      const stream = await fetch(`${server.url}/v1/stream`, {
        headers: { authorization: `Bearer ${made.key}` },
      });
      assert.equal(stream.status, 200);
      await server.api.keys.revoke({ id: made.id });
      return msOf(() => stream.text());
    }));
});

async function keyOf(id: string) {
  const key = (await server.api.keys.list({})).find((candidate) => candidate.id === id);
  assert.ok(key);
  return key;
}

function isError(status: number, code: string) {
  return (error: unknown) => error instanceof ApiError && error.status === status && error.code === code;
}
