// POST /v1/alerts/submit: several events, one alert; repeating it under one Idempotency-Key is the same submission.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { finding, signIn } from '../../packages/server/src/testing/records.ts';
import { startTestServer, until } from '../../packages/server/src/testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

const submit = (body: unknown, headers: Record<string, string> = {}) =>
  server.post('/v1/alerts/submit', body, headers);

test('several events become one alert with their entities, the worst severity and the whole request as its record', async () => {
  const body = {
    events: [
      signIn({ user: 'jdoe@example.com', ip: '203.0.113.20' }),
      finding({ severity: 'High', host: 'fin-ws-014' }),
      'sshd: Failed password for root from 198.51.100.7',
    ],
    rule_id: 'rule-7',
    title: 'Sign-in, then injection',
  };
  const answer = await submit(body);
  assert.equal(answer.status, 202);
  const { alert_id: id, ...rest } = answer.body.data;
  assert.deepEqual(rest, { kind: 'alert', status: 'queued', duplicate_count: 1 });
  await until(async () => (await server.api.alerts.get({ id })).stage === 'decided');
  const alert = await server.api.alerts.get({ id });
  assert.equal(alert.title, 'Sign-in, then injection');
  assert.equal(alert.severity, 'high');
  assert.equal(alert.rule.id, 'rule-7');
  const values = alert.entities.map((entity) => entity.value);
  for (const value of ['203.0.113.20', 'fin-ws-014', '198.51.100.7'])
    assert.ok(values.includes(value), `${value} of ${values}`);
  assert.equal((await server.api.alerts.raw({ id }))[0]?.body, JSON.stringify(body));
});

test('rule, title and severity are optional; a given severity wins', async () => {
  const plain = await submit({ events: [finding({ severity: 'Low' })] });
  assert.equal(plain.status, 202);
  const raised = await submit({ events: [finding({ severity: 'Low' })], severity: 'critical' });
  assert.equal((await server.api.alerts.get({ id: raised.body.data.alert_id })).severity, 'critical');
});

test('the same request under the same key is the same alert', async () => {
  const body = { events: [finding()], title: 'Once only' };
  const first = await submit(body, { 'idempotency-key': 'submission-0001' });
  const again = await submit(body, { 'idempotency-key': 'submission-0001' });
  assert.equal(first.status, 202);
  assert.equal(again.status, 202);
  assert.equal(again.body.data.alert_id, first.body.data.alert_id);
  const other = await submit(body, { 'idempotency-key': 'submission-0002' });
  assert.notEqual(other.body.data.alert_id, first.body.data.alert_id, 'another key is another submission');
});

test('another request under the same key is 409 and stores nothing', async () => {
  const first = await submit({ events: [finding()], title: 'First' }, { 'idempotency-key': 'conflict-0001' });
  const answer = await submit(
    { events: [finding()], title: 'Second' },
    { 'idempotency-key': 'conflict-0001' },
  );
  assert.equal(answer.status, 409);
  assert.equal(answer.body.error.code, 'idempotency_conflict');
  assert.equal((await server.api.alerts.get({ id: first.body.data.alert_id })).title, 'First');
});

test('two requests with one key at the same moment: one is taken, the other is 409', async () => {
  for (let round = 0; round < 5; round += 1) {
    const key = { 'idempotency-key': `race-${round}-0001` };
    const answers = await Promise.all([
      submit({ events: [finding()], title: 'Left' }, key),
      submit({ events: [finding()], title: 'Right' }, key),
    ]);
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [202, 409]);
  }
});

test('the same request twice at the same moment under one key is one alert', async () => {
  const body = { events: [finding()], title: 'Both at once' };
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => submit(body, { 'idempotency-key': 'together-0001' })),
  );
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [202]);
  assert.equal(new Set(answers.map((answer) => answer.body.data.alert_id)).size, 1);
});

test('without a key the content tells: the same again is counted, another is another alert', async () => {
  const body = { events: [finding()], title: 'No key' };
  const first = await submit(body);
  const again = await submit(body);
  assert.deepEqual(
    [again.body.data.alert_id, again.body.data.status],
    [first.body.data.alert_id, 'deduplicated'],
  );
  const other = await submit({ ...body, title: 'No key, other title' });
  assert.notEqual(other.body.data.alert_id, first.body.data.alert_id);
});

test('a key belongs to its tenant', async () => {
  const body = { events: [finding()], title: 'Neighbours' };
  const own = await submit(body, { 'idempotency-key': 'shared-key-0001' });
  const neighbour = await server.neighbour();
  const theirs = await submit(
    { ...body, title: 'Other' },
    { 'idempotency-key': 'shared-key-0001', authorization: `Bearer ${neighbour.key}` },
  );
  assert.equal(theirs.status, 202);
  assert.notEqual(theirs.body.data.alert_id, own.body.data.alert_id);
});

test('a wrong shape is 422 with its field, bad JSON is 400', async () => {
  const cases: [unknown, string | null][] = [
    [{}, 'events'],
    [{ events: [] }, 'events'],
    [{ events: 'all' }, 'events'],
    [{ events: [7] }, 'events.0'],
    [{ events: [finding(), null] }, 'events.1'],
    [{ events: Array.from({ length: 201 }, () => 'line') }, 'events'],
    [{ events: ['line'], severity: 'urgent' }, 'severity'],
    [{ events: ['line'], title: '' }, 'title'],
    [{ events: ['line'], colour: 'red' }, 'colour'],
    [[], null],
    ['"text"', null],
  ];
  for (const [body, field] of cases) {
    const answer = await submit(body);
    assert.equal(answer.status, 422, JSON.stringify(body));
    assert.equal(answer.body.error.code, 'invalid');
    if (field !== null) assert.equal(answer.body.error.field, field, JSON.stringify(body));
  }
  for (const body of ['{', '']) assert.equal((await submit(body)).status, 400, body);
});

test('a malformed Idempotency-Key is 422 and names the header', async () => {
  for (const key of ['short', 'x'.repeat(129), 'with a space in it']) {
    const answer = await submit({ events: ['line'] }, { 'idempotency-key': key });
    assert.equal(answer.status, 422, key);
    assert.equal(answer.body.error.field, 'Idempotency-Key');
  }
});

test('who may not submit to auto may not submit here', async () => {
  const { key } = await server.api.keys.create({ name: 'okta only', role: 'ingest', sources: ['okta'] });
  assert.equal((await submit({ events: ['line'] }, { authorization: `Bearer ${key}` })).status, 403);
  const viewer = await server.as('viewer');
  assert.equal((await submit({ events: ['line'] }, { authorization: `Bearer ${viewer.key}` })).status, 403);
  assert.equal((await submit({ events: ['line'] }, { authorization: 'Bearer nobody' })).status, 401);
});

test('a submission nested too deep is refused, one at the limit is taken', async () => {
  const deep = (depth: number) =>
    `{"events":[{"title":"Deep","a":${'['.repeat(depth)}${']'.repeat(depth)}}]}`;
  assert.equal((await submit(deep(900))).status, 202);
  for (const depth of [1_001, 20_000]) {
    const answer = await submit(deep(depth));
    assert.equal(answer.status, 422, `${depth}: ${answer.text.slice(0, 200)}`);
  }
});
