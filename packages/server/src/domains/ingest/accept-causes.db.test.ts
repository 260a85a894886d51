// The requests that a job works for, as the accept transaction writes them into its payload and as they survive a split.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { z } from 'zod';
import { systemClock } from '../../kernel/clock.ts';
import { makeIds } from '../../kernel/ids.ts';
import { anyJob, job } from '../../kernel/job.ts';
import { openDatabase } from '../../platform/db/database.ts';
import { makeMetrics } from '../../platform/telemetry/metrics.ts';
import { causeById } from '../../platform/work/causes.ts';
import { settleFailure } from '../../platform/work/failed-job.ts';
import { createTestDatabase } from '../../testing/cluster.ts';
import { type AcceptItem, acceptBatch } from './accept.store.ts';
import { acceptItem } from './testing/accept-item.ts';

const testDatabase = await createTestDatabase();
const database = openDatabase({
  config: { connectionString: testDatabase.url },
  onError: (error) => assert.fail(error),
});
await database.ingestTransaction((sql) => sql.query('', 'select 1'));
await testDatabase.admin.query('select wf.ensure_partitions(now())');
after(async () => {
  await database.close();
  await testDatabase.drop();
});

async function newTenant(): Promise<string> {
  const id = randomUUID();
  await testDatabase.admin.query(
    "insert into wf.tenant (id, slug, name, created_at) values ($1, $2, 'Tenant', now())",
    [id, `t-${id.slice(0, 8)}`],
  );
  return id;
}

const cause = (request: number) => ({
  request_id: `req_${request}`,
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
});

/** One item a request, by its number; null for one without. Gives the payload of the job that they make together. */
async function payloadOf(requests: readonly (number | null)[]) {
  const tenantId = await newTenant();
  const items: AcceptItem[] = requests.map((request, index) => ({
    ...acceptItem({ tenantId, ref: `r-${index}` }),
    ...(request === null ? {} : { cause: cause(request) }),
  }));
  await database.ingestTransaction((sql) => acceptBatch(sql, items));
  const { rows } = await testDatabase.admin.query(
    "select payload from graphile_worker._private_jobs where payload ->> 'tenant_id' = $1 order by id",
    [tenantId],
  );
  const payload = rows[0].payload;
  const found = causeById(payload);
  const named = items.map((item) => found.get(item.subjectId)?.request_id ?? null);
  return { tenantId, payload, named };
}

test('a job names the request of each of its alerts, once for those that came together', async () => {
  const { payload, named } = await payloadOf([1, 1, 1, 2, 3, 3]);
  assert.deepEqual(named, ['req_1', 'req_1', 'req_1', 'req_2', 'req_3', 'req_3']);
  assert.deepEqual(
    payload.causes.map((one: { records: number }) => one.records),
    [3, 1, 2],
  );
});

test('sixteen requests are named at most, and after one without a name nobody is named wrongly', async () => {
  const many = await payloadOf([...Array.from({ length: 18 }, (_, index) => index), 15]);
  assert.equal(many.payload.causes.length, 16);
  assert.deepEqual(many.named.slice(14), ['req_14', 'req_15', null, null, null]);
  assert.deepEqual((await payloadOf([1, null, 1])).named, ['req_1', null, null]);
  assert.deepEqual((await payloadOf([null])).payload.causes, []);
});

test('each part of a job that was split keeps its own request', async () => {
  const { tenantId, payload } = await payloadOf([1, 2]);
  const failing = anyJob(job({ id: 'records.accepted', payload: z.object({}), run: async () => undefined }));
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const metrics = makeMetrics({ waiting: () => 0 });
  const bury = async () => assert.fail('nothing is buried yet');
  const parts = { database, clock: systemClock, ids: makeIds(systemClock), log, metrics, bury };
  await settleFailure(parts, failing, { jobId: '1', payload, attempts: 3, error: new Error('poisoned') });
  const { rows } = await testDatabase.admin.query(
    `select payload from graphile_worker._private_jobs
     where payload ->> 'tenant_id' = $1 and json_array_length(payload -> 'alerts') = 1 order by id`,
    [tenantId],
  );
  assert.deepEqual(
    rows.map((row) => [row.payload.alerts, row.payload.causes]),
    payload.alerts.map((id: string, index: number) => [[id], [{ ...cause(index + 1), records: 1 }]]),
  );
});
