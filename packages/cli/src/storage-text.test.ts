import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DatabaseState, StorageReport } from '@watchfloor/server';
import { judgeStorage } from './judge-storage.ts';
import { bytesText, countText, storageText } from './storage-text.ts';

const GiB = 1024 ** 3;
const table = {
  partitions: 0,
  dead_rows: 120,
  table_bytes: GiB,
  index_bytes: GiB / 2,
  toast_bytes: 0,
  vacuumed_at: '2026-06-15T10:00:00.000Z',
  analyzed_at: null,
};

const REPORT: StorageReport = {
  at: '2026-06-15T12:00:00.000Z',
  server_version: '18.1',
  database_bytes: 5 * GiB,
  oldest_transaction_seconds: 3,
  transactions_left: 2_100_000_000,
  disk_free_bytes: 40 * GiB,
  days_until_full: 80,
  growth: { since: '2026-06-08T11:00:00.000Z', bytes_per_day: GiB / 2, bytes_per_day_last_day: GiB },
  tables: [
    {
      ...table,
      name: 'raw_record',
      partitions: 3,
      rows: 12_345_678,
      growth: { rows_per_day: 120_000, bytes_per_day: GiB / 4 },
    },
    { ...table, name: 'alert', rows: 900, growth: { rows_per_day: 0, bytes_per_day: null } },
    {
      ...table,
      name: 'tenant',
      rows: 3,
      table_bytes: 8192,
      index_bytes: 8192,
      growth: { rows_per_day: null, bytes_per_day: null },
    },
  ],
  partitions: [
    {
      name: 'raw_record_202606',
      parent: 'raw_record',
      from: '2026-06-01T00:00:00.000Z',
      to: '2026-07-01T00:00:00.000Z',
      rows: 12_345_678,
      bytes: 2 * GiB,
    },
    { name: 'raw_record_other', parent: 'raw_record', from: null, to: null, rows: 0, bytes: 0 },
  ],
  overdue: [
    { class: 'raw', tenants: 3, held: 1, overdue_seconds: 90_000 },
    { class: 'audit', tenants: 1, held: 0, overdue_seconds: 1_000 },
  ],
  forgotten: [{ kind: 'dedup_key', removed_rows: 44_000, oldest_finished_at: '2026-06-15T11:20:00.000Z' }],
};

const STATE: DatabaseState = {
  server_version: '18.1',
  size_bytes: 5 * GiB,
  migrations: [{ name: '0001_platform_base', applied_at: '2026-06-01T00:00:00.000Z' }],
  applied_now: [],
  storage: REPORT,
};

test('the whole state at a hundred columns', () => {
  const text = storageText(STATE, { width: 100, all: false });
  assert.ok(text.split('\n').every((line) => line.length <= 100));
  assert.equal(
    text,
    `PostgreSQL 18.1, 5.0 GiB, +512 MiB a day since 2026-06-08 11:00 (last day +1.0 GiB)
disk: 40.0 GiB free, full in 80 days at this rate
oldest other transaction: 3 s; transaction ids left before wraparound: 97 %
migrations: 1 of 1 applied

TABLE       ROWS    +A DAY  SIZE     +A DAY    INDEX    TOAST  DEAD  VACUUM  ANALYZE
raw_record  12.3 M  +120 k  1.5 GiB  +256 MiB  512 MiB  0 B    120   2 h     never
alert       900     0       1.5 GiB            512 MiB  0 B    120   2 h     never
and 1 table below 1 MiB, together 16.0 KiB (--all shows them)

PARTITION          FROM            TO          ROWS    SIZE
raw_record_202606  2026-06-01      2026-07-01  12.3 M  2.0 GiB
raw_record_other   any other time              0       0 B

REMOVAL              STATE           OF
retention: raw       behind by 25 h  3 tenants, 1 held
retention: audit     up to date      1 tenant
past use: dedup_key  40 min ago      44.0 k removed so far`,
  );
});

test('before there are samples, without a disk and with migrations that wait, it says so', () => {
  const young = storageText(
    {
      ...STATE,
      storage: {
        ...REPORT,
        disk_free_bytes: null,
        days_until_full: null,
        growth: { since: null, bytes_per_day: null, bytes_per_day_last_day: null },
        overdue: [],
        forgotten: [],
      },
    },
    { width: 100, all: true },
  );
  assert.match(young, /growth is known after an hour/);
  assert.doesNotMatch(young, /disk:/);
  assert.match(young, /\ntenant /);
  assert.match(young, /No tenant has a time for its data/);
  const waiting = storageText(
    { ...STATE, storage: null, migrations: [{ name: '0002_x_y', applied_at: null }] },
    { width: 100, all: false },
  );
  assert.match(waiting, /migrations: 0 of 1 applied\nwaiting {2}0002_x_y\n/);
});

test('numbers are short and keep their size', () => {
  assert.deepEqual([0, 1023, 1024, 1536, 5 * GiB].map(bytesText), [
    '0 B',
    '1023 B',
    '1.0 KiB',
    '1.5 KiB',
    '5.0 GiB',
  ]);
  assert.deepEqual([0, 999, 1000, 123_456, 12_345_678].map(countText), [
    '0',
    '999',
    '1.0 k',
    '123 k',
    '12.3 M',
  ]);
});

test('doctor names what needs somebody: ids that run out, a disk that fills, retention that is behind', () => {
  const well = { ...REPORT, overdue: [] };
  assert.equal(judgeStorage(well).ok, true);
  assert.match(
    judgeStorage({ ...well, transactions_left: 1_000_000 }).finding,
    /1000000 transactions are left/,
  );
  assert.match(judgeStorage({ ...well, days_until_full: 13 }).finding, /full in 13 days/);
  assert.equal(judgeStorage({ ...well, days_until_full: 14 }).ok, true);
  const behind = [{ class: 'raw', tenants: 1, held: 0, overdue_seconds: 27 * 3600 }];
  assert.match(judgeStorage({ ...well, overdue: behind }).finding, /behind: raw by 27 h/);
  assert.equal(
    judgeStorage({ ...well, overdue: [{ ...behind[0], overdue_seconds: 3600 } as (typeof behind)[0]] }).ok,
    true,
  );
});
