// Rate limits as callers meet them: over two servers on one database, by headers and refusals, for credentials and addresses.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createTestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { finding } from '../../packages/server/src/testing/records.ts';
import {
  type Answer,
  startTestServer,
  type TestServer,
  until,
} from '../../packages/server/src/testing/server.ts';

const RATES = {
  api: 20,
  'api-address': 1_000,
  ingest: 40,
  'ingest-address': 2_000,
  records: 20,
  anonymous: 5,
};
const BURST_SECONDS = 10;
const BLOCK_SECONDS = 0.25;
const database = await createTestDatabase();
const { admin } = database;
const settings = {
  database,
  rateLimits: RATES,
  trustedProxies: ['127.0.0.1', '::1'],
  roles: ['api'],
  masterKeys: ['ab'.repeat(32)],
} as const;
const left = await startTestServer(settings);
const right = await startTestServer(settings);
after(async () => {
  await left.stop();
  await right.stop();
  await database.drop();
});

let made = 0;
/** An address that nobody had before. */
function newAddress(): string {
  made += 1;
  return `192.0.2.${made}`;
}

interface Call {
  readonly key?: string;
  readonly from?: string;
  readonly server?: TestServer;
  readonly body?: unknown;
}

const LIST = '/v1/alerts?limit=1';

function call(path: string, { key, from = newAddress(), server = left, body }: Call): Promise<Answer> {
  return server.request(path, {
    headers: {
      'x-forwarded-for': from,
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
}

const newKey = async (role: 'analyst' | 'ingest' = 'analyst') => (await left.as(role)).key;
const numberOf = (answer: Answer, name: string) => Number(answer.headers.get(name) ?? Number.NaN);

/** Calls, eight at once so that a slow machine uses up the limit as well, until one is refused; fails when none ever is. */
async function untilRefused(
  path: string,
  wanted: Call | (() => Call),
): Promise<{ passed: number; refusal: Answer; others: Set<number> }> {
  const others = new Set<number>();
  for (let passed = 0; passed < 2_000; ) {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call(path, typeof wanted === 'function' ? wanted() : wanted)),
    );
    const refusal = answers.find((answer) => answer.status === 429);
    for (const { status } of answers) if (status !== 429) others.add(status);
    passed += answers.filter((answer) => answer.status !== 429).length;
    if (refusal) return { passed, refusal, others };
  }
  return assert.fail('it was never refused');
}
/** What may come back while a slow machine goes from one step of a test to the next. */
const REGAINED = 40;

test('a key on two servers: both together keep its rate, within a quarter of a second of it for each', async (context) => {
  const key = await newKey();
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  const passed = [0, 0];
  let refusedInARow = 0;
  // Until the rate has run for a while and nothing is left of what came by waiting; a slow machine takes longer.
  const isOver = () => (seconds() >= 5 && refusedInARow >= 12) || seconds() > 90;
  const send = async (server: TestServer, index: number) => {
    const from = newAddress();
    while (!isOver()) {
      const { status } = await call(LIST, { key, from, server });
      refusedInARow = status === 429 ? refusedInARow + 1 : 0;
      if (status !== 429) passed[index] = (passed[index] ?? 0) + 1;
    }
  };
  await Promise.all([left, right, left, right, left, right].map((server, n) => send(server, n % 2)));
  const took = seconds();
  const [one = 0, other = 0] = passed;
  const due = RATES.api * (BURST_SECONDS + took);
  const tolerance = 2 * RATES.api * BLOCK_SECONDS;
  context.diagnostic(`${one} and ${other} passed in ${took.toFixed(2)} s, ${due.toFixed(0)} were due`);
  assert.ok(one + other <= due);
  // Beside the tolerance what came in the last second, in which a slow machine may have asked nobody.
  assert.ok(one + other >= due - tolerance - RATES.api, `${one} + ${other} of ${due}`);
  assert.ok(Math.min(one, other) > (one + other) / 5, 'neither server takes it all');
});

describe('an answer', () => {
  test('tells the limits, and how much is left of the one that is nearest to its end', async () => {
    const key = await newKey();
    const first = await call(LIST, { key });
    assert.equal(first.status, 200);
    assert.equal(first.headers.get('ratelimit-policy'), '"api";q=200;w=10, "api-address";q=10000;w=10');
    assert.equal(first.headers.get('ratelimit-limit'), '200');
    assert.equal(numberOf(first, 'ratelimit-remaining'), 199);
    assert.equal(numberOf(first, 'ratelimit-reset'), 1);
    for (let n = 0; n < 100; n += 1) await call(LIST, { key });
    const later = await call(LIST, { key });
    const remaining = numberOf(later, 'ratelimit-remaining');
    assert.ok(remaining >= 98 && remaining < 199, `${remaining}`);
    assert.equal(numberOf(later, 'ratelimit-reset'), Math.ceil((200 - remaining) / RATES.api));
  });

  test('that is a refusal is 429 rate_limited with Retry-After and the same headers, is counted, and recorded once', async () => {
    const [key, from] = [await newKey(), newAddress()];
    const { passed, refusal } = await untilRefused(LIST, { key, from });
    assert.ok(passed >= RATES.api * BURST_SECONDS, `${passed}`);
    assert.deepEqual(Object.keys(refusal.body.error).sort(), ['code', 'message', 'request_id']);
    assert.equal(refusal.body.error.code, 'rate_limited');
    assert.match(refusal.body.error.message, /"api" is used up: 20 a second, 200 at once/);
    assert.equal(refusal.headers.get('retry-after'), '1');
    assert.equal(refusal.headers.get('ratelimit-policy'), '"api";q=200;w=10');
    assert.equal(refusal.headers.get('ratelimit-limit'), '200');
    assert.equal(refusal.headers.get('ratelimit-remaining'), '0');
    await untilRefused(LIST, { key, from });
    const metrics = await left.request('/metrics');
    assert.match(metrics.text, /^watchfloor_rate_limited_total\{limit="api"\} [1-9]/m);
    const recorded = () =>
      admin.query(
        "select subject, after from wf.audit_record where event = 'request.refused' and address = $1",
        [from],
      );
    await until(async () => (await recorded()).rowCount === 1);
    assert.deepEqual((await recorded()).rows[0], {
      subject: 'GET /v1/alerts',
      after: { code: 'rate_limited', field: null },
    });
  });

  test('of a stream tells them as well', async () => {
    const ending = new AbortController();
    const response = await fetch(`${left.url}/v1/stream`, {
      headers: { authorization: `Bearer ${await newKey()}` },
      signal: ending.signal,
    });
    assert.equal(response.headers.get('ratelimit-limit'), '200');
    ending.abort();
  });

  test('to what watches the server, or looks nothing up, has no limit and tells none', async () => {
    const from = newAddress();
    await untilRefused(LIST, { from });
    for (const path of ['/healthz', '/readyz', '/metrics', '/openapi.json', '/nothing-here']) {
      const answer = await call(path, { from });
      assert.notEqual(answer.status, 429, path);
      assert.equal(answer.headers.get('ratelimit-limit'), null, path);
    }
  });
});

test('one key that is refused takes nothing from another at the same address', async () => {
  const [loud, quiet, from] = [await newKey(), await newKey(), newAddress()];
  await untilRefused(LIST, { key: loud, from });
  assert.equal((await call(LIST, { key: quiet, from })).status, 200);
});

describe('ingest', () => {
  const send = (key: string, records: number, from?: string) =>
    call('/v1/ingest/generic', {
      key,
      ...(from === undefined ? {} : { from }),
      body: Array.from({ length: records }, (_, n) => ({
        title: `Record ${n}`,
        id: `${made}-${n}-${records}`,
      })),
    });
  const stored = async () => (await admin.query('select count(*)::int as n from wf.raw_record')).rows[0].n;

  test('has limits of its own: reading goes on when it is used up, and the other way round', async () => {
    const { key } = await left.as('admin');
    const { passed } = await untilRefused(LIST, { key });
    assert.ok(passed >= 200);
    const answer = await send(key, 1);
    assert.equal(answer.status, 202);
    assert.equal(
      answer.headers.get('ratelimit-policy'),
      '"ingest";q=400;w=10, "ingest-address";q=20000;w=10, "records";q=1000;w=50',
    );
  });

  test('counts records: a batch beyond them is refused whole, and a smaller one still passes', async () => {
    const key = await newKey('ingest');
    for (let n = 0; n < 4; n += 1) assert.equal((await send(key, 200)).status, 202);
    const before = await stored();
    const refusal = await send(key, 900);
    assert.equal(refusal.status, 429);
    assert.match(refusal.body.error.message, /"records" is used up/);
    assert.ok(numberOf(refusal, 'retry-after') >= 1);
    assert.equal(await stored(), before);
    assert.equal((await send(key, 100)).status, 202);
  });

  test('the largest batch passes at any rate', async () => {
    assert.equal((await send(await newKey('ingest'), 1_000)).status, 202);
  });

  test('a submission counts as one record', async () => {
    const key = await newKey('ingest');
    const answer = await call('/v1/alerts/submit', { key, body: { events: [finding(), finding()] } });
    assert.equal(answer.status, 202);
    assert.match(answer.headers.get('ratelimit-policy') ?? '', /"records";q=1000/);
  });
});

describe('an address', () => {
  const wrong = () => `wfk_wrong-${Math.random().toString(36).slice(2).padEnd(24, 'x')}`;

  test('with many wrong credentials is refused before they are looked up; who was known there goes on', async () => {
    const [known, from] = [await newKey(), newAddress()];
    assert.equal((await call(LIST, { key: known, from })).status, 200);
    const { passed, refusal, others } = await untilRefused(LIST, () => ({ key: wrong(), from }));
    assert.deepEqual([...others], [401]);
    assert.match(refusal.body.error.message, /"anonymous" is used up/);
    assert.ok(passed >= RATES.anonymous * BURST_SECONDS && passed < 200, `${passed}`);
    assert.equal((await call(LIST, { key: known, from })).status, 200);
    assert.equal((await call(LIST, { key: wrong() })).status, 401, 'another address');
    const elsewhere = await untilRefused(LIST, () => ({ key: wrong(), from, server: right }));
    assert.ok(elsewhere.passed < REGAINED, 'on the other server as well');
  });

  test('is the same for signing in, with and without a link', async () => {
    const from = newAddress();
    const { passed } = await untilRefused('/sign-in?token=nobody-has-this', { from });
    assert.ok(passed >= 50 && passed < 150, `${passed}`);
    const body = { email: 'nobody@example.com', password: 'wrong' };
    const other = await untilRefused('/v1/sign-in/password', { from, body });
    assert.equal(other.refusal.body.error.code, 'rate_limited');
    assert.ok(other.passed < REGAINED, `${other.passed}`);
  });

  test('of IPv6 is its network of 64 bits', async () => {
    let n = 0;
    const next = () => {
      n += 1;
      return { from: `2001:db8:0:7::${n.toString(16)}` };
    };
    const { passed } = await untilRefused(LIST, next);
    assert.ok(passed >= RATES.anonymous * BURST_SECONDS && passed < 200, `${passed}`);
    assert.ok((await untilRefused(LIST, { from: '2001:db8:0:7:ffff::1' })).passed < REGAINED);
    assert.equal((await call(LIST, { from: '2001:db8:0:8::1' })).status, 401);
  });
});

test('while the ledger does not answer nobody new is let through, and health says what it said', async () => {
  const [key, fresh] = [await newKey(), await newKey()];
  assert.equal((await call(LIST, { key })).status, 200);
  const lease = 'execute on function wf.lease_tokens(bytea[], float8[], float8[], float8[], float8[])';
  await admin.query(`revoke ${lease} from wf_app`);
  try {
    for (let n = 0; n < 2; n += 1) {
      const answer = await call(LIST, { key: fresh });
      assert.equal(answer.status, 503);
      assert.equal(answer.body.error.code, 'unavailable');
      assert.equal(answer.headers.get('retry-after'), '2');
    }
    assert.equal(
      (await call('/v1/sign-in/password', { body: { email: 'a@example.com', password: 'b' } })).status,
      503,
    );
    assert.equal((await call('/healthz', {})).status, 200);
  } finally {
    await admin.query(`grant ${lease} to wf_app`);
  }
  await until(async () => (await call(LIST, { key: fresh })).status === 200);
});
