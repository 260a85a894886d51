import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differencesOf, shortValue } from './audit-difference.ts';

test('what was added, removed and changed comes before what stayed', () => {
  const rows = differencesOf(
    { name: 'Ada', role: 'analyst', gone: 1, scopes: ['a', 'b'] },
    { name: 'Ada', role: 'lead', scopes: ['a', 'b'], made: null },
  );
  assert.deepEqual(
    rows.map(({ name, change }) => [name, change]),
    [
      ['role', 'changed'],
      ['gone', 'removed'],
      ['made', 'added'],
      ['name', 'same'],
      ['scopes', 'same'],
    ],
  );
});

test('a record with one side only is all added or all removed', () => {
  assert.deepEqual(
    differencesOf(null, { a: 1 }).map(({ change }) => change),
    ['added'],
  );
  assert.deepEqual(
    differencesOf({ a: 1 }, null).map(({ change }) => change),
    ['removed'],
  );
  assert.deepEqual(differencesOf(null, null), []);
});

test('the order of keys is no change, the order of a list is', () => {
  const change = (before: unknown, after: unknown) =>
    differencesOf({ field: before }, { field: after })[0]?.change;
  assert.equal(change({ a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1 }), 'same');
  assert.equal(change([1, 2], [2, 1]), 'changed');
  assert.equal(change({ a: undefined }, { b: 1 }), 'changed');
  assert.equal(change([], {}), 'changed');
  assert.equal(change(null, {}), 'changed');
});

test('plain values are written in a line, others as a tree', () => {
  assert.equal(shortValue(['alerts:read', 'ai:use']), 'alerts:read, ai:use');
  assert.equal(shortValue(null), 'none');
  assert.equal(shortValue(false), 'false');
  assert.equal(shortValue(undefined), '');
  assert.equal(shortValue({ a: 1 }), null);
  assert.equal(shortValue([{ a: 1 }]), null);
});
