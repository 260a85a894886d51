import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { startTestServer, until } from '../../../testing/server.ts';
import { uuidOf } from '../../../testing/triage-by-hand.ts';
import { keyIdOf } from '../signing.ts';
import { verifyExport } from '../verify-file.ts';

const server = await startTestServer();
after(() => server.stop());
const { api } = server;
const headers = { authorization: `Bearer ${server.key}` };

async function sealed(): Promise<void> {
  await until(async () => (await api.audit.verify({})).unsealed <= 1);
}

describe('the running server', () => {
  test('seals what was written within moments, and counts it', async () => {
    for (let index = 0; index < 5; index += 1) await api.keys.create({ name: `key ${index}` });
    const written = (await api.audit.list({ limit: 5 })).data.map((record) => record.id);
    await until(async () =>
      (await Promise.all(written.map((id) => api.audit.get({ id })))).every((row) => row.sequence !== null),
    );
    const found = await api.audit.verify({});
    assert.deepEqual([found.ok, found.complete, found.broken, found.next_cursor], [true, true, null, null]);
    assert.ok(found.covered.links >= 5 && found.checkpoints_checked >= 1);
    const { text } = await server.request('/metrics');
    assert.match(text, /^watchfloor_audit_sealed_total [1-9]/m);
    assert.match(text, /^watchfloor_audit_seal_failures_total 0$/m);
    assert.match(text, /^watchfloor_audit_unsealed_seconds \d/m);
  });

  test('records that it was verified, and what was found', async () => {
    await api.audit.verify({ limit: 2 });
    const [record] = (await api.audit.list({ event: 'audit.verified', limit: 1 })).data;
    assert.deepEqual(record?.after, { ok: true, links: 2, first_sequence: 1, last_sequence: 2 });
  });

  test('verifies in calls of any length, and takes no cursor that it did not give', async () => {
    await sealed();
    let cursor: string | null = null;
    let links = 0;
    let calls = 0;
    do {
      const page: Awaited<ReturnType<typeof api.audit.verify>> = await api.audit.verify({
        limit: 3,
        ...(cursor === null ? {} : { cursor }),
      });
      assert.equal(page.ok, true);
      links += page.covered.links;
      cursor = page.next_cursor;
      calls += 1;
    } while (cursor !== null && calls < 100);
    assert.equal(cursor, null);
    assert.ok(links >= 5 && calls >= 2);
    for (const values of [
      ['links', -1],
      ['links', 'x'],
      ['records', 'x'],
      ['records', 7],
      ['other', 1],
    ]) {
      const forged = Buffer.from(JSON.stringify(['audit-verify', ...values])).toString('base64url');
      const answer = await server.post('/v1/audit/verify', { cursor: forged });
      assert.deepEqual([answer.status, answer.body.error.field], [422, 'cursor']);
    }
  });

  test('names the record that was edited in the database', async () => {
    const { id } = await api.keys.create({ name: 'edited' });
    const [record] = (await api.audit.list({ event: 'key.created', limit: 1 })).data;
    assert.ok(record && id);
    await until(async () => (await api.audit.get({ id: record.id })).sequence !== null);
    const { sequence } = await api.audit.get({ id: record.id });
    const edit = (name: string) =>
      server.database.admin.query('update wf.audit_record set actor_name = $2 where id = $1', [
        uuidOf('audit', record.id),
        name,
      ]);
    await edit('Somebody else');
    const found = await api.audit.verify({});
    assert.equal(found.ok, false);
    assert.deepEqual(
      [found.broken?.kind, found.broken?.sequence, found.broken?.record_id, found.broken?.part],
      ['record_altered', sequence, record.id, 'fields'],
    );
    await edit(record.actor.name);
    assert.equal((await api.audit.verify({})).ok, true);
  });
});

describe('checkpoints', () => {
  test('are made on demand, listed newest first page by page, and signed by the key that is shown', async () => {
    const first = await api.audit.makeCheckpoint({});
    await api.keys.create({ name: 'one more' });
    await until(async () => (await api.audit.makeCheckpoint({})).sequence > first.sequence);
    const all = (await api.audit.checkpoints({ limit: 200 })).data;
    const paged = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof api.audit.checkpoints>> = await api.audit.checkpoints({
        limit: 1,
        ...(cursor ? { cursor } : {}),
      });
      paged.push(...page.data);
      cursor = page.next_cursor;
    }
    assert.deepEqual(paged, all);
    assert.ok(all.length >= 2 && (all[0]?.sequence ?? 0) > (all[1]?.sequence ?? 0));
    const key = await api.audit.signingKey({});
    assert.equal(keyIdOf(createPublicKey(key.public_key)), key.key_id);
    assert.ok(all.every((checkpoint) => checkpoint.key_id === key.key_id));
  });
});

describe('the export', () => {
  const read = (query: string, key = server.key) =>
    server.request(`/v1/audit/export${query}`, { headers: { authorization: `Bearer ${key}` } });

  test('is a file that verifies, also by the key that the server shows, and is itself on record', async () => {
    const answer = await server.request('/v1/audit/export', { headers });
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/x-ndjson/);
    assert.match(
      answer.headers.get('content-disposition') ?? '',
      /^attachment; filename="audit-\d{4}-\d\d-\d\d\.jsonl"$/,
    );
    const { key_id } = await api.audit.signingKey({});
    const found = await verifyExport(answer.text.split('\n').slice(0, -1), key_id);
    assert.equal(found.problem, null);
    assert.ok(found.records >= 5 && found.unsigned === 0);
    assert.ok(answer.text.includes('"event":"audit.exported"'), 'the record of this very export is in it');
    const [record] = (await api.audit.list({ request_id: answer.headers.get('x-request-id') ?? '' })).data;
    assert.deepEqual(
      [record?.event, record?.after],
      ['audit.exported', { format: 'jsonl', from: null, to: null }],
    );
  });

  test('as CEF has a line a record and nothing else', async () => {
    const answer = await read('?format=cef');
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
    const lines = answer.text.split('\n').slice(0, -1);
    assert.ok(lines.length >= 5 && lines.every((line) => line.startsWith('CEF:0|Watchfloor|Watchfloor|')));
  });

  test('is refused without the right, without a key, and with what it does not know', async () => {
    const viewer = await server.as('viewer');
    assert.equal((await read('', viewer.key)).status, 403);
    assert.equal((await server.request('/v1/audit/export')).status, 401);
    for (const [query, field] of [
      ['?format=xml', 'format'],
      ['?from=yesterday', 'from'],
      ['?tenant=other', 'tenant'],
    ] as const) {
      const answer = await read(query);
      assert.deepEqual([answer.status, answer.body.error.field], [422, field]);
    }
  });

  test('holds nothing of a neighbour', async () => {
    const neighbour = await server.neighbour();
    await neighbour.api.keys.create({ name: 'theirs' });
    const answer = await read('', neighbour.key);
    const { tenant } = await api.session.get({});
    assert.ok(!answer.text.includes(uuidOf('tenant', tenant.id)));
    assert.equal((await verifyExport(answer.text.split('\n').slice(0, -1))).problem, null);
  });
});
