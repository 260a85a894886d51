import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currentScope } from '../telemetry/scope.ts';
import { quietTracing, type SpanStart, type Tracing } from '../telemetry/tracing.ts';
import { causeById, causesOf, idsOf } from './causes.ts';
import { runTraced } from './trace-job.ts';

const TRACES = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
const cause = (index: number, records: number, flags = '01') => ({
  request_id: `req_${index}`,
  traceparent: `00-${TRACES[index]}-${'1'.repeat(16)}-${flags}`,
  records,
});
const PAYLOAD = {
  tenant_id: 't',
  alerts: ['a1', 'a2', 'a3'],
  events: ['e1', 'e2'],
  causes: [cause(0, 2), cause(1, 2)],
};

test('each id of a job has the request that asked for it; what is behind the last one has none', () => {
  const found = causeById(PAYLOAD);
  assert.deepEqual(
    idsOf(PAYLOAD).map((id) => found.get(id)?.request_id ?? null),
    ['req_0', 'req_0', 'req_1', 'req_1', null],
  );
});

test('a payload without causes, or with what no release of ours wrote, names nobody', () => {
  for (const payload of [
    null,
    {},
    { causes: 'x' },
    { causes: [{ request_id: 1 }] },
    { causes: [{ ...cause(0, 0) }] },
    { alerts: 'x', causes: Array.from({ length: 101 }, () => cause(0, 1)) },
  ]) {
    assert.deepEqual(causesOf(payload), []);
    assert.equal(causeById(payload).size, 0);
  }
});

async function spanOf(payload: unknown) {
  let started: SpanStart | undefined;
  const endings: boolean[] = [];
  const tracing: Tracing = {
    ...quietTracing,
    start(start) {
      started = start;
      const span = quietTracing.start(start);
      return { trace: span.trace, end: ({ isFailed = false } = {}) => void endings.push(isFailed) };
    },
  };
  let fields: object = {};
  const attempt = { job: 'records.accepted', jobId: '7', payload, attempts: 2 };
  await runTraced(tracing, attempt, async () => {
    fields = currentScope()?.fields ?? {};
    return false;
  });
  return { started, endings, fields };
}

test('a job continues the first trace that is recorded, and is linked to the other recorded ones', async () => {
  const { started, endings, fields } = await spanOf({
    ...PAYLOAD,
    causes: [cause(0, 1, '00'), cause(1, 1), cause(2, 1)],
  });
  assert.equal(started?.parent?.traceId, TRACES[1]);
  assert.deepEqual(
    started?.links?.map((link) => link.traceId),
    [TRACES[2]],
  );
  assert.deepEqual(endings, [true], 'a run that was split or buried has failed');
  assert.deepEqual(fields, {
    job_id: '7',
    request_ids: ['req_0', 'req_1', 'req_2'],
    trace_id: TRACES[1],
    records: 5,
  });
});

test('a job of one request carries its id as the request does, and one of none carries its own trace', async () => {
  const one = await spanOf({ ...PAYLOAD, causes: [cause(0, 3), cause(0, 2)] });
  assert.deepEqual(one.fields, { job_id: '7', request_id: 'req_0', trace_id: TRACES[0], records: 5 });
  const none = await spanOf({ tenant_id: 't' });
  assert.equal(none.started?.parent, null);
  assert.deepEqual(Object.keys(none.fields), ['job_id', 'trace_id', 'records']);
});
