import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createClient } from '@watchfloor/client';
import { keepsBound, msOf } from '../../../testing/in-time.ts';
import { newChild, newPerson } from '../../../testing/people.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());
const { api } = server;

const clientOf = (key: string) =>
  createClient({ baseUrl: server.url, headers: { authorization: `Bearer ${key}` } });
const statusOf = async (key: string) =>
  (await server.request('/v1/session', { headers: { authorization: `Bearer ${key}` } })).status;

describe('scopes', () => {
  test('a key holds what its role and its scopes both give', async () => {
    const key = await api.keys.create({ name: 'reader', role: 'analyst', scopes: ['alerts:read'] });
    assert.deepEqual((await clientOf(key.key).session.get({})).permissions, ['alerts:read']);
    await assert.rejects(clientOf(key.key).entities.list({}), { status: 403 });
  });

  test('invalid: a scope that the role does not give', async () => {
    await assert.rejects(api.keys.create({ name: 'x', role: 'viewer', scopes: ['audit:read'] }), {
      status: 422,
      field: 'scopes',
    });
  });

  test('they only become narrower', async () => {
    const { id } = await api.keys.create({
      name: 'x',
      role: 'analyst',
      scopes: ['alerts:read', 'alerts:update'],
    });
    const narrow = await api.keys.update({ id, scopes: ['alerts:read'], name: 'y', sources: ['okta'] });
    assert.deepEqual([narrow.scopes, narrow.name, narrow.sources], [['alerts:read'], 'y', ['okta']]);
    await assert.rejects(api.keys.update({ id, scopes: ['alerts:update'] }), {
      status: 409,
      field: 'scopes',
    });
    await assert.rejects(api.keys.update({ id, scopes: null }), { status: 409, field: 'scopes' });
  });
});

describe('no key is stronger than its maker', () => {
  test('neither by role, nor by way of a scope, a source, an account or a rotation', async () => {
    await api.roles.create({
      name: 'key-keeper',
      permissions: ['api_keys:manage', 'alerts:read', 'alerts:ingest'],
    });
    const keeper = clientOf(
      (await api.keys.create({ name: 'keeper', role: 'key-keeper', sources: ['okta'] })).key,
    );
    const strong = await api.keys.create({ name: 'strong', role: 'admin' });
    const account = await api.serviceAccounts.create({ name: 'strong', kind: 'service', role: 'admin' });
    const attempts = [
      () => keeper.keys.create({ name: 'x', role: 'admin' }),
      () => keeper.keys.create({ name: 'x', role: 'analyst', scopes: ['alerts:read', 'alerts:update'] }),
      () => keeper.keys.create({ name: 'x', role: 'ingest' }),
      () => keeper.keys.create({ name: 'x', role: 'ingest', sources: ['okta', 'sentinel'] }),
      () => keeper.keys.create({ name: 'x', account: account.id }),
      () => keeper.keys.rotate({ id: strong.id }),
      () => keeper.keys.update({ id: strong.id, name: 'mine' }),
      () => keeper.serviceAccounts.create({ name: 'x', kind: 'service', role: 'admin' }),
      () => keeper.serviceAccounts.update({ id: account.id, role: 'ingest' }),
      () => keeper.serviceAccounts.enable({ id: account.id }),
    ];
    for (const attempt of attempts) await assert.rejects(attempt(), { status: 403, code: 'forbidden' });
    const made = await keeper.keys.create({
      name: 'mine',
      role: 'analyst',
      scopes: ['alerts:read'],
      sources: ['okta'],
    });
    assert.equal(made.role, 'analyst');
    // To take a strong key away is no strength.
    assert.equal((await keeper.keys.revoke({ id: strong.id })).status, 'revoked');
  });

  test('only an owner makes a key of an owner, or takes one over', async () => {
    const admin = await newPerson(server, 'admin');
    const [own] = (await api.keys.list({})).filter(({ role }) => role === 'owner');
    await assert.rejects(admin.api.keys.create({ name: 'x', role: 'owner' }), { status: 403 });
    await assert.rejects(admin.api.keys.rotate({ id: own?.id ?? '' }), { status: 403 });
  });
});

describe('rotate', () => {
  test('ok: both work through the overlap, and each says which is which', async () => {
    const old = await api.keys.create({ name: 'shipper', role: 'ingest', sources: ['okta'] });
    const next = await api.keys.rotate({ id: old.id, overlap_hours: 2 });
    assert.notEqual(next.key, old.key);
    assert.deepEqual([next.name, next.role, next.sources], ['shipper', 'ingest', ['okta']]);
    const before = await api.keys.get({ id: old.id });
    assert.equal(before.replaced_by, next.id);
    assert.equal(before.status, 'expiring');
    const hours = (Date.parse(before.expires_at ?? '') - Date.now()) / 3_600_000;
    assert.ok(hours > 1.9 && hours <= 2, String(hours));
    assert.deepEqual([await statusOf(old.key), await statusOf(next.key)], [200, 200]);
    await assert.rejects(api.keys.rotate({ id: old.id }), { status: 409 });
  });

  test('without overlap the old one ends at once', async () => {
    const old = await api.keys.create({ name: 'now', role: 'viewer' });
    const next = await api.keys.rotate({ id: old.id, overlap_hours: 0 });
    assert.deepEqual([await statusOf(old.key), await statusOf(next.key)], [401, 200]);
  });

  test('the overlap never lengthens a key, and the new one has the same term', async () => {
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    const old = await api.keys.create({ name: 'short', role: 'viewer', expires_at: expires });
    const next = await api.keys.rotate({ id: old.id, overlap_hours: 168 });
    assert.equal((await api.keys.get({ id: old.id })).expires_at, expires);
    const minutes = (Date.parse(next.expires_at ?? '') - Date.now()) / 60_000;
    assert.ok(minutes > 59 && minutes <= 60, String(minutes));
    await assert.rejects(api.keys.rotate({ id: next.id, overlap_hours: 169 }), { status: 422 });
  });

  test('conflict: one that is revoked; at once by two, one of them wins', async () => {
    const key = await api.keys.create({ name: 'gone', role: 'viewer' });
    await api.keys.revoke({ id: key.id });
    await assert.rejects(api.keys.rotate({ id: key.id }), { status: 409 });
    const { id } = await api.keys.create({ name: 'raced', role: 'viewer' });
    const raced = await Promise.allSettled([api.keys.rotate({ id }), api.keys.rotate({ id })]);
    assert.equal(raced.filter(({ status }) => status === 'fulfilled').length, 1);
  });
});

describe('service accounts and agents', () => {
  test('keys act as the account; its role, changed, counts for all of them', async () => {
    const account = await api.serviceAccounts.create({ name: 'soar', kind: 'service', role: 'analyst' });
    const key = await api.keys.create({ name: 'primary', account: account.id });
    assert.deepEqual([key.role, key.account?.name], ['analyst', 'soar']);
    const { principal } = await clientOf(key.key).session.get({});
    assert.deepEqual([principal.kind, principal.name], ['key', 'soar (primary)']);
    await api.serviceAccounts.update({ id: account.id, role: 'viewer' });
    assert.equal((await clientOf(key.key).session.get({})).principal.role, 'viewer');
    await assert.rejects(api.keys.create({ name: 'x', account: account.id, role: 'admin' }), { status: 422 });
  });

  test('an agent is one on record and never holds what an agent may not, be it an admin', async () => {
    const agent = await api.serviceAccounts.create({ name: 'triage model', kind: 'agent', role: 'admin' });
    const { key } = await api.keys.create({ name: 'one', account: agent.id });
    const session = await clientOf(key).session.get({});
    assert.deepEqual([session.principal.kind, session.principal.id], ['agent', agent.id]);
    assert.ok(session.permissions.includes('alerts:update'));
    for (const never of ['users:manage', 'api_keys:manage', 'alerts:delete', 'settings:manage']) {
      assert.ok(!session.permissions.some((permission) => permission === never), never);
    }
    await assert.rejects(clientOf(key).people.invite({ email: 'm@example.com', name: 'M', role: 'viewer' }), {
      status: 403,
    });
    await clientOf(key).detectionRules.list({});
    await clientOf(key).fieldMappings.create({ path: 'custom.agent', type: 'host' });
    const [record] = (await api.audit.list({ limit: 1 })).data;
    assert.deepEqual([record?.event, record?.actor.kind], ['mapping.created', 'agent']);
    await until(async () => (await api.serviceAccounts.get({ id: agent.id })).last_used_at !== null);
  });

  test('disabled, all its keys end within a second, here and in another process; enabled, they work again', async () => {
    const other = await startTestServer({ database: server.database, roles: ['api'] });
    try {
      let made = 0;
      await keepsBound(1_200, async () => {
        made += 1;
        const account = await api.serviceAccounts.create({
          name: `to stop ${made}`,
          kind: 'service',
          role: 'viewer',
        });
        const [one, two] = [
          await api.keys.create({ name: 'one', account: account.id }),
          await api.keys.create({ name: 'two', account: account.id }),
        ];
        const there = async (key: string) =>
          (await other.request('/v1/session', { headers: { authorization: `Bearer ${key}` } })).status;
        assert.deepEqual([await there(one.key), await there(two.key)], [200, 200]);
        await api.serviceAccounts.disable({ id: account.id });
        assert.equal(await statusOf(one.key), 401);
        const ms = await msOf(() =>
          until(async () => (await there(one.key)) === 401 && (await there(two.key)) === 401),
        );
        assert.equal((await api.keys.get({ id: one.id })).status, 'disabled');
        await assert.rejects(api.keys.create({ name: 'x', account: account.id }), { status: 409 });
        await api.serviceAccounts.enable({ id: account.id });
        assert.equal(await statusOf(one.key), 200);
        return ms;
      });
    } finally {
      await other.stop();
    }
  });

  test('a rotated key keeps its access to customers', async () => {
    const child = await newChild(server, 'rotated-child');
    const old = await api.keys.create({ name: 'provider', role: 'analyst' });
    await api.childAccess.grant({ holder: old.id, tenant: child.slug, role: 'viewer' });
    const next = await api.keys.rotate({ id: old.id, overlap_hours: 0 });
    const answer = await server.request('/v1/session', {
      headers: { authorization: `Bearer ${next.key}`, 'x-watchfloor-tenant': child.slug },
    });
    assert.equal(answer.body.data.principal.role, 'viewer');
  });
});
