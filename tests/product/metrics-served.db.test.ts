// The metrics of a server that has worked: each name of the golden file is served, the figures follow what happened, and who may not
// read them does not.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { finding } from '../../packages/server/src/testing/records.ts';
import { startTestServer, until } from '../../packages/server/src/testing/server.ts';

const server = await startTestServer();
after(() => server.stop());
const golden = readFileSync(path.join(import.meta.dirname, 'golden/metrics.txt'), 'utf8');

async function metricsOf(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { headers });
  return { status: answer.status, text: await answer.text() };
}

/** The sum of all values of a sample name whose labels hold these. */
function sampleOf(text: string, name: string, labels: Record<string, string> = {}): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const own = lines.filter((line) =>
    Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)),
  );
  return own.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

test('a server with all its roles serves exactly the metrics of the golden file', async () => {
  const { text } = await metricsOf(`${server.url}/metrics`);
  const served = [...text.matchAll(/^# TYPE (watchfloor_\w+) (\w+)$/gm)].map(
    (match) => `${match[1]} ${match[2]}`,
  );
  const wanted = golden
    .split('\n')
    .filter((line) => line.startsWith('watchfloor_'))
    .map((line) => line.split(' ').slice(0, 2).join(' '));
  assert.deepEqual(served.sort(), wanted);
  assert.match(text, /^nodejs_eventloop_lag_p99_seconds /m);
  assert.match(text, /^watchfloor_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
});

test('what was accepted and decided is in the figures', async () => {
  const [id] = await server.submitDecided('sentinel', finding({ severity: 'Low' }));
  assert.ok(id);
  // A decision is counted once it is committed, which the alert shows first.
  await until(async () => {
    const { text } = await metricsOf(`${server.url}/metrics`);
    return sampleOf(text, 'watchfloor_decide_seconds_count', { severity: 'low' }) === 1;
  });
  const { text } = await metricsOf(`${server.url}/metrics`);
  assert.equal(sampleOf(text, 'watchfloor_accept_batch_records_sum'), 1);
  assert.equal(sampleOf(text, 'watchfloor_accept_commit_seconds_count', { outcome: 'stored' }), 1);
  const seconds = sampleOf(text, 'watchfloor_decide_seconds_sum', { severity: 'low' });
  assert.ok(seconds > 0 && seconds < 60, `decided after ${seconds} s`);
  assert.equal(sampleOf(text, 'watchfloor_job_wait_seconds_count', { class: 'low' }), 1);
  assert.equal(sampleOf(text, 'watchfloor_jobs_total', { job: 'records.accepted', outcome: 'done' }), 1);
  assert.ok(sampleOf(text, 'watchfloor_auth_lookups_total', { kind: 'key', answer: 'looked_up' }) >= 1);
  assert.ok(sampleOf(text, 'watchfloor_auth_lookups_total', { kind: 'key', answer: 'remembered' }) >= 1);
  const pools = { app: 12, aside: 8, jobs: 3, quick: 1, ingest: 3, worker: 8 };
  for (const [pool, max] of Object.entries(pools)) {
    assert.equal(sampleOf(text, 'watchfloor_db_pool_max', { pool }), max, pool);
  }
  assert.equal(sampleOf(text, 'watchfloor_db_pool_waiting'), 0);
});

test('the scheduler tells of workers, rounds and the size of the database', async () => {
  await until(async () => {
    const { text } = await metricsOf(`${server.url}/metrics`);
    return (
      sampleOf(text, 'watchfloor_workers_alive') >= 1 &&
      sampleOf(text, 'watchfloor_reconciler_success_timestamp_seconds', { reconciler: 'measure-work' }) >
        1.7e9 &&
      sampleOf(text, 'watchfloor_database_bytes') > 1_000_000 &&
      sampleOf(text, 'watchfloor_database_connections_max') >= 10
    );
  }, 60_000);
});

test('a stream counts while it is open', async () => {
  const stop = new AbortController();
  const stream = await fetch(`${server.url}/v1/stream`, {
    headers: { authorization: `Bearer ${server.key}` },
    signal: stop.signal,
  });
  assert.equal(stream.status, 200);
  const open = async () =>
    sampleOf((await metricsOf(`${server.url}/metrics`)).text, 'watchfloor_streams_open');
  assert.equal(await open(), 1);
  stop.abort();
  await until(async () => (await open()) === 0);
});

test('no label and no value of the metrics names the tenant, a key or an alert', async () => {
  const { text } = await metricsOf(`${server.url}/metrics`);
  const { tenant } = await server.api.session.get({});
  for (const hidden of [tenant.id, tenant.id.replace('tenant_', ''), tenant.name, server.key]) {
    assert.ok(!text.includes(hidden), hidden);
  }
  assert.doesNotMatch(text, /\balert_[0-9a-f]/);
});

test('with a token metrics are for who sends it, and on a port of their own they are nowhere else', async () => {
  const guarded = await startTestServer({
    database: server.database,
    roles: ['api'],
    metricsToken: 'a-token-of-the-test',
  });
  try {
    assert.equal((await metricsOf(`${guarded.url}/metrics`)).status, 401);
    for (const authorization of ['Bearer wrong', 'Bearer ', `Bearer ${server.key}`, 'a-token-of-the-test']) {
      assert.equal((await metricsOf(`${guarded.url}/metrics`, { authorization })).status, 401, authorization);
    }
    const token = { authorization: 'Bearer a-token-of-the-test' };
    assert.equal((await metricsOf(`${guarded.url}/metrics`, token)).status, 200);
  } finally {
    await guarded.stop();
  }

  const worker = await startTestServer({
    database: server.database,
    roles: ['worker'],
    metricsPort: 0,
    metricsToken: 'a-token-of-the-test',
  });
  try {
    const own = `http://127.0.0.1:${worker.server.metricsPort}`;
    const token = { authorization: 'Bearer a-token-of-the-test' };
    assert.equal((await metricsOf(`${own}/metrics`)).status, 401);
    const read = await metricsOf(`${own}/metrics?x=1`, token);
    assert.equal(read.status, 200);
    assert.match(read.text, /^# TYPE watchfloor_jobs_total counter$/m);
    assert.equal((await metricsOf(`${own}/readyz`)).status, 200);
    assert.equal((await metricsOf(`${own}/healthz`)).status, 200);
    assert.equal((await metricsOf(`${own}/v1/alerts`, token)).status, 404);
    assert.equal((await fetch(`${own}/metrics`, { method: 'POST', headers: token, body: 'x' })).status, 405);
  } finally {
    await worker.stop();
  }

  const apart = await startTestServer({ database: server.database, roles: ['api'], metricsPort: 0 });
  try {
    assert.equal((await metricsOf(`${apart.url}/metrics`)).status, 404);
    assert.equal((await metricsOf(`http://127.0.0.1:${apart.server.metricsPort}/metrics`)).status, 200);
  } finally {
    await apart.stop();
  }
});
