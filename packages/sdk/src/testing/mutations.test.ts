import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonValue } from '../source.ts';
import { depthBombs, longLists, variants, wrongTypes } from './mutations.ts';

test('every field is changed, inside lists and inside JSON texts too', () => {
  const record = { a: 'x', b: [{ c: 1 }], d: '{"e":{"f":"y"}}' };
  const places = new Set([...variants(record, wrongTypes)].map(({ at }) => at));
  assert.deepEqual([...places].sort(), ['a', 'b', 'b.0', 'b.0.c', 'd', 'd.e', 'd.e.f']);
});

test('a change inside a JSON text leaves it a JSON text', () => {
  const changed = [...variants({ d: '{"e":"y","g":1}' }, (value) => (value === 'y' ? ['z'] : []))];
  assert.deepEqual(changed, [{ at: 'd.e', value: { d: '{"e":"z","g":1}' } }]);
});

test('the record itself is not touched', () => {
  const record = { a: { b: [1, 2] } };
  const text = JSON.stringify(record);
  for (const { value } of variants(record, wrongTypes)) assert.notEqual(JSON.stringify(value), text);
  assert.equal(JSON.stringify(record), text);
});

test('long lists have as many different items as asked for, of the kinds of the fixture', () => {
  const record = { list: [{ Type: 'ip', Address: '192.0.2.1' }] };
  const [variant] = variants(
    record,
    longLists(1000, () => true),
  );
  assert.ok(variant);
  // The variant of a record is a record with the same field.
  const { list } = variant.value as { list: { Type: string; Address: string }[] };
  assert.equal(new Set(list.map(({ Address }) => Address)).size, 1000);
  assert.ok(list.every(({ Type, Address }) => Type === 'ip' && /^198\.18\.\d+\.\d+$/.test(Address)));
});

test('a depth bomb is as deep as asked for', () => {
  const [first] = variants({ text: 'x' }, depthBombs(50_000, 10));
  assert.ok(first);
  const { text } = first.value as { text: string };
  let depth = 0;
  for (let value: JsonValue = JSON.parse(text); Array.isArray(value); value = value[0]) depth += 1;
  assert.equal(depth, 50_000);
});
