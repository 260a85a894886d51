import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { createTestDatabase } from '../../testing/cluster.ts';
import { dumpSchema } from './dump-schema.ts';

const database = await createTestDatabase();
after(() => database.drop());

const GOLDEN = path.join(import.meta.dirname, '../../../schema.sql');

test('schema.sql is what the migrations make of an empty database', async () => {
  const text = await dumpSchema(database.admin);
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(GOLDEN, text);
  assert.equal(text, readFileSync(GOLDEN, 'utf8'), 'read the change, then write it with "npm run golden"');
});

test('the dump does not depend on the months for which there are partitions', async () => {
  const before = await dumpSchema(database.admin);
  await database.admin.query("select wf.ensure_partitions('2031-05-01')");
  assert.equal(await dumpSchema(database.admin), before);
});

test('the dump tells a column, a policy, a right and a function that changed', async () => {
  for (const statement of [
    'alter table wf.alert add column surprise text',
    'create policy open on wf.alert using (true)',
    'alter table wf.alert no force row level security',
    'grant delete on wf.alert to wf_app',
    'create index surprise on wf.alert (title)',
    'alter table wf.alert drop constraint alert_title_check',
    'alter function wf.create_tenant security invoker',
    'grant execute on function wf.create_tenant to wf_app',
    "comment on table wf.alert is 'platform: everybody'",
  ]) {
    const before = await dumpSchema(database.admin);
    const client = await database.admin.connect();
    try {
      await client.query('begin');
      await client.query(statement);
      assert.notEqual(await dumpSchema(client), before, statement);
    } finally {
      await client.query('rollback');
      client.release();
    }
  }
});
