import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { finding, signIn } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

await server.submitDecided('sentinel', [
  finding({ user: 'mallory', host: 'lap-7', ip: '45.0.0.7', severity: 'High' }),
  finding({ user: 'mallory', host: 'srv-1', ip: '8.8.8.8' }),
  finding({ user: 'trent', host: 'srv-1' }),
]);
await server.post('/v1/ingest/okta', signIn({ ip: '45.0.0.7', at: new Date().toISOString() }));
await until(async () => (await server.api.entities.list({ q: '45.0.0.7' })).data[0]?.events === 1);

describe('entities.get', () => {
  test('ok: what is known, how often it was named, how bad, and what stands beside it', async () => {
    const entity = await server.api.entities.get({ id: 'user:mallory' });
    assert.equal(entity.type, 'user');
    assert.equal(entity.alerts, 2);
    assert.deepEqual([entity.severities.high, entity.severities.medium], [1, 1]);
    assert.ok(entity.related.some((other) => other.value === 'lap-7' && other.shared === 1));
    assert.deepEqual(await server.api.entities.get({ id: entity.id }), entity);
  });

  test('ok: an address says what it is known as', async () => {
    const { known, list } = await server.api.entities.get({ id: 'ip:8.8.8.8' });
    assert.deepEqual({ known, list }, { known: 'known_good', list: 'public DNS resolvers' });
  });

  test('ok: alerts and events of the address are counted apart, and both have a newest time', async () => {
    const entity = await server.api.entities.get({ id: 'ip:45.0.0.7' });
    assert.deepEqual([entity.alerts, entity.events], [1, 1]);
    assert.ok(entity.last_seen);
  });

  test('invalid: days outside 1 to 90', async () => {
    await assert.rejects(server.api.entities.get({ id: 'user:mallory', days: 91 }), {
      status: 422,
      field: 'days',
    });
  });

  test('hidden: what nobody named, what is no id, and what only the neighbour has are all 404', async () => {
    for (const id of ['user:nobody', 'x', 'entity_00000000000000000000000000000000', 'colour:red'])
      await assert.rejects(server.api.entities.get({ id }), { status: 404 });
    const { api } = await server.neighbour();
    await assert.rejects(api.entities.get({ id: 'user:mallory' }), { status: 404 });
  });

  test('unauthenticated and forbidden', async () => {
    assert.equal((await server.request('/v1/entities/user:mallory')).status, 401);
    const { api } = await server.as('ingest');
    await assert.rejects(api.entities.get({ id: 'user:mallory' }), { status: 403 });
  });
});

describe('entities.list', () => {
  test('ok: by the value itself, defanged, and by its beginning', async () => {
    const values = async (q: string) =>
      (await server.api.entities.list({ q })).data.map((entity) => entity.value);
    assert.deepEqual(await values('45[.]0[.]0[.]7'), ['45.0.0.7']);
    assert.deepEqual((await values('mall'))[0], 'mallory');
    assert.deepEqual(await values('nothing-begins-so'), []);
    assert.deepEqual(await values('100%'), []);
  });

  test('ok: newest of a type, page by page, each once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await server.api.entities.list({
        type: ['user', 'host'],
        limit: 1,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.data.map((entity) => `${entity.type} ${entity.value}`));
      cursor = page.next_cursor ?? undefined;
    } while (cursor && seen.length < 50);
    for (const wanted of ['user mallory', 'user trent', 'host lap-7', 'host srv-1'])
      assert.equal(seen.filter((entity) => entity === wanted).length, 1, wanted);
  });

  test('ok: a search goes on where its page ended', async () => {
    const first = await server.api.entities.list({ q: '45.0', limit: 1 });
    assert.equal(first.data.length, 1);
    const all = await server.api.entities.list({ q: 's', limit: 200 });
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await server.api.entities.list({ q: 's', limit: 2, ...(cursor ? { cursor } : {}) });
      pages.push(...page.data.map((entity) => entity.id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor && pages.length < 100);
    assert.deepEqual(
      pages,
      all.data.map((entity) => entity.id),
    );
  });

  test('invalid: a cursor that is not ours, a type that there is not', async () => {
    await assert.rejects(server.api.entities.list({ cursor: 'x' }), { status: 422, field: 'cursor' });
    const answer = await server.request('/v1/entities?type=colour', {
      headers: { authorization: `Bearer ${server.key}` },
    });
    assert.equal(answer.status, 422);
  });

  test('hidden: the neighbour sees none of them', async () => {
    const { api } = await server.neighbour();
    assert.deepEqual((await api.entities.list({})).data, []);
  });
});
