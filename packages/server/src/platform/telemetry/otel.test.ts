import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { TracingConfig } from '../../kernel/tracing-config.ts';
import { type Collector, startCollector } from '../../testing/collector.ts';
import { until } from '../../testing/server.ts';
import { makeMetrics } from './metrics.ts';
import { currentScope, runInScope } from './scope.ts';
import { startTracing } from './start-tracing.ts';
import { inSpan, quietTracing } from './tracing.ts';

const CALLER = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  isSampled: true,
};

async function start(url: string, config: Partial<TracingConfig> = {}) {
  const metrics = makeMetrics({ waiting: () => 0 });
  const warnings: string[] = [];
  const log = {
    debug() {},
    info() {},
    warn: (_fields: object, event: string) => void warnings.push(event),
    error() {},
  };
  const tracing = await startTracing(
    {
      url: `${url}/v1/traces`,
      headers: {},
      resource: { 'service.name': 'test' },
      ratio: 1,
      followsCaller: true,
      ...config,
    },
    { log, metrics, version: '0.0.0' },
  );
  const spansOf = async (outcome: string) => {
    const { values } = await metrics.spans.get();
    return values.find((value) => value.labels.outcome === outcome)?.value ?? 0;
  };
  return { tracing, warnings, spansOf };
}

const attributesOf = (collector: Collector, name: string) =>
  collector.spans.find((span) => span.name === name)?.attributes.map(({ key }) => key);

test('a step inside a step is its child, one with another parent is in its trace, and links are kept', async () => {
  const collector = await startCollector();
  const { tracing, spansOf } = await start(collector.url, { headers: { 'x-team': 'soc' } });
  const outer = tracing.start({ name: 'outer', kind: 'server', parent: CALLER });
  await runInScope({ fields: { request_id: 'req_1' }, trace: outer.trace }, () =>
    inSpan(tracing, { name: 'inner', kind: 'internal', links: [CALLER] }, async () => {
      assert.deepEqual(currentScope()?.fields, { request_id: 'req_1' });
    }),
  );
  outer.end({ attributes: { 'http.response.status_code': 200 } });
  await assert.rejects(
    inSpan(tracing, { name: 'failing', kind: 'client' }, async () => {
      throw new RangeError('the password is hunter2');
    }),
  );
  await tracing.stop();
  const [inner, server, failing] = ['inner', 'outer', 'failing'].map((name) =>
    collector.spans.find((span) => span.name === name),
  );
  assert.deepEqual([server?.traceId, server?.parentSpanId], [CALLER.traceId, CALLER.spanId]);
  assert.deepEqual([inner?.traceId, inner?.parentSpanId], [CALLER.traceId, server?.spanId]);
  assert.deepEqual(
    inner?.links?.map((link) => link.traceId),
    [CALLER.traceId],
  );
  assert.notEqual(failing?.traceId, CALLER.traceId);
  assert.equal(failing?.status.code, 2);
  assert.deepEqual(attributesOf(collector, 'failing'), ['error.type']);
  assert.ok(!collector.bodies.join('').includes('hunter2'), 'a message is in no span');
  assert.equal(collector.headers[0]?.['x-team'], 'soc');
  assert.match(collector.bodies[0] ?? '', /"service.name"/);
  assert.deepEqual([await spansOf('ended'), await spansOf('exported')], [3, 3]);
  await collector.stop();
});

test('what the caller does not want recorded is not, unless callers are not heard', async () => {
  const collector = await startCollector();
  const unwanted = { ...CALLER, isSampled: false };
  const heard = await start(collector.url);
  const span = heard.tracing.start({ name: 'heard', kind: 'server', parent: unwanted });
  assert.deepEqual([span.trace.traceId, span.trace.isSampled], [CALLER.traceId, false]);
  span.end();
  await heard.tracing.stop();
  const unheard = await start(collector.url, { followsCaller: false });
  unheard.tracing.start({ name: 'unheard', kind: 'server', parent: unwanted }).end();
  await unheard.tracing.stop();
  const none = await start(collector.url, { ratio: 0 });
  none.tracing.start({ name: 'none', kind: 'server', parent: null }).end();
  await none.tracing.stop();
  assert.deepEqual(
    collector.spans.map(({ name }) => name),
    ['unheard'],
  );
  await collector.stop();
});

test('a collector that never answers costs a bounded queue: what is more is dropped, and stopping does not wait for it', async () => {
  const collector = await startCollector('mute');
  const { tracing, spansOf } = await start(collector.url);
  const startedAt = performance.now();
  for (let count = 0; count < 20_000; count += 1) {
    tracing.start({ name: 'much', kind: 'internal', parent: null }).end();
  }
  assert.ok(performance.now() - startedAt < 5_000, 'a span does not wait for its export');
  await until(async () => collector.bodies.length > 0);
  const stoppingAt = performance.now();
  await tracing.stop();
  assert.ok(performance.now() - stoppingAt < 4_000);
  const sent = collector.bodies.join('').match(/"name":"much"/g)?.length ?? 0;
  assert.ok(sent <= 512 * 6, `${sent} of 20000 spans were kept to be sent`);
  assert.equal(await spansOf('ended'), 20_000);
  assert.equal(await spansOf('exported'), 0);
  await collector.stop();
});

test('a collector that refuses, or is not there, is counted, and told once and not for each batch', async () => {
  for (const mode of ['refuses', 'away'] as const) {
    const collector = await startCollector(mode === 'away' ? 'answers' : mode);
    if (mode === 'away') await collector.stop();
    const { tracing, warnings, spansOf } = await start(collector.url);
    for (const batch of [1, 2]) {
      for (let count = 0; count < 512; count += 1) {
        tracing.start({ name: 'lost', kind: 'internal', parent: null }).end();
      }
      await until(async () => (await spansOf('failed')) >= 512 * batch);
    }
    assert.deepEqual(warnings, ['tracing.export-failed'], mode);
    assert.equal(await spansOf('exported'), 0);
    await tracing.stop();
    if (mode !== 'away') await collector.stop();
  }
});

test('without a collector ids go on, and nothing else happens', async () => {
  const span = quietTracing.start({ name: 'x', kind: 'server', parent: CALLER });
  assert.equal(span.trace.traceId, CALLER.traceId);
  assert.notEqual(span.trace.spanId, CALLER.spanId);
  const began = quietTracing.start({ name: 'x', kind: 'server', parent: null }).trace;
  assert.match(began.traceId, /^[0-9a-f]{32}$/);
  assert.equal(began.isSampled, false);
  assert.equal(await inSpan(quietTracing, { name: 'x', kind: 'internal' }, async () => currentScope()), null);
});

test('the whole server is loaded without OpenTelemetry, which comes when a collector is configured', () => {
  const from = (file: string) => JSON.stringify(pathToFileURL(path.join(import.meta.dirname, file)).href);
  const program = `
    import { registerHooks } from 'node:module';
    const loaded = new Set();
    registerHooks({ load(url, context, next) {
      const name = /node_modules\\/(@opentelemetry\\/[\\w-]+)/.exec(url)?.[1];
      if (name) loaded.add(name);
      return next(url, context);
    } });
    await import(${from('../../main.ts')});
    const { startTracing } = await import(${from('start-tracing.ts')});
    await startTracing(null, {});
    const without = [...loaded];
    const parts = { log: {}, metrics: {}, version: '0' };
    const url = 'http://127.0.0.1:9/v1/traces';
    await startTracing({ url, headers: {}, resource: {}, ratio: 1, followsCaller: true }, parts);
    process.stdout.write(JSON.stringify({ without, with: [...loaded] }));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const loaded = JSON.parse(stdout);
  // The API alone is a dependency of the metrics; it does nothing and holds nothing.
  assert.deepEqual(
    loaded.without.filter((name: string) => name !== '@opentelemetry/api'),
    [],
  );
  assert.ok(loaded.with.includes('@opentelemetry/sdk-trace'));
});
