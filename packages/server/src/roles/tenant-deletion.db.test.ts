// A tenant is deleted with everything in it. The test looks behind the product's back: every column of every table of every schema
// is searched as superuser for the tenant's id, its short name, and words that only its records have.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { keepsBound, msOf } from '../testing/in-time.ts';
import { finding, signIn } from '../testing/records.ts';
import { startTestServer, until } from '../testing/server.ts';
import { type Child, makeChild } from '../testing/tenants.ts';

const ALERTS = Number(process.env['WF_DELETION_ALERTS'] ?? 10_000);
const MARKER = 'zirkonquartz';

const server = await startTestServer();
after(() => server.stop());
const { admin } = server.database;

/** Tables with a row whose text holds the words, as `schema.table`. */
async function placesOf(words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    // Bytes are searched as such: packed bodies are beyond that, but their rows carry the tenant's id.
    const { rows } = await admin.query<{ found: boolean }>(
      `select exists (select from ${name} t where lower(t::text) like any($1)) as found`,
      [words.flatMap((word) => [`%${word}%`, `%${Buffer.from(word).toString('hex')}%`])],
    );
    if (rows[0]?.found) found.push(name);
  }
  return found;
}

async function rowsOf(tenant: string): Promise<Record<string, string>> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
     where c.relnamespace = 'wf'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const counts: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await admin.query(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') as state
       from wf.${name} t where tenant_id = $1`,
      [tenant],
    );
    counts[name] = rows[0].state;
  }
  return counts;
}

async function fill(dead: Child): Promise<void> {
  for (let from = 0; from < ALERTS; from += 500) {
    const batch = Array.from({ length: Math.min(500, ALERTS - from) }, (_, index) =>
      finding({
        id: `a-${from + index}`,
        severity: 'Low',
        user: `${MARKER}${(from + index) % 200}`,
        host: `ws-${index}`,
      }),
    );
    const answer = await dead.post('/v1/ingest/sentinel', batch);
    assert.equal(answer.status, 202, await answer.text());
  }
}

test(`a tenant of ${ALERTS} alerts is deleted: nothing of it is left anywhere, its neighbour is untouched, its tombstone verifies`, async (t) => {
  const dead = await makeChild(server, 'obsidian-works', {
    owner_email: 'first.owner@obsidian.example.com',
    quotas: { records_per_day: 1_000_000 },
    retention: { raw: 30 },
  });
  const neighbour = await makeChild(server, 'neighbour-works', {
    owner_email: 'owner@neighbour.example.com',
  });
  await neighbour.post(
    '/v1/ingest/sentinel',
    finding({ id: 'n-1', severity: 'High', user: 'adele.v', host: 'ws-1' }),
  );
  await fill(dead);
  await dead.post('/v1/ingest/okta', signIn());
  await dead.api.sources.setSecret({ source: 'generic' });
  await dead.api.sources.setup({ source: 'generic' });
  const { id: holder } = await server.api.keys.create({ name: 'provider', role: 'viewer' });
  await server.api.childAccess.grant({ holder, tenant: dead.slug, role: 'viewer' });
  const decided = "select count(*)::integer as n from wf.alert where tenant_id = $1 and stage = 'decided'";
  // Some of its work is left waiting in the queue.
  await until(
    async () => (await admin.query(decided, [dead.uuid])).rows[0].n >= Math.min(ALERTS, 1_000),
    120_000,
  );
  await until(async () => (await admin.query(decided, [neighbour.uuid])).rows[0].n === 1, 60_000);
  const [alert] = (await dead.api.alerts.list({ limit: 1 })).data;
  assert.ok(alert);
  await dead.api.alerts.addComment({ id: alert.id, body: `${MARKER} called` });
  const people = "select id from wf.person where email like '%obsidian%'";
  assert.equal((await admin.query(people)).rowCount, 1);
  const words = [dead.uuid, dead.uuid.replaceAll('-', ''), dead.slug, MARKER, 'obsidian'];
  assert.ok((await placesOf(words)).length > 15);
  // What a running server keeps writing (when a key was last used, what was sealed) is waited for.
  await until(async () => {
    const waiting = 'select 1 from wf.audit_unsealed where tenant_id = $1';
    return (await admin.query(waiting, [neighbour.uuid])).rowCount === 0;
  });
  const before = await rowsOf(neighbour.uuid);

  const startedAt = performance.now();
  await server.api.tenants.delete({ id: dead.id, confirm: dead.slug, reason: 'contract ended' });
  await until(async () => (await dead.post('/v1/ingest/sentinel', finding())).status === 401);
  const tombstone = () => server.api.tenants.verifyTombstone({ id: dead.id });
  await until(async () => (await tombstone()).deleted_at !== null, 300_000);
  t.diagnostic(`${ALERTS} alerts deleted in ${Math.round(performance.now() - startedAt)} ms`);

  const stone = await tombstone();
  assert.ok(stone.audit?.ok);
  assert.ok(stone.audit.records >= 4);
  assert.ok((stone.counts['alert'] ?? 0) >= ALERTS);
  assert.equal(stone.counts['person'], 1);
  assert.deepEqual(await placesOf([dead.slug, MARKER, 'obsidian']), []);
  // What is left on purpose: the tombstone with the tenant above, and that tenant's own audit records, which name the id alone.
  const left = await placesOf([dead.uuid, dead.uuid.replaceAll('-', '')]);
  assert.deepEqual(left, ['wf.audit_record', 'wf.tenant_tombstone', 'wf.tombstone_link']);
  assert.equal((await admin.query(people)).rowCount, 0);
  assert.deepEqual(await rowsOf(neighbour.uuid), before);
  assert.equal((await server.api.audit.verify({})).ok, true);
});

test('a tombstone whose hashes were edited in the database does not verify any more', async () => {
  const { rows } = await admin.query('select id from wf.tenant_tombstone limit 1');
  const id = `tenant_${String(rows[0].id).replaceAll('-', '')}`;
  assert.equal((await server.api.tenants.verifyTombstone({ id })).audit?.ok, true);
  await admin.query(
    "update wf.tombstone_link set record_hash = sha256('x') where tombstone_id = $1 and sequence = 2",
    [rows[0].id],
  );
  assert.equal((await server.api.tenants.verifyTombstone({ id })).audit?.ok, false);
});

test('a tenant under a legal hold is not deleted, and is when the hold is lifted; its short name must be repeated', async () => {
  const child = await makeChild(server, 'held-works');
  const hold = await child.api.legalHolds.place({ reason: 'lawsuit' });
  const remove = (confirm: string) =>
    server.post(`/v1/tenants/${child.id}/delete`, { confirm, reason: 'contract ended' });
  assert.equal((await remove('another')).body.error.field, 'confirm');
  assert.equal((await remove(child.slug)).body.error.code, 'legal_hold');
  assert.equal((await server.api.tenants.get({ id: child.id })).status, 'active');
  await child.api.legalHolds.lift({ id: hold.id, reason: 'settled' });
  assert.equal((await remove(child.slug)).status, 202);
  await until(async () => (await server.api.tenants.verifyTombstone({ id: child.id })).deleted_at !== null);
});

test('its credentials stop within a second', async () => {
  let made = 0;
  await keepsBound(1_500, async () => {
    made += 1;
    const child = await makeChild(server, `stopping-${made}`);
    assert.equal((await child.post('/v1/ingest/sentinel', finding())).status, 202);
    await server.api.tenants.delete({ id: child.id, confirm: child.slug, reason: 'contract ended' });
    return msOf(() => until(async () => (await child.post('/v1/ingest/sentinel', finding())).status === 401));
  });
});

test('rows that refer to others of their table are removed together, however small the batch', async () => {
  const child = await makeChild(server, 'self-referring');
  await admin.query(
    `with first as (
       insert into wf.dead_letter (tenant_id, id, job, payload, error, attempts, failed_at)
       values ($1, gen_random_uuid(), 'test', '{}', 'test', 1, now()) returning id)
     insert into wf.dead_letter (tenant_id, id, job, payload, error, attempts, failed_at)
     select $1, gen_random_uuid(), 'test', '{}', 'test', 1, now() from first`,
    [child.uuid],
  );
  await admin.query(
    `update wf.dead_letter set replay_of = (select min(id::text)::uuid from wf.dead_letter where tenant_id = $1)
     where tenant_id = $1`,
    [child.uuid],
  );
  // As if it had begun tomorrow, so that no round comes between.
  await admin.query(
    "update wf.tenant set status = 'deleting', status_at = now() + interval '1 day' where id = $1",
    [child.uuid],
  );
  const client = await server.database.poolAs('wf_app').connect();
  try {
    await client.query(`begin; select set_config('wf.tenant', '${child.uuid}', true)`);
    const { rows } = await client.query("select purge_tenant_rows('dead_letter', 1) as removed");
    assert.equal(rows[0].removed, '2');
    await assert.rejects(client.query("select purge_tenant_rows('person', 1)"), /no table of tenants/);
  } finally {
    await client.query('rollback');
    client.release();
  }
});
