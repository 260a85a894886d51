import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startTestServer } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

const LINES = [
  'CEF:0|Example Security|Gate|1.0|100|Worm stopped at the gate|9|src=192.0.2.1 dst=198.51.100.2 type=2 rt=Mar 04 2026 05:06:07',
  'this is no such line',
  '<134>1 2026-03-04T05:06:08Z sensor-1 cef - - - CEF:0|Example Security|Gate|1.0|200|Session ended|1|src=192.0.2.3',
];

test('lines posted to a format are records of the products in their headers, and a wrong one says what is wrong', async () => {
  const answer = await server.post('/v1/ingest/cef', Buffer.from(LINES.join('\n')), {
    'content-type': 'text/plain',
  });
  assert.equal(answer.status, 202, answer.text);
  assert.deepEqual(
    answer.body.data.map((row: { index: number; kind: string }) => [row.index, row.kind]),
    [
      [0, 'alert'],
      [2, 'event'],
    ],
  );
  const [error, ...more] = answer.body.errors;
  assert.deepEqual(more, []);
  assert.equal(error.index, 1);
  assert.match(error.message, /is no CEF: the line has no CEF:0\|… header/);
  const alert = await server.api.alerts.get({ id: answer.body.data[0].alert_id });
  assert.deepEqual(
    [alert.source, alert.vendor, alert.product, alert.title],
    ['cef', 'Example Security', 'Gate', 'Worm stopped at the gate'],
  );
  assert.deepEqual([alert.severity, alert.rule.id], ['critical', '100']);
});

test('a line without a year is placed by when it came', async () => {
  const lines = ['<34>Jan  1 00:00:00 host-1 su: a b', '<34>Jan  2 00:00:00 host-1 su: a b'];
  const answer = await server.post('/v1/ingest/syslog', Buffer.from(lines.join('\n')), {
    'content-type': 'text/plain',
  });
  assert.equal(answer.status, 202, answer.text);
  const event = await server.api.events.get({ id: answer.body.data[0].event_id });
  assert.ok(!event.flags.includes('time_missing'));
  assert.equal(event.source, 'syslog');
});

test('the catalogue lists them', async () => {
  const ids = (await server.api.sources.list({})).map(({ id }) => id);
  for (const id of ['cef', 'leef', 'syslog', 'ocsf']) assert.ok(ids.includes(id), `${id} in ${ids}`);
});
