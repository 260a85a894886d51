// The sweeper and its figures, a round at a time, on a server whose own roles leave the queue alone.

import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { systemClock } from '../kernel/clock.ts';
import { openDatabase } from '../platform/db/database.ts';
import { makeMetrics } from '../platform/telemetry/metrics.ts';
import { plantLetter } from '../testing/poison.ts';
import { finding } from '../testing/records.ts';
import { startTestServer } from '../testing/server.ts';
import { uuidOf } from '../testing/triage-by-hand.ts';
import { measureWork, sweepStuckAlerts } from './watch-work.ts';

const server = await startTestServer({ roles: ['api'] });
const { admin } = server.database;
const database = openDatabase({
  config: { connectionString: server.database.url },
  onError: (error) => assert.fail(error),
});
after(async () => {
  await database.close();
  await server.stop();
});
const metrics = makeMetrics({ waiting: () => 0 });
const log = { debug() {}, info() {}, warn() {}, error() {} };
const parts = { database, clock: systemClock, log, metrics };
const tenant = uuidOf('tenant', (await server.api.session.get({})).tenant.id);

beforeEach(async () => {
  await admin.query("update wf.alert set stage = 'decided'");
  await admin.query('delete from graphile_worker._private_jobs');
});

async function accept(...severities: ('Critical' | 'Low')[]): Promise<string[]> {
  const answer = await server.post(
    '/v1/ingest/sentinel',
    severities.map((severity) => finding({ severity })),
  );
  return answer.body.data.map((row: { alert_id: string }) => uuidOf('alert', row.alert_id));
}

const payloadsOf = async () =>
  (await admin.query('select payload from graphile_worker._private_jobs')).rows.map((row) => row.payload);

async function shown(name: string): Promise<string[]> {
  const text = await metrics.registry.metrics();
  return text.split('\n').filter((line) => line.startsWith(name));
}

test('what stands still and no job carries is put back to work, although other work waits', async () => {
  const [carried] = await accept('Critical');
  const [stuck, discarded] = await accept('Low', 'Critical');
  await admin.query("delete from graphile_worker._private_jobs where payload::text like '%' || $1 || '%'", [
    stuck,
  ]);
  await admin.query("delete from graphile_worker._private_jobs where payload::text like '%' || $1 || '%'", [
    discarded,
  ]);
  await plantLetter(admin, { tenant, alert: discarded ?? '' });
  await sweepStuckAlerts(parts);
  assert.equal((await payloadsOf()).length, 1, 'nothing is stuck in its first half minute');
  await admin.query("update wf.alert set received_at = now() - interval '31 seconds' where id = any($1)", [
    [carried, stuck, discarded],
  ]);
  await sweepStuckAlerts(parts);
  await sweepStuckAlerts(parts);
  const payloads = await payloadsOf();
  assert.deepEqual(
    payloads.map((payload) => payload.alerts).sort(),
    [[carried], [stuck]].sort(),
    'once, since a job carries it from then on; what lies in a dead letter is left to people',
  );
  assert.deepEqual(await shown('watchfloor_alerts_stuck'), ['watchfloor_alerts_stuck 0']);
});

test('a job that the queue has given up carries nothing any more', async () => {
  const [stuck] = await accept('Low');
  await admin.query('update graphile_worker._private_jobs set attempts = max_attempts');
  await admin.query("update wf.alert set received_at = now() - interval '31 seconds' where id = $1", [stuck]);
  await sweepStuckAlerts(parts);
  assert.equal((await payloadsOf()).length, 2);
});

test('the figures tell what waits by class, how long, and how many letters are open', async () => {
  await admin.query('delete from wf.dead_letter');
  await accept('Critical', 'Low');
  await admin.query(
    "update graphile_worker._private_jobs set created_at = now() - interval '100 seconds' where priority = 3",
  );
  await plantLetter(admin, { tenant, alert: null });
  await measureWork(parts);
  const waiting = await shown('watchfloor_work_waiting');
  assert.ok(waiting.includes('watchfloor_work_waiting{class="critical"} 1'));
  assert.ok(waiting.includes('watchfloor_work_waiting{class="low"} 1'));
  assert.ok(waiting.includes('watchfloor_work_waiting{class="events"} 0'));
  const oldest = (await shown('watchfloor_work_oldest_seconds{class="low"}'))[0]?.split(' ')[1];
  assert.ok(Number(oldest) >= 100 && Number(oldest) < 160);
  assert.deepEqual(await shown('watchfloor_dead_letters'), ['watchfloor_dead_letters 1']);
});
