import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelsOf, refuseLabels } from './label-text.ts';

test('labels are separated by commas and lines, and stand there once', () => {
  assert.deepEqual(labelsOf(' vip, phishing\nvip,, two words ,'), ['vip', 'phishing', 'two words']);
  assert.deepEqual(labelsOf(' , '), []);
});

test('too many or too long labels are refused in words', () => {
  assert.equal(refuseLabels(['a']), null);
  assert.match(refuseLabels(Array.from({ length: 51 }, (_, index) => `l${index}`)) ?? '', /50/);
  assert.match(refuseLabels(['x'.repeat(101)]) ?? '', /100 characters/);
});
