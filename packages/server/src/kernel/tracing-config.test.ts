import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from './config.ts';

const tracing = (env: Record<string, string>) => loadConfig(env, '/srv/watchfloor').tracing;
const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://192.0.2.10:4318/' };

test('there is no tracing without an endpoint, and none when it is switched off', () => {
  assert.equal(tracing({ OTEL_SERVICE_NAME: 'soc', OTEL_TRACES_SAMPLER: 'always_on' }), null);
  assert.equal(tracing({ ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }), null);
});

test('an endpoint alone is enough', () => {
  assert.deepEqual(tracing(ENDPOINT), {
    url: 'http://192.0.2.10:4318/v1/traces',
    headers: {},
    resource: { 'service.name': 'watchfloor' },
    ratio: 1,
    followsCaller: true,
  });
});

test('the names that OpenTelemetry documents are read', () => {
  assert.deepEqual(
    tracing({
      ...ENDPOINT,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector.example.com/in',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc, x-team = soc',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_SERVICE_NAME: 'soc',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test,service.name=other',
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    }),
    {
      url: 'https://collector.example.com/in',
      headers: { authorization: 'Bearer abc', 'x-team': 'soc' },
      resource: { 'deployment.environment': 'test', 'service.name': 'soc' },
      ratio: 0.25,
      followsCaller: false,
    },
  );
  assert.equal(tracing({ ...ENDPOINT, OTEL_TRACES_SAMPLER: 'parentbased_always_off' })?.ratio, 0);
});

test('what cannot be done is refused at the start, without quoting a header', () => {
  for (const [env, message] of [
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /OTEL_EXPORTER_OTLP_PROTOCOL/],
    [{ OTEL_TRACES_SAMPLER: 'jaeger_remote' }, /OTEL_TRACES_SAMPLER/],
    [{ OTEL_TRACES_SAMPLER_ARG: '1.5' }, /OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1/],
    [
      { OTEL_EXPORTER_OTLP_HEADERS: 'hunter2' },
      /^OTEL_EXPORTER_OTLP_HEADERS must be name=value pairs with commas between them\.$/,
    ],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=%zz' }, /^OTEL_EXPORTER_OTLP_HEADERS must be/],
  ] as const) {
    assert.throws(() => tracing({ ...ENDPOINT, ...env }), { message });
  }
  assert.throws(
    () => tracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }),
    /OTEL_EXPORTER_OTLP_ENDPOINT/,
  );
});
