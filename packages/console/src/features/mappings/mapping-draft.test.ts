import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY_DRAFT, refuseSave, testSummary } from './mapping-draft.ts';

const result = { records: 50, matched: 3, values: 4, refused: 1, found: [], unusable: [] };

test('a mapping is saved only as it was tried', () => {
  const draft = { ...EMPTY_DRAFT, path: 'custom.user' };
  assert.match(refuseSave(EMPTY_DRAFT, null) ?? '', /path/);
  assert.match(refuseSave(draft, null) ?? '', /Try it/);
  assert.equal(refuseSave(draft, { draft, result }), null);
  assert.match(refuseSave({ ...draft, type: 'ip' }, { draft, result }) ?? '', /Try it/);
  assert.match(refuseSave(draft, { draft, result: { ...result, values: 0 } }) ?? '', /Nothing at this path/);
});

test('what trying it showed is one sentence', () => {
  assert.equal(testSummary(result), '3 of the newest 50 records have it: 4 usable, 1 unusable.');
  assert.match(testSummary({ ...result, matched: 0 }), /None of the newest 50/);
  assert.match(testSummary({ ...result, records: 0 }), /no stored record/);
});
