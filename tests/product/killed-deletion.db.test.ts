// A server is killed in the middle of deleting a tenant, and another one brings it to its end.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { until } from '../../packages/server/src/testing/server.ts';
import { call, endAll, serve, temporaryFolder } from './child-server.ts';

const KEY = 'the-bootstrap-key-of-killed-deletion';
const database = await createTestDatabase();
const environment = {
  DATABASE_URL: database.url,
  DATABASE_MIGRATION_URL: database.adminUrl,
  WATCHFLOOR_HOME: temporaryFolder(),
  WATCHFLOOR_MASTER_KEY: 'ab'.repeat(32),
  WATCHFLOOR_BOOTSTRAP_KEY: KEY,
};
after(async () => {
  await endAll();
  await database.admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name like 'watchfloor%'",
    [database.name],
  );
  await database.drop();
});

function post(url: string, body: unknown, key = KEY) {
  return call(url, key, { method: 'POST', body: JSON.stringify(body) });
}

test('a deletion that was killed half way is finished by the next server, and its audit still verifies', async () => {
  const first = await serve(environment);
  const input = { slug: 'half-gone', name: 'Half gone', key: { name: 'k', role: 'admin' } };
  const made = (await post(`${first.url}/v1/tenants`, input)).body.data;
  const records = Array.from({ length: 200 }, (_, index) => ({
    id: `r-${index}`,
    title: 'Finding',
    severity: 'low',
  }));
  assert.equal((await post(`${first.url}/v1/ingest/generic`, records, made.key.key)).status, 202);
  const tenant = made.tenant.id.replace(/^tenant_(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const count = async (table: string) => {
    const { rows } = await database.admin.query(
      `select count(*)::integer as n from wf.${table} where tenant_id = $1`,
      [tenant],
    );
    return rows[0].n;
  };
  await until(async () => (await count('alert_search')) > 0 && (await count('decision')) >= 200);

  // While somebody else holds the alerts, the deletion stands before them: in the middle.
  const holder = await database.admin.connect();
  await holder.query('begin; lock table wf.alert in share mode');
  const confirmed = { confirm: 'half-gone', reason: 'contract ended' };
  assert.equal((await post(`${first.url}/v1/tenants/${made.tenant.id}/delete`, confirmed)).status, 202);
  await until(async () => (await count('alert_search')) === 0 && (await count('decision')) === 0);
  process.kill(first.serverPid, 'SIGKILL');
  await first.ended;
  assert.equal(await count('alert'), 200);
  await holder.query('rollback');
  holder.release();

  const second = await serve(environment);
  const tombstone = () => call(`${second.url}/v1/tenants/${made.tenant.id}/tombstone`, KEY);
  await until(async () => (await tombstone()).body.data.deleted_at !== null, 60_000);
  const { body } = await tombstone();
  assert.equal(body.data.audit.ok, true);
  // Rows are counted in the step that removes them, so each is counted once, whoever removed it.
  assert.equal(body.data.counts.alert, 200);
  assert.ok(body.data.counts.decision >= 200);
  assert.equal((await database.admin.query('select 1 from wf.tenant where id = $1', [tenant])).rowCount, 0);
});
