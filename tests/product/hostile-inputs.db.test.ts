// Every operation of the document, each of its inputs given what no vendor's document foresees: the answer is one of the
// registry and never our own failure.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ERRORS } from '../../packages/server/src/kernel/errors.ts';
import { finding } from '../../packages/server/src/testing/records.ts';
import { HARDLY_LIMITED, startTestServer } from '../../packages/server/src/testing/server.ts';

const server = await startTestServer({ rateLimits: HARDLY_LIMITED });
after(() => server.stop());
const authorization = `Bearer ${server.key}`;

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly format?: string;
  readonly minLength?: number;
}

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: Schema }[];
  readonly body: Schema | null;
}

const { body: document } = await server.request('/openapi.json');

const operations: Operation[] = Object.entries<Record<string, Record<string, unknown>>>(
  document.paths,
).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([, operation]) => operation['x-effect'] !== undefined)
    .map(([method, operation]) => ({
      name: String(operation['operationId']),
      method: method.toUpperCase(),
      path,
      parameters: (operation['parameters'] ?? []) as Operation['parameters'],
      body: ((operation['requestBody'] as { content: Record<string, { schema: Schema }> } | undefined)
        ?.content['application/json']?.schema ?? null) as Schema | null,
    })),
);

const [alertId = ''] = await server.submitDecided('sentinel', finding());

/** A value that the schema takes, so that what is refused is the hostile one beside it. */
function valid(name: string, schema: Schema): unknown {
  if (schema.$ref)
    return valid(
      name,
      schema.$ref
        .slice(2)
        .split('/')
        .reduce((at, key) => at[key], document),
    );
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return valid(name, schema.anyOf[0] ?? {});
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') {
    return Object.fromEntries(
      (schema.required ?? []).map((key) => [key, valid(key, schema.properties?.[key] ?? {})]),
    );
  }
  if (type === 'array') return [valid(name, schema.items ?? {})];
  if (type === 'integer' || type === 'number') return 1;
  if (type === 'boolean') return true;
  if (name === 'id') return alertId;
  if (name === 'source') return 'okta';
  if (schema.format === 'date-time') return '2026-01-01T00:00:00.000Z';
  return 'x'.repeat(Math.max(1, schema.minLength ?? 1));
}

const HOSTILE: readonly unknown[] = [
  'a\u0000b',
  '\u0000',
  'half \ud800',
  '\udfff',
  '\u{feff}',
  'x'.repeat(100_000),
  '',
  ' ',
  '%00',
  "'; drop table alert; --",
  '0000-01-01T00:00:00.000Z',
  '0001-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '2026-02-30T00:00:00Z',
  'ip:a\u0000b',
  'ip:\ud800',
  'user:*',
  `user:${'é'.repeat(1_000)}`,
  '__proto__',
  'constructor',
  -1,
  0,
  1e308,
  Number('9007199254740993'),
  '99999999999999999999',
  true,
  null,
  [],
  ['a\u0000b'],
  [['x']],
  {},
  JSON.parse('{"__proto__":{"role":"admin"}}'),
  Array.from({ length: 5_000 }, () => 'x'),
];

async function call(
  operation: Operation,
  given: Readonly<Record<string, unknown>>,
): Promise<{ status: number; text: string; code: string | undefined }> {
  let path = operation.path;
  const query = new URLSearchParams();
  const headers: Record<string, string> = { authorization };
  for (const parameter of operation.parameters) {
    const value =
      given[parameter.name] ?? (parameter.required ? valid(parameter.name, parameter.schema) : undefined);
    if (value === undefined) continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (parameter.in === 'path')
      path = path.replace(`{${parameter.name}}`, encodeURIComponent(text.toWellFormed()));
    else if (parameter.in === 'query') query.append(parameter.name, text.slice(0, 10_000));
    // A header cannot hold these bytes at all: fetch refuses them before the server could.
    else if (/^[\x21-\x7e][\x20-\x7e]*$/.test(text)) headers[parameter.name] = text.slice(0, 8_000);
  }
  const members = operation.body?.properties ?? {};
  const required = operation.body?.required ?? [];
  const body = Object.fromEntries(
    Object.keys(members).flatMap((key) => {
      if (key in given) return [[key, given[key]]];
      return required.includes(key) ? [[key, valid(key, members[key] ?? {})]] : [];
    }),
  );
  const answer = await server.request(`${path}${query.size > 0 ? `?${query}` : ''}`, {
    method: operation.method,
    headers: operation.body ? { ...headers, 'content-type': 'application/json' } : headers,
    ...(operation.body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, text: answer.text, code: answer.body?.error?.code };
}

function assertKnown(answer: { status: number; text: string; code: string | undefined }, what: string): void {
  assert.ok(answer.status < 500, `${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
  assert.notEqual(answer.code, 'rate_limited', `${what} was not looked at`);
  if (answer.status >= 400) {
    const known = Object.entries(ERRORS).some(
      ([code, { status }]) => code === answer.code && status === answer.status,
    );
    assert.ok(known, `${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
  }
}

test('there are operations to try', () => {
  assert.ok(operations.length >= 25, `${operations.length} operations`);
});

for (const operation of operations) {
  // Ending the own key's session, or revoking keys, would end the test with it; they take an id as the others do.
  test(`${operation.name} answers hostile inputs in the registry’s words`, async () => {
    const names = [
      ...operation.parameters.map((parameter) => parameter.name),
      ...Object.keys(operation.body?.properties ?? {}),
    ];
    for (const name of names) {
      for (const value of HOSTILE) {
        assertKnown(
          await call(operation, { [name]: value }),
          `${operation.name} ${name}=${JSON.stringify(value)?.slice(0, 60)}`,
        );
      }
    }
  });
}

test('an Idempotency-Key gives the same answer again, and another body under it is 409', async () => {
  const path = `/v1/alerts/${alertId}/comments`;
  const key = { 'idempotency-key': 'comment-0001' };
  const first = await server.post(path, { body: 'Once.' }, key);
  assert.equal(first.status, 201, first.text);
  const again = await server.post(path, { body: 'Once.' }, key);
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  const other = await server.post(path, { body: 'Twice.' }, key);
  assert.equal(other.status, 409);
  assert.equal(other.body.error.code, 'idempotency_conflict');
});

test('operation bodies that are no JSON object are refused, whatever they are', async () => {
  for (const body of [
    '',
    '[]',
    'null',
    '17',
    '"x"',
    '{',
    '{"a":1}}',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    `{"name":"x","${'k'.repeat(100_000)}":1}`,
  ]) {
    const answer = await server.post('/v1/keys', body);
    assertKnown(
      { status: answer.status, text: answer.text, code: answer.body?.error?.code },
      body.slice(0, 40),
    );
    assert.ok(answer.status >= 400, body.slice(0, 40));
  }
});
