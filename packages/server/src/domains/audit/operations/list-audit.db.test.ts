import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { finding } from '../../../testing/records.ts';
import { startTestServer } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

test('says who did what to what, when, why and by which request, with before and after', async () => {
  const [id = ''] = await server.submitDecided('sentinel', finding());
  const analyst = await server.as('analyst');
  const answer = await server.request(`/v1/alerts/${id}/close`, {
    method: 'POST',
    headers: { authorization: `Bearer ${analyst.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ verdict: 'false_positive', reason: 'test' }),
  });
  const [record] = (await server.api.audit.list({ limit: 1 })).data;
  const { principal } = await analyst.api.session.get({});
  assert.ok(record);
  assert.match(record.id, /^audit_[0-9a-f]{32}$/);
  assert.equal(record.event, 'alert.closed');
  assert.equal(record.actor.kind, 'key');
  assert.equal(record.actor.name, 'test analyst');
  assert.equal(record.actor.id.replaceAll('-', ''), principal.id.slice('key_'.length));
  assert.equal(record.subject.replaceAll('-', ''), `alert:${id.slice('alert_'.length)}`);
  assert.deepEqual(record.before, { status: 'new', verdict: null, close_reason: null });
  assert.deepEqual(record.after, { status: 'resolved', verdict: 'false_positive', close_reason: 'test' });
  assert.equal(record.reason, 'test');
  assert.equal(record.request_id, answer.headers.get('x-request-id'));
  assert.deepEqual([record.actor.tenant_id, record.address], [null, '127.0.0.1']);
  const { sequence: _sequence, ...same } = await server.api.audit.get({ id: record.id });
  const { sequence: _waits, ...listed } = record;
  assert.deepEqual(same, listed);
  assert.ok(Math.abs(Date.parse(record.at) - Date.now()) < 60_000);
});

test('newest first; pages lose and repeat nothing while records are written', async () => {
  for (let index = 0; index < 12; index += 1) await server.api.keys.create({ name: `key ${index}` });
  const whole = await server.api.audit.list({ limit: 200 });
  assert.equal(whole.next_cursor, null);
  const paged: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await server.api.audit.list({ limit: 5, ...(cursor ? { cursor } : {}) });
    paged.push(...page.data.map((record) => record.id));
    cursor = page.next_cursor;
    await server.api.keys.create({ name: 'in between' });
  }
  assert.deepEqual(
    paged,
    whole.data.map((record) => record.id),
  );
  const ats = whole.data.map((record) => record.at);
  assert.deepEqual(ats, [...ats].sort().reverse());
});

test('the records of one subject', async () => {
  const { id } = await server.api.keys.create({ name: 'followed' });
  await server.api.keys.revoke({ id });
  const all = await server.api.audit.list({ limit: 200 });
  const subject = all.data[0]?.subject ?? '';
  const { data } = await server.api.audit.list({ subject });
  assert.deepEqual(
    data.map((record) => record.event),
    ['key.revoked', 'key.created'],
  );
  assert.deepEqual((await server.api.audit.list({ subject: 'key:none' })).data, []);
});

test("a neighbour's records are not ours, whoever asks for the subject", async () => {
  const neighbour = await server.neighbour();
  await neighbour.api.keys.create({ name: 'theirs' });
  const theirs = await neighbour.api.audit.list({});
  assert.deepEqual(
    theirs.data.map((record) => record.event),
    ['key.created'],
  );
  const subject = theirs.data[0]?.subject ?? '';
  assert.deepEqual((await server.api.audit.list({ subject })).data, []);
});

test('by event, actor, request, time and words, each alone and together', async () => {
  const lead = await server.as('viewer');
  const from = new Date().toISOString();
  const { id } = await server.api.keys.create({ name: 'looked for' });
  await server.api.keys.revoke({ id });
  const to = new Date(Date.now() + 1).toISOString();
  const list = async (filter: Parameters<typeof server.api.audit.list>[0]) =>
    (await server.api.audit.list({ from, to, ...filter })).data.map((record) => record.event);
  const both = ['key.revoked', 'key.created'];
  assert.deepEqual(await list({}), both);
  assert.deepEqual(await list({ event: 'key.' }), both);
  assert.deepEqual(await list({ event: 'key.r' }), ['key.revoked']);
  assert.deepEqual(await list({ event: 'key.%' }), [], 'a beginning, and no pattern');
  const [record] = (await server.api.audit.list({ from, to, limit: 1 })).data;
  assert.ok(record);
  assert.deepEqual(await list({ actor_id: record.actor.id }), both);
  assert.deepEqual(await list({ actor_id: record.actor.id, event: 'key.c' }), ['key.created']);
  assert.deepEqual(await list({ actor_kind: 'key' }), both);
  assert.deepEqual(await list({ actor_kind: 'agent' }), []);
  assert.deepEqual(await list({ request_id: record.request_id }), ['key.revoked']);
  assert.deepEqual(await list({ from: to }), []);
  assert.deepEqual(await list({ q: record.subject.slice(5, 20).toUpperCase() }), both);
  assert.deepEqual(await list({ q: record.actor.name.slice(2, 9) }), both);
  assert.deepEqual(await list({ q: 'nobody and nothing' }), []);
  assert.deepEqual(await list({ q: '%' }), []);
  assert.equal(
    (await server.request('/v1/audit', { headers: { authorization: `Bearer ${lead.key}` } })).status,
    403,
  );
});
