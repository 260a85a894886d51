// Statements that are sent side by side on one connection: one failure ends the transaction for all of them, and nothing of it is sent
// to the connection's next user.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
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
    [1, 2, 3, 4].map(() =>
      database.jobTransaction(TENANT, (sql) =>
        sql.query<{ stray: string | null }>('', "select current_setting('wf.stray', true) as stray"),
      ),
    ),
  );
  assert.deepEqual(new Set(seen.flat().map((row) => row.stray ?? '')), new Set(['']));
});
