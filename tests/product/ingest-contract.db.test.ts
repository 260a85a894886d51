// The contract of POST /v1/ingest/{source}, as a sender outside relies on it: who may submit, what is answered for one record and
// for many, what repeating means. Bodies and their limits are in ingest-bodies, signatures in ingest-signatures.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { finding, signIn } from '../../packages/server/src/testing/records.ts';
import { startTestServer, until } from '../../packages/server/src/testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

const ALERT_ID = /^alert_[0-9a-f]{32}$/;
const EVENT_ID = /^event_[0-9a-f]{32}$/;
let made = 0;

/** A record of the documented generic form, with an id of its own unless one is given. */
function record(part: object = {}): object {
  made += 1;
  return { id: `contract-${made}`, title: `Suspicious sign-in ${made}`, severity: 'high', ...part };
}

async function ingest(headers: Record<string, string>, body: unknown = record(), source = 'generic') {
  return server.request(`/v1/ingest/${source}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

test('a key is taken as Bearer and as X-API-Key', async () => {
  assert.equal((await ingest({ authorization: `Bearer ${server.key}` })).status, 202);
  assert.equal((await ingest({ authorization: `bearer ${server.key}` })).status, 202);
  assert.equal((await ingest({ 'x-api-key': server.key })).status, 202);
});

test('no key, a wrong key, an empty key and another scheme are 401', async () => {
  const refused: Record<string, string>[] = [
    {},
    { authorization: 'Bearer wfk_wrong' },
    { authorization: 'Bearer ' },
    { authorization: `Basic ${Buffer.from(`key:${server.key}`).toString('base64')}` },
    { 'x-api-key': 'wfk_wrong' },
    { 'x-api-key': `${server.key}x` },
  ];
  for (const headers of refused) {
    const answer = await ingest(headers);
    assert.equal(answer.status, 401, JSON.stringify(headers));
    assert.equal(answer.body.error.code, 'unauthenticated');
  }
});

test('every role but the viewer may submit; a viewer is 403', async () => {
  for (const role of ['admin', 'analyst', 'ingest'] as const) {
    const caller = await server.as(role);
    assert.equal((await ingest({ 'x-api-key': caller.key })).status, 202, role);
  }
  const viewer = await server.as('viewer');
  const answer = await ingest({ 'x-api-key': viewer.key });
  assert.equal(answer.status, 403);
  assert.equal(answer.body.error.code, 'forbidden');
});

test('a key limited to sources is 403 for the others and for auto', async () => {
  const { key } = await server.api.keys.create({ name: 'okta only', role: 'ingest', sources: ['okta'] });
  const headers = { 'x-api-key': key };
  assert.equal((await ingest(headers, signIn(), 'okta')).status, 202);
  for (const source of ['generic', 'sentinel', 'auto']) {
    const answer = await ingest(headers, record(), source);
    assert.equal(answer.status, 403, source);
    assert.equal(answer.body.error.code, 'source_not_allowed');
  }
});

test('an unknown source is 404, also for a key that is limited to others; without a key it is 401', async () => {
  const { key } = await server.api.keys.create({ name: 'okta alone', role: 'ingest', sources: ['okta'] });
  for (const headers of [{ 'x-api-key': server.key }, { 'x-api-key': key }]) {
    const answer = await ingest(headers, record(), 'no-such-source');
    assert.equal(answer.status, 404);
    assert.equal(answer.body.error.code, 'unknown_source');
  }
  assert.equal((await ingest({}, record(), 'no-such-source')).status, 401);
});

test('a revoked key stops working at once where it was revoked', async () => {
  const created = await server.api.keys.create({ name: 'short-lived', role: 'ingest' });
  assert.equal((await ingest({ 'x-api-key': created.key })).status, 202);
  await server.api.keys.revoke({ id: created.id });
  assert.equal((await ingest({ 'x-api-key': created.key })).status, 401);
});

test('a secret address needs no header, and belongs to one source', async () => {
  const setup = await server.api.sources.setup({ source: 'generic' });
  const post = (path: string) =>
    server.request(path, {
      method: 'POST',
      body: JSON.stringify(record()),
      headers: { 'content-type': 'application/json' },
    });
  const answer = await post(setup.token_path);
  assert.equal(answer.status, 202);
  assert.match(answer.body.data.alert_id, ALERT_ID);
  const token = setup.token_path.split('/').at(-1);
  assert.equal((await post(`/v1/ingest/okta/t/${token}`)).status, 403);
  assert.equal((await post(`/v1/ingest/generic/t/${'x'.repeat(43)}`)).status, 401);
  await server.api.sources.setup({ source: 'generic', replace: true });
  assert.equal((await post(setup.token_path)).status, 401, 'a replaced address is no longer valid');
});

test('an alert answers its id, its kind, its status and its count, and nothing else', async () => {
  const answer = await server.post('/v1/ingest/sentinel', finding());
  assert.equal(answer.status, 202);
  const { alert_id, ...rest } = answer.body.data;
  assert.match(alert_id, ALERT_ID);
  assert.deepEqual(rest, { kind: 'alert', status: 'queued', duplicate_count: 1 });
  assert.deepEqual(Object.keys(answer.body), ['data']);
});

test('an event answers a null alert_id and its event_id, and can be read under it', async () => {
  const answer = await server.post('/v1/ingest/okta', signIn());
  assert.equal(answer.status, 202);
  const { alert_id, event_id, ...rest } = answer.body.data;
  assert.equal(alert_id, null);
  assert.match(event_id, EVENT_ID);
  assert.deepEqual(rest, { kind: 'event', status: 'queued', duplicate_count: 1 });
  assert.equal((await server.api.events.get({ id: event_id })).source, 'okta');
});

test('a repeated event is counted under the first one’s event_id', async () => {
  const sent = signIn();
  const first = await server.post('/v1/ingest/okta', sent);
  const again = await server.post('/v1/ingest/okta', sent);
  assert.equal(again.body.data.event_id, first.body.data.event_id);
  assert.deepEqual(
    [again.body.data.status, again.body.data.duplicate_count, again.body.data.alert_id],
    ['deduplicated', 2, null],
  );
});

test('duplicates answer the original’s alert_id and count occurrences from 1, and the alert shows the count', async () => {
  const sent = record();
  const answers = [];
  for (let n = 0; n < 4; n += 1) answers.push((await server.post('/v1/ingest/generic', sent)).body.data);
  assert.deepEqual(
    answers.map((data) => [data.status, data.duplicate_count]),
    [
      ['queued', 1],
      ['deduplicated', 2],
      ['deduplicated', 3],
      ['deduplicated', 4],
    ],
  );
  assert.equal(new Set(answers.map((data) => data.alert_id)).size, 1);
  assert.equal((await server.api.alerts.get({ id: answers[0].alert_id })).duplicate_count, 4);
});

test('the order of keys and white space make no other record', async () => {
  const first = await server.post('/v1/ingest/generic', '{"id":"order-1","title":"Same","severity":"low"}');
  const again = await server.post(
    '/v1/ingest/generic',
    '{ "severity" : "low",\n"title":"Same", "id":"order-1" }',
  );
  assert.equal(again.body.data.status, 'deduplicated');
  assert.equal(again.body.data.alert_id, first.body.data.alert_id);
});

test('the same id with a higher severity is "updated": revision 2 of the same alert, decided again', async () => {
  const [id] = await server.submitDecided('generic', { id: 'revised-1', title: 'Beacon', severity: 'low' });
  assert.ok(id);
  const before = await server.api.alerts.get({ id });
  const answer = await server.post('/v1/ingest/generic', {
    id: 'revised-1',
    title: 'Beacon',
    severity: 'critical',
  });
  assert.equal(answer.status, 202);
  assert.deepEqual(answer.body.data, { alert_id: id, kind: 'alert', status: 'updated', duplicate_count: 2 });
  await until(async () => (await server.api.alerts.get({ id })).severity === 'critical');
  await until(async () => (await server.api.alerts.get({ id })).stage === 'decided');
  const alert = await server.api.alerts.get({ id });
  assert.equal(alert.revision, 2);
  assert.ok((alert.risk_score ?? 0) > (before.risk_score ?? 0), 'the new severity counts');
  assert.ok((alert.risk_score ?? 0) >= 60, 'critical is at least 60');
  const decisions = await server.api.alerts.decisions({ id });
  const finals = decisions.filter((row) => row.phase === 'final').map((row) => row.alert_revision);
  assert.deepEqual([...finals].sort(), [1, 2]);
  const raw = await server.api.alerts.raw({ id });
  assert.deepEqual(
    raw.map((row) => row.revision),
    [2, 1],
    'both records are kept',
  );
});

test('an array answers by index: the good are stored, the bad are named, in order', async () => {
  const body = [record(), {}, record(), 17, 'a raw line of text', { title: { not: 'a text' } }];
  const answer = await server.post('/v1/ingest/generic', body);
  assert.equal(answer.status, 202);
  assert.deepEqual(
    answer.body.data.map((row: { index: number }) => row.index),
    [0, 2, 4],
  );
  for (const row of answer.body.data) {
    assert.ok(row.alert_id !== null || EVENT_ID.test(row.event_id));
    assert.ok(['alert', 'event'].includes(row.kind));
    assert.deepEqual([row.status, row.duplicate_count], ['queued', 1]);
  }
  assert.deepEqual(
    answer.body.errors.map((row: { index: number; code: string }) => [row.index, row.code]),
    [
      [1, 'invalid'],
      [3, 'invalid'],
      [5, 'invalid'],
    ],
  );
  for (const row of answer.body.errors) {
    assert.deepEqual(Object.keys(row).sort(), ['code', 'field', 'index', 'message']);
    assert.ok(row.message.length > 0);
  }
  assert.equal(answer.body.errors[2].field, 'title');
});

test('an array with one record answers a list, and so does NDJSON with one line', async () => {
  const array = await server.post('/v1/ingest/generic', [record()]);
  assert.equal(array.status, 202);
  assert.equal(array.body.data.length, 1);
  assert.deepEqual(array.body.errors, []);
  const lines = await server.post('/v1/ingest/generic', `${JSON.stringify(record())}\n`, {
    'content-type': 'application/x-ndjson',
  });
  assert.equal(lines.status, 202);
  assert.equal(lines.body.data[0].index, 0);
  assert.deepEqual(lines.body.errors, []);
});

test('twins inside one array are one alert, counted', async () => {
  const twin = record();
  const answer = await server.post('/v1/ingest/generic', [twin, record(), twin, twin]);
  const rows = answer.body.data;
  assert.deepEqual(
    rows.map((row: { status: string; duplicate_count: number }) => [row.status, row.duplicate_count]),
    [
      ['queued', 1],
      ['queued', 1],
      ['deduplicated', 2],
      ['deduplicated', 3],
    ],
  );
  assert.equal(rows[2].alert_id, rows[0].alert_id);
  assert.equal(rows[3].alert_id, rows[0].alert_id);
});

test('two contents of one id in one array are an alert and its revision, in their order', async () => {
  const answer = await server.post('/v1/ingest/generic', [
    { id: 'pair-1', title: 'First', severity: 'low' },
    { id: 'pair-1', title: 'First', severity: 'high' },
  ]);
  assert.deepEqual(
    answer.body.data.map((row: { status: string }) => row.status),
    ['queued', 'updated'],
  );
  const id = answer.body.data[0].alert_id;
  assert.equal(answer.body.data[1].alert_id, id);
  await until(async () => {
    const alert = await server.api.alerts.get({ id });
    return alert.stage === 'decided' && alert.revision === 2;
  });
  assert.equal((await server.api.alerts.get({ id })).severity, 'high');
});

test('an array of which nothing is accepted, and an empty one, are 422', async () => {
  const none = await server.post('/v1/ingest/okta', [{ a: 1 }, 'text', 3]);
  assert.equal(none.status, 422);
  assert.equal(none.body.error.code, 'invalid');
  const empty = await server.post('/v1/ingest/generic', []);
  assert.equal(empty.status, 422);
  assert.equal(empty.body.error.code, 'empty');
});

test('a thousand records are taken, one more is 422', async () => {
  const records = Array.from({ length: 1_000 }, () => record());
  const taken = await server.post('/v1/ingest/generic', records);
  assert.equal(taken.status, 202);
  assert.equal(taken.body.data.length, 1_000);
  assert.deepEqual(
    taken.body.data.map((row: { index: number }) => row.index),
    records.map((_, index) => index),
  );
  const lines = records.map((row) => JSON.stringify(row)).join('\n');
  for (const [body, type] of [
    [JSON.stringify([...records, record()]), 'application/json'],
    [`${lines}\n${JSON.stringify(record())}`, 'application/x-ndjson'],
    [`${lines}\nsshd: one more line`, 'text/plain'],
  ] as const) {
    const answer = await server.post('/v1/ingest/generic', body, { 'content-type': type });
    assert.equal(answer.status, 422, type);
    assert.equal(answer.body.error.code, 'too_many_records', type);
  }
});

test('a record of the wrong shape is 422 and names the field', async () => {
  const cases: [string, object, string][] = [
    ['generic', { title: ['a list'] }, 'title'],
    ['generic', { title: 'x', occurred_at: 'the day before' }, 'occurred_at'],
    ['generic', { title: 'x', entities: 'all' }, 'entities'],
    ['okta', { uuid: 'x' }, 'eventType'],
  ];
  for (const [source, body, field] of cases) {
    const answer = await server.post(`/v1/ingest/${source}`, body);
    assert.equal(answer.status, 422, JSON.stringify(body));
    assert.equal(answer.body.error.code, 'invalid');
    assert.equal(answer.body.error.field, field);
  }
});

test('auto recognises the product, falls back to generic, and refuses no record', async () => {
  const cases: [unknown, string][] = [
    [finding(), 'sentinel'],
    [signIn(), 'okta'],
    [record(), 'generic'],
    [{ nobody: { knows: 'this' } }, 'generic'],
    [{}, 'generic'],
    ['Oct 11 22:14:15 bastion sshd[4721]: Failed password for root from 198.51.100.61', 'generic'],
    [42, 'generic'],
    [null, 'generic'],
    [[1, 2], 'generic'],
  ];
  for (const [value, source] of cases) {
    const answer = await server.post('/v1/ingest/auto', [value]);
    assert.equal(answer.status, 202, JSON.stringify(value));
    const [row] = answer.body.data;
    const stored =
      row.kind === 'alert'
        ? await server.api.alerts.get({ id: row.alert_id })
        : await server.api.events.get({ id: row.event_id });
    assert.equal(stored.source, source, JSON.stringify(value));
  }
});

test('an array inside a vendor’s envelope counts as its records, for the source itself and for auto', async () => {
  for (const source of ['okta', 'auto']) {
    const hook = {
      eventType: 'com.okta.event_hook',
      cloudEventsVersion: '0.1',
      data: { events: [signIn(), { not: 'an event' }, signIn()] },
    };
    const answer = await server.post(`/v1/ingest/${source}`, hook);
    assert.equal(answer.status, 202, source);
    const indices = answer.body.data.map((row: { index: number }) => row.index);
    if (source === 'okta') {
      assert.deepEqual(indices, [0, 2]);
      assert.deepEqual(answer.body.errors[0].index, 1);
    } else assert.deepEqual(indices, [0, 1, 2], 'auto reads the stranger as generic');
  }
  const rows = await server.post('/v1/ingest/sentinel', { value: [finding(), finding()] });
  assert.equal(rows.body.data.length, 2);
  const empty = await server.post('/v1/ingest/okta', {
    eventType: 'com.okta.event_hook',
    data: { events: [] },
  });
  assert.equal(empty.status, 422);
  assert.equal(empty.body.error.code, 'empty');
});

test('records of an envelope keep their own bytes', async () => {
  const first = finding({ title: 'First of two' });
  const text = `{ "value" : [ ${JSON.stringify(first, null, 1)} ,\n${JSON.stringify(finding())} ] }`;
  const answer = await server.post('/v1/ingest/sentinel', text);
  const raw = await server.api.alerts.raw({ id: answer.body.data[0].alert_id });
  assert.equal(raw[0]?.body, JSON.stringify(first, null, 1));
  assert.equal(raw[0]?.exact, true);
});

test('Okta’s verification challenge is repeated on both addresses, to a caller who is known', async () => {
  const headers = { 'x-okta-verification-challenge': 'challenge-Ab9' };
  const { token_path } = await server.api.sources.setup({ source: 'okta' });
  const byAddress = await server.request(token_path, { headers });
  assert.equal(byAddress.status, 200);
  assert.deepEqual(byAddress.body, { verification: 'challenge-Ab9' });
  const byKey = await server.request('/v1/ingest/okta', {
    headers: { ...headers, authorization: `Bearer ${server.key}` },
  });
  assert.deepEqual([byKey.status, byKey.body], [200, { verification: 'challenge-Ab9' }]);
  assert.equal((await server.request('/v1/ingest/okta', { headers })).status, 401);
  assert.equal((await server.request(`/v1/ingest/okta/t/${'y'.repeat(43)}`, { headers })).status, 401);
  const without = await server.request(token_path);
  assert.equal(without.status, 404);
  assert.equal(without.body.error.code, 'not_found');
});

test('what one tenant submits another neither sees nor is deduplicated against', async () => {
  const sent = record();
  const own = await server.post('/v1/ingest/generic', sent);
  const neighbour = await server.neighbour();
  const theirs = await ingest({ 'x-api-key': neighbour.key }, sent);
  assert.equal(theirs.body.data.status, 'queued');
  assert.equal(theirs.body.data.duplicate_count, 1);
  assert.notEqual(theirs.body.data.alert_id, own.body.data.alert_id);
  const hidden = await server.request(`/v1/alerts/${own.body.data.alert_id}`, {
    headers: { 'x-api-key': neighbour.key },
  });
  assert.equal(hidden.status, 404);
});
