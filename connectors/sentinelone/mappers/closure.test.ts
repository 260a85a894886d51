import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closureOf } from './closure.ts';

test('only what is resolved is closed', () => {
  for (const status of ['', 'unresolved', 'in_progress', 'NEW', 'not resolved'])
    assert.equal(closureOf(status, 'true_positive', undefined), null, status);
});

test('the verdict is the analyst’s, in either API’s words', () => {
  const verdictOf = (words: string) => closureOf('RESOLVED', words, undefined)?.verdict;
  assert.equal(verdictOf('true_positive'), 'true_positive');
  assert.equal(verdictOf('False positive'), 'false_positive');
  assert.equal(verdictOf('TRUE_POSITIVE_BENIGN'), 'benign_true_positive');
  assert.equal(verdictOf('suspicious'), 'undetermined');
  assert.equal(verdictOf('undefined'), 'undetermined');
});
