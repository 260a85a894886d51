import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditBreak, AuditRecord, AuditVerification } from '@watchfloor/client';
import { addVerification, breakTitle, chainStateOf, NOTHING_VERIFIED, recordToOpen } from './verification.ts';

const answer = (fields: Partial<AuditVerification> = {}): AuditVerification => ({
  ok: true,
  complete: true,
  broken: null,
  covered: { first_sequence: 1, last_sequence: 100, links: 100, records: 0 },
  checkpoints_checked: 1,
  bodies_removed: 0,
  unsealed: 3,
  next_cursor: null,
  ...fields,
});

const altered: AuditBreak = {
  kind: 'record_altered',
  sequence: 150,
  record_id: 'audit_1',
  part: 'body',
  message: 'The record of link 150 was altered: before, after or reason.',
};

test('calls add up, and the last one says that the chain holds', () => {
  const first = addVerification(NOTHING_VERIFIED, answer({ complete: false, next_cursor: 'x' }));
  assert.equal(first.state, 'running');
  assert.equal(first.cursor, 'x');
  const rest = { first_sequence: 101, last_sequence: 180, links: 80, records: 180 };
  const total = addVerification(first, answer({ covered: rest, unsealed: 0, bodies_removed: 2 }));
  assert.deepEqual(total, {
    state: 'holds',
    first: 1,
    last: 180,
    links: 180,
    records: 180,
    checkpoints: 2,
    bodiesRemoved: 2,
    unsealed: 0,
    broken: null,
    cursor: null,
  });
});

test('a break ends it, whatever else was covered', () => {
  const total = addVerification(
    NOTHING_VERIFIED,
    answer({ ok: false, complete: false, broken: altered, next_cursor: 'x' }),
  );
  assert.equal(total.state, 'broken');
  assert.equal(total.cursor, null);
  assert.equal(breakTitle(total.broken), 'A record was altered');
  assert.equal(recordToOpen(total.broken), 'audit_1');
});

test('an answer that says neither is not taken for good', () => {
  for (const odd of [{ ok: false }, { complete: false }, { ok: false, complete: false }])
    assert.equal(addVerification(NOTHING_VERIFIED, answer(odd)).state, 'broken');
  assert.equal(breakTitle(null), 'Verifying ended without a result');
});

test('a record that is gone cannot be opened', () => {
  assert.equal(recordToOpen({ ...altered, kind: 'record_missing' }), null);
  assert.equal(recordToOpen(null), null);
});

test('the newest records tell how far the chain reaches and what waits', () => {
  // Only the place counts here.
  const rows = (...places: (number | null)[]) => places.map((sequence) => ({ sequence })) as AuditRecord[];
  assert.deepEqual(chainStateOf(rows(null, 7, null, 6)), { sealedTo: 7, waiting: 2, isMore: false });
  assert.deepEqual(chainStateOf(rows(null, null)), { sealedTo: null, waiting: 2, isMore: true });
  assert.deepEqual(chainStateOf([]), { sealedTo: null, waiting: 0, isMore: false });
});
