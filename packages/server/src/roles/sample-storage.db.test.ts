// Size and growth as the command line and the console show them, from a real database.

import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { after, test } from 'node:test';
import { inspectDatabase } from '../inspect.ts';
import { loadConfig } from '../kernel/config.ts';
import { readStorageReport } from '../platform/db/storage-report.ts';
import { storageByHand } from '../testing/storage-by-hand.ts';
import { runRetentionRound } from './retention.ts';
import { sampleStorage } from './sample-storage.ts';

const storage = await storageByHand();
after(() => storage.stop());
const HOUR_MS = 3_600_000;
const parts = { ...storage.parts, databaseHome: tmpdir() };
const report = () =>
  storage.database.transaction(null, (sql) => readStorageReport(sql, { at: storage.clock.now() }));

test('growth is what changed since the oldest sample of a week, and unknown before there is an hour of it', async () => {
  const tenant = await storage.newTenant({ raw: 30 });
  assert.equal((await report()).growth.since, null);
  assert.equal((await report()).disk_free_bytes, null);
  await sampleStorage(parts);
  assert.equal((await report()).growth.bytes_per_day, null);
  assert.ok(Number((await report()).disk_free_bytes) > 0);
  await storage.makeMonth('2026-06-10T00:00:00Z');
  await storage.plantRaw(tenant, '2026-06-14T00:00:00Z', 20_000);
  await storage.admin.query('analyze wf.raw_record_202606');
  storage.clock.advance(2 * 24 * HOUR_MS);
  const grown = await report();
  const raw = grown.tables.find((table) => table.name === 'raw_record');
  assert.equal(raw?.rows, 20_000);
  assert.equal(raw?.growth.rows_per_day, 10_000);
  assert.ok(Number(raw?.growth.bytes_per_day) > 1_000_000);
  assert.equal(grown.growth.since, '2026-06-15T12:00:00.000Z');
  assert.ok(Number(grown.days_until_full) > 0);
  assert.equal(raw?.partitions, 3);
  const june = grown.partitions.find((partition) => partition.name === 'raw_record_202606');
  assert.deepEqual(
    [june?.from, june?.to, june?.rows],
    ['2026-06-01T00:00:00.000Z', '2026-07-01T00:00:00.000Z', 20_000],
  );
  assert.ok(grown.transactions_left > 1_000_000_000);
});

test('one sample an hour, however many schedulers, and none older than 35 days', async () => {
  const before = await storage.count('storage_sample');
  await Promise.all([sampleStorage(parts), sampleStorage(parts), sampleStorage(parts)]);
  assert.equal(await storage.count('storage_sample'), before + 1);
  storage.clock.advance(36 * 24 * HOUR_MS);
  await sampleStorage(parts);
  assert.equal(await storage.count('storage_sample'), 1);
});

test('a tenant whose retention has not run is behind, one under a hold is counted as held, one that is done is not', async () => {
  const late = await storage.newTenant({ evidence: 10 });
  const held = await storage.newTenant({ evidence: 10 });
  await storage.hold(held);
  await storage.admin.query("update wf.retention_class set updated_at = $1 where class = 'evidence'", [
    new Date(storage.clock.now().getTime() - 72 * HOUR_MS),
  ]);
  const evidence = async () => (await report()).overdue.find((row) => row.class === 'evidence');
  assert.deepEqual(await evidence(), { class: 'evidence', tenants: 2, held: 1, overdue_seconds: 72 * 3600 });
  await sampleStorage(parts);
  assert.match(
    await storage.parts.metrics.registry.metrics(),
    /watchfloor_retention_overdue_seconds\{class="evidence"\} 259200/,
  );
  const { signal } = new AbortController();
  const asPruning = storage.parts as typeof storage.parts & Parameters<typeof runRetentionRound>[0];
  await runRetentionRound(asPruning, [late, held], { onlyRequested: false, signal });
  assert.equal((await evidence())?.overdue_seconds, 0);
});

test('db status over DATABASE_URL says the same and needs no right beyond its login', async () => {
  const config = loadConfig({ DATABASE_URL: storage.test.url }, tmpdir());
  const state = await inspectDatabase({ ...config, migrationUrl: null }, { migrate: false });
  assert.ok(state.migrations.every((row) => row.applied_at !== null));
  assert.ok(state.storage);
  assert.equal(state.storage.disk_free_bytes, null);
  const names = state.storage.tables.map((table) => table.name);
  for (const name of ['alert', 'raw_record', 'graphile_worker._private_jobs', 'wf_work.heartbeat'])
    assert.ok(names.includes(name), name);
  assert.equal(new Set(names).size, names.length);
  const sizes = state.storage.tables.map(
    (table) => table.table_bytes + table.index_bytes + table.toast_bytes,
  );
  assert.deepEqual(
    sizes,
    sizes.toSorted((left, right) => right - left),
  );
});

test('the tables that are written most are vacuumed by settings of their own, months that are made later, too', async () => {
  const { rows } = await storage.admin.query(
    `select relname as name, array_to_string(reloptions, ', ') as options from pg_class
     where relname = any($1) order by 1`,
    [['alert', 'audit_unsealed', 'dedup_key', 'raw_record_202606', '_private_jobs']],
  );
  assert.deepEqual(
    rows.map((row) => `${row.name}: ${row.options}`),
    [
      '_private_jobs: autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000, autovacuum_analyze_scale_factor=0, autovacuum_analyze_threshold=10000',
      'alert: autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_insert_scale_factor=0.05, autovacuum_analyze_scale_factor=0.02',
      'audit_unsealed: autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000, autovacuum_vacuum_insert_threshold=-1',
      'dedup_key: fillfactor=80, autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.05',
      'raw_record_202606: autovacuum_vacuum_insert_scale_factor=0.05, autovacuum_analyze_scale_factor=0.05',
    ],
  );
});

test('documents that no query looks into are not analysed', async () => {
  const { rows } = await storage.admin.query<{ name: string }>(
    `select a.attrelid::regclass || '.' || a.attname as name from pg_attribute a
     where a.attrelid = any(array['wf.alert', 'wf.alert_revision', 'wf.decision', 'wf.domain_event']::regclass[])
       and a.attnum > 0 and not a.attisdropped and a.atttypid = 'jsonb'::regtype and a.attstattarget is distinct from 0`,
  );
  assert.deepEqual(rows, []);
});
