// Every table has an answer to what ends its rows, and the answer is one that the database knows of.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTestDatabase } from '../testing/cluster.ts';
import { FORGET_KINDS } from './forget-rows.ts';
import { ROW_ENDS } from './row-lifetimes.ts';

const database = await createTestDatabase();
after(() => database.drop());

async function texts(query: string): Promise<string[]> {
  return (await database.admin.query<{ text: string }>(query)).rows.map((row) => row.text);
}

test('every table of the product says what ends its rows; a new one without an answer fails here', async () => {
  const tables = await texts(
    `select relname::text as text from pg_class
     where relnamespace = 'wf'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`,
  );
  assert.deepEqual(Object.keys(ROW_ENDS).sort(), tables, 'add the table to roles/row-lifetimes.ts');
});

test('what goes with another row refers to it, or its removal is named where that is removed', async () => {
  const references = await texts(
    `select conrelid::regclass || ' ' || confrelid::regclass as text from pg_constraint where contype = 'f'`,
  );
  const named = references.map((line) => line.replaceAll('wf.', ''));
  for (const [table, end] of Object.entries(ROW_ENDS)) {
    if (end.by === 'parent') assert.ok(named.includes(`${table} ${end.table}`), table);
  }
});

test('what is forgotten or retained is removed by a function of the database that names it', async () => {
  const bodies = await texts(
    `select pg_get_functiondef(oid) as text from pg_proc where pronamespace = 'wf'::regnamespace
       and proname in ('forget_rows', 'remove_expired_raw', 'remove_expired_evidence', 'remove_expired_alerts', 'prune_audit')`,
  );
  for (const [table, end] of Object.entries(ROW_ENDS)) {
    if (end.by !== 'forgetting' && end.by !== 'retention') continue;
    assert.ok(
      bodies.some((body) => new RegExp(`delete from ${table}\\b`).test(body)),
      table,
    );
  }
  const kinds = Object.values(ROW_ENDS).flatMap((end) => (end.by === 'forgetting' ? [end.kind] : []));
  assert.deepEqual(kinds.sort(), Object.keys(FORGET_KINDS).sort());
});
