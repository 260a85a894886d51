// What may be in the body of POST /v1/ingest/{source}: content types, packing, sizes, nesting, numbers, and that each record is
// kept byte for byte.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { finding, signIn } from '../../packages/server/src/testing/records.ts';
import { startTestServer, until } from '../../packages/server/src/testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

const MIB = 1024 * 1024;
const BODY_MAX = 5 * MIB;
let made = 0;

function record(part: object = {}): Record<string, unknown> {
  made += 1;
  return { id: `body-${made}`, title: `Port scan ${made}`, severity: 'low', ...part };
}

function post(body: string | Uint8Array, headers: Record<string, string> = {}, source = 'generic') {
  return server.post(`/v1/ingest/${source}`, body, headers);
}

/** Sends without a Content-Length, piece by piece, as a sender that streams does. */
async function postChunked(pieces: readonly Buffer[], headers: Record<string, string> = {}) {
  const request = httpRequest(`${server.url}/v1/ingest/generic`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json', ...headers },
  });
  // The server may answer and close before everything is sent: the answer counts, not the broken pipe behind it.
  request.on('error', () => undefined);
  for (const piece of pieces) request.write(piece);
  request.end();
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode as number, body: JSON.parse(text) };
}

/** An object nested so many levels deep, itself included. */
function nested(depth: number, title = `Nested ${depth}`): string {
  return `{"title":"${title}","severity":"high","a":${'{"b":'.repeat(depth - 1)}1${'}'.repeat(depth - 1)}}`;
}

test('JSON is read under every name that says JSON', async () => {
  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/cloudevents+json',
    'application/vnd.example.v2+json; profile="x"',
    'text/json',
    'application/octet-stream',
  ]) {
    const answer = await post(JSON.stringify(record()), { 'content-type': type });
    assert.equal(answer.status, 202, type);
    assert.equal(Array.isArray(answer.body.data), false, `${type} gives one answer for one object`);
  }
});

test('without a content type the first byte tells: an object is one record, lines are lines', async () => {
  const send = (text: string) =>
    server.request('/v1/ingest/generic', {
      method: 'POST',
      headers: { authorization: `Bearer ${server.key}` },
      // Bytes, since fetch adds a content type to text.
      body: Buffer.from(text),
    });
  assert.equal((await send(JSON.stringify(record()))).body.data.status, 'queued');
  assert.equal((await send(`  [${JSON.stringify(record())}]`)).body.data.length, 1);
  assert.equal((await send('sshd: one\nsshd: two')).body.data.length, 2);
});

test('NDJSON is read under each of its names; blank lines and CRLF do not count, a broken line is an error of its own', async () => {
  for (const type of [
    'application/x-ndjson',
    'application/ndjson',
    'application/jsonl',
    'application/x-ndjson; charset=utf-8',
  ]) {
    const body = `${JSON.stringify(record())}\r\n\r\n\n{"broken":\n${JSON.stringify(record())}`;
    const answer = await post(body, { 'content-type': type });
    assert.equal(answer.status, 202, type);
    assert.deepEqual(
      answer.body.data.map((row: { index: number }) => row.index),
      [0, 2],
    );
    assert.deepEqual(
      answer.body.errors.map((row: { index: number; code: string }) => [row.index, row.code]),
      [[1, 'bad_json']],
    );
  }
});

test('JSON lines sent as application/json are lines', async () => {
  const answer = await post(`${JSON.stringify(record())}\n${JSON.stringify(record())}\n`);
  assert.equal(answer.status, 202);
  assert.equal(answer.body.data.length, 2);
});

test('raw lines are records; a line that starts with white space goes on with the one before', async () => {
  const text =
    'Oct 11 22:14:15 bastion app[1]: java.lang.IllegalStateException\n\tat Example.main\n\tat Example.run\nOct 11 22:14:16 bastion app[1]: next';
  const answer = await post(text, { 'content-type': 'text/plain' });
  assert.equal(answer.status, 202);
  assert.equal(answer.body.data.length, 2);
  const one = await post('<34>Oct 11 22:14:15 mymachine su: failed for root', {
    'content-type': 'text/plain',
  });
  assert.equal(one.status, 202);
  assert.equal(Array.isArray(one.body.data), false, 'one line is one record');
});

test('an unknown content type is 415', async () => {
  for (const type of [
    'application/pdf',
    'image/png',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
  ]) {
    const answer = await post(JSON.stringify(record()), { 'content-type': type });
    assert.equal(answer.status, 415, type);
    assert.equal(answer.body.error.code, 'unsupported_media_type', type);
  }
});

test('bad JSON is 400, an empty body and white space are 422', async () => {
  for (const body of [
    '{',
    '{"title":"x"',
    '{"title":"x"}}',
    "{'title':'x'}",
    '[{"title":"x"},',
    '[{"title":"x"}',
    '[1 2]',
    '[,]',
    '[1,]',
    '{"a":1},',
    'undefined',
    '{"a":01}',
    '"',
    '{"a":"\u0001"}',
  ]) {
    const answer = await post(body);
    assert.equal(answer.status, 400, body);
    assert.equal(answer.body.error.code, 'bad_json', body);
    assert.ok(!answer.body.error.message.includes('title'), 'the message does not quote the body');
  }
  for (const body of ['', '  \n\t ']) {
    for (const type of ['application/json', 'application/x-ndjson', 'text/plain']) {
      const answer = await post(body, { 'content-type': type });
      assert.equal(answer.status, 422, type);
      assert.equal(answer.body.error.code, 'empty', type);
    }
  }
});

test('a byte order mark before the body changes nothing', async () => {
  const bom = '\u{feff}';
  assert.equal((await post(`${bom}${JSON.stringify(record())}`)).status, 202);
  const array = await post(`${bom}[${JSON.stringify(record())},${JSON.stringify(record())}]`);
  assert.equal(array.status, 202, 'an array behind a mark is still an array');
  assert.equal(array.body.data.length, 2);
  const lines = await post(`${bom}${JSON.stringify(record())}\n${JSON.stringify(record())}`, {
    'content-type': 'application/x-ndjson',
  });
  assert.equal(lines.body.data.length, 2);
});

test('gzip is unpacked, for one, many and lines; the raw record is what was packed', async () => {
  const sent = JSON.stringify(record());
  const one = await post(gzipSync(sent), { 'content-encoding': 'gzip' });
  assert.equal(one.status, 202);
  assert.equal((await server.api.alerts.raw({ id: one.body.data.alert_id }))[0]?.body, sent);
  const many = await post(gzipSync(JSON.stringify([record(), record()])), { 'content-encoding': 'GZIP' });
  assert.equal(many.body.data.length, 2);
  const lines = await post(gzipSync('sshd: one\nsshd: two'), {
    'content-encoding': 'x-gzip',
    'content-type': 'text/plain',
  });
  assert.equal(lines.body.data.length, 2);
  const plain = await post(JSON.stringify(record()), { 'content-encoding': 'identity' });
  assert.equal(plain.status, 202);
});

test('what is not gzip, cut gzip and other encodings are 400', async () => {
  const packed = gzipSync(JSON.stringify(record({ filler: 'x'.repeat(500) })));
  const cases: [Uint8Array | string, string][] = [
    ['{"title":"not packed"}', 'gzip'],
    [packed.subarray(0, packed.length - 20), 'gzip'],
    [packed, 'br'],
    [packed, 'deflate'],
    [packed, 'gzip, gzip'],
  ];
  for (const [body, encoding] of cases) {
    const answer = await post(body, { 'content-encoding': encoding });
    assert.equal(answer.status, 400, encoding);
    assert.equal(answer.body.error.code, 'bad_encoding', encoding);
  }
});

test('5 MiB are taken and one byte more is 413, by Content-Length', async () => {
  const frame = JSON.stringify(record({ filler: '' })).length;
  const exact = JSON.stringify(
    record({ filler: 'x'.repeat(BODY_MAX - frame - String(made + 1).length + String(made).length) }),
  );
  assert.equal(Buffer.byteLength(exact), BODY_MAX);
  assert.equal((await post(exact)).status, 202);
  const answer = await post(`${exact} `);
  assert.equal(answer.status, 413);
  assert.equal(answer.body.error.code, 'too_large');
});

test('5 MiB in chunks are taken and more is 413, although no length was announced', async () => {
  const text = Buffer.from(JSON.stringify(record({ filler: 'y'.repeat(4 * MIB) })));
  const pieces: Buffer[] = [];
  for (let start = 0; start < text.length; start += 256 * 1024)
    pieces.push(text.subarray(start, start + 256 * 1024));
  assert.equal((await postChunked(pieces)).status, 202);
  const answer = await postChunked([...pieces, Buffer.alloc(MIB, 0x20), Buffer.alloc(MIB, 0x20)]);
  assert.equal(answer.status, 413);
  assert.equal(answer.body.error.code, 'too_large');
});

test('the limit counts after unpacking: a bomb is 413, whether announced or in chunks', async () => {
  const bomb = gzipSync(Buffer.alloc(300 * MIB, 0x20));
  assert.ok(bomb.length < MIB);
  const answer = await post(bomb, { 'content-encoding': 'gzip' });
  assert.equal(answer.status, 413);
  assert.equal(answer.body.error.code, 'too_large');
  const chunked = await postChunked([bomb], { 'content-encoding': 'gzip' });
  assert.equal(chunked.status, 413);
  const exact = gzipSync(
    Buffer.concat([Buffer.from(JSON.stringify(record())), Buffer.alloc(BODY_MAX - 200, 0x20)]),
  );
  assert.equal((await post(exact, { 'content-encoding': 'gzip' })).status, 202);
});

test('nesting to depth 64 is read whole; deeper is accepted and says so on the alert', async () => {
  for (const source of ['generic', 'auto']) {
    const within = await post(nested(60, `Within ${source}`), {}, source);
    assert.equal(within.status, 202);
    assert.deepEqual(
      (await server.api.alerts.get({ id: within.body.data.alert_id })).flags.includes('depth_limit'),
      false,
    );
    for (const depth of [70, 500, 1_000]) {
      const answer = await post(nested(depth, `Deep ${source} ${depth}`), {}, source);
      assert.equal(answer.status, 202, String(depth));
      const alert = await server.api.alerts.get({ id: answer.body.data.alert_id });
      assert.ok(alert.flags.includes('depth_limit'), `${source} at depth ${depth}`);
    }
  }
});

test('a record nested 1,001 levels deep is 422, however it is sent', async () => {
  for (const depth of [1_001, 5_000, 100_000]) {
    const deep = nested(depth);
    for (const [body, type] of [
      [deep, 'application/json'],
      [` ${deep}`, 'application/json'],
      [`\u{feff} ${deep}`, 'application/json'],
      [`[${deep}]`, 'application/json'],
      [`${deep}\n`, 'application/x-ndjson'],
      [`\u{feff} ${deep}\n`, 'application/x-ndjson'],
    ] as const) {
      const answer = await post(body, { 'content-type': type });
      assert.equal(answer.status, 422, `${depth} as ${type}: ${answer.text.slice(0, 200)}`);
    }
  }
  assert.equal((await post(nested(1_001))).body.error.code, 'too_deep');
});

test('a line of text that holds very deep JSON is a line and not a failure', async () => {
  for (const mark of ['', ' ', '\u{feff}', '\u{feff} ']) {
    const answer = await post(`${mark}${nested(60_000)}`, { 'content-type': 'text/plain' }, 'auto');
    assert.ok([202, 422].includes(answer.status), answer.text.slice(0, 200));
  }
});

test('in a batch only the record that is too deep is refused', async () => {
  const good = JSON.stringify(record());
  for (const [body, type] of [
    [`[${good},${nested(1_001)},${JSON.stringify(record())}]`, 'application/json'],
    [`${JSON.stringify(record())}\n${nested(1_001)}\n${JSON.stringify(record())}`, 'application/x-ndjson'],
  ] as const) {
    const answer = await post(body, { 'content-type': type });
    assert.equal(answer.status, 202, type);
    assert.deepEqual(
      answer.body.data.map((row: { index: number }) => row.index),
      [0, 2],
    );
    assert.deepEqual(
      answer.body.errors.map((row: { index: number; code: string }) => [row.index, row.code]),
      [[1, 'too_deep']],
    );
  }
});

test('in a vendor’s envelope, too, only the record that is too deep is refused', async () => {
  const deep = JSON.stringify(signIn()).replace(/\}$/, `,"x":${'['.repeat(1_000)}${']'.repeat(1_000)}}`);
  const edge = JSON.stringify(signIn()).replace(/\}$/, `,"x":${'['.repeat(999)}${']'.repeat(999)}}`);
  const hook = `{"eventType":"com.okta.event_hook","data":{"events":[${JSON.stringify(signIn())},${deep},${edge}]}}`;
  const answer = await post(hook, {}, 'okta');
  assert.equal(answer.status, 202, answer.text);
  assert.deepEqual(
    answer.body.data.map((row: { index: number }) => row.index),
    [0, 2],
  );
  assert.deepEqual(
    answer.body.errors.map((row: { index: number; code: string }) => [row.index, row.code]),
    [[1, 'too_deep']],
  );
});

test('each record is kept exactly as sent: numbers, escapes, repeated keys, white space', async () => {
  const texts = [
    '{"id":"exact-1", "title":"Kept \\u00e9\\/\\u0041", "n": 1.0e+2, "n": 1E2}',
    '{"id":"exact-2","title":"Big","n":12345678901234567890.12345678901234567890}',
    '{"id":"exact-3","title":"Nothing \\u0000 and half \\ud83d","x":"\\ud83d"}',
  ];
  const answer = await post(`[ ${texts.join(' ,\n\t')} ]`);
  assert.equal(answer.status, 202);
  for (const [index, text] of texts.entries()) {
    const raw = await server.api.alerts.raw({ id: answer.body.data[index].alert_id });
    assert.equal(raw[0]?.body, text);
    assert.equal(raw[0]?.size_bytes, Buffer.byteLength(text));
  }
});

test('what cannot be stored is replaced and flagged on the alert', async () => {
  const answer = await post('{"id":"null\\u0000id","title":"A\\u0000B \\ud800","severity":"high"}');
  assert.equal(answer.status, 202);
  const alert = await server.api.alerts.get({ id: answer.body.data.alert_id });
  assert.equal(alert.title, 'A\u{fffd}B \u{fffd}');
  assert.ok(alert.flags.includes('text_cleaned'));
});

test('ids beyond 2^53 stay apart', async () => {
  const ids = [
    '9007199254740992',
    '9007199254740993',
    '9007199254740994',
    '18446744073709551615',
    '18446744073709551614',
  ];
  const answer = await post(
    `[${ids.map((id) => `{"id":${id},"title":"Same title","severity":"low"}`).join(',')}]`,
  );
  assert.equal(answer.status, 202);
  const alertIds = answer.body.data.map((row: { alert_id: string }) => row.alert_id);
  assert.equal(new Set(alertIds).size, ids.length);
  for (const [index, id] of ids.entries()) {
    assert.equal((await server.api.alerts.get({ id: alertIds[index] })).source_ref, id);
  }
});

test('ids that differ only far behind stay apart', async () => {
  const long = `arn:aws:example:${'part/'.repeat(130)}`;
  const answer = await post(JSON.stringify([record({ id: `${long}1` }), record({ id: `${long}2` })]));
  assert.deepEqual(
    answer.body.data.map((row: { status: string }) => row.status),
    ['queued', 'queued'],
  );
});

test('a repeated key counts by its last value, and hostile keys are keys', async () => {
  const answer = await post(
    '{"id":"keys-1","title":"First","title":"Last","severity":"low","__proto__":{"title":"X"},"constructor":1}',
  );
  assert.equal(answer.status, 202);
  assert.equal((await server.api.alerts.get({ id: answer.body.data.alert_id })).title, 'Last');
  const only = await post('{"__proto__":{"title":"Polluted","severity":"critical"}}');
  assert.ok([202, 422].includes(only.status));
  assert.equal(Reflect.get({}, 'title'), undefined);
});

test('over-long texts and many entities are cut, said so, and decided', async () => {
  const ids = await server.submitDecided('generic', [
    record({ title: 't'.repeat(5_000) }),
    record({
      entities: Array.from({ length: 300 }, (_, n) => ({ type: 'ip', value: `198.51.${n >> 8}.${n & 255}` })),
    }),
    record({ [`k${'e'.repeat(100_000)}y`]: 'v'.repeat(100_000) }),
    finding({ description: 'd'.repeat(60_000) }),
  ]);
  const flags = await Promise.all(ids.map(async (id) => (await server.api.alerts.get({ id })).flags));
  assert.ok(flags[0]?.includes('text_cut'));
  assert.ok(flags[1]?.includes('entities_capped'));
  await until(async () => (await server.api.alerts.list({ limit: 1 })).data.length === 1);
});
