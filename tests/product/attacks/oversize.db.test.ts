// More than there should be, of everything: each limit at its number and one beyond, answered at once and in our form.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { makeModules } from '../../../packages/server/src/main.ts';
import { BODY_MAX_BYTES } from '../../../packages/server/src/platform/http/http-server.ts';
import { JSON_DEPTH_MAX, JSON_VALUES_MAX } from '../../../packages/server/src/platform/http/json-body.ts';
import { HTTP_LIMITS } from '../../../packages/server/src/platform/http/limits.ts';
import { keepsBound, msOf } from '../../../packages/server/src/testing/in-time.ts';
import {
  type Answer,
  startTestServer,
  type TestServer,
} from '../../../packages/server/src/testing/server.ts';
import { callOperation, hasBody } from '../operation-call.ts';
import { makeSide, SAMPLES, type Side } from '../operation-samples.ts';
import { isOf, placesOf } from './input-schema.ts';
import { head, sendRaw } from './raw-request.ts';

const { operations } = makeModules();

let server: TestServer;
let side: Side;
before(async () => {
  server = await startTestServer();
  side = await makeSide(server, { key: server.key, api: server.api }, 100);
});
after(() => server.stop());

const asked = (line: string, more: readonly string[] = []) =>
  sendRaw(server.url, head(line, ['Host: x', `X-Api-Key: ${server.key}`, 'Connection: close', ...more]));

describe('request line and headers', () => {
  const room = HTTP_LIMITS.headerBytes;

  test('may have 16 KiB together, and are refused beyond it', async () => {
    assert.equal(
      (await asked('GET /v1/session HTTP/1.1', [`X-Long: ${'x'.repeat(room - 1_000)}`])).status,
      200,
    );
    const long = await asked('GET /v1/session HTTP/1.1', [`X-Long: ${'x'.repeat(room + 1)}`]);
    assert.equal(long.status, 400);
    assert.equal(JSON.parse(long.body).error.code, 'bad_request');
  });

  test('count an address with it, of which no parameter may be longer than 300 characters', async () => {
    assert.equal((await asked(`GET /v1/alerts?q=${'x'.repeat(room)} HTTP/1.1`)).status, 400);
    const answer = await asked(`GET /v1/alerts/${'x'.repeat(301)} HTTP/1.1`);
    assert.ok([400, 404].includes(answer.status), answer.text.slice(0, 200));
  });

  test('hold as many small headers as fit, and cost nothing', async () => {
    const many = Array.from({ length: 900 }, (_, index) => `X${index}: 1`);
    await keepsBound(2_000, () =>
      msOf(async () => assert.equal((await asked('GET /v1/session HTTP/1.1', many)).status, 200)),
    );
  });

  test('with thousands of parameters are refused by the first that is unknown, at once', async () => {
    const query = Array.from({ length: 2_000 }, (_, index) => `a${index}`).join('&');
    await keepsBound(2_000, () =>
      msOf(async () => assert.equal((await asked(`GET /v1/alerts?${query} HTTP/1.1`)).status, 422)),
    );
  });

  test('with a credential of any length that is none are refused', async () => {
    for (const length of [501, 5_000, 15_000]) {
      const key = `wfk_${'x'.repeat(length)}`;
      const answer = await sendRaw(
        server.url,
        head('GET /v1/session HTTP/1.1', ['Host: x', `Authorization: Bearer ${key}`, 'Connection: close']),
      );
      assert.equal(answer.status, 401);
    }
  });
});

describe('a body', () => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> =>
    server.post('/v1/keys', body, headers);

  test('of an operation may have 5 MiB, told beforehand or sent in chunks', async () => {
    const name = 'n';
    const filled = `{"name":"${name}"}`.padEnd(BODY_MAX_BYTES, ' ');
    assert.equal((await post(filled)).status, 201);
    assert.equal((await post(`${filled} `)).body.error.code, 'too_large');
    const told = await asked('POST /v1/keys HTTP/1.1', [
      'Content-Type: application/json',
      `Content-Length: ${10 ** 12}`,
    ]);
    assert.equal(told.status, 413, 'before a byte of it came');
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(0x20)),
    });
    const chunked = await fetch(`${server.url}/v1/keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
      body: endless,
      duplex: 'half',
    }).then(
      (response) => response.status,
      // The server may cut the connection while the client still sends.
      () => 413,
    );
    assert.equal(chunked, 413);
  });

  test('that is packed is not unpacked for an operation, and a bomb not for a receiver', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20));
    const headers = { 'content-encoding': 'gzip' };
    assert.equal((await post(bomb, headers)).body.error.code, 'bad_json');
    const received = await server.post('/v1/ingest/generic', bomb, headers);
    assert.equal(received.body.error.code, 'too_large');
  });

  test('is 1,000 levels deep at most, in every operation, whether the operation knows the member or not', async () => {
    const deep = (levels: number) => `{"record":${'{"a":'.repeat(levels - 1)}1${'}'.repeat(levels - 1)}}`;
    assert.equal((await server.post('/v1/records/preview', deep(JSON_DEPTH_MAX))).status, 200);
    for (const operation of operations.filter(hasBody)) {
      const input = (await SAMPLES[operation.id]?.ok(side)) ?? {};
      for (const body of [deep(JSON_DEPTH_MAX + 1), `{"x":${'['.repeat(1_000_000)}`]) {
        const answer = await callOperation(server, operation, { key: server.key, input, body });
        assert.equal(answer.body?.error?.code, 'too_deep', `${operation.id}: ${answer.text.slice(0, 200)}`);
      }
    }
  });

  test('has 20,000 members and elements at most, and is refused within a moment', async () => {
    const wide = (count: number) =>
      `{${Array.from({ length: count }, (_, index) => `"k${index}":1`).join()}}`;
    const long = (count: number) => `{"sources":[${Array.from({ length: count }, () => 1).join()}]}`;
    for (const body of [wide(JSON_VALUES_MAX), wide(300_000), long(JSON_VALUES_MAX + 1), long(2_000_000)]) {
      await keepsBound(1_500, () =>
        msOf(async () => {
          const answer = await post(body);
          assert.equal(answer.body.error.code, 'invalid', answer.text.slice(0, 200));
        }),
      );
    }
  });

  test('of several parts is not read at all', async () => {
    const part = `--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n${'x'.repeat(1_000_000)}\r\n--x--\r\n`;
    for (const path of ['/v1/keys', '/v1/alerts/submit']) {
      const answer = await server.post(path, part, { 'content-type': 'multipart/form-data; boundary=x' });
      assert.ok([400, 415, 422].includes(answer.status), `${path}: ${answer.text}`);
    }
  });
});

describe('every input has its limits:', () => {
  // What comes by the address has its limit there: 16 KiB, with all headers.
  const places = operations.filter(hasBody).flatMap(placesOf);
  const without = (isLimited: (place: (typeof places)[number]) => boolean) =>
    [...new Set(places.filter((place) => !isLimited(place)).map(({ path }) => path))].sort();

  test('every text a longest', () => {
    const unlimited = without(
      ({ schema }) =>
        !isOf(schema, 'string') ||
        schema.maxLength !== undefined ||
        schema.enum !== undefined ||
        schema.const !== undefined ||
        isFixedForm(schema.format, schema.pattern),
    );
    assert.deepEqual(unlimited, Object.keys(LIMITED_OTHERWISE.text).sort());
  });

  test('every list a longest', () => {
    const unlimited = without(
      ({ schema }) =>
        !isOf(schema, 'array') || schema.maxItems !== undefined || schema.prefixItems !== undefined,
    );
    assert.deepEqual(unlimited, Object.keys(LIMITED_OTHERWISE.list).sort());
  });

  test('every number a least and a most', () => {
    const unlimited = without(
      ({ schema }) =>
        !(isOf(schema, 'number') || isOf(schema, 'integer')) ||
        ((schema.minimum ?? schema.exclusiveMinimum) !== undefined &&
          (schema.maximum ?? schema.exclusiveMaximum) !== undefined),
    );
    assert.deepEqual(unlimited, Object.keys(LIMITED_OTHERWISE.number).sort());
  });
});

/** Limits that the JSON Schema does not show, and where they are. */
const LIMITED_OTHERWISE = {
  text: {
    'field-mappings.create: path': 'parsePath',
    'field-mappings.test: path': 'parsePath',
    'records.preview: mappings[].path': 'parsePath',
  } as Readonly<Record<string, string>>,
  list: {} as Readonly<Record<string, string>>,
  number: {} as Readonly<Record<string, string>>,
};

/** A date, an id or a pattern without repetition has a length of its own. */
function isFixedForm(format: string | undefined, pattern: string | undefined): boolean {
  if (['date-time', 'date', 'uuid', 'ipv4', 'ipv6', 'time'].includes(format ?? '')) return true;
  return pattern?.endsWith('$') === true && !/[*+]|,\}/.test(pattern.replaceAll(/\\./g, ''));
}

for (const operation of operations) {
  const sample = SAMPLES[operation.id];
  if (!sample || !hasBody(operation)) continue;
  test(`${operation.id} refuses a text of a megabyte in each of its fields, by the field’s name`, async () => {
    const input = await sample.ok(side);
    const names = placesOf(operation)
      .filter(({ path, schema }) => isOf(schema, 'string') && /^[^:]+: \w+$/.test(path))
      .map(({ path }) => path.slice(path.indexOf(' ') + 1));
    for (const name of new Set(names)) {
      if (operation.expose.http.path.includes(`{${name}}`)) continue;
      const answer = await callOperation(server, operation, {
        key: server.key,
        input: { ...input, [name]: 'x'.repeat(1_000_000) },
      });
      if (answer.status < 300) assert.equal(operation.id, 'records.preview', `${name} took a megabyte`);
      else
        assert.deepEqual([answer.status, answer.body?.error?.field], [422, name], answer.text.slice(0, 200));
    }
  });
}
