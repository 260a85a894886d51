// Body signatures: required from the moment a secret is set, in both schemes, and not to be gone around.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, afterEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { finding, signIn } from '../../packages/server/src/testing/records.ts';
import { startTestServer, until } from '../../packages/server/src/testing/server.ts';

const server = await startTestServer();
after(() => server.stop());
afterEach(async () => {
  await server.api.sources.removeSecret({ source: 'okta' });
  await until(async () => (await post(JSON.stringify(signIn()))).status === 202);
});

const SECRET = 'a secret of at least sixteen characters';
const nowSeconds = () => Math.floor(Date.now() / 1000);

function timestamped(
  body: string | Buffer,
  at: number | string = nowSeconds(),
  secret = SECRET,
): Record<string, string> {
  const digest = createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex');
  return { 'x-watchfloor-timestamp': String(at), 'x-watchfloor-signature': `v1=${digest}` };
}

function overBody(body: string | Buffer, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function post(body: string | Uint8Array, headers: Record<string, string> = {}, source = 'okta') {
  return server.post(`/v1/ingest/${source}`, body, headers);
}

/** Sets the secret of okta and waits until it is asked for; that it is at once has a test of its own. */
async function requireSecret(scheme: 'timestamped' | 'body' = 'timestamped'): Promise<void> {
  const set = await server.api.sources.setSecret({ source: 'okta', scheme, secret: SECRET });
  assert.equal(set.secret, null, 'a secret that the caller chose is not shown again');
  assert.equal(set.signature, scheme);
  await until(async () => (await post(JSON.stringify(signIn()))).status === 401);
}

async function assertRefused(
  answer: Promise<{ status: number; body: { error?: { code: string } } }>,
  why: string,
): Promise<void> {
  const { status, body } = await answer;
  assert.equal(status, 401, why);
  assert.equal(body.error?.code, 'bad_signature', why);
}

test('a secret counts from the moment it is set, also right after an unsigned request was taken', async () => {
  assert.equal((await post(JSON.stringify(signIn()))).status, 202);
  await server.api.sources.setSecret({ source: 'okta', scheme: 'timestamped', secret: SECRET });
  await assertRefused(post(JSON.stringify(signIn())), 'no signature');
});

test('a removed secret is no longer asked for, at once', async () => {
  await requireSecret();
  await assertRefused(post(JSON.stringify(signIn())), 'no signature');
  await server.api.sources.removeSecret({ source: 'okta' });
  assert.equal((await post(JSON.stringify(signIn()))).status, 202);
});

test('the timestamped scheme takes a good signature and refuses a missing, wrong, foreign or malformed one', async () => {
  await requireSecret();
  const body = JSON.stringify(signIn());
  const good = timestamped(body);
  assert.equal((await post(body, good)).status, 202);
  await assertRefused(post(body), 'none');
  await assertRefused(post(body, { 'x-watchfloor-timestamp': String(nowSeconds()) }), 'no signature');
  await assertRefused(
    post(body, { 'x-watchfloor-signature': String(good['x-watchfloor-signature']) }),
    'no timestamp',
  );
  await assertRefused(
    post(body, timestamped(body, nowSeconds(), 'another secret altogether')),
    'another secret',
  );
  await assertRefused(post(`${body} `, good), 'another body');
  await assertRefused(
    // One second before that of the signature itself: "now" may be another second already.
    post(body, { ...good, 'x-watchfloor-timestamp': String(Number(good['x-watchfloor-timestamp']) - 1) }),
    'another timestamp',
  );
  for (const signature of [
    '',
    'v1=',
    'v1=00',
    `v2=${'0'.repeat(64)}`,
    `v1=${'0'.repeat(64)}`,
    `v1=${'g'.repeat(64)}`,
  ]) {
    await assertRefused(post(body, { ...good, 'x-watchfloor-signature': signature }), signature);
  }
  for (const time of ['now', '', '-1', '1e9', `${nowSeconds()}.5`, '9'.repeat(30)]) {
    await assertRefused(post(body, timestamped(body, time)), `time ${time}`);
  }
  await assertRefused(post(body, { 'x-hub-signature-256': overBody(body) }), 'the other scheme');
});

test('the window is five minutes on both sides', async () => {
  await requireSecret();
  for (const seconds of [-290, 290]) {
    const body = JSON.stringify(signIn());
    assert.equal((await post(body, timestamped(body, nowSeconds() + seconds))).status, 202, `${seconds} s`);
  }
  for (const seconds of [-310, 310, -86_400]) {
    const body = JSON.stringify(signIn());
    await assertRefused(post(body, timestamped(body, nowSeconds() + seconds)), `${seconds} s`);
  }
});

test('while a secret is changed a header may carry the signatures of both', async () => {
  await requireSecret();
  const body = JSON.stringify(signIn());
  const at = nowSeconds();
  const old = timestamped(body, at, 'the secret that was there before')['x-watchfloor-signature'];
  const present = timestamped(body, at)['x-watchfloor-signature'];
  const headers = { 'x-watchfloor-timestamp': String(at), 'x-watchfloor-signature': `${old}, ${present}` };
  assert.equal((await post(body, headers)).status, 202);
});

test('a sender that packs may sign what it sent or what it packed', async () => {
  await requireSecret();
  const body = JSON.stringify(signIn());
  const packed = gzipSync(body);
  assert.equal((await post(packed, { ...timestamped(packed), 'content-encoding': 'gzip' })).status, 202);
  assert.equal((await post(packed, { ...timestamped(body), 'content-encoding': 'gzip' })).status, 202);
  await assertRefused(post(packed, { ...timestamped('other'), 'content-encoding': 'gzip' }), 'neither');
  await assertRefused(post(packed, { 'content-encoding': 'gzip' }), 'none');
});

test('the body scheme signs the body alone, under our header or GitHub’s', async () => {
  await requireSecret('body');
  const body = JSON.stringify(signIn());
  assert.equal((await post(body, { 'x-watchfloor-signature': overBody(body) })).status, 202);
  assert.equal((await post(body, { 'x-hub-signature-256': overBody(body) })).status, 202);
  await assertRefused(post(body), 'none');
  await assertRefused(post(body, { 'x-watchfloor-signature': overBody(`${body}x`) }), 'another body');
  await assertRefused(post(body, { 'x-watchfloor-signature': overBody(body, 'wrong') }), 'another secret');
  await assertRefused(post(body, timestamped(body)), 'the other scheme');
});

test('auto is no way around a source’s signature, alone, in an array or in an envelope', async () => {
  await requireSecret();
  const event = signIn();
  await assertRefused(post(JSON.stringify(event), {}, 'auto'), 'alone');
  await assertRefused(post(JSON.stringify([finding(), event]), {}, 'auto'), 'in an array');
  const hook = JSON.stringify({ eventType: 'com.okta.event_hook', data: { events: [signIn()] } });
  await assertRefused(post(hook, {}, 'auto'), 'in an envelope');
  await assertRefused(
    post(`${JSON.stringify(event)}\n`, { 'content-type': 'application/x-ndjson' }, 'auto'),
    'as a line',
  );
  const signed = JSON.stringify(signIn());
  assert.equal((await post(signed, timestamped(signed), 'auto')).status, 202);
  assert.equal((await post(JSON.stringify(finding()), {}, 'auto')).status, 202, 'others need none');
});

test('nothing of a batch is stored when one of its records needs a signature that is not there', async () => {
  await requireSecret();
  const other = finding();
  await assertRefused(post(JSON.stringify([other, signIn()]), {}, 'auto'), 'mixed');
  const answer = await server.post('/v1/ingest/sentinel', other);
  assert.deepEqual([answer.body.data.status, answer.body.data.duplicate_count], ['queued', 1]);
});

test('a secret address asks for the signature as well', async () => {
  const { token_path } = await server.api.sources.setup({ source: 'okta' });
  await requireSecret();
  const body = JSON.stringify(signIn());
  const send = (headers: Record<string, string>) =>
    server.request(token_path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  await assertRefused(send({}), 'none');
  assert.equal((await send(timestamped(body))).status, 202);
});

test('a secret that the server makes is shown once and works; a short one is refused', async () => {
  const made = await server.api.sources.setSecret({ source: 'okta', scheme: 'timestamped' });
  assert.ok(made.secret && made.secret.length >= 32);
  const body = JSON.stringify(signIn());
  assert.equal((await post(body, timestamped(body, nowSeconds(), made.secret))).status, 202);
  const listed = (await server.api.sources.list({})).find((source) => source.id === 'okta');
  assert.equal(listed?.signature, 'timestamped');
  assert.ok(!JSON.stringify(listed).includes(made.secret));
  await assert.rejects(server.api.sources.setSecret({ source: 'okta', scheme: 'body', secret: 'short' }), {
    code: 'invalid',
  });
});

test('one source’s secret is not another’s, and one tenant’s not another tenant’s', async () => {
  await requireSecret();
  assert.equal(
    (await post(JSON.stringify({ title: 'Unsigned', severity: 'low' }), {}, 'generic')).status,
    202,
  );
  const neighbour = await server.neighbour();
  const answer = await server.request('/v1/ingest/okta', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': neighbour.key },
    body: JSON.stringify(signIn()),
  });
  assert.equal(answer.status, 202);
});

test('signature refusals are told apart from bad keys, and name what is wrong', async () => {
  await requireSecret();
  const body = JSON.stringify(signIn());
  const old = await post(body, timestamped(body, nowSeconds() - 3_600));
  assert.match(old.body.error.message, /5 minutes/);
  const missing = await post(body);
  assert.match(missing.body.error.message, /X-Watchfloor-Signature/);
  const wrongKey = await server.request('/v1/ingest/okta', {
    method: 'POST',
    body,
    headers: { 'x-api-key': 'wfk_wrong', ...timestamped(body) },
  });
  assert.equal(wrongKey.body.error.code, 'unauthenticated');
});
