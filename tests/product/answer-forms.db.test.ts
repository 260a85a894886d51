// What every answer has in common: {data} or {error}, a request id, times in one form; and the paths that need no key: health,
// metrics, the OpenAPI document and its page.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { ERRORS } from '../../packages/server/src/kernel/errors.ts';
import { finding, signIn } from '../../packages/server/src/testing/records.ts';
import { type Answer, startTestServer } from '../../packages/server/src/testing/server.ts';

const server = await startTestServer();
after(() => server.stop());
const authorization = `Bearer ${server.key}`;

const CODES: ReadonlyMap<string, number> = new Map(
  Object.entries(ERRORS).map(([code, { status }]) => [code, status]),
);

function assertErrorForm(answer: Pick<Answer, 'status' | 'headers' | 'body' | 'text'>, what: string): void {
  assert.match(
    answer.headers.get('content-type') ?? '',
    /^application\/json/,
    `${what}: ${answer.text.slice(0, 200)}`,
  );
  assert.deepEqual(Object.keys(answer.body), ['error'], what);
  const { code, message, field, request_id: requestId, ...rest } = answer.body.error;
  assert.deepEqual(rest, {}, what);
  assert.equal(CODES.get(code), answer.status, `${what}: ${code} is in the registry with this status`);
  assert.ok(typeof message === 'string' && message.length > 0, what);
  assert.ok(field === undefined || typeof field === 'string', what);
  assert.match(requestId, /^req_[0-9a-f]{32}$/, what);
  assert.equal(answer.headers.get('x-request-id'), requestId, `${what}: the header names the same request`);
}

test('every kind of refusal has the one error form', async () => {
  const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
    server.post(path, body, headers);
  const cases: [string, Promise<Answer>, number][] = [
    ['bad JSON', post('/v1/ingest/generic', '{'), 400],
    ['bad encoding', post('/v1/ingest/generic', '{}', { 'content-encoding': 'gzip' }), 400],
    ['no key', server.request('/v1/alerts'), 401],
    ['unknown source', post('/v1/ingest/unheard-of', '{}'), 404],
    [
      'unknown alert',
      server.request(`/v1/alerts/alert_${'0'.repeat(32)}`, { headers: { authorization } }),
      404,
    ],
    ['malformed id', server.request('/v1/alerts/17', { headers: { authorization } }), 404],
    ['too large', post('/v1/ingest/generic', 'x'.repeat(5 * 1024 * 1024 + 1)), 413],
    ['content type', post('/v1/ingest/generic', 'x', { 'content-type': 'image/png' }), 415],
    ['content type of an operation', post('/v1/keys', 'x', { 'content-type': 'text/plain' }), 415],
    ['empty', post('/v1/ingest/generic', '[]'), 422],
    ['wrong shape', post('/v1/ingest/okta', '{"a":1}'), 422],
    ['unknown field', post('/v1/keys', '{"name":"x","colour":"red"}'), 422],
    ['bad query', server.request('/v1/alerts?limit=201', { headers: { authorization } }), 422],
    ['unknown query', server.request('/v1/alerts?colour=red', { headers: { authorization } }), 422],
    ['bad cursor', server.request('/v1/alerts?cursor=nonsense', { headers: { authorization } }), 422],
  ];
  for (const [what, pending, status] of cases) {
    const answer = await pending;
    assert.equal(answer.status, status, `${what}: ${answer.text.slice(0, 200)}`);
    assertErrorForm(answer, what);
  }
});

test('what is not there, and what is there with another method, is an error in the one form', async () => {
  const cases: [string, string][] = [
    ['GET', '/v1/ingest/generic'],
    ['PUT', '/v1/ingest/generic'],
    ['DELETE', '/v1/alerts'],
    ['POST', '/v1/alerts'],
    ['PATCH', '/healthz'],
    ['POST', '/openapi.json'],
    ['GET', '/v1/nothing'],
    ['GET', '/v1'],
    ['POST', '/'],
    ['OPTIONS', '/v1/alerts'],
    ['POST', '/v1/ingest/'],
    ['GET', '/v1/alerts/%ff%fe'],
    ['GET', '/v1/alerts/%'],
    ['GET', `/v1/alerts/${'x'.repeat(5_000)}`],
    ['POST', `/v1/ingest/${'x'.repeat(400)}`],
    ['POST', '/v1/ingest/%00'],
    ['POST', '/v1/ingest/..%2f..%2fetc'],
    ['GET', '//example.com/v1/alerts'],
  ];
  for (const [method, path] of cases) {
    const answer = await server.request(path, { method, headers: { authorization } });
    assert.ok([400, 404].includes(answer.status), `${method} ${path.slice(0, 60)}: ${answer.status}`);
    assertErrorForm(answer, `${method} ${path.slice(0, 60)}`);
  }
});

/** Sends bytes as they are, since no client lets one send what is not HTTP. */
async function sendRaw(text: string): Promise<{ status: number; body: string }> {
  const socket = connect(server.server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  const [head = '', ...body] = answer.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), body: body.join('\r\n\r\n') };
}

test('what is not HTTP is answered in the one form, too', async () => {
  const cases = [
    'NONSENSE\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n',
    `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(40_000)}\r\n\r\n`,
    'POST /v1/ingest/generic HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc',
    'POST /v1/ingest/generic HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n',
  ];
  for (const text of cases) {
    const answer = await sendRaw(text);
    assert.ok(answer.status >= 400 && answer.status < 500, text.slice(0, 60));
    const body = JSON.parse(answer.body);
    assert.deepEqual(Object.keys(body), ['error'], text.slice(0, 60));
    assert.ok(CODES.has(body.error.code), `${text.slice(0, 60)}: ${answer.body}`);
    assert.equal(typeof body.error.message, 'string');
  }
  assert.equal((await server.request('/healthz')).status, 200, 'the server goes on');
});

test('an answer carries its request id and is not cached, also when it succeeds', async () => {
  const answer = await server.post('/v1/ingest/sentinel', finding());
  assert.match(answer.headers.get('x-request-id') ?? '', /^req_[0-9a-f]{32}$/);
  const list = await server.request('/v1/alerts', { headers: { authorization } });
  assert.equal(list.headers.get('cache-control'), 'no-store');
  assert.notEqual(list.headers.get('x-request-id'), answer.headers.get('x-request-id'));
});

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;
const WIRE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Every text of the value that looks like a time, with its path. */
function timesIn(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return TIME.test(value) && value.length < 40 ? [[path, value]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'body' ? [] : timesIn(member, `${path}.${key}`),
  );
}

test('every time in every answer is UTC with milliseconds', async () => {
  const [id] = await server.submitDecided(
    'sentinel',
    finding({ closedAs: 'FalsePositive', occurredAt: '2026-03-04T10:11:12+02:00' }),
  );
  assert.ok(id);
  await server.post('/v1/ingest/okta', signIn());
  await server.post(`/v1/alerts/${id}/comments`, { body: 'Seen.' });
  const paths = [
    '/v1/alerts',
    `/v1/alerts/${id}`,
    `/v1/alerts/${id}/decisions`,
    `/v1/alerts/${id}/timeline`,
    `/v1/alerts/${id}/raw`,
    '/v1/events',
    '/v1/keys',
    '/v1/audit',
    '/v1/session',
  ];
  let seen = 0;
  for (const path of paths) {
    const answer = await server.request(path, { headers: { authorization } });
    assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 200)}`);
    for (const [place, text] of timesIn(answer.body)) {
      seen += 1;
      assert.match(text, WIRE_TIME, `${path}${place}`);
    }
  }
  assert.ok(seen > 20, `${seen} times were looked at`);
  assert.equal((await server.api.alerts.get({ id })).occurred_at, '2026-03-04T08:11:12.000Z');
});

test('a list answers {data, next_cursor}, everything else {data}', async () => {
  const list = await server.request('/v1/alerts?limit=1', { headers: { authorization } });
  assert.deepEqual(Object.keys(list.body).sort(), ['data', 'next_cursor']);
  const events = await server.request('/v1/events', { headers: { authorization } });
  assert.deepEqual(Object.keys(events.body).sort(), ['data', 'next_cursor']);
  const one = await server.request(`/v1/alerts/${list.body.data[0].id}`, { headers: { authorization } });
  assert.deepEqual(Object.keys(one.body), ['data']);
});

test('health, readiness and metrics need no key', async () => {
  const health = await server.request('/healthz');
  assert.deepEqual([health.status, health.body.data.status], [200, 'ok']);
  const ready = await server.request('/readyz');
  assert.deepEqual([ready.status, ready.body.data.status], [200, 'ready']);
  const metrics = await server.request('/metrics');
  assert.equal(metrics.status, 200);
  assert.match(metrics.headers.get('content-type') ?? '', /^text\/plain/);
  for (const name of [
    'watchfloor_http_requests_total',
    'watchfloor_records_accepted_total',
    'watchfloor_accept_waiting',
  ]) {
    assert.match(metrics.text, new RegExp(`^# TYPE ${name} `, 'm'));
  }
  assert.match(metrics.text, /^watchfloor_records_accepted_total\{.*source="sentinel".*\} [1-9]/m);
  assert.ok(!metrics.text.includes('unheard-of'), 'a name that a caller made up is no label');
  assert.equal((await server.request('/healthz', { method: 'HEAD' })).status, 200);
});

type Json = Record<string, unknown>;

function* refsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === '$ref' && typeof member === 'string') yield member;
    else yield* refsIn(member);
  }
}

test('the OpenAPI document is whole: every reference resolves, every operation is named once and answers in our forms', async () => {
  const answer = await server.request('/openapi.json');
  assert.equal(answer.status, 200);
  const document = answer.body;
  assert.match(document.openapi, /^3\.1\.\d+$/);
  assert.ok(document.info.title && document.info.version);
  for (const ref of refsIn(document)) {
    const found = ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document);
    assert.ok(ref.startsWith('#/') && found !== undefined, ref);
  }
  const ids = new Set<string>();
  for (const [path, methods] of Object.entries<Record<string, Json>>(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method} ${path}`;
      assert.match(method, /^(get|post|put|patch|delete)$/, name);
      const id = String(operation['operationId']);
      assert.ok(!ids.has(id), `${id} is named once`);
      ids.add(id);
      assert.ok(operation['summary'], `${name} has a summary`);
      assertParameters(path, operation);
      const responses = operation['responses'] as Record<string, Json>;
      assert.ok(
        Object.keys(responses).some((status) => status.startsWith('2')),
        name,
      );
      for (const response of Object.values(responses))
        assert.equal(typeof response['description'], 'string', name);
    }
  }
  for (const wanted of [
    '/v1/ingest/{source}',
    '/v1/ingest/{source}/t/{token}',
    '/v1/alerts/submit',
    '/v1/alerts',
    '/v1/alerts/{id}',
    '/v1/alerts/{id}/decisions',
    '/v1/alerts/{id}/timeline',
    '/v1/alerts/{id}/raw',
    '/v1/alerts/{id}/close',
    '/v1/alerts/{id}/comments',
    '/v1/events',
    '/healthz',
    '/readyz',
    '/metrics',
  ]) {
    assert.ok(document.paths[wanted], `${wanted} is described`);
  }
});

/** Each `{name}` of the path is a required path parameter, and there is no other. */
function assertParameters(path: string, operation: Json): void {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
  const parameters = (operation['parameters'] ?? []) as {
    name: string;
    in: string;
    required?: boolean;
    schema?: object;
  }[];
  const declared = parameters.filter((parameter) => parameter.in === 'path');
  assert.deepEqual(declared.map((parameter) => parameter.name).sort(), inPath, path);
  assert.ok(
    declared.every((parameter) => parameter.required === true),
    path,
  );
  assert.ok(
    parameters.every((parameter) => parameter.schema !== undefined),
    path,
  );
}

test('every operation of the document is served, and none of them without a key', async () => {
  const { paths } = (await server.request('/openapi.json')).body;
  for (const [path, methods] of Object.entries<Record<string, { 'x-permission'?: string }>>(paths)) {
    if (path === '/v1/stream') continue;
    for (const [method, described] of Object.entries(methods)) {
      // Whoever signs in has no key yet; they are told what is missing, or that it is wrong.
      const isAnonymous = described['x-permission'] === 'anonymous';
      const target = path.replaceAll(/\{\w+\}/g, 'x');
      const answer = await server.request(target, {
        method: method.toUpperCase(),
        headers: method === 'get' ? {} : { 'content-type': 'application/json' },
      });
      const isOpen = ['/healthz', '/readyz', '/metrics'].includes(path);
      if (isAnonymous) {
        assert.ok([200, 201, 401, 422].includes(answer.status), `${method} ${path}: ${answer.text}`);
        continue;
      }
      assert.equal(
        answer.status,
        isOpen ? 200 : 401,
        `${method} ${path} without a key: ${answer.text.slice(0, 100)}`,
      );
    }
  }
});

test('the page of the API is there, with its files, under our security headers', async () => {
  const page = await server.request('/docs/');
  const target = [301, 302].includes(page.status)
    ? await server.request(String(page.headers.get('location')))
    : page;
  assert.equal(target.status, 200);
  assert.match(target.text, /<html/i);
  assert.match((await server.request('/docs')).status < 400 ? 'ok' : 'missing', /ok/);
  assert.ok(target.headers.get('content-security-policy'));
  assert.equal(target.headers.get('x-content-type-options'), 'nosniff');
  const document = await server.request('/docs/json');
  assert.equal(document.status, 200);
  assert.ok(document.body.paths['/v1/ingest/{source}']);
});
