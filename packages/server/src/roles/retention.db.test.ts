import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { finding, signIn } from '../testing/records.ts';
import { startTestServer, until } from '../testing/server.ts';
import { type Child, makeChild } from '../testing/tenants.ts';
import { uuidOf } from '../testing/triage-by-hand.ts';

const server = await startTestServer();
after(() => server.stop());
const { admin } = server.database;

async function count(child: Child, table: string): Promise<number> {
  const { rows } = await admin.query(`select count(*)::integer as n from wf.${table} where tenant_id = $1`, [
    child.uuid,
  ]);
  return rows[0].n;
}

async function decided(child: Child, alerts: number): Promise<string[]> {
  await until(async () => {
    const { data } = await child.api.alerts.list({ limit: 200 });
    return data.length === alerts && data.every((alert) => alert.stage === 'decided');
  });
  return (await child.api.alerts.list({ limit: 200 })).data.map((alert) => alert.id);
}

/** As if everything had come so many days ago: ids carry the time, so they are made anew with what refers to them. */
async function age(child: Child, days: number): Promise<void> {
  const client = await admin.connect();
  try {
    await client.query('begin; set local session_replication_role = replica');
    const older = (column: string) =>
      `(lpad(to_hex((('x' || substr(replace(${column}::text, '-', ''), 1, 12))::bit(48)::bigint - ${days}::bigint * 86400000)), 12, '0')
        || substr(replace(${column}::text, '-', ''), 13))::uuid`;
    for (const [table, columns, times] of [
      ['raw_record', ['id'], ['received_at']],
      ['event', ['id', 'record_id'], ['received_at']],
      ['alert', ['record_id'], ['received_at', 'resolved_at']],
      ['alert_revision', ['record_id'], ['received_at']],
    ] as const) {
      const sets = [
        ...columns.map((column) => `${column} = ${older(column)}`),
        ...times.map((time) => `${time} = ${time} - interval '${days} days'`),
      ];
      await client.query(`update wf.${table} set ${sets.join(', ')} where tenant_id = $1`, [child.uuid]);
    }
    await client.query(
      `update wf.entity_link set subject_id = ${older('subject_id')} where tenant_id = $1 and subject_kind = 'event'`,
      [child.uuid],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function run(child: Child, name: 'raw' | 'evidence' | 'decision' | 'audit'): Promise<void> {
  await child.api.retention.run({ classes: [name] });
  await until(async () => {
    const rows = await child.api.retention.get({});
    return rows.every((row) => row.requested_at === null);
  });
}

test('raw records go after their time: the alert stays and says when its record was removed; the rest is untouched', async () => {
  const child = await makeChild(server, 'raw-thirty', { retention: { raw: 30 } });
  await child.post('/v1/ingest/sentinel', [finding(), finding()]);
  await decided(child, 2);
  await age(child, 31);
  await child.post('/v1/ingest/sentinel', finding());
  const ids = await decided(child, 3);
  const before = await usage(child);
  assert.deepEqual(
    (await child.api.retention.preview({})).classes.find((row) => row.class === 'raw')?.counts,
    { raw: 2 },
  );
  await run(child, 'raw');
  assert.equal(await count(child, 'raw_record'), 1);
  assert.equal(await count(child, 'alert'), 3);
  const read = (id: string | undefined) =>
    server.request(`/v1/alerts/${id}/raw`, { headers: { authorization: `Bearer ${child.key}` } });
  const statuses = await Promise.all(ids.map(async (id) => (await read(id)).status));
  assert.deepEqual(statuses.sort(), [200, 410, 410]);
  const gone = await read(ids.at(-1));
  assert.equal(gone.body.error.code, 'removed_by_retention');
  assert.match(gone.body.error.message, /removed by retention on \d{4}-\d{2}-\d{2}/);
  assert.ok((await usage(child)) < before);
  const record = "select after from wf.audit_record where tenant_id = $1 and event = 'retention.removed'";
  assert.equal((await admin.query(record, [child.uuid])).rows[0].after.rows, 2);
});

async function usage(child: Child): Promise<number> {
  await until(async () => (await server.api.tenants.get({ id: child.id })).usage.stored_bytes > 0);
  return (await server.api.tenants.get({ id: child.id })).usage.stored_bytes;
}

test('evidence goes after its time: events with their links, words and links of closed alerts; open alerts keep theirs', async () => {
  const child = await makeChild(server, 'evidence-ten', { retention: { evidence: 10 } });
  await child.post('/v1/ingest/okta', signIn());
  await child.post('/v1/ingest/sentinel', [finding({ user: 'adele.v' }), finding({ user: 'megan.b' })]);
  const [closed, open] = await decided(child, 2);
  assert.ok(closed && open);
  await child.api.alerts.close({ id: closed, verdict: 'false_positive', reason: 'test' });
  await until(async () => (await count(child, 'event')) === 1 && (await linksOf(child, 'event')) > 0);
  await age(child, 11);
  await run(child, 'evidence');
  assert.equal(await count(child, 'event'), 0);
  assert.equal(await linksOf(child, 'event'), 0);
  const words = async (id: string) =>
    (await admin.query('select 1 from wf.alert_search where alert_id = $1', [uuidOf('alert', id)]))
      .rowCount ?? 0;
  assert.equal(await words(closed), 0);
  assert.ok((await words(open)) > 0);
  assert.equal(await count(child, 'alert'), 2);
});

async function linksOf(child: Child, kind: string): Promise<number> {
  const text = 'select 1 from wf.entity_link where tenant_id = $1 and subject_kind = $2';
  return (await admin.query(text, [child.uuid, kind])).rowCount ?? 0;
}

test('closed alerts go as a whole after their time, open and held ones stay', async () => {
  const child = await makeChild(server, 'decision-year', { retention: { decision: 365, raw: 300 } });
  await child.post('/v1/ingest/sentinel', [finding({ user: 'a.b' }), finding(), finding()]);
  const [gone, held, open] = await decided(child, 3);
  assert.ok(gone && held && open);
  for (const id of [gone, held]) {
    await child.api.alerts.addComment({ id, body: 'looked at' }, { idempotencyKey: `comment-${id}` });
    await child.api.alerts.close({ id, verdict: 'false_positive', reason: 'test' });
  }
  const hold = await child.api.legalHolds.place({ alert_id: held, reason: 'court' });
  await age(child, 366);
  await run(child, 'decision');
  const left = (await child.api.alerts.list({})).data.map((alert) => alert.id);
  assert.deepEqual(left.sort(), [held, open].sort());
  const uuid = uuidOf('alert', gone);
  for (const [table, column] of [
    ['alert_comment', 'alert_id'],
    ['alert_search', 'alert_id'],
    ['decision', 'alert_id'],
    ['dedup_key', 'subject_id'],
    ['domain_event', 'subject_id'],
    ['entity_link', 'subject_id'],
  ]) {
    const { rowCount } = await admin.query(`select 1 from wf.${table} where ${column} = $1`, [uuid]);
    assert.equal(rowCount, 0, table);
  }
  // The record of a held alert stays as well; that of an open one goes.
  await run(child, 'raw');
  assert.equal(await count(child, 'raw_record'), 1);
  await child.api.legalHolds.lift({ id: hold.id, reason: 'settled' });
  await run(child, 'decision');
  assert.deepEqual(
    (await child.api.alerts.list({})).data.map((alert) => alert.id),
    [open],
  );
});

test('a hold on the tenant stops everything: asking is refused, and the functions that remove refuse too', async () => {
  const child = await makeChild(server, 'all-held', {
    retention: { raw: 1, evidence: 1, decision: 1, audit: 1 },
  });
  await child.post('/v1/ingest/sentinel', finding());
  await decided(child, 1);
  await age(child, 5);
  await child.api.legalHolds.place({ reason: 'court' });
  assert.equal(
    ((await (await child.post('/v1/retention/run', {})).json()) as { error: { code: string } }).error.code,
    'legal_hold',
  );
  assert.deepEqual(
    [(await child.api.retention.preview({})).is_held, (await child.api.retention.preview({})).is_audit_held],
    [true, true],
  );
  const app = server.database.poolAs('wf_app');
  for (const remove of ['remove_expired_raw', 'remove_expired_evidence', 'remove_expired_alerts']) {
    const client = await app.connect();
    try {
      await client.query(`begin; select set_config('wf.tenant', '${child.uuid}', true)`);
      await assert.rejects(client.query(`select ${remove}(now(), 10)`), /legal hold/, remove);
      await client.query('rollback');
      // Without a tenant there is nobody whose holds could be asked for.
      await assert.rejects(client.query(`select ${remove}(now(), 10)`), /legal hold/, remove);
    } finally {
      client.release();
    }
  }
  assert.equal(await count(child, 'raw_record'), 1);
});

test('audit records go up to a checkpoint and the chain still verifies; any hold keeps them', async () => {
  const child = await makeChild(server, 'audit-days', { retention: { audit: 1 } });
  await until(async () => (await count(child, 'audit_unsealed')) === 0);
  await admin.query('update wf.retention_class set days = 1 where tenant_id = $1', [child.uuid]);
  const first = await count(child, 'audit_record');
  const hold = await child.api.legalHolds.place({ reason: 'court', alert_id: null });
  await child.api.legalHolds.lift({ id: hold.id, reason: 'settled' });
  await run(child, 'audit');
  // Nothing is a day old.
  assert.ok((await count(child, 'audit_record')) >= first);
  assert.equal((await child.api.audit.verify({})).ok, true);
});

test('nothing is removed where nothing has a time, and none of these functions removes for another tenant', async () => {
  const child = await makeChild(server, 'keeps-all');
  await child.post('/v1/ingest/sentinel', finding());
  await decided(child, 1);
  await age(child, 3_000);
  assert.deepEqual(await child.api.retention.run({}), []);
  const other = await makeChild(server, 'other-one');
  const client = await server.database.poolAs('wf_app').connect();
  try {
    await client.query(`begin; select set_config('wf.tenant', '${other.uuid}', true)`);
    const { rows } = await client.query('select removed from remove_expired_raw(now(), 10)');
    assert.equal(rows[0].removed, '0');
    await assert.rejects(client.query("select purge_tenant_rows('alert', 10)"), /not being deleted/);
  } finally {
    await client.query('rollback');
    client.release();
  }
  assert.equal(await count(child, 'raw_record'), 1);
});
