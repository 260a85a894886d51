import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { finding } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

test('tells the whole way of an alert in the order in which it happened', async () => {
  const [id = ''] = await server.submitDecided('sentinel', finding({ id: 'whole-way' }));
  await server.api.alerts.update({ id, status: 'investigating', assignee: 'Adele V' });
  await server.api.alerts.addComment({ id, body: 'Called the owner.' });
  await server.api.alerts.close({ id, verdict: 'false_positive', reason: 'test', note: 'noise' });
  await server.api.alerts.reopen({ id, reason: 'it came back' });
  await server.submitDecided('sentinel', finding({ id: 'whole-way', severity: 'Critical' }));
  await until(async () => (await server.api.alerts.get({ id })).revision === 2);
  const timeline = await server.api.alerts.timeline({ id });
  assert.deepEqual(
    timeline.map((entry) => [entry.kind, entry.actor]),
    [
      ['received', 'source sentinel'],
      ['decided', 'triage'],
      ['changed', 'local command line'],
      ['commented', 'local command line'],
      ['commented', 'local command line'],
      ['closed', 'local command line'],
      ['reopened', 'local command line'],
      // The revision is a second sight of the alert as well; both were received at the same moment.
      ['repeated', 'source sentinel'],
      ['revised', 'source sentinel'],
      ['decided', 'triage'],
    ],
  );
  const times = timeline.map((entry) => entry.at);
  assert.deepEqual(times, [...times].sort());
  assert.match(timeline[1]?.summary ?? '', /^Decided \(final\): risk \d+, recommended \w+\.$/);
  assert.match(timeline[5]?.summary ?? '', /verdict → false_positive/);
  assert.equal(timeline.at(-1)?.details['revision'], 2);
  assert.equal(timeline.at(-1)?.details['risk_score'], (await server.api.alerts.get({ id })).risk_score);
});

test('says how often the same content came, and when last', async () => {
  const record = finding({ id: 'repeated' });
  const [id = ''] = await server.submitDecided('sentinel', record);
  for (let time = 0; time < 3; time += 1) await server.post('/v1/ingest/sentinel', record);
  const timeline = await server.api.alerts.timeline({ id });
  const repeated = timeline.filter((entry) => entry.kind === 'repeated');
  assert.equal(repeated.length, 1);
  assert.equal(repeated[0]?.details['duplicate_count'], 4);
  assert.equal(repeated[0]?.at, (await server.api.alerts.get({ id })).last_seen);
});

test('a closure by the vendor is told like one by a person', async () => {
  const [id = ''] = await server.submitDecided('sentinel', finding({ closedAs: 'FalsePositive' }));
  assert.equal((await server.api.alerts.get({ id })).status, 'resolved');
  const closed = (await server.api.alerts.timeline({ id })).filter((entry) => entry.kind === 'closed');
  assert.deepEqual(
    closed.map((entry) => [entry.actor, entry.summary]),
    [
      [
        'source sentinel',
        'status → resolved; verdict → false_positive; close reason → closed at the vendor.',
      ],
    ],
  );
});
