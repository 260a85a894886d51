import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StorageReport } from '@watchfloor/client';
import { bytesWords, diskWords, growthWords, overdueWords } from './storage-words.ts';

test('sizes are short and keep their sign', () => {
  assert.deepEqual([0, 1023, 1536, 200 * 1024, -2048].map(bytesWords), [
    '0 B',
    '1023 B',
    '1.5 KiB',
    '200 KiB',
    '−2.0 KiB',
  ]);
  assert.deepEqual([null, 0, 2048, -2048].map(growthWords), [
    'not known yet',
    '0 B a day',
    '+2.0 KiB a day',
    '−2.0 KiB a day',
  ]);
});

test('the disk says what is known of it and no more', () => {
  const of = (disk_free_bytes: number | null, days_until_full: number | null) =>
    diskWords({ disk_free_bytes, days_until_full } as StorageReport);
  assert.match(of(null, null), /not on a disk of this server/);
  assert.equal(of(1024, null), '1.0 KiB free');
  assert.equal(of(1024, 1), '1.0 KiB free, full in 1 day at this rate');
});

test('retention is behind after more than two rounds, and a hold is named', () => {
  const row = { class: 'raw', tenants: 3, held: 0, overdue_seconds: 7200 };
  assert.equal(overdueWords(row), 'up to date');
  assert.equal(overdueWords({ ...row, overdue_seconds: 10_801 }), 'behind by 3 h');
  assert.equal(overdueWords({ ...row, held: 1 }), 'up to date; 1 of 3 under a legal hold');
});
