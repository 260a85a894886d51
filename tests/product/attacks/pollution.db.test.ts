// Members that nobody asked for: names of the language's own objects, fields that only the server sets, one name twice.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { makeModules } from '../../../packages/server/src/main.ts';
import {
  HARDLY_LIMITED,
  startTestServer,
  type TestServer,
} from '../../../packages/server/src/testing/server.ts';
import { callOperation, hasBody } from '../operation-call.ts';
import { type Input, makeSide, SAMPLES, type Side } from '../operation-samples.ts';
import { isOf, placesOf } from './input-schema.ts';

const { operations } = makeModules();

let server: TestServer;
let side: Side;
before(async () => {
  server = await startTestServer({ rateLimits: HARDLY_LIMITED });
  side = await makeSide(server, { key: server.key, api: server.api }, 150);
});
after(() => server.stop());

/** Objects whose members are the caller's own names or a vendor's record, each with what bounds it. */
const FREE_FORM: Readonly<Record<string, string>> = {
  'records.preview: record': 'a record as a vendor sends it, read by the readers for records',
  // A browser's answer for a passkey may hold members of later versions of the standard; only the known ones are read.
  'account.add-passkey: response': 'the limits of the body',
  'account.add-passkey: response.response': 'the limits of the body',
  'session.refresh-proof: passkey.response': 'the limits of the body',
  'session.refresh-proof: passkey.response.response': 'the limits of the body',
  'sign-in.passkey: response': 'the limits of the body',
  'sign-in.passkey: response.response': 'the limits of the body',
};

/** The objects of all inputs that take any member. */
function openPlaces(): string[] {
  return operations
    .flatMap(placesOf)
    .filter(({ schema }) => isOf(schema, 'object') && schema.additionalProperties !== false)
    .map(({ path }) => path);
}

describe('every object of every input refuses members that it does not name:', () => {
  test('there are no others than those that are meant to be free', () => {
    const surprises = openPlaces().filter((path) => !(path in FREE_FORM) && !isNamedRecord(path));
    assert.deepEqual(surprises, [], 'make it a strictObject, or list it with what bounds it');
  });

  test('and each of those is still there', () => {
    const open = new Set(openPlaces());
    for (const path of Object.keys(FREE_FORM))
      assert.ok(open.has(path), `${path} is no longer free: take it off`);
  });
});

/** A map whose names have a form and whose values have a schema, such as weights by factor. */
function isNamedRecord(path: string): boolean {
  const places = operations.flatMap(placesOf).filter((place) => place.path === path);
  return places.every(
    ({ schema }) =>
      !isOf(schema, 'object') ||
      schema.additionalProperties === false ||
      (typeof schema.additionalProperties === 'object' && schema.propertyNames !== undefined),
  );
}

/** What only the server says of a row. */
const SERVER_FIELDS: Input = {
  tenant_id: '0198c0ff-ee00-7000-8000-000000000000',
  tenant: 'default',
  created_by: 'somebody else',
  created_at: '2020-01-01T00:00:00.000Z',
  is_admin: true,
  permissions: ['installation:manage'],
  principal: { role: 'owner' },
  sealed_secret: 'x',
  hash: 'x',
  risk_score: 0,
  __v: 1,
};

for (const operation of operations) {
  const sample = SAMPLES[operation.id];
  if (!sample) continue;

  test(`${operation.id} takes no field that only the server sets`, async () => {
    const input = await sample.ok(side);
    for (const [name, value] of Object.entries(SERVER_FIELDS)) {
      if (placesOf(operation).some(({ path }) => path === `${operation.id}: ${name}`)) continue;
      const answer = await callOperation(server, operation, {
        key: server.key,
        input: { ...input, [name]: hasBody(operation) ? value : JSON.stringify(value) },
      });
      assert.deepEqual([answer.status, answer.body?.error?.field], [422, name], answer.text);
    }
  });

  test(`${operation.id} takes no name of the language’s own objects`, async () => {
    const input = await sample.ok(side);
    for (const name of [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'valueOf',
      '__defineGetter__',
    ]) {
      const answer = hasBody(operation)
        ? await callOperation(server, operation, {
            key: server.key,
            input,
            body: withMember(operation.id, input, name),
          })
        : await server.request(
            `${addressOf(operation.expose.http.path, input)}?${encodeURIComponent(name)}=1`,
            {
              method: operation.expose.http.method,
              headers: { authorization: `Bearer ${server.key}` },
            },
          );
      assert.deepEqual([answer.status, answer.body?.error?.field], [422, name], answer.text);
    }
    assertClean();
  });

  if (!hasBody(operation)) continue;
  test(`${operation.id} takes no name twice`, async () => {
    const input = await sample.ok(side);
    for (const body of ['{"a":1,"a":2}', '{"a":{"b":1,"\\u0062":2}}']) {
      const answer = await callOperation(server, operation, { key: server.key, input, body });
      assert.equal(answer.body?.error?.code, 'bad_json', answer.text);
      assert.match(answer.body.error.message, /twice/);
    }
  });
}

describe('a record of a vendor may hold such names', () => {
  test('and they are kept as what they are, and change nothing', async () => {
    const record =
      '{"title":"Polluting","severity":"low","__proto__":{"polluted":true,"role":"admin"},"constructor":{"prototype":{"polluted":true}},"a":{"__proto__":{"b":1}}}';
    const [id = ''] = await server.submitDecided('generic', record);
    const raw = await server.api.alerts.raw({ id });
    assert.equal(raw[0]?.body, record);
    assertClean();
  });

  test('and so may what is previewed and the fields that are mapped', async () => {
    const answer = await server.post(
      '/v1/records/preview',
      '{"record":{"title":"x","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
    );
    assert.equal(answer.status, 200, answer.text);
    for (const path of ['__proto__.polluted', 'constructor.prototype.polluted', 'a.__proto__']) {
      const mapped = await server.post('/v1/field-mappings', { source: 'okta', path, type: 'host' });
      assert.ok([201, 422].includes(mapped.status), mapped.text);
    }
    assertClean();
  });
});

const BEFORE = JSON.stringify(namesOfPrototypes());

function namesOfPrototypes(): string[][] {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((prototype) =>
    Reflect.ownKeys(prototype).map(String),
  );
}

/** The server runs in this process: what it polluted would be seen here. */
function assertClean(): void {
  assert.equal(JSON.stringify(namesOfPrototypes()), BEFORE);
}

/** The fields of the body as JSON, with one more that no object literal could hold. */
function withMember(id: string, input: Input, name: string): string {
  const operation = operations.find((candidate) => candidate.id === id);
  const inPath = [...(operation?.expose.http.path.matchAll(/\{(\w+)\}/g) ?? [])].map(([, found]) => found);
  const members = Object.entries(input)
    .filter(([field, value]) => value !== undefined && !inPath.includes(field))
    .map(([field, value]) => `${JSON.stringify(field)}:${JSON.stringify(value)}`);
  return `{${[...members, `${JSON.stringify(name)}:{"polluted":true}`].join()}}`;
}

function addressOf(path: string, input: Input): string {
  return path.replaceAll(/\{(\w+)\}/g, (_: string, name: string) => encodeURIComponent(String(input[name])));
}
