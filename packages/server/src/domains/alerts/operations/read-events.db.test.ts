import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signIn } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

let ids: string[];

before(async () => {
  // Twelve sign-ins of three users at six moments: pairs share their time.
  const events = Array.from({ length: 12 }, (_, index) =>
    signIn({
      user: `user${index % 3}@example.com`,
      at: `2026-03-04T08:0${Math.floor(index / 2)}:00.000Z`,
      ip: `192.0.2.${index}`,
    }),
  );
  const answer = await server.post('/v1/ingest/okta', events);
  ids = answer.body.data.map((row: { event_id: string }) => row.event_id);
  await until(async () => (await server.api.events.list({ entity: 'ip:192.0.2.11' })).data.length === 1);
});

test('ok: one event, field by field', async () => {
  const event = await server.api.events.get({ id: ids[0] ?? '' });
  assert.equal(event.source, 'okta');
  assert.equal(event.action, 'user.session.start');
  assert.equal(event.outcome, 'success');
  assert.equal(event.occurred_at, '2026-03-04T08:00:00.000Z');
  assert.ok(event.entities.some((entity) => entity.type === 'ip' && entity.value === '192.0.2.0'));
});

test('the list is latest first by the time they happened, and its pages lose and repeat nothing', async () => {
  const whole = await server.api.events.list({ limit: 200 });
  assert.equal(whole.data.length, 12);
  assert.deepEqual(new Set(whole.data.map((event) => event.id)), new Set(ids));
  const times = whole.data.map((event) => event.occurred_at);
  assert.deepEqual(times, [...times].sort().reverse());
  const paged: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await server.api.events.list({ limit: 5, ...(cursor ? { cursor } : {}) });
    paged.push(...page.data.map((event) => event.id));
    cursor = page.next_cursor;
    // Later than all: before the first page, and so on none that follows.
    await server.post('/v1/ingest/okta', signIn({ at: '2026-03-05T00:00:00.000Z' }));
  }
  assert.deepEqual(
    paged,
    whole.data.map((event) => event.id),
  );
});

test('filters: source, entity, from and to', async () => {
  const ofUser = await server.api.events.list({ entity: 'user:user1@example.com' });
  assert.equal(ofUser.data.length, 4);
  assert.ok(
    ofUser.data.every((event) => event.entities.some((entity) => entity.value === 'user1@example.com')),
  );
  const between = await server.api.events.list({
    from: '2026-03-04T08:01:00Z',
    to: '2026-03-04T10:03:00+02:00',
  });
  assert.deepEqual(
    [...new Set(between.data.map((event) => event.occurred_at))],
    ['2026-03-04T08:02:00.000Z', '2026-03-04T08:01:00.000Z'],
  );
  assert.deepEqual((await server.api.events.list({ source: ['sentinel'] })).data, []);
  assert.ok((await server.api.events.list({ source: ['sentinel', 'okta'] })).data.length >= 12);
});

test('invalid: a tampered cursor, and one of another list, are 422', async () => {
  const { next_cursor: own } = await server.api.events.list({ limit: 5 });
  const { next_cursor: foreign } = await server.api.audit.list({ limit: 1 });
  const forged = [
    '["event","2026-99-99T00:00:00.000Z"]',
    '["event",1,2]',
    '["received_at.desc","a","b"]',
  ].map((text) => Buffer.from(text).toString('base64url'));
  for (const cursor of [...forged, `${own}x`.slice(3), foreign ?? 'audit_1', 'x']) {
    const answer = await server.request(`/v1/events?cursor=${cursor}`, {
      headers: { authorization: `Bearer ${server.key}` },
    });
    assert.equal(answer.status, 422, `${cursor} ${answer.text}`);
    assert.equal(answer.body.error.field, 'cursor');
  }
});

test('hidden: a neighbour sees no event', async () => {
  const { api } = await server.neighbour();
  assert.deepEqual(await api.events.list({}), { data: [], next_cursor: null });
  await assert.rejects(api.events.get({ id: ids[0] ?? '' }), /no event/);
});
