import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { createClient } from '@watchfloor/client';
import { finding } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());
const { api } = server;
const { admin } = server.database;

/** Where the word or the id still stands: every column of every row of every table, as text and as bytes. */
async function findEverywhere(word: string): Promise<string[]> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('wf', 'wf_work') and c.relkind = 'r' order by 1`,
  );
  const found = [];
  for (const { name } of tables) {
    const { rows } = await admin.query(
      `select 1 from ${name} t where t::text ilike '%' || $1 || '%' or t::text like '%' || $2 || '%' limit 1`,
      [word, Buffer.from(word).toString('hex')],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describe('alerts.delete', () => {
  test('ok: nothing of it is left in any table but the audit record with title, hash and reason', async () => {
    const body = JSON.stringify({
      ...finding({ title: 'Xyloquartz beacon', user: 'zzyx.person', host: 'zzyx-host', rule: 'zzyx-rule' }),
      Unmapped: 'zzyxmarker',
    });
    const [id = ''] = await server.submitDecided('sentinel', body);
    await api.alerts.addComment({ id, body: 'zzyxmarker was a test' });
    await api.alerts.close({ id, verdict: 'false_positive', reason: 'test' });
    assert.equal((await api.alerts.list({ q: 'xyloquartz' })).data.length, 1);
    const done = await api.alerts.delete({ id, reason: 'sent by mistake' });
    assert.deepEqual([done.deleted, done.comments], [true, 1]);
    assert.ok(done.decisions >= 1);
    await assert.rejects(api.alerts.get({ id }), { status: 404 });
    assert.equal((await api.alerts.list({ q: 'xyloquartz' })).data.length, 0);
    assert.deepEqual(await findEverywhere('zzyxmarker'), []);
    const [record] = (await api.audit.list({ event: 'alert.deleted' })).data;
    assert.equal(record?.before?.['title'], 'Xyloquartz beacon');
    assert.equal(record.reason, 'sent by mistake');
    const hash = createHash('sha256').update(body).digest('hex');
    assert.deepEqual(record.before['record_sha256'], [hash]);
    // What the person said of it no longer weighs on its rule.
    const { rows } = await admin.query(
      "select sum(count)::integer as count from wf.rule_outcome where rule_key like 'zzyx%'",
    );
    assert.ok((rows[0].count ?? 0) === 0);
  });

  test('the same record again is a new alert', async () => {
    const record = finding({ id: 'again-and-again', title: 'Again' });
    const [first = ''] = await server.submitDecided('sentinel', record);
    await api.alerts.delete({ id: first, reason: 'test' });
    const [second = ''] = await server.submitDecided('sentinel', record);
    assert.notEqual(second, first);
    assert.equal((await api.alerts.get({ id: second })).title, 'Again');
  });

  test('while revisions of it arrive nothing waits for ever, and nothing is half there', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = `raced-${round}`;
      const [alert = ''] = await server.submitDecided('sentinel', finding({ id, severity: 'Low' }));
      const [deleted, ...answers] = await Promise.all([
        api.alerts.delete({ id: alert, reason: 'race' }),
        ...(['Medium', 'High'] as const).map((severity) =>
          server.post('/v1/ingest/sentinel', finding({ id, severity })),
        ),
      ]);
      assert.equal(deleted.deleted, true);
      for (const answer of answers) assert.equal(answer.status, 202, answer.text);
      for (const { body } of answers) {
        const { alert_id: present } = body.data[0] ?? body.data;
        if (present === alert) continue;
        await until(async () => (await api.alerts.get({ id: present })).stage === 'decided');
      }
    }
  });

  test('refused while a legal hold keeps the alert or the tenant', async () => {
    const [id = ''] = await server.submitDecided('sentinel', finding({ title: 'Held' }));
    const session = await api.session.get({});
    const uuid = (wire: string) => wire.replace(/^\w+_(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    for (const subject of ['tenant', `alert:${uuid(id)}`]) {
      await admin.query(
        `insert into wf.legal_hold (tenant_id, id, subject, alert_id, reason, placed_at, placed_by)
         values ($1, gen_random_uuid(), $2, $3, 'a case', now(), 'test')`,
        [uuid(session.tenant.id), subject, subject === 'tenant' ? null : uuid(id)],
      );
      await assert.rejects(api.alerts.delete({ id, reason: 'x' }), { status: 409, code: 'legal_hold' });
      assert.equal((await api.alerts.get({ id })).title, 'Held');
      await admin.query(
        "update wf.legal_hold set lifted_at = now(), lifted_by = 'test', lift_reason = 'over'",
      );
    }
    assert.equal((await api.alerts.delete({ id, reason: 'over' })).deleted, true);
  });

  test('forbidden: an analyst, and an agent whatever its role; the alert stays', async () => {
    const [id = ''] = await server.submitDecided('sentinel', finding({ title: 'Kept' }));
    const analyst = await server.as('analyst');
    await assert.rejects(analyst.api.alerts.delete({ id, reason: 'x' }), { status: 403 });
    const agent = await api.serviceAccounts.create({ name: 'model', kind: 'agent', role: 'admin' });
    const { key } = await api.keys.create({ name: 'model', account: agent.id });
    const asAgent = createClient({ baseUrl: server.url, headers: { authorization: `Bearer ${key}` } });
    await assert.rejects(asAgent.alerts.delete({ id, reason: 'x' }), { status: 403 });
    const senior = await server.as('senior');
    assert.equal((await senior.api.alerts.delete({ id, reason: 'x' })).deleted, true);
  });
});
