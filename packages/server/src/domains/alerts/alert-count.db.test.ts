// The counts of alerts under everything that changes alerts, in the database alone: whatever the order, and whoever merges meanwhile,
// they are what going through all alerts would count.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import type pg from 'pg';
import { readMigrations } from '../../platform/db/migrate.ts';
import { createTestDatabase } from '../../testing/cluster.ts';
import { type AlertCell, readAlertCells, recountAlerts } from './alert-count.store.ts';

const A = '0198c0ff-ee00-7000-8000-00000000000a';
const B = '0198c0ff-ee00-7000-8000-00000000000b';
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'];
const STATUSES = ['new', 'triaging', 'investigating', 'escalated', 'resolved', 'auto_resolved'];
const SOURCES = ['okta', 'sentinel', 'generic'];
const DISPOSITIONS = [null, 'critical_immediate', 'suspicious_escalate', 'requires_investigation'];
const VERDICTS = [null, 'true_positive', 'false_positive', 'undetermined'];

const database = await createTestDatabase();
const { admin } = database;
const app = database.poolAs('wf_app');
const ingest = database.poolAs('wf_ingest');
const other = database.poolAs('wf_app');
after(() => database.drop());

before(async () => {
  await admin.query(
    "insert into wf.tenant (id, slug, name, created_at) values ($1, 'a', 'A', now()), ($2, 'b', 'B', now())",
    [A, B],
  );
});
beforeEach(async () => {
  await admin.query('delete from wf.alert');
  await admin.query('truncate wf.alert_count, wf.alert_count_delta');
});

const pick = <Value>(values: readonly Value[]): Value => values[randomInt(values.length)] as Value;

interface Where {
  readonly tenant: string;
  /** As wf_app when left out. */
  readonly pool?: pg.Pool;
  readonly end?: 'commit' | 'rollback';
}

/** A transaction of the product in the tenant. */
async function inTenant<Result>(
  { tenant, pool = app, end = 'commit' }: Where,
  run: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query("select set_config('wf.tenant', $1, true)", [tenant]);
    const result = await run(client);
    await client.query(end);
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

const INSERT = `insert into wf.alert (tenant_id, id, source, dedup_key, vendor, product, sensor, title, description, category, severity,
    severity_rank, vendor_severity, occurred_at, received_at, tactics, techniques, entities, labels, links, flags, record_id, last_seen)
  select t, gen_random_uuid(), s, '\\x00', 'v', 'p', 'siem', 'title', '', '', v, 1, v, now(), now(), '{}', '{}', '[]', '{}', '[]', '{}',
    gen_random_uuid(), now() from unnest($1::uuid[], $2::text[], $3::text[]) as r (t, s, v)`;

/** As the group commit: some alerts of both tenants in one statement, as the role that may only insert. */
async function insertSome(count: number, end: 'commit' | 'rollback' = 'commit'): Promise<void> {
  const rows = Array.from({ length: count }, () => [pick([A, A, B]), pick(SOURCES), pick(SEVERITIES)]);
  const client = await ingest.connect();
  try {
    await client.query('begin');
    await client.query(
      INSERT,
      [0, 1, 2].map((place) => rows.map((row) => row[place])),
    );
    await client.query(end);
  } finally {
    client.release();
  }
}

async function counted(tenant: string) {
  return inTenant({ tenant }, async (client) => {
    const sql = {
      query: async <Row extends object>(_: string, text: string, values: readonly unknown[] = []) =>
        (await client.query<Row & pg.QueryResultRow>(text, [...values])).rows,
    };
    return sorted(added(await readAlertCells({ sql, tenantId: tenant })));
  });
}

/** One row a combination that has alerts. */
function added(cells: readonly AlertCell[]): AlertCell[] {
  const sums = new Map<string, AlertCell>();
  for (const cell of cells) {
    const name = JSON.stringify({ ...cell, count: 0 });
    sums.set(name, { ...cell, count: cell.count + (sums.get(name)?.count ?? 0) });
  }
  return [...sums.values()].filter((cell) => cell.count !== 0);
}

async function found(tenant: string) {
  const { rows } = await admin.query(
    `select severity, status, source, coalesce(recommended_disposition, '') as disposition, coalesce(verdict, '') as verdict,
       count(*)::integer as count from wf.alert where tenant_id = $1 group by 1, 2, 3, 4, 5`,
    [tenant],
  );
  return sorted(rows);
}

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();

async function assertCounted(): Promise<void> {
  for (const tenant of [A, B]) assert.deepEqual(await counted(tenant), await found(tenant));
}

const merge = (tenant: string, atMost = 10_000) =>
  inTenant({ tenant }, async (client) => {
    const { rows } = await client.query('select wf.merge_alert_counts($1) as merged', [atMost]);
    return Number(rows[0].merged);
  });

const deltas = async () =>
  Number((await admin.query('select count(*) as n from wf.alert_count_delta')).rows[0].n);

/** One random change by a tenant; what somebody else holds is left to them. */
async function changeSome(pool: pg.Pool, end: 'commit' | 'rollback'): Promise<void> {
  const tenant = pick([A, A, B]);
  await inTenant({ pool, tenant, end }, async (client) => {
    const { rows } = await client.query(
      'select id from wf.alert where tenant_id = $1 order by random() for update skip locked limit $2',
      [tenant, randomInt(30)],
    );
    const ids = rows.map((row) => row.id).filter(() => randomInt(3) > 0);
    const severities = ids.map(() => pick(SEVERITIES));
    const change = pick([
      'severity = n.severity',
      'status = n.status, verdict = n.verdict',
      'recommended_disposition = n.disposition',
      "title = title || '.', version = version + 1",
    ]);
    await client.query(
      `update wf.alert a set ${change}
         from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) as n (id, severity, status, disposition, verdict)
         where a.tenant_id = $1 and a.id = n.id`,
      [
        tenant,
        ids,
        severities,
        ids.map(() => pick(STATUSES)),
        ids.map(() => pick(DISPOSITIONS)),
        ids.map(() => pick(VERDICTS)),
      ],
    );
  });
}

/** As retention and deletion: by the owner, in the transaction's tenant. */
async function deleteSome(end: 'commit' | 'rollback'): Promise<void> {
  const tenant = pick([A, B]);
  await inTenant({ pool: admin, tenant, end }, (client) =>
    client.query(
      `delete from wf.alert where tenant_id = $1
           and id in (select id from wf.alert where tenant_id = $1 order by random() for update skip locked limit $2)`,
      [tenant, randomInt(6)],
    ),
  );
}

describe('the counts of alerts', () => {
  test('are those of all alerts, whatever happens to them at the same time, also while two merge', async () => {
    await insertSome(200);
    const end = () => pick(['commit', 'commit', 'commit', 'rollback'] as const);
    const steps = [
      () => insertSome(1 + randomInt(20), end()),
      () => changeSome(app, end()),
      () => changeSome(other, end()),
      () => deleteSome(end()),
      async () => {
        await merge(pick([A, B]), 1 + randomInt(50));
      },
    ];
    let merged = 0;
    for (let round = 0; round < 30; round += 1) {
      const doing = Array.from({ length: 6 }, () => pick(steps)());
      const merging = [A, A, B].map((tenant) => merge(tenant, 1 + randomInt(40)));
      merged += (await Promise.all(merging)).reduce((sum, count) => sum + count, 0);
      await Promise.all(doing);
      if (round % 5 === 0) await assertCounted();
    }
    await assertCounted();
    assert.ok(merged > 0 && (await found(A)).length > 20);
    for (const tenant of [A, B]) while ((await merge(tenant)) > 0);
    assert.equal(await deltas(), 0);
    await assertCounted();
  });

  test('are read whole at any moment of a merge', async () => {
    let readings = 0;
    // A round may be over before it was looked at often enough; then there is another.
    for (let round = 0; round < 20 && readings <= 3; round += 1) {
      await insertSome(300);
      const { rows } = await admin.query('select count(*)::integer as n from wf.alert where tenant_id = $1', [
        A,
      ]);
      let isMerging = true;
      const merging = (async () => {
        while ((await merge(A, 3)) > 0);
        isMerging = false;
      })();
      while (isMerging) {
        const cells = (await counted(A)).map((row) => JSON.parse(row).count as number);
        assert.equal(
          cells.reduce((sum, count) => sum + count, 0),
          rows[0].n,
        );
        if (isMerging) readings += 1;
      }
      await merging;
    }
    assert.ok(readings > 3);
  });

  test('get no row from a change to any other column, nor from changes that cancel out', async () => {
    await insertSome(50);
    const before = await deltas();
    await admin.query(
      "update wf.alert set title = 'other', version = version + 1, stage = 'decided', assignee = 'x'",
    );
    await admin.query("update wf.alert set status = 'new'");
    await admin.query('update wf.alert set title = title where false');
    assert.equal(await deltas(), before);
    await admin.query("update wf.alert set status = 'triaging'");
    assert.ok((await deltas()) > before);
    await assertCounted();
  });

  test('have no row for a combination that no alert has any more', async () => {
    await insertSome(40);
    await merge(A);
    await merge(B);
    await admin.query('delete from wf.alert');
    await merge(A);
    await merge(B);
    assert.deepEqual((await admin.query('select * from wf.alert_count')).rows, []);
    assert.equal(await deltas(), 0);
  });

  test('can be written by nobody but what counts', async () => {
    await insertSome(20);
    for (const table of ['alert_count', 'alert_count_delta']) {
      for (const statement of [
        `update wf.${table} set count = 0`,
        `delete from wf.${table}`,
        `truncate wf.${table}`,
      ]) {
        await assert.rejects(
          inTenant({ tenant: A }, (client) => client.query(statement)),
          /permission denied/,
        );
      }
      await assert.rejects(ingest.query(`select 1 from wf.${table}`), /permission denied/);
      await assert.rejects(ingest.query(`insert into wf.${table} default values`), /permission denied/);
    }
    await assert.rejects(
      app.query('select wf.count_alerts()'),
      /permission denied|can only be called as trigger/,
    );
  });
});

describe('merging', () => {
  test('is done by one at a time, and leaves what another one takes', async () => {
    await insertSome(100);
    const client = await other.connect();
    try {
      await client.query('begin');
      await client.query("select set_config('wf.tenant', $1, true)", [A]);
      const { rows } = await client.query('select wf.merge_alert_counts(5) as merged');
      assert.equal(rows[0].merged, 5);
      assert.equal(await merge(A), 0, 'somebody else is at it');
      assert.ok((await merge(B)) > 0, 'another tenant does not wait for it');
      await client.query('rollback');
    } finally {
      client.release();
    }
    await assertCounted();
    assert.ok((await merge(A)) > 5);
    await assertCounted();
  });

  test('takes nothing of another tenant', async () => {
    await insertSome(100);
    const own = "select count(*)::integer as n from wf.alert_count_delta where tenant_id = '";
    const before = (await admin.query(`${own}${B}'`)).rows[0].n;
    await merge(A);
    assert.equal((await admin.query(`${own}${A}'`)).rows[0].n, 0);
    assert.equal((await admin.query(`${own}${B}'`)).rows[0].n, before);
  });

  test('is asked for where there is enough to merge', async () => {
    const asked = async (atLeast: number) =>
      (await app.query('select tenant_id from wf.list_uncounted_tenants($1)', [atLeast])).rows.map(
        (row) => row.tenant_id,
      );
    assert.deepEqual(await asked(1), []);
    await admin.query(
      `insert into wf.alert_count_delta (tenant_id, severity, status, source, disposition, verdict, count)
       select t, 'low', 'new', 'okta', '', '', 0 from unnest(array[$1, $1, $1, $2]::uuid[]) t`,
      [A, B],
    );
    assert.deepEqual(await asked(1), [A, B]);
    assert.deepEqual(await asked(3), [A]);
    assert.deepEqual(await asked(4), []);
  });
});

describe('counting anew', () => {
  const recount = (tenant: string) =>
    inTenant({ tenant }, async (client) =>
      recountAlerts({ sql: { query: async (_, text) => (await client.query(text)).rows as never } }),
    );

  test('finds nothing wrong with counts that are right, merged or not', async () => {
    await insertSome(60);
    assert.equal(await recount(A), 0);
    await merge(A);
    assert.equal(await recount(A), 0);
    await assertCounted();
  });

  test('puts right what is wrong, says by how much, and touches no other tenant', async () => {
    await insertSome(60);
    await merge(A);
    await admin.query('update wf.alert_count set count = count + 2 where tenant_id = $1', [A]);
    const { rows } = await admin.query(
      'select count(*)::integer as n from wf.alert_count where tenant_id = $1',
      [A],
    );
    await admin.query(
      `insert into wf.alert_count_delta (tenant_id, severity, status, source, disposition, verdict, count)
       values ($1, 'low', 'new', 'nobody', '', '', 7), ($2, 'low', 'new', 'nobody', '', '', 5)`,
      [A, B],
    );
    assert.equal(await recount(A), rows[0].n * 2 + 7);
    assert.deepEqual(await counted(A), await found(A));
    assert.notDeepEqual(await counted(B), await found(B));
    assert.equal(await recount(B), 5);
    await assertCounted();
  });

  test('two at once correct once, also while alerts come', async () => {
    await insertSome(100);
    await admin.query('truncate wf.alert_count_delta');
    const wrong = (await admin.query('select count(*)::integer as n from wf.alert where tenant_id = $1', [A]))
      .rows[0].n;
    const [first, second] = await Promise.all([
      recount(A),
      recount(A),
      insertSome(50),
      changeSome(other, 'commit'),
    ]);
    assert.equal(first + second, wrong);
    await recount(B);
    await assertCounted();
  });
});

test('alerts that are there already are counted by the migration', async () => {
  await insertSome(300);
  for (let round = 0; round < 10; round += 1) await changeSome(app, 'commit');
  const migration = readMigrations().find(({ name }) => name.endsWith('_alerts_counts'));
  assert.ok(migration);
  const client = await admin.connect();
  try {
    // As before it: nothing of what it makes.
    await client.query('drop table wf.alert_count, wf.alert_count_delta cascade');
    await client.query('drop function wf.count_alerts() cascade');
    await client.query('drop function wf.merge_alert_counts, wf.recount_alerts');
    await client.query('drop function wf.alert_count_lock');
    await client.query('begin; set local role wf_owner; set local search_path = wf, public');
    await client.query(migration.sql);
    await client.query('commit');
  } finally {
    client.release();
  }
  assert.equal(await deltas(), 0);
  await assertCounted();
  await insertSome(10);
  await assertCounted();
});
