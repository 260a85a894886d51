import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundedCount, markWords } from './mark-words.ts';

test('a mark is said in words, with the list that knows it', () => {
  assert.equal(markWords({}), null);
  assert.equal(markWords({ scope: 'link_local' }), 'link-local address');
  assert.equal(markWords({ known: 'scanner', list: 'Shodan' }), 'internet scanner: Shodan');
});

test('a count that was stopped says so', () => {
  assert.equal(boundedCount(7, 1_000), '7');
  assert.equal(boundedCount(1_000, 1_000), '1,000+');
});
