// Statements that are sent side by side on one connection: one failure ends the transaction for all of them, and nothing of it is sent
// to the connection's next user. And how long a plan is kept there.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createTestDatabase } from '../../testing/cluster.ts';
import { openDatabase } from './database.ts';

const testDatabase = await createTestDatabase();
const database = openDatabase({
  config: { connectionString: testDatabase.url },
  onError: (error) => assert.fail(error),
});
after(async () => {
  await database.close();
  await testDatabase.drop();
});
const TENANT = '01890000-0000-7000-8000-000000000001';

test('answers come to those who asked, in order', async () => {
  const answers = await database.jobTransaction(TENANT, (sql) =>
    Promise.all(
      [1, 2, 3].map((n) =>
        sql.query(`pipelined.${n}`, 'select $1::integer as n, wf_tenant() as tenant', [n]),
      ),
    ),
  );
  assert.deepEqual(
    answers.flat(),
    [1, 2, 3].map((n) => ({ n, tenant: TENANT })),
  );
});

test('what goes on from an answer sends nothing when a statement beside it has failed', async () => {
  let sentLater = 'not asked';
  const going = async (sql: { query(name: string, text: string): Promise<object[]> }) => {
    await sql.query('', 'select 1');
    for (let turn = 0; turn < 20; turn += 1) await null;
    sentLater = 'asked';
    await sql.query('', "select set_config('wf.stray', 'sent', false)").catch((error: Error) => {
      sentLater = error.message;
      throw error;
    });
  };
  await assert.rejects(
    database.jobTransaction(TENANT, (sql) =>
      Promise.all([going(sql), sql.query('', 'select 1 / 0'), sql.query('', 'select 2')]),
    ),
    /division by zero/,
  );
  for (let turn = 0; turn < 50; turn += 1) await null;
  assert.match(sentLater, /is over|aborted/);
  // Every connection of the pool: none has run it, and all work.
  const seen = await Promise.all(
    [1, 2, 3].map(() =>
      database.jobTransaction(TENANT, (sql) =>
        sql.query<{ stray: string | null }>('', "select current_setting('wf.stray', true) as stray"),
      ),
    ),
  );
  assert.deepEqual(new Set(seen.flat().map((row) => row.stray ?? '')), new Set(['']));
});

test('the last statement is committed with the rest, and takes the rest with it when it fails', async () => {
  const { admin } = testDatabase;
  await admin.query('create table wf.last_test (n integer primary key); grant all on wf.last_test to wf_app');
  const add = (n: number) => ({ name: '', text: 'insert into last_test values ($1)', values: [n] });
  const run = (sql: { query(name: string, text: string, values: unknown[]): Promise<object[]> }) =>
    sql.query('', 'insert into last_test values ($1)', [1]);
  await assert.rejects(
    database.jobTransaction(TENANT, run, () => add(1)),
    /duplicate key/,
  );
  await assert.rejects(
    database.jobTransaction(TENANT, run, () => {
      throw new Error('cannot be written');
    }),
    /cannot be written/,
  );
  assert.deepEqual((await admin.query('select n from wf.last_test')).rows, []);
  await database.jobTransaction(TENANT, run, () => add(2));
  assert.deepEqual((await admin.query('select n from wf.last_test order by n')).rows, [{ n: 1 }, { n: 2 }]);
});

describe('a plan made while a table was empty', () => {
  const BY_KEY = /Index Cond: \(\(tenant = (1|\$2)\) AND \(n = w\.n\)\)/;

  /** How the statement is planned once the table has grown, on the connection that has planned it before. */
  async function planAfterGrowth(plansKeptMs: number): Promise<string> {
    const { admin } = testDatabase;
    const kept = openDatabase({
      config: { connectionString: testDatabase.url },
      onError: (error) => assert.fail(error),
      plansKeptMs,
    });
    try {
      await admin.query(`drop table if exists wf.grown_test;
        create table wf.grown_test (tenant integer, n integer, pad text, primary key (tenant, n)) with (autovacuum_enabled = off);
        grant all on wf.grown_test to wf_app`);
      const ask = () =>
        kept.jobTransaction(TENANT, (sql) =>
          sql.query(
            'test.grown',
            'select g.pad from unnest($1::integer[]) as w (n) join grown_test g on g.tenant = $2 and g.n = w.n',
            [[1, 2], 1],
          ),
        );
      // The first five are planned for their values, whatever is kept.
      for (let time = 0; time < 8; time += 1) await ask();
      await admin.query(
        "insert into wf.grown_test select 1, n, repeat('x', 200) from generate_series(1, 20000) n",
      );
      await delay(20);
      const plan = await kept.jobTransaction(TENANT, (sql) =>
        sql.query('', 'explain (costs off) execute "test.grown"(array[1, 2], 1)'),
      );
      return JSON.stringify(plan);
    } finally {
      await kept.close();
    }
  }

  test('is used for a while', async () => {
    assert.doesNotMatch(await planAfterGrowth(60_000), BY_KEY);
  });

  test('is made anew after that, and finds rows by their key', async () => {
    assert.match(await planAfterGrowth(10), BY_KEY);
  });
});
