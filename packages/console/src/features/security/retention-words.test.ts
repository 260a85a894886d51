import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RetentionClass } from '@watchfloor/client';
import { previewWords, readDays, refuseRun } from './retention-words.ts';

const row = (fields: Partial<RetentionClass>): RetentionClass => ({
  class: 'raw',
  days: 30,
  requested_at: null,
  removed_before: null,
  removed_at: null,
  removed_rows: 0,
  ...fields,
});
const preview = { is_held: false, is_audit_held: false, classes: [] };

test('days are a number within bounds, or nothing for ever', () => {
  assert.deepEqual(['30', '', '3650', '0', '3651', '1.5', 'x'].map(readDays), [
    30,
    null,
    3_650,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('what a round would remove is counted in words', () => {
  assert.equal(previewWords({ days: null, counts: {}, is_more: false }), 'kept for good');
  assert.equal(previewWords({ days: 30, counts: { raw: 0 }, is_more: false }), 'nothing');
  assert.equal(
    previewWords({ days: 30, counts: { event: 1_204, 'alert-evidence': 1 }, is_more: false }),
    '1,204 events and 1 alert’s evidence',
  );
  assert.equal(
    previewWords({ days: 30, counts: { raw: 100_000 }, is_more: true }),
    '100,000 or more records',
  );
});

test('a round is refused while a hold stands, when nothing has an end, and while another runs', () => {
  assert.equal(refuseRun(preview, [row({})]), null);
  assert.match(refuseRun(undefined, [row({})]) ?? '', /counted/);
  assert.match(refuseRun({ ...preview, is_held: true }, [row({})]) ?? '', /hold/);
  assert.match(refuseRun(preview, [row({ days: null })]) ?? '', /for good/);
  assert.match(refuseRun(preview, [row({ requested_at: '2026-03-01T00:00:00.000Z' })]) ?? '', /already/);
});
