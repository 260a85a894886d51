import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRepeatKeys } from './api.ts';

test('sending the same again keeps the key, until it is done', () => {
  const keys = makeRepeatKeys();
  const first = keys.keyFor({ body: 'a' });
  assert.match(first, /^[0-9a-f]{32}$/);
  assert.equal(keys.keyFor({ body: 'a' }), first);
  keys.done();
  assert.notEqual(keys.keyFor({ body: 'a' }), first);
});

test('another body gets another key', () => {
  const keys = makeRepeatKeys();
  const first = keys.keyFor({ body: 'a' });
  assert.notEqual(keys.keyFor({ body: 'b' }), first);
});
