// Months that nobody needs go as a whole, and only those: no tenant's longer time, no hold and no lock of others is passed over.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { storageByHand } from '../testing/storage-by-hand.ts';
import { until } from '../testing/until.ts';
import { dropOldPartitions } from './drop-partitions.ts';
import { runRetentionRound } from './retention.ts';

const { signal } = new AbortController();

async function withMonths() {
  const storage = await storageByHand();
  after(() => storage.stop());
  await storage.makeMonth('2026-01-10T00:00:00Z');
  await storage.makeMonth('2026-05-10T00:00:00Z');
  const short = await storage.newTenant({ raw: 30 });
  const long = await storage.newTenant({ raw: 365 });
  const none = await storage.newTenant();
  return { storage, short, long, none };
}

const RAW_LEFT = (names: readonly string[]) => names.filter((name) => name.startsWith('raw_record_'));

test('a month that every tenant in it is done with goes with its rows, each tenant has it on record; empty months go, young ones stay', async () => {
  const { storage, short } = await withMonths();
  await storage.plantRaw(short, '2026-01-05T00:00:00Z', 20);
  await storage.plantRaw(short, '2026-05-20T00:00:00Z', 7);
  const dropped = await dropOldPartitions(storage.parts, signal);
  // 2026-05 holds rows of the last 30 days; this and the next month were never old.
  assert.deepEqual(dropped.sort(), [
    'event_202601',
    'event_202602',
    'event_202605',
    'raw_record_202601',
    'raw_record_202602',
  ]);
  assert.equal(await storage.count('raw_record', short), 7);
  const { rows } = await storage.admin.query(
    `select a.after, c.removed_rows::integer as removed, c.removed_before, u.removed_bytes::integer as bytes
     from wf.audit_record a join wf.retention_class c using (tenant_id) join wf.tenant_usage u using (tenant_id)
     where tenant_id = $1 and a.event = 'retention.removed'`,
    [short],
  );
  assert.deepEqual(
    rows.map((row) => [row.after.rows, row.after.partition, row.removed, row.bytes]),
    [[20, 'raw_record_202601', 20, 2_000]],
  );
  assert.equal(rows[0].removed_before.toISOString(), '2026-02-01T00:00:00.000Z');
});

test('one row of a tenant that keeps longer, or for good, keeps the month; the rows of the others go one by one', async () => {
  const { storage, short, long, none } = await withMonths();
  await storage.plantRaw(short, '2026-01-05T00:00:00Z', 2_500);
  await storage.plantRaw(long, '2026-01-20T00:00:00Z', 1);
  await storage.plantRaw(none, '2026-02-20T00:00:00Z', 1);
  await storage.plantRaw(short, '2026-02-20T00:00:00Z', 3);
  await dropOldPartitions(storage.parts, signal);
  assert.deepEqual(RAW_LEFT(await storage.partitions()).slice(0, 2), [
    'raw_record_202601',
    'raw_record_202602',
  ]);
  assert.equal(await storage.count('raw_record', short), 2_503);
  await runRetentionRound(partsOf(storage), [short, long, none], { onlyRequested: false, signal });
  await dropOldPartitions(storage.parts, signal);
  assert.deepEqual(
    [
      await storage.count('raw_record', short),
      await storage.count('raw_record', long),
      await storage.count('raw_record', none),
    ],
    [0, 1, 1],
  );
  // A year later the one of a year goes, with its month; what is kept for good stays.
  storage.clock.advance(365 * 86_400_000);
  await dropOldPartitions(storage.parts, signal);
  assert.equal(await storage.count('raw_record'), 1);
  assert.ok(!(await storage.partitions()).includes('raw_record_202601'));
  assert.ok((await storage.partitions()).includes('raw_record_202602'));
});

test('a legal hold of a tenant in it keeps the month until it is lifted', async () => {
  const { storage, short } = await withMonths();
  await storage.plantRaw(short, '2026-01-05T00:00:00Z', 5);
  await storage.hold(short);
  await dropOldPartitions(storage.parts, signal);
  assert.equal(await storage.count('raw_record', short), 5);
  // Nor do the functions themselves, whoever calls them.
  const app = storage.test.poolAs('wf_app');
  const asked = await app.query("select detach_old_partition('raw_record_202601', $1) as gone", [
    storage.clock.now(),
  ]);
  assert.equal(asked.rows[0].gone, false);
  assert.equal(
    (await app.query("select * from claim_old_partition('raw_record_202601', $1)", [storage.clock.now()]))
      .rowCount,
    0,
  );
  assert.equal(
    (
      await app.query("select drop_detached_partition('raw_record_202601', $1) as gone", [
        storage.clock.now(),
      ])
    ).rows[0].gone,
    false,
  );
  await storage.liftAll(short);
  await dropOldPartitions(storage.parts, signal);
  assert.equal(await storage.count('raw_record', short), 0);
  assert.ok(!(await storage.partitions()).includes('raw_record_202601'));
});

test('no name but that of an old month is taken: not this month, not the default partition, not another table', async () => {
  const { storage } = await withMonths();
  await storage.makeMonth('2026-06-10T00:00:00Z');
  const app = storage.test.poolAs('wf_app');
  for (const name of [
    'raw_record_202606',
    'raw_record_other',
    'alert',
    'raw_record_202601; drop table wf.alert',
    'raw_record',
  ]) {
    for (const call of ['detach_old_partition', 'drop_detached_partition']) {
      const { rows } = await app.query(`select ${call}($1, $2) as gone`, [name, storage.clock.now()]);
      assert.equal(rows[0].gone, false, `${call} ${name}`);
    }
  }
});

test('a reader in its way makes the month wait for the next round, and accepting waits no longer than the lock is asked for', async () => {
  const { storage, short } = await withMonths();
  await storage.plantRaw(short, '2026-01-05T00:00:00Z', 5);
  const reader = await storage.admin.connect();
  await reader.query('begin; select count(*) from wf.raw_record');
  const startedAt = performance.now();
  const dropped = await dropOldPartitions(storage.parts, signal);
  assert.ok(performance.now() - startedAt < 10_000);
  assert.deepEqual(RAW_LEFT(dropped), []);
  assert.equal(await storage.count('raw_record', short), 5);
  assert.equal(await storage.count('audit_record', short), 0, 'nothing is on record that did not happen');
  await reader.query('rollback');
  reader.release();
  assert.ok((await dropOldPartitions(storage.parts, signal)).includes('raw_record_202601'));
});

test('a server that dies between detaching and dropping leaves a month that the next round drops, counted once', async () => {
  const { storage, short } = await withMonths();
  await storage.plantRaw(short, '2026-01-05T00:00:00Z', 5);
  let transactions = 0;
  const dying = {
    ...storage.parts,
    database: {
      transaction: (async (...given: Parameters<typeof storage.database.transaction>) => {
        transactions += 1;
        // The look, then the first month (event_202601) in two, then the detaching of the second; its dropping never comes.
        if (transactions === 5) throw new Error('killed');
        return storage.database.transaction(...given);
      }) as typeof storage.database.transaction,
    },
  };
  await assert.rejects(dropOldPartitions(dying, signal), /killed/);
  assert.equal(await storage.count('raw_record', short), 0);
  assert.ok((await storage.partitions()).includes('raw_record_202601'), 'it lies detached');
  assert.ok((await dropOldPartitions(storage.parts, signal)).includes('raw_record_202601'));
  assert.equal(await storage.count('audit_record', short), 1);
});

test('two schedulers at once drop each month once and count it once', async () => {
  const { storage, short } = await withMonths();
  await storage.plantRaw(short, '2026-01-05T00:00:00Z', 500);
  const rounds = await Promise.all([1, 2, 3].map(() => dropOldPartitions(storage.parts, signal)));
  rounds.push(await dropOldPartitions(storage.parts, signal));
  assert.ok(!(await storage.partitions()).includes('raw_record_202601'));
  assert.equal(await storage.count('audit_record', short), 1);
  const { rows } = await storage.admin.query(
    'select removed_rows::integer as n from wf.retention_class where tenant_id = $1',
    [short],
  );
  assert.equal(rows[0].n, 500);
});

test('a month that another scheduler drops between the look and the lock is left to it', async () => {
  const { storage, short } = await withMonths();
  await storage.plantRaw(short, '2026-01-05T00:00:00Z', 5);
  const other = await storage.admin.connect();
  await other.query('begin; drop table wf.raw_record_202601');
  const round = dropOldPartitions(storage.parts, signal);
  await until(async () => {
    const { rows } = await storage.admin.query(
      "select from pg_locks where not granted and relation = 'wf.raw_record_202601'::regclass",
    );
    return rows.length > 0;
  });
  await other.query('commit');
  other.release();
  const dropped = await round;
  assert.ok(!dropped.includes('raw_record_202601'));
  assert.ok(dropped.includes('event_202601'), 'its other months went');
  assert.equal(await storage.count('audit_record', short), 0);
});

test('a month that was missed gets its partition later: its rows move there and were readable throughout', async () => {
  const { storage, short } = await withMonths();
  await storage.plantRaw(short, '2026-03-20T00:00:00Z', 30);
  assert.equal(await storage.count('raw_record_other'), 30);
  await storage.makeMonth('2026-03-25T00:00:00Z');
  assert.deepEqual(
    [
      await storage.count('raw_record_other'),
      await storage.count('raw_record_202603'),
      await storage.count('raw_record', short),
    ],
    [0, 30, 30],
  );
  const { rows } = await storage.admin.query(
    `select c.reloptions::text as options, obj_description(c.oid) as comment,
       (select count(*)::integer from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'f')) as keys
     from pg_class c where c.relname in ('raw_record_202603', 'raw_record_202601') order by c.relname`,
  );
  assert.deepEqual(rows[0], { ...rows[1] }, 'like one that was made in time');
  assert.match(rows[0].options, /insert_scale_factor=0.05/);
});

test('more rows than are moved at once stay where they are, found and removed like all others', async () => {
  const { storage, short } = await withMonths();
  await storage.plantRaw(short, '2026-03-02T00:00:00Z', 100_001);
  await storage.makeMonth('2026-03-25T00:00:00Z');
  assert.equal(await storage.count('raw_record', short), 100_001);
  assert.ok(!(await storage.partitions()).includes('raw_record_202603'));
  assert.ok((await storage.partitions()).includes('event_202603'), 'the others are made');
  await runRetentionRound(partsOf(storage), [short], { onlyRequested: false, signal });
  assert.equal(await storage.count('raw_record', short), 0);
  const { rows } = await storage.admin.query(
    'select removed_rows::integer as n from wf.retention_class where tenant_id = $1',
    [short],
  );
  assert.equal(rows[0].n, 100_001, 'counted over all its turns');
});

/** Audit records are not pruned here, so that nothing signs. */
function partsOf(storage: Awaited<ReturnType<typeof storageByHand>>) {
  return storage.parts as typeof storage.parts & Parameters<typeof runRetentionRound>[0];
}
