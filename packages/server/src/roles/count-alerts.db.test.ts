// Merging and counting anew, a round at a time, on a server whose own roles leave the counts alone.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { systemClock } from '../kernel/clock.ts';
import { openDatabase } from '../platform/db/database.ts';
import { makeMetrics } from '../platform/telemetry/metrics.ts';
import { finding } from '../testing/records.ts';
import { startTestServer } from '../testing/server.ts';
import { makeChild } from '../testing/tenants.ts';
import { uuidOf } from '../testing/triage-by-hand.ts';
import { mergeCounts, recountAll } from './count-alerts.ts';

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
const warnings: unknown[] = [];
const log = { debug() {}, info() {}, warn: (fields: object) => warnings.push(fields), error() {} };
const parts = { database, clock: systemClock, log, metrics };
const tenant = uuidOf('tenant', (await server.api.session.get({})).tenant.id);
const { signal } = new AbortController();

const deltas = async (of: string) =>
  (await admin.query('select count(*)::integer as n from wf.alert_count_delta where tenant_id = $1', [of]))
    .rows[0].n;
const drift = async () =>
  (await metrics.registry.metrics())
    .split('\n')
    .find((line) => /^watchfloor_alert_count_drift_total /.test(line));

test('what came is merged where it is much, by any number of schedulers, and every reading stays the same', async () => {
  const child = await makeChild(server, 'quiet');
  await child.post('/v1/ingest/sentinel', finding({ severity: 'Low' }));
  for (let batch = 0; batch < 30; batch += 1) {
    const severities = ['Critical', 'High', 'Medium', 'Low'] as const;
    const answer = await server.post(
      '/v1/ingest/sentinel',
      severities.map((severity) => finding({ severity })),
    );
    assert.equal(answer.status, 202);
  }
  assert.ok((await deltas(tenant)) >= 100);
  const before = await server.api.alerts.facets({});
  assert.equal(before.total, 120);
  await Promise.all([mergeCounts(parts, signal), mergeCounts(parts, signal), mergeCounts(parts, signal)]);
  assert.equal(await deltas(tenant), 0);
  assert.deepEqual(await server.api.alerts.facets({}), before);
  assert.equal(await deltas(child.uuid), 1, 'so little is left where it is');
  assert.equal((await child.api.alerts.facets({})).total, 1);
});

test('counting anew says nothing of right counts, and tells of wrong ones what it put right', async () => {
  const before = await server.api.alerts.facets({});
  await recountAll(parts, [tenant], signal);
  assert.equal(await drift(), 'watchfloor_alert_count_drift_total 0');
  assert.deepEqual(warnings, []);
  await admin.query("update wf.alert_count set count = count + 5 where tenant_id = $1 and severity = 'low'", [
    tenant,
  ]);
  assert.equal((await server.api.alerts.facets({})).total, before.total + 5);
  await recountAll(parts, [tenant], signal);
  assert.deepEqual(await server.api.alerts.facets({}), before);
  assert.equal(await drift(), 'watchfloor_alert_count_drift_total 5');
  assert.deepEqual(warnings, [{ tenant, alerts: 5 }]);
});

test('a scheduler that stops leaves the rest to its next round', async () => {
  await admin.query("update wf.alert_count set count = count + 5 where tenant_id = $1 and severity = 'low'", [
    tenant,
  ]);
  await recountAll(parts, [tenant], AbortSignal.abort());
  assert.equal(await drift(), 'watchfloor_alert_count_drift_total 5');
  await recountAll(parts, [tenant], signal);
  assert.equal(await drift(), 'watchfloor_alert_count_drift_total 10');
});
