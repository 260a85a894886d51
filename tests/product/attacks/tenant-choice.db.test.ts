// The tenant is that of the credential, whatever else a request says; and a credential is one that this server has made. Every way to
// name another tenant is tried on every operation, with the neighbour's real ids.

import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { AnyOperation } from '../../../packages/server/src/kernel/operation.ts';
import { makeModules } from '../../../packages/server/src/main.ts';
import {
  type Answer,
  HARDLY_LIMITED,
  startTestServer,
  type TestServer,
} from '../../../packages/server/src/testing/server.ts';
import { type Call, callOperation, hasBody } from '../operation-call.ts';
import { makeSide, SAMPLES, type Sample, type Side, uuidOf } from '../operation-samples.ts';
import { head, sendRaw } from './raw-request.ts';

const SERVER = path.join(import.meta.dirname, '../../../packages/server/src');
const { operations } = makeModules();

let server: TestServer;
let ours: Side;
let theirs: Side;
/** The neighbour's tenant: its id as stored and on the wire, and its short name. */
let neighbour: { readonly id: string; readonly wire: string; readonly slug: string };
/** Everything of the neighbour by which an answer could be recognised. */
let marks: readonly string[];

before(async () => {
  server = await startTestServer({ rateLimits: HARDLY_LIMITED });
  ours = await makeSide(server, { key: server.key, api: server.api }, 120);
  theirs = await makeSide(server, await server.neighbour(), 40);
  const { rows } = await server.database.admin.query<{ id: string; slug: string }>(
    "select id::text, slug from wf.tenant where slug <> 'default'",
  );
  const [row] = rows;
  assert.ok(row && rows.length === 1);
  neighbour = { ...row, wire: `tenant_${row.id.replaceAll('-', '')}` };
  const alerts = await server.database.admin.query<{ id: string }>(
    'select id::text from wf.alert where tenant_id = $1',
    [row.id],
  );
  const ids = [...alerts.rows.map(({ id }) => id), uuidOf(theirs.eventId), row.id];
  marks = [...ids, ...ids.map((id) => id.replaceAll('-', '')), 'rule-of-40', 'user-of-40'];
  assert.ok(marks.length > 80);
});
after(() => server.stop());

/** Headers by which products and proxies choose a customer; none of them is heard here. */
const CHOOSING = [
  'X-Tenant-Id',
  'X-Tenant',
  'Tenant',
  'X-Org-Id',
  'X-Organization-Id',
  'X-Scope-OrgID',
  'X-Account-Id',
  'X-Customer-Id',
  'X-Workspace',
  'X-Forwarded-User',
  'X-Remote-User',
  'X-Forwarded-Host',
  'X-Original-Host',
  'X-Real-IP',
  'Forwarded',
];

function assertNothingOfTheirs(answer: Pick<Answer, 'text'>, what: string): void {
  for (const mark of marks) assert.ok(!answer.text.includes(mark), `${what} shows ${mark}`);
}

/** The fields by which a caller might name the tenant itself. */
const TENANT_FIELDS = ['tenant_id', 'tenantId', 'tenant', 'org', 'organization_id', 'customer_id', 'account'];

function declares(operation: AnyOperation, name: string): boolean {
  return Object.hasOwn(operation.input.shape, name);
}

/** A call that works: with the side's key, or as a person where the operation is about somebody's own account. */
async function callAs(side: Side, sample: Sample): Promise<Call> {
  return sample.asPerson
    ? { key: null, ...(await sample.asPerson(side)) }
    : { key: side.caller.key, input: await sample.ok(side) };
}

for (const operation of operations) {
  const sample = SAMPLES[operation.id];
  // A sign-in has no tenant before it, and its own tests.
  if (!sample || (operation.permission as string) === 'anonymous') continue;

  describe(operation.id, () => {
    if (operation.effect === 'read') {
      test('hears no header that names another tenant', async () => {
        for (const named of [neighbour.id, neighbour.slug]) {
          const chosen = Object.fromEntries(CHOOSING.map((name) => [name, named]));
          const call = await callAs(ours, sample);
          const answer = await callOperation(server, operation, {
            ...call,
            headers: { ...chosen, ...call.headers },
          });
          assert.equal(answer.status, operation.expose.http.status ?? 200, answer.text);
          assertNothingOfTheirs(answer, operation.id);
        }
      });
    }

    test('takes no field that names another tenant', async () => {
      const input = await sample.ok(ours);
      for (const name of TENANT_FIELDS.filter((field) => !declares(operation, field))) {
        const call = { key: server.key, input: { ...input, [name]: neighbour.id } };
        const answer = await callOperation(server, operation, call);
        assert.deepEqual([answer.status, answer.body?.error?.field], [422, name], answer.text);
      }
      if (!hasBody(operation)) return;
      const { path: template, method } = operation.expose.http;
      const address = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(String(input[name])),
      );
      const answer = await server.request(`${address}?tenant_id=${neighbour.id}`, {
        method,
        headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
        body: '{"surprise":1}',
      });
      assert.equal(answer.status, 422, 'a query beside a body is not read');
      assertNothingOfTheirs(answer, operation.id);
    });

    test('is not found below an address that names a tenant', async () => {
      for (const prefix of [
        `/v1/tenants/${neighbour.wire}`,
        `/v1/${neighbour.slug}`,
        `/${neighbour.id}/v1`,
      ]) {
        const target = operation.expose.http.path.replace('/v1', prefix).replaceAll(/[{}]/g, '');
        const answer = await server.request(target, {
          method: operation.expose.http.method,
          headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
          ...(hasBody(operation) ? { body: '{}' } : {}),
        });
        assert.equal(answer.status, 404, `${target}: ${answer.text}`);
      }
    });

    if (sample.owned.length === 0) return;
    test('finds nothing by the neighbour’s ids, whatever the headers say', async () => {
      const { input } = await callAs(theirs, sample);
      const chosen = Object.fromEntries(CHOOSING.map((name) => [name, neighbour.id]));
      const own = await callAs(ours, sample);
      const answer = await callOperation(server, operation, {
        ...own,
        input,
        headers: { ...chosen, ...own.headers },
      });
      assert.equal(answer.status, 404, answer.text);
      const theirId = String(input[sample.owned[0] ?? '']);
      const words = answer.body.error.message;
      assert.ok(!words.includes(theirId), 'an id that is not ours is not repeated as if it were known');
    });
  });
}

describe('the header that names a customer’s tenant', () => {
  test('is 404 for who has no access there, in the words of a tenant that does not exist', async () => {
    const answers = [];
    for (const named of [
      neighbour.id,
      neighbour.wire,
      neighbour.slug,
      'no-such-tenant',
      "' or 1=1 --",
      '*',
    ]) {
      const answer = await server.request('/v1/alerts', {
        headers: { authorization: `Bearer ${server.key}`, 'x-watchfloor-tenant': named },
      });
      assert.equal(answer.status, 404, `${named}: ${answer.text}`);
      assertNothingOfTheirs(answer, named);
      answers.push(answer.body.error.message);
    }
    assert.equal(new Set(answers).size, 1);
  });

  test('is heard by receivers and by the stream as well', async () => {
    const headers = { 'x-watchfloor-tenant': neighbour.slug };
    const received = await server.post('/v1/ingest/generic', { title: 'planted', severity: 'low' }, headers);
    assert.equal(received.status, 404, received.text);
    const stream = await server.request('/v1/stream', {
      headers: { authorization: `Bearer ${server.key}`, ...headers },
    });
    assert.equal(stream.status, 404);
    const { rows } = await server.database.admin.query("select 1 from wf.alert where title = 'planted'");
    assert.equal(rows.length, 0);
  });
});

describe('two credentials in one request', () => {
  test('are one caller, never a mixture', async () => {
    const neighbourKey = theirs.caller.key;
    const answer = await server.request('/v1/alerts?limit=200', {
      headers: {
        authorization: `Bearer ${server.key}`,
        'x-api-key': neighbourKey,
        cookie: `wf_session=${neighbourKey}`,
      },
    });
    assert.equal(answer.status, 200);
    assertNothingOfTheirs(answer, 'the key of Authorization');
    const unknown = await server.request('/v1/alerts', {
      headers: { authorization: 'Bearer wfk_unknown-unknown-unknown', 'x-api-key': server.key },
    });
    assert.equal(unknown.status, 401, 'a wrong key is not passed over for another');
  });

  test('in two headers of one name are no second try', async () => {
    const answer = await sendRaw(
      server.url,
      head('GET /v1/alerts HTTP/1.1', [
        'Host: x',
        'Authorization: Bearer wfk_unknown-unknown-unknown',
        `Authorization: Bearer ${server.key}`,
        'Connection: close',
      ]),
    );
    assert.equal(answer.status, 401);
  });
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens as other products take them, made as an attacker would. */
function forgedTokens(): Record<string, string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const claims = { sub: 'owner', role: 'admin', tenant: neighbour.id, tenant_id: neighbour.id };
  const live = { ...claims, iat: nowSeconds, exp: nowSeconds + 3_600 };
  const over = { ...claims, iat: nowSeconds - 7_200, exp: nowSeconds - 3_600 };
  const hs = (header: object, body: object, secret: string) => {
    const signed = `${encode(header)}.${encode(body)}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const es = `${encode({ alg: 'ES256', typ: 'JWT', jwk: pair.publicKey.export({ format: 'jwk' }) })}.${encode(live)}`;
  const jws = sign('sha256', Buffer.from(es), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
  return {
    'no algorithm': `${encode({ alg: 'none', typ: 'JWT' })}.${encode(live)}.`,
    'no algorithm in capitals': `${encode({ alg: 'NONE' })}.${encode(live)}.x`,
    'signed with an empty secret': hs({ alg: 'HS256', typ: 'JWT' }, live, ''),
    'signed with a usual secret': hs({ alg: 'HS256', typ: 'JWT' }, live, 'secret'),
    expired: hs({ alg: 'HS256', typ: 'JWT' }, over, 'secret'),
    'with a key of its own': `${es}.${jws.toString('base64url')}`,
    'with a key id that leaves its folder': hs({ alg: 'HS256', kid: '../../../dev/null' }, live, ''),
    'with a key id that is a statement': hs({ alg: 'HS256', kid: "x' union select 'a" }, live, 'a'),
  };
}

describe('a token that this server did not make is nobody’s', () => {
  const places: Readonly<Record<string, (token: string) => Record<string, string>>> = {
    Authorization: (token) => ({ authorization: `Bearer ${token}` }),
    'X-Api-Key': (token) => ({ 'x-api-key': token }),
    'the session cookie': (token) => ({ cookie: `wf_session=${token}` }),
    'the session cookie of TLS': (token) => ({ cookie: `__Host-wf_session=${token}` }),
  };
  for (const [place, headersOf] of Object.entries(places)) {
    test(`in ${place}`, async () => {
      for (const [what, token] of Object.entries(forgedTokens())) {
        const answer = await server.request('/v1/alerts', { headers: headersOf(token) });
        assert.equal(answer.status, 401, `${what}: ${answer.text}`);
        assertNothingOfTheirs(answer, what);
      }
    });
  }

  test('by another scheme, by part of a key, or by what the database holds of one', async () => {
    const { key } = server;
    const { rows } = await server.database.admin.query<{ id: string; hash: Buffer; hint: string }>(
      'select id::text, hash, hint from wf.api_key',
    );
    assert.ok(rows.length > 0);
    const stored = rows.flatMap(({ id, hash, hint }) => [
      id,
      hint,
      hash.toString('hex'),
      hash.toString('base64'),
      hash.toString('base64url'),
      `key_${id.replaceAll('-', '')}`,
    ]);
    const tries = [
      ...stored.map((text) => `Bearer ${text}`),
      ...[key.slice(0, -1), `${key}x`, key.slice(4), key.toUpperCase(), `${key},${key}`, `${key}%00`].map(
        (text) => `Bearer ${text}`,
      ),
      `Basic ${Buffer.from(`owner:${key}`).toString('base64')}`,
      `Basic ${Buffer.from('owner:owner').toString('base64')}`,
      `Token ${key}`,
      `Digest username="owner", response="${key}"`,
      key,
      'Bearer',
      'Bearer null',
      'Bearer undefined',
      'Bearer *',
    ];
    for (const authorization of tries) {
      const answer = await server.request('/v1/alerts', {
        headers: { authorization: authorization.replaceAll('…', '.') },
      });
      assert.equal(answer.status, 401, authorization);
    }
  });

  test('in the address, where logs and other sites would see it', async () => {
    for (const name of ['api_key', 'key', 'token', 'access_token', 'authorization', 'wf_session']) {
      const answer = await server.request(`/v1/alerts?${name}=${server.key}`);
      assert.equal(answer.status, 401, name);
    }
  });
});

// Time. A statistical test would compare medians of thousands of requests whose own spread, on a shared machine, is a thousand times
// the difference that one byte makes; it would fail by chance or never. So it is the code that is looked at: what is secret is
// compared by a function whose time does not depend on it, or looked up by a hash under a key that the caller does not have, so
// that a near miss is as far away as any other.
describe('no comparison tells by its time how much of a secret was right', () => {
  const read = (file: string) => readFileSync(path.join(SERVER, file), 'utf8');

  test('signatures of bodies are compared in constant time, after their length', () => {
    const text = read('domains/connections/signature.ts');
    assert.match(text, /given\.length === expected\.length && timingSafeEqual\(given, expected\)/);
    assert.equal(text.match(/createHmac\(/g)?.length, 2);
    assert.doesNotMatch(text, /\.equals\(|digest\('hex'\)\s*===|===\s*\w*[sS]ignature|localeCompare/);
  });

  test('keys, cookies and secret addresses are looked up by a keyed hash and never compared as text', () => {
    const text = read('platform/http/authenticate.ts');
    assert.match(text, /parts\.secrets\.keyedHash\(credential\)/);
    assert.doesNotMatch(
      text,
      /timingSafeEqual|(?<!typeof )\b(?:key|cookie|token|credential)\s*===\s*(?!\s|null|undefined|'')/,
    );
    const box = read('platform/secrets/secret-box.ts');
    assert.match(box, /createHmac\('sha256'/);
  });
});
