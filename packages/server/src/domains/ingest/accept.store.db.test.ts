// The accept transaction between processes: two accepters with connections of their own on one database, as two servers have.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import type { Logger } from '../../kernel/context.ts';
import { toWireId } from '../../kernel/ids.ts';
import { openDatabase } from '../../platform/db/database.ts';
import { startTestServer, until } from '../../testing/server.ts';
import { type AcceptItem, acceptBatch } from './accept.store.ts';
import { type AcceptOutcome, makeAccepter } from './accepter.ts';
import { acceptItem } from './testing/accept-item.ts';

const server = await startTestServer();
const { admin } = server.database;
const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const processes = [1, 2].map(() => {
  const database = openDatabase({
    config: { connectionString: server.database.url },
    onError: () => undefined,
  });
  return {
    database,
    accepter: makeAccepter({ log: quiet, transaction: (run) => database.ingestTransaction(run) }),
  };
});
after(async () => {
  await Promise.all(processes.map(({ database }) => database.close()));
  await server.stop();
});

async function newTenant(): Promise<string> {
  const id = randomUUID();
  await admin.query("insert into wf.tenant (id, slug, name, created_at) values ($1, $2, 'Tenant', now())", [
    id,
    `t-${id.slice(0, 8)}`,
  ]);
  return id;
}

async function defaultTenant(): Promise<string> {
  return (await admin.query("select id from wf.tenant where slug = 'default'")).rows[0].id;
}

/** Submits each item by the process after the one before. */
function race(items: readonly AcceptItem[]): Promise<AcceptOutcome[]> {
  return Promise.all(
    items.map(async (item, index) => {
      const [outcome] = (await processes[index % processes.length]?.accepter.accept([item])) ?? [];
      assert.ok(outcome);
      return outcome;
    }),
  );
}

function accepted(outcomes: readonly AcceptOutcome[]) {
  return outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome;
  });
}

describe('two processes', () => {
  test('that get 200 twins at once make one alert, counted to 200', async () => {
    const tenantId = await newTenant();
    const outcomes = accepted(
      await race(Array.from({ length: 200 }, () => acceptItem({ tenantId, ref: 'race-1' }))),
    );
    assert.equal(new Set(outcomes.map((outcome) => outcome.subjectId)).size, 1);
    assert.equal(outcomes.filter((outcome) => outcome.status === 'queued').length, 1);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.count).sort((left, right) => left - right),
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
    const { rows } = await admin.query(
      'select (select count(*) from wf.alert a where a.tenant_id = $1)::int as alerts, count, revision from wf.dedup_key where tenant_id = $1',
      [tenantId],
    );
    assert.deepEqual(rows, [{ alerts: 1, count: 200, revision: 1 }]);
  });

  test('that get 200 twins without an id make one alert as well', async () => {
    const tenantId = await newTenant();
    const outcomes = accepted(
      await race(Array.from({ length: 200 }, () => acceptItem({ tenantId, ref: null }))),
    );
    assert.equal(Math.max(...outcomes.map((outcome) => outcome.count)), 200);
    assert.equal(outcomes.filter((outcome) => outcome.status === 'queued').length, 1);
  });

  test('that get different contents of one id number the revisions without a gap, each with its record', async () => {
    const tenantId = await newTenant();
    const contents = Array.from({ length: 40 }, (_, n) =>
      acceptItem({ tenantId, ref: 'race-2', title: `Content ${n}` }),
    );
    const outcomes = accepted(await race(contents));
    assert.deepEqual(
      outcomes.map((outcome) => outcome.revision).sort((left, right) => left - right),
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    assert.equal(new Set(outcomes.map((outcome) => outcome.subjectId)).size, 1);
    const { rows } = await admin.query(
      `select (select count(*) from wf.alert where tenant_id = $1)::int as alerts,
         (select count(*) from wf.alert_revision where tenant_id = $1)::int as revisions,
         (select count(*) from wf.raw_record where tenant_id = $1)::int as records`,
      [tenantId],
    );
    assert.deepEqual(rows, [{ alerts: 1, revisions: 39, records: 40 }]);
  });

  test('that get overlapping batches in opposite orders do not block each other', async () => {
    const tenantId = await newTenant();
    const refs = Array.from({ length: 200 }, (_, n) => `order-${n}`);
    for (let round = 0; round < 5; round += 1) {
      const forward = refs.map((ref) => acceptItem({ tenantId, ref }));
      const backward = [...refs].reverse().map((ref) => acceptItem({ tenantId, ref }));
      const [left, right] = processes;
      assert.ok(left && right);
      const outcomes = await Promise.all([left.accepter.accept(forward), right.accepter.accept(backward)]);
      accepted(outcomes.flat());
    }
    const { rows } = await admin.query(
      'select count(*)::int as keys, sum(count)::int as seen from wf.dedup_key where tenant_id = $1',
      [tenantId],
    );
    assert.deepEqual(rows, [{ keys: 200, seen: 2_000 }]);
  });
});

test('twenty tenants in one batch: each gets its own alert, under the same vendor id', async () => {
  const tenants = await Promise.all(Array.from({ length: 20 }, () => newTenant()));
  const items = tenants.flatMap((tenantId) => [
    acceptItem({ tenantId, ref: 'shared-1' }),
    acceptItem({ tenantId, ref: 'shared-2', kind: 'event' }),
  ]);
  const outcomes = await processes[0]?.database.ingestTransaction((sql) => acceptBatch(sql, items));
  assert.ok(outcomes?.every((outcome) => outcome.status === 'queued' && outcome.count === 1));
  assert.equal(new Set(outcomes?.map((outcome) => outcome.subjectId)).size, 40);
  for (const [index, tenantId] of tenants.entries()) {
    const { rows } = await admin.query('select id from wf.alert where tenant_id = $1', [tenantId]);
    assert.deepEqual(rows, [{ id: outcomes?.[2 * index]?.subjectId }]);
    const events = await admin.query('select id from wf.event where tenant_id = $1', [tenantId]);
    assert.deepEqual(events.rows, [{ id: outcomes?.[2 * index + 1]?.subjectId }]);
  }
});

describe('the window of an identity', () => {
  const HOUR = 3_600_000;
  const alertOf = (subjectId: string) => server.api.alerts.get({ id: toWireId('alert', subjectId) });
  const store = async (item: AcceptItem) => {
    const [outcome] =
      (await processes[0]?.database.ingestTransaction((sql) => acceptBatch(sql, [item]))) ?? [];
    assert.ok(outcome);
    return outcome;
  };

  test('without an id ends 24 hours after the first sight: then a new alert begins, and the old one keeps its count', async () => {
    const tenantId = await defaultTenant();
    const start = Date.now() - 60 * HOUR;
    const at = (hours: number) =>
      acceptItem({ tenantId, ref: null, title: 'Without an id', at: new Date(start + hours * HOUR) });
    const first = await store(at(0));
    assert.deepEqual([first.status, first.count], ['queued', 1]);
    const repeated = await store(at(23));
    assert.deepEqual(
      [repeated.status, repeated.count, repeated.subjectId],
      ['deduplicated', 2, first.subjectId],
    );
    const next = await store(at(25));
    assert.deepEqual([next.status, next.count, next.revision], ['queued', 1, 1]);
    assert.notEqual(next.subjectId, first.subjectId);
    assert.equal((await store(at(26))).subjectId, next.subjectId);
    await until(async () => (await alertOf(next.subjectId)).stage === 'decided');
    await until(async () => (await alertOf(first.subjectId)).duplicate_count === 2);
    assert.equal((await alertOf(first.subjectId)).last_seen, new Date(start + 23 * HOUR).toISOString());
    assert.equal((await alertOf(next.subjectId)).duplicate_count, 2);
  });

  test('with an id moves on with each sight, and ends 90 days after the last', async () => {
    const tenantId = await defaultTenant();
    const start = Date.now() - 400 * 24 * HOUR;
    const at = (days: number) =>
      acceptItem({ tenantId, ref: 'sliding-1', at: new Date(start + days * 24 * HOUR) });
    const first = await store(at(0));
    for (const days of [80, 160, 240])
      assert.equal((await store(at(days))).subjectId, first.subjectId, `day ${days}`);
    const next = await store(at(331));
    assert.notEqual(next.subjectId, first.subjectId);
    assert.deepEqual([next.status, next.count], ['queued', 1]);
    await until(async () => (await alertOf(first.subjectId)).duplicate_count === 4);
    assert.equal((await alertOf(next.subjectId)).duplicate_count, 1);
  });

  test('that ends in several processes at once begins one new alert', async () => {
    const tenantId = await newTenant();
    const start = Date.now() - 48 * HOUR;
    const first = await store(acceptItem({ tenantId, ref: null, at: new Date(start) }));
    const outcomes = accepted(
      await race(
        Array.from({ length: 50 }, () =>
          acceptItem({ tenantId, ref: null, at: new Date(start + 30 * HOUR) }),
        ),
      ),
    );
    assert.equal(outcomes.filter((outcome) => outcome.status === 'queued').length, 1);
    assert.equal(new Set(outcomes.map((outcome) => outcome.subjectId)).size, 1);
    assert.notEqual(outcomes[0]?.subjectId, first.subjectId);
    assert.equal(Math.max(...outcomes.map((outcome) => outcome.count)), 50);
  });
});

describe('the role wf_ingest', () => {
  const pool = server.database.poolAs('wf_ingest');
  const tables = async (): Promise<string[]> => {
    const { rows } = await admin.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('wf', 'wf_work', 'graphile_worker') order by 1",
    );
    return rows.map((row) => row.name);
  };

  test('reads deduplication keys and nothing else', async () => {
    const readable: string[] = [];
    for (const table of await tables()) {
      try {
        await pool.query(`select * from ${table} limit 1`);
        readable.push(table);
      } catch (error) {
        assert.match(String(error), /permission denied/, table);
      }
    }
    assert.deepEqual(readable, ['wf.dedup_key']);
  });

  test('changes deduplication keys only, deletes nothing, and stores in the tables of accepted records only', async () => {
    const rights = async (right: string) => {
      const { rows } = await admin.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables
         where schemaname in ('wf', 'wf_work', 'graphile_worker')
           and has_table_privilege('wf_ingest', format('%I.%I', schemaname, tablename), $1) order by 1`,
        [right],
      );
      return rows.map((row) => row.name);
    };
    assert.deepEqual(await rights('update'), ['wf.dedup_key']);
    assert.deepEqual(await rights('delete'), []);
    assert.deepEqual(await rights('truncate'), []);
    assert.deepEqual(await rights('insert'), [
      'wf.alert',
      'wf.alert_revision',
      'wf.dedup_key',
      'wf.event',
      'wf.raw_record',
    ]);
  });

  test('cannot read back what it stores', async () => {
    for (const table of ['alert', 'event', 'raw_record', 'alert_revision']) {
      await assert.rejects(
        pool.query(`insert into wf.${table} default values returning *`),
        /permission denied/,
        table,
      );
    }
  });

  test('cannot become another role, nor call what resolves credentials', async () => {
    for (const statement of [
      "select * from wf.resolve_api_key('\\x00'::bytea, now())",
      'select * from wf.list_tenant_ids()',
      'create table wf.own (n int)',
      'create table public.own (n int)',
    ]) {
      await assert.rejects(pool.query(statement), /permission denied/, statement);
    }
  });
});
