import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  gigabytesText,
  readGigabytes,
  readRecords,
  recordsUsage,
  sizeWords,
  storedUsage,
} from './tenant-quotas.ts';

test('usage is told against its quota, and when it gets narrow', () => {
  assert.deepEqual(recordsUsage(1_500, null), { share: null, text: '1,500, no limit', level: 'fine' });
  assert.deepEqual(recordsUsage(790, 1_000), { share: 0.79, text: '790 of 1,000', level: 'fine' });
  assert.equal(recordsUsage(800, 1_000).level, 'nearly');
  assert.deepEqual(recordsUsage(1_200, 1_000), { share: 1, text: '1,200 of 1,000', level: 'full' });
  assert.equal(recordsUsage(0, 0).level, 'full');
  assert.equal(storedUsage(1_073_741_824, 21_474_836_480).text, '1 GB of 20 GB');
});

test('sizes are short', () => {
  assert.deepEqual([0, 1_023, 1_536, 157_286_400, 5_497_558_138_880].map(sizeWords), [
    '0 B',
    '1023 B',
    '1.5 KB',
    '150 MB',
    '5 TB',
  ]);
});

test('a quota is a number, nothing for no limit, or not understood', () => {
  assert.equal(readRecords('100,000'), 100_000);
  assert.equal(readRecords(' '), null);
  assert.equal(readRecords('0'), 0);
  for (const text of ['-1', 'ten', '1.5', '9999999999999999'])
    assert.equal(readRecords(text), undefined, text);
  assert.equal(readGigabytes('1.5'), 1_610_612_736);
  assert.equal(readGigabytes(''), null);
  assert.equal(readGigabytes('1,5'), undefined);
});

test('gigabytes come back as they were typed', () => {
  for (const text of ['1.5', '20', '0.25', ''])
    assert.equal(gigabytesText(readGigabytes(text) ?? null), text);
});
