import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { finding, signIn } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

let alertId: string;
let eventId: string;

before(async () => {
  const alert = await server.post(
    '/v1/ingest/sentinel',
    finding({
      id: '5e0f6c1a-0000-4000-8000-0c5f00000001',
      title: 'Password spray',
      severity: 'High',
      user: 'adele@contoso.example.com',
      ip: '203.0.113.7',
      techniques: ['T1110'],
    }),
  );
  alertId = alert.body.data.alert_id;
  const event = await server.post(
    '/v1/ingest/okta',
    signIn({ user: 'adele@contoso.example.com', ip: '192.0.2.9', at: '2026-03-04T08:00:00.000Z' }),
  );
  eventId = event.body.data.event_id;
  await until(async () => (await server.api.alerts.get({ id: alertId })).stage === 'decided');
});

describe('alerts.ocsf', () => {
  test('ok: the decided alert as a finding, with its entities and its risk', async () => {
    const alert = await server.api.alerts.get({ id: alertId });
    const ocsf = await server.api.alerts.ocsf({ id: alertId });
    assert.deepEqual([ocsf.class_uid, ocsf.category_uid, ocsf.severity_id], [2004, 2, 4]);
    assert.equal(ocsf.type_uid, 200400 + ocsf.activity_id);
    assert.equal(ocsf.finding_info.uid, alertId);
    assert.equal(ocsf.finding_info.uid_alt, '5e0f6c1a-0000-4000-8000-0c5f00000001');
    assert.equal(ocsf.finding_info.title, 'Password spray');
    assert.equal(ocsf.metadata.product.vendor_name, 'Microsoft');
    assert.equal(ocsf.risk_score, alert.risk_score);
    assert.ok(ocsf.observables?.some(({ type_id, value }) => type_id === 2 && value === '203.0.113.7'));
    assert.deepEqual([ocsf.status, ocsf.is_alert, ocsf.verdict], ['New', true, undefined]);
  });

  test('ok: a closed alert is a closing with its verdict', async () => {
    await server.api.alerts.close({ id: alertId, verdict: 'true_positive', reason: 'malicious_confirmed' });
    const ocsf = await server.api.alerts.ocsf({ id: alertId });
    assert.deepEqual(
      [ocsf.activity_name, ocsf.status, ocsf.verdict, ocsf.is_alert],
      ['Close', 'Resolved', 'True Positive', false],
    );
  });

  test('what it answers is read by the source ocsf', async () => {
    const ocsf = await server.api.alerts.ocsf({ id: alertId });
    const answer = await server.post('/v1/ingest/ocsf', ocsf);
    assert.equal(answer.status, 202, answer.text);
    const copy = await server.api.alerts.get({ id: answer.body.data.alert_id });
    assert.deepEqual([copy.source, copy.title, copy.vendor], ['ocsf', 'Password spray', 'Microsoft']);
  });
});

test('events.ocsf ok: the event as a finding that is no alert', async () => {
  const ocsf = await server.api.events.ocsf({ id: eventId });
  assert.deepEqual([ocsf.class_uid, ocsf.is_alert, ocsf.time], [2004, false, Date.UTC(2026, 2, 4, 8)]);
  assert.equal(ocsf.unmapped.watchfloor['kind'], 'event');
  assert.equal(ocsf.metadata.event_code, 'user.session.start');
  assert.ok(ocsf.observables?.some(({ value }) => value === '192.0.2.9'));
});

const paths = () => [`/v1/alerts/${alertId}/ocsf`, `/v1/events/${eventId}/ocsf`];

test('invalid: an id of another kind is no such thing', async () => {
  await assert.rejects(server.api.alerts.ocsf({ id: eventId }), /id|alert/i);
  await assert.rejects(server.api.events.ocsf({ id: alertId }), /id|event/i);
});

test('unauthenticated: without a credential nothing is said', async () => {
  for (const path of paths()) assert.equal((await server.request(path)).status, 401);
});

test('forbidden: a key that may only ingest may not read', async () => {
  const { key } = await server.as('ingest');
  for (const path of paths()) {
    const answer = await server.request(path, { headers: { authorization: `Bearer ${key}` } });
    assert.equal(answer.status, 403, answer.text);
  }
});

test('hidden: the neighbour has no such alert and no such event', async () => {
  const { api } = await server.neighbour();
  await assert.rejects(api.alerts.ocsf({ id: alertId }), /no alert/);
  await assert.rejects(api.events.ocsf({ id: eventId }), /no event/);
});
