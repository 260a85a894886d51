import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { parseEgressAllow } from '../../../../kernel/egress-allow.ts';
import { type Caller, NOBODY_URL, startTestServer, until } from '../../../../testing/server.ts';
import { type Played, play } from '../../../../testing/wire.ts';

const received: { readonly body: string; readonly authorization: string | undefined }[] = [];
const collector: Played = await play(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  received.push({ body: Buffer.concat(chunks).toString(), authorization: request.headers.authorization });
  response.end();
});
const allowed = parseEgressAllow(`127.0.0.1:${collector.port},127.0.0.9:8443,siem.internal:8443`);
if (typeof allowed === 'string') throw new Error(allowed);
const server = await startTestServer({ egressAllow: allowed });
after(async () => {
  await server.stop();
  await collector.stop();
});
const url = `http://127.0.0.1:${collector.port}/in`;
afterEach(async () => {
  for (const { id } of await server.api.auditSinks.list({})) await server.api.auditSinks.delete({ id });
});

const SECRET = 'Splunk 11111111-2222-4333-8444-555555555555';
const { rows: found } = await server.database.admin.query("select id from wf.tenant where slug = 'default'");
const tenant = found[0].id;

async function auditRecords(event: string) {
  return (await server.api.audit.list({ limit: 200 })).data.filter((record) => record.event === event);
}

describe('audit-sinks.create', () => {
  test('ok: from now on records go out, in order, and the sink says how far it is', async () => {
    const sink = await server.api.auditSinks.create({ name: 'siem', url, authorization: SECRET });
    const key = await server.api.keys.create({ name: 'after the sink' });
    await until(async () => received.some(({ body }) => body.includes('key.created')));
    await until(async () => (await server.api.auditSinks.get({ id: sink.id })).lag.records === 0);
    const now = await server.api.auditSinks.get({ id: sink.id });
    assert.ok(now.delivered >= 2 && now.last_delivered_at !== null);
    assert.deepEqual([now.state, now.failures, now.last_error, now.lag.seconds], ['active', 0, null, 0]);
    const lines = received.flatMap(({ body }) =>
      body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
    const sequences = lines.map(({ sequence }) => sequence);
    assert.deepEqual(
      sequences,
      sequences.toSorted((left, right) => left - right),
    );
    const created = lines.find(({ event }) => event === 'key.created');
    assert.equal(created.subject.replaceAll('-', ''), `key:${key.id.slice('key_'.length)}`);
    assert.ok(received.every(({ authorization }) => authorization === SECRET));
  });

  test('ok: the credential is in no answer, no record and, in the database, sealed', async () => {
    const sink = await server.api.auditSinks.create({ name: 'siem', url: NOBODY_URL, authorization: SECRET });
    assert.equal(sink.has_authorization, true);
    assert.match(sink.signing_secret ?? '', /^.{16,}$/);
    const signing = sink.signing_secret ?? '';
    const seen = JSON.stringify([
      await server.api.auditSinks.list({}),
      await server.api.auditSinks.get({ id: sink.id }),
      await server.api.audit.list({ limit: 200 }),
    ]);
    const { rows } = await server.database.admin.query(
      'select (select json_agg(s) from wf.audit_sink s)::text as sinks, (select json_agg(s) from wf.secret s)::text as secrets',
    );
    for (const secret of [SECRET, SECRET.slice(7), signing])
      assert.ok(![seen, rows[0].sinks, rows[0].secrets].some((text) => text.includes(secret)));
  });

  test('ok: from the beginning everything is sent that is on record', async () => {
    received.length = 0;
    await server.api.auditSinks.create({ name: 'all', url, from: 'beginning' });
    await until(async () => received.length > 0);
    assert.equal(JSON.parse(received[0]?.body.split('\n')[0] ?? '').sequence, 1);
  });

  test('refused: what may not be called is 422, names the reason, stores nothing and is on record', async () => {
    for (const [wrong, reason] of [
      ['https://10.0.0.1/', /not on the public internet/],
      ['https://0x7f000001/', /not on the public internet/],
      ['https://169.254.169.254/', /credentials of the machine/],
      ['https://metadata.google.internal/', /credentials of the machine/],
      ['http://siem.example.com/', /only https/],
      ['https://siem.example.com:22/', /port 22/],
      ['https://user:pass@siem.example.com/', /user name or password/],
      ['siem.example.com', /no URL/],
    ] as const) {
      await assert.rejects(server.api.auditSinks.create({ name: 'bad', url: wrong }), {
        status: 422,
        code: 'egress_refused',
        field: 'url',
        message: reason,
      });
    }
    assert.deepEqual(await server.api.auditSinks.list({}), []);
    await until(async () => {
      const refused = await auditRecords('request.refused');
      return refused.some(
        ({ subject, after: told }) =>
          subject === 'POST /v1/audit-sinks' && told?.['code'] === 'egress_refused',
      );
    });
  });

  test('ok: a name is taken as it is, and looked up when something is sent', async () => {
    const sink = await server.api.auditSinks.create({ name: 'inner', url: 'https://siem.internal:8443/' });
    assert.equal(sink.state, 'active');
  });

  test('conflict: five sinks', async () => {
    for (let index = 0; index < 5; index += 1)
      await server.api.auditSinks.create({ name: `sink ${index}`, url: NOBODY_URL });
    await assert.rejects(server.api.auditSinks.create({ name: 'one more', url: NOBODY_URL }), {
      status: 409,
    });
  });
});

describe('audit-sinks.update', () => {
  test('ok: paused it sends nothing, resumed it sends what came meanwhile', async () => {
    const sink = await server.api.auditSinks.create({ name: 'siem', url });
    await server.api.auditSinks.update({ id: sink.id, enabled: false });
    await until(async () => (await server.api.auditSinks.get({ id: sink.id })).lag.records > 0);
    assert.equal((await server.api.auditSinks.get({ id: sink.id })).delivered, 0);
    await server.api.auditSinks.update({ id: sink.id, enabled: true });
    await until(async () => (await server.api.auditSinks.get({ id: sink.id })).delivered > 0);
  });

  test('ok: after a refusal another address starts it again', async () => {
    const sink = await server.api.auditSinks.create({ name: 'siem', url });
    await server.database.admin.query("update wf.audit_sink set state = 'refused', last_error = 'x'");
    assert.equal((await server.api.auditSinks.update({ id: sink.id, name: 'other' })).state, 'refused');
    const again = await server.api.auditSinks.update({ id: sink.id, url: `${url}/2` });
    assert.deepEqual([again.state, again.last_error, again.version], ['active', null, 3]);
  });

  test('refused: another address that may not be called, or the credential taken along to another host', async () => {
    const sink = await server.api.auditSinks.create({ name: 'siem', url: NOBODY_URL, authorization: SECRET });
    await assert.rejects(server.api.auditSinks.update({ id: sink.id, url: 'https://127.0.0.2/' }), {
      code: 'egress_refused',
    });
    await assert.rejects(
      server.api.auditSinks.update({ id: sink.id, url: 'https://collector.example.net/', enabled: false }),
      { status: 422, field: 'authorization' },
    );
    const moved = await server.api.auditSinks.update({
      id: sink.id,
      url: 'https://collector.example.net/',
      authorization: null,
      enabled: false,
    });
    assert.deepEqual([moved.has_authorization, moved.url], [false, 'https://collector.example.net/']);
  });

  test('ok: credentials that are taken away or renewed are gone from the vault', async () => {
    const count = async () =>
      Number(
        (await server.database.admin.query("select count(*) from wf.secret where purpose like 'audit-sink%'"))
          .rows[0].count,
      );
    const before = await count();
    const sink = await server.api.auditSinks.create({ name: 'siem', url: NOBODY_URL, authorization: SECRET });
    assert.equal(await count(), before + 2);
    const renewed = await server.api.auditSinks.update({ id: sink.id, signing: 'renew' });
    assert.ok(renewed.signing_secret !== null && renewed.signing_secret !== sink.signing_secret);
    await server.api.auditSinks.update({ id: sink.id, signing: 'stop', authorization: null });
    assert.equal(await count(), before);
    await server.api.auditSinks.update({ id: sink.id, signing: 'renew', authorization: SECRET });
    await server.api.auditSinks.delete({ id: sink.id });
    assert.equal(await count(), before);
  });
});

describe('audit-sinks.test', () => {
  test('ok: is sent after the answer, and the sink says how it went', async () => {
    const good = await server.api.auditSinks.create({ name: 'good', url });
    const bad = await server.api.auditSinks.create({ name: 'bad', url: NOBODY_URL });
    for (const { id } of [good, bad])
      assert.equal((await server.api.auditSinks.test({ id })).test.is_running, true);
    const testOf = async (id: string) => (await server.api.auditSinks.get({ id })).test;
    await until(async () => !(await testOf(good.id)).is_running && !(await testOf(bad.id)).is_running);
    assert.equal((await testOf(good.id)).error, null);
    assert.match((await testOf(bad.id)).error ?? '', /127\.0\.0\.9 cannot be reached/);
  });
});

describe('egress.check', () => {
  const check = (caller: Pick<Caller, 'api'>, given: string) => caller.api.egress.check({ url: given });

  test('ok: says whether and why not, and records what was refused', async () => {
    assert.deepEqual(await check(server, NOBODY_URL), { allowed: true, reason: null, message: null });
    const refused = await check(server, 'https://[fd00:ec2::254]/');
    assert.deepEqual([refused.allowed, refused.reason], [false, 'metadata']);
    const [record] = await auditRecords('egress.refused');
    assert.equal(record?.subject, 'egress.check');
    assert.deepEqual(record?.after, { host: 'fd00:ec2::254', reason: 'metadata' });
    assert.equal(record?.actor.kind, 'key');
  });

  test('ok: looks the name up, and does not tell what it found', async () => {
    const answer = await check(server, 'https://localhost.localdomain/');
    // A machine without a name server does not find it.
    assert.match(`${answer.allowed} ${answer.reason}`, /^false (?:not_public|unresolved)$/);
    assert.doesNotMatch(JSON.stringify(answer), /127\.0\.0|::1/);
  });

  test('forbidden, unauthenticated, invalid', async () => {
    await assert.rejects(check(await server.as('lead'), 'https://example.com/'), { status: 403 });
    assert.equal((await server.request('/v1/egress/check', { method: 'POST', body: '{}' })).status, 401);
    assert.equal((await server.post('/v1/egress/check', { url: '' })).body.error.field, 'url');
    assert.equal((await server.post('/v1/egress/check', { url: 'x', port: 1 })).body.error.field, 'port');
    assert.equal((await server.post('/v1/egress/check', 'no json')).body.error.code, 'bad_json');
  });

  test("a neighbour's check is on the neighbour's record", async () => {
    const neighbour = await server.neighbour();
    await check(neighbour, 'https://192.168.77.1/');
    const { rows } = await server.database.admin.query(
      "select tenant_id from wf.audit_record where event = 'egress.refused' and after->>'host' = '192.168.77.1'",
    );
    assert.deepEqual([rows.length, rows[0].tenant_id === tenant], [1, false]);
  });
});
