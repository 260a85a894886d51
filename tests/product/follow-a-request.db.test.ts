// One request followed from its header through the commit and the job to what they wrote: in the log, in the spans that a collector
// receives, and in the domain events. On the product as a user starts it.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { startCollector } from '../../packages/server/src/testing/collector.ts';
import { finding } from '../../packages/server/src/testing/records.ts';
import { until } from '../../packages/server/src/testing/server.ts';
import { endAll, serve, temporaryFolder } from './child-server.ts';

const KEY = 'the-bootstrap-key-of-following';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const database = await createTestDatabase();
const collector = await startCollector();
const environment = {
  DATABASE_URL: database.url,
  DATABASE_MIGRATION_URL: database.adminUrl,
  WATCHFLOOR_HOME: temporaryFolder(),
  WATCHFLOOR_MASTER_KEY: 'ab'.repeat(32),
  WATCHFLOOR_BOOTSTRAP_KEY: KEY,
  WATCHFLOOR_LOG_LEVEL: 'debug',
};
after(async () => {
  await endAll();
  await collector.stop();
  await database.admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name like 'watchfloor%'",
    [database.name],
  );
  await database.drop();
});

interface Line {
  readonly msg: string;
  readonly request_id?: string;
  readonly request_ids?: readonly string[];
  readonly trace_id?: string;
  readonly job?: string;
  readonly route?: string;
  readonly job_id?: string;
}

function linesOf(stderr: string): Line[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line));
}

async function send(
  url: string,
  path: string,
  { body, traceparent }: { body: unknown; traceparent?: string },
) {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    body: JSON.stringify(body),
  });
  const { data } = (await answer.json()) as { data: { alert_id: string } };
  return { status: answer.status, requestId: answer.headers.get('x-request-id') ?? '', data };
}

const uuid = (wire: string) => wire.replace(/^alert_(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

async function correlationsOf(alertId: string, type: string): Promise<string[]> {
  const { rows } = await database.admin.query(
    'select correlation_id from wf.domain_event where subject_id = $1 and type = $2 order by id',
    [uuid(alertId), type],
  );
  return rows.map((row) => row.correlation_id);
}

async function correlationOf(alertId: string, type: string): Promise<string | undefined> {
  return (await correlationsOf(alertId, type))[0];
}

test("a request's ids are in the log lines of its job and in what the job wrote, without any collector", async () => {
  const server = await serve(environment);
  const sent = await send(server.url, '/v1/ingest/sentinel', {
    body: finding({ title: 'Untraced secret title' }),
    traceparent: `00-${TRACE}-${SPAN}-00`,
  });
  assert.equal(sent.status, 202);
  await until(async () => (await correlationOf(sent.data.alert_id, 'alert.decided')) !== undefined);
  assert.equal(await correlationOf(sent.data.alert_id, 'alert.decided'), sent.requestId);
  await until(async () => linesOf(server.stderr).some((line) => line.msg === 'job.done'));
  const own = linesOf(server.stderr).filter((line) => line.request_id === sent.requestId);
  const answered = own.find((line) => line.msg === 'http.answered');
  assert.deepEqual([answered?.route, answered?.trace_id], ['/v1/ingest/:source', TRACE]);
  const done = own.find((line) => line.msg === 'job.done');
  assert.deepEqual([done?.job, done?.trace_id], ['records.accepted', TRACE]);
  assert.match(done?.job_id ?? '', /^\d+$/);

  const begun = await send(server.url, '/v1/alerts/submit', {
    body: { events: [{ event: 'x' }], title: 'Submitted' },
    traceparent: 'rubbish',
  });
  await until(async () => (await correlationOf(begun.data.alert_id, 'alert.decided')) !== undefined);
  assert.equal(await correlationOf(begun.data.alert_id, 'alert.decided'), begun.requestId);
  const answeredAnew = () =>
    linesOf(server.stderr).find(
      (line) => line.msg === 'http.answered' && line.request_id === begun.requestId,
    );
  await until(async () => answeredAnew() !== undefined);
  assert.match(answeredAnew()?.trace_id ?? '', /^[0-9a-f]{32}$/);
  assert.notEqual(answeredAnew()?.trace_id, TRACE, 'what is not valid is not believed');

  // The third body came before, byte for byte, and is taken as it was read then.
  const first = finding({ title: 'Changed and changed back' });
  const bodies = [first, { ...first, AlertName: 'Changed', DisplayName: 'Changed' }, first];
  const requestIds: string[] = [];
  for (const body of bodies) {
    const { requestId, data } = await send(server.url, '/v1/ingest/sentinel', { body });
    requestIds.push(requestId);
    await until(
      async () => (await correlationsOf(data.alert_id, 'alert.decided')).length === requestIds.length,
    );
    assert.deepEqual(await correlationsOf(data.alert_id, 'alert.decided'), requestIds);
  }

  assert.ok(!server.stderr.includes('Untraced secret title'), 'the log holds nothing of a record');
  assert.equal(collector.bodies.length, 0);
  server.signal('SIGTERM');
  await server.ended;
});

test('with a collector, its spans stand below each other from request over commit to job', async () => {
  const server = await serve({
    ...environment,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_SERVICE_NAME: 'watchfloor-test',
  });
  const sent = await send(server.url, '/v1/ingest/sentinel', {
    body: finding({ title: 'Traced secret title', user: 'traced@example.com', severity: 'High' }),
    traceparent: `00-${TRACE}-${SPAN}-01`,
  });
  await until(async () => (await correlationOf(sent.data.alert_id, 'alert.decided')) !== undefined);
  const patched = await fetch(`${server.url}/v1/alerts/${sent.data.alert_id}`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      traceparent: `00-${TRACE}-${SPAN}-01`,
    },
    body: JSON.stringify({ labels: ['secret-label'] }),
  });
  assert.equal(patched.status, 200);
  const named = (name: string) =>
    collector.spans.find((span) => span.name === name && span.traceId === TRACE);
  await until(
    async () => named('job records.accepted') !== undefined && named('alerts.update') !== undefined,
  );
  const request = named('POST /v1/ingest/:source');
  const commit = named('accept batch');
  const job = named('job records.accepted');
  assert.equal(request?.parentSpanId, SPAN);
  assert.equal(commit?.parentSpanId, request?.spanId);
  assert.equal(job?.parentSpanId, commit?.spanId);
  assert.equal(named('alerts.update')?.parentSpanId, named('PATCH /v1/alerts/:id')?.spanId);
  const everything = collector.bodies.join('\n');
  assert.match(everything, /watchfloor-test/);
  for (const hidden of ['secret', 'traced@example.com', KEY, sent.data.alert_id, uuid(sent.data.alert_id)]) {
    assert.ok(!everything.includes(hidden), `a span holds ${hidden}`);
  }
  const { rows } = await database.admin.query('select id from wf.tenant');
  for (const { id } of rows) assert.ok(!everything.includes(id), 'a span names a tenant');

  // The collector goes away: the product does not notice.
  await collector.stop();
  const later = await send(server.url, '/v1/ingest/sentinel', { body: finding({ title: 'Later' }) });
  assert.equal(later.status, 202);
  await until(async () => (await correlationOf(later.data.alert_id, 'alert.decided')) !== undefined);
  server.signal('SIGTERM');
  assert.equal(await server.ended, 0);
});
