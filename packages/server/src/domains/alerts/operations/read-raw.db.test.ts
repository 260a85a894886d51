import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { finding, signIn } from '../../../testing/records.ts';
import { startTestServer } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function submit(source: string, body: Buffer, headers: Record<string, string> = {}) {
  const answer = await server.post(`/v1/ingest/${source}`, body, headers);
  assert.equal(answer.status, 202, answer.text);
  return answer.body.data;
}

async function encodingOf(sha: string): Promise<string | undefined> {
  const { rows } = await server.database.admin.query<{ encoding: string }>(
    "select encoding from wf.raw_record where sha256 = decode($1, 'hex')",
    [sha],
  );
  return rows[0]?.encoding;
}

test('a record is kept byte for byte: white space, repeated keys, escapes, big numbers', async () => {
  const text = JSON.stringify(finding()).replace(
    '{',
    '{ "n" : 9007199254740993,\t"n":1.0e+2, "u":"\\u0041\\/", \r\n',
  );
  const bytes = Buffer.from(`\n ${text} \n`);
  const { alert_id: id } = await submit('sentinel', bytes);
  const [raw, ...more] = await server.api.alerts.raw({ id });
  assert.deepEqual(more, []);
  assert.equal(raw?.body, bytes.toString('utf8'));
  assert.equal(raw?.exact, true);
  assert.equal(raw?.sha256, sha256(bytes));
  assert.equal(raw?.size_bytes, bytes.length);
  assert.equal(raw?.content_type, 'application/json');
  assert.equal(raw?.source, 'sentinel');
  assert.equal(raw?.revision, 1);
});

test('of an array every record keeps its own bytes', async () => {
  const [one, two] = [`{"SystemAlertId":"raw-1" ,${inner()}`, `{ "SystemAlertId":"raw-2",${inner()}`];
  const rows = await submit('sentinel', Buffer.from(`[ ${one} ,\n ${two}]`));
  const bodies = [];
  for (const row of rows) bodies.push((await server.api.alerts.raw({ id: row.alert_id }))[0]?.body);
  assert.deepEqual(bodies, [one, two]);
});

test('small records are stored as they are, larger ones deflated, and both come back whole', async () => {
  for (const [length, encoding] of [
    [10, 'identity'],
    [20_000, 'deflate'],
  ] as const) {
    const record = {
      SystemAlertId: `size-${length}`,
      AlertName: 'x',
      Description: 'lorem ipsum '.repeat(length / 10),
    };
    const bytes = Buffer.from(JSON.stringify(record));
    const { alert_id: id } = await submit('sentinel', bytes);
    const [raw] = await server.api.alerts.raw({ id });
    assert.equal(raw?.body, bytes.toString('utf8'));
    assert.equal(raw?.sha256, sha256(bytes));
    assert.equal(await encodingOf(sha256(bytes)), encoding);
  }
});

test('a body that came packed is kept unpacked', async () => {
  const bytes = Buffer.from(JSON.stringify(finding()));
  const { alert_id: id } = await submit('sentinel', gzipSync(bytes), { 'content-encoding': 'gzip' });
  const [raw] = await server.api.alerts.raw({ id });
  assert.equal(raw?.body, bytes.toString('utf8'));
});

test('bytes that are not UTF-8 are shown as U+FFFD and said to be inexact; the hash is of what came', async () => {
  const bytes = Buffer.concat([
    Buffer.from('CEF:0|Example|IDS|1|100|Port scan by '),
    Buffer.from([0xff, 0xfe, 0xe9]),
    Buffer.from(' and others|7|src=192.0.2.1 dst=198.51.100.7'),
  ]);
  const data = await submit('generic', bytes, { 'content-type': 'text/plain' });
  const [raw] = data.alert_id
    ? await server.api.alerts.raw({ id: data.alert_id })
    : await server.api.events.raw({ id: data.event_id });
  assert.equal(raw?.exact, false);
  assert.equal(raw?.body, bytes.toString('utf8'));
  assert.match(raw?.body ?? '', /scan by \ufffd/);
  assert.equal(raw?.sha256, sha256(bytes));
  assert.equal(raw?.size_bytes, bytes.length);
  assert.equal(raw?.content_type, 'text/plain');
});

test('U+0000 in a record is kept, where the alert shows a replacement', async () => {
  const bytes = Buffer.from(JSON.stringify(finding({ title: 'before\u0000after' })));
  const { alert_id: id } = await submit('sentinel', bytes);
  assert.equal((await server.api.alerts.raw({ id }))[0]?.body, bytes.toString('utf8'));
  const alert = await server.api.alerts.get({ id });
  assert.equal(alert.title, 'before\ufffdafter');
  assert.ok(alert.flags.includes('text_cleaned'));
});

test('every revision keeps its record, newest first; a repetition keeps none', async () => {
  const first = finding({ id: 'revised', title: 'first' });
  const second = finding({ id: 'revised', title: 'second' });
  const [id = ''] = await server.submitDecided('sentinel', first);
  await server.submitDecided('sentinel', first);
  await server.submitDecided('sentinel', second);
  const raws = await server.api.alerts.raw({ id });
  assert.deepEqual(
    raws.map((raw) => [raw.revision, raw.body]),
    [
      [2, JSON.stringify(second)],
      [1, JSON.stringify(first)],
    ],
  );
});

test('the record of an event is read the same way, and a neighbour reads none', async () => {
  const bytes = Buffer.from(JSON.stringify(signIn()));
  const { event_id: id } = await submit('okta', bytes);
  const [raw] = await server.api.events.raw({ id });
  assert.equal(raw?.body, bytes.toString('utf8'));
  assert.equal(raw?.exact, true);
  const { api } = await server.neighbour();
  await assert.rejects(api.events.raw({ id }), /no event/);
  await assert.rejects(api.events.get({ id }), /no event/);
});

function inner(): string {
  const { SystemAlertId: _, ...rest } = finding();
  return JSON.stringify(rest).slice(1);
}
