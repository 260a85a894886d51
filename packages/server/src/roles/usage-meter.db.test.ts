import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { keepsBound, msOf } from '../testing/in-time.ts';
import { finding } from '../testing/records.ts';
import { startTestServer, until } from '../testing/server.ts';
import { makeChild } from '../testing/tenants.ts';
import { secondsToMidnight } from './usage-meter.ts';

const server = await startTestServer();
after(() => server.stop());
const { admin } = server.database;

const some = (count: number) => Array.from({ length: count }, () => finding());
const usageOf = async (id: string) => (await server.api.tenants.get({ id })).usage;

describe('usage', () => {
  test('counts every record that was accepted, and the bytes of those that were stored', async () => {
    const child = await makeChild(server, 'counted');
    const twin = finding();
    await child.post('/v1/ingest/sentinel', [...some(3), twin]);
    await child.post('/v1/ingest/sentinel', twin);
    await until(async () => (await usageOf(child.id)).records_today === 5);
    const { rows } = await admin.query(
      'select sum(octet_length(body))::integer as bytes from wf.raw_record where tenant_id = $1',
      [child.uuid],
    );
    assert.equal((await usageOf(child.id)).stored_bytes, rows[0].bytes);
    assert.deepEqual((await child.api.tenant.get({})).usage, {
      records_today: 5,
      stored_bytes: rows[0].bytes,
    });
  });
});

describe('a quota of records a day', () => {
  test('lets through what it allows, refuses whole what goes beyond with 429 until midnight, and is recorded once', async () => {
    const child = await makeChild(server, 'ten-a-day', { quotas: { records_per_day: 10 } });
    assert.equal((await child.post('/v1/ingest/sentinel', some(8))).status, 202);
    const refused = await child.post('/v1/ingest/sentinel', some(3));
    assert.equal(refused.status, 429);
    const retryAfter = Number(refused.headers.get('retry-after'));
    assert.ok(retryAfter > 0 && retryAfter <= 86_400);
    const body = (await refused.json()) as { error: { code: string } };
    assert.equal(body.error.code, 'quota_exceeded');
    assert.equal((await child.post('/v1/ingest/sentinel', some(2))).status, 202);
    assert.equal((await child.post('/v1/ingest/sentinel', finding())).status, 429);
    assert.equal(
      (await child.post('/v1/alerts/submit', { events: ['one'], title: 'x', severity: 'low' })).status,
      429,
    );
    await until(async () => {
      const usage = await usageOf(child.id);
      return usage.records_today === 10 && usage.refused_today === 5;
    });
    const stored = await admin.query('select count(*)::integer as n from wf.alert where tenant_id = $1', [
      child.uuid,
    ]);
    assert.equal(stored.rows[0].n, 10);
    await child.post('/v1/ingest/sentinel', finding());
    await until(async () => (await usageOf(child.id)).refused_today === 6);
    const records = "select after from wf.audit_record where tenant_id = $1 and event = 'quota.exceeded'";
    await until(async () => (await admin.query(records, [child.uuid])).rowCount === 1);
    const text = (await server.request('/metrics')).text;
    assert.match(text, /code="quota_exceeded"/);
  });

  test('counts for a neighbour nothing, and is raised from above within some seconds', async () => {
    let made = 0;
    await keepsBound(8_000, async () => {
      made += 1;
      const child = await makeChild(server, `one-a-day-${made}`, { quotas: { records_per_day: 1 } });
      const other = await makeChild(server, `no-limit-${made}`);
      assert.equal((await child.post('/v1/ingest/sentinel', finding())).status, 202);
      assert.equal((await child.post('/v1/ingest/sentinel', finding())).status, 429);
      assert.equal((await other.post('/v1/ingest/sentinel', some(5))).status, 202);
      await server.api.tenants.update({ id: child.id, quotas: { records_per_day: null } });
      return msOf(() =>
        until(async () => (await child.post('/v1/ingest/sentinel', finding())).status === 202),
      );
    });
  });

  test('holds although many requests come at once', async () => {
    const child = await makeChild(server, 'rush', { quotas: { records_per_day: 20 } });
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => child.post('/v1/ingest/sentinel', finding())),
    );
    assert.equal(answers.filter((answer) => answer.status === 202).length, 20);
    assert.equal(answers.filter((answer) => answer.status === 429).length, 40);
  });
});

test('a quota of stored bytes refuses what would go beyond it', async () => {
  const child = await makeChild(server, 'small-store', { quotas: { stored_bytes: 2_000 } });
  const statuses = [];
  for (let n = 0; n < 8; n += 1) statuses.push((await child.post('/v1/ingest/sentinel', finding())).status);
  assert.ok(statuses.includes(202) && statuses.at(-1) === 429, String(statuses));
  await until(async () => (await usageOf(child.id)).stored_bytes > 0);
  assert.ok((await usageOf(child.id)).stored_bytes <= 2_000);
});

test('the day ends at midnight UTC', () => {
  assert.equal(secondsToMidnight(new Date('2026-03-04T23:59:30.000Z')), 30);
  assert.equal(secondsToMidnight(new Date('2026-03-04T00:00:00.000Z')), 86_400);
  assert.equal(secondsToMidnight(new Date('2026-03-04T23:59:59.999Z')), 1);
});
