import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalHash, canonicalJson } from './canonical-json.ts';

const json = fc.jsonValue();

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
}

test('is JSON of the same value', () => {
  fc.assert(
    fc.property(json, (value) =>
      assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value))),
    ),
  );
});

test('does not depend on the order of keys', () => {
  fc.assert(fc.property(json, (value) => assert.equal(canonicalJson(shuffled(value)), canonicalJson(value))));
});

test('writing what was read changes nothing', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value);
      assert.equal(canonicalJson(JSON.parse(text)), text);
    }),
  );
});

test('different values have different texts and hashes', () => {
  fc.assert(
    fc.property(json, json, (left, right) => {
      const isSame =
        JSON.stringify(shuffled(JSON.parse(canonicalJson(left)))) ===
        JSON.stringify(shuffled(JSON.parse(canonicalJson(right))));
      assert.equal(canonicalJson(left) === canonicalJson(right), isSame);
      assert.equal(canonicalHash(left) === canonicalHash(right), isSame);
    }),
  );
});

test('sorts by code unit, keeps lists in order, leaves undefined members out', () => {
  assert.equal(
    canonicalJson({ b: 1, a: [3, 1, { z: 1, y: 2 }], B: null, é: true, 10: 'x', 9: 'y' }),
    '{"10":"x","9":"y","B":null,"a":[3,1,{"y":2,"z":1}],"b":1,"é":true}',
  );
  assert.equal(canonicalJson({ a: undefined, b: [undefined] }), '{"b":[null]}');
  assert.equal(canonicalJson(undefined), 'null');
});

test('hostile keys are members like any other', () => {
  const value = JSON.parse('{"constructor":2,"__proto__":{"x":1}}');
  assert.equal(canonicalJson(value), '{"__proto__":{"x":1},"constructor":2}');
});

test('the hash is the SHA-256 of the text', () => {
  assert.equal(canonicalHash({}), '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
});

test('sorts names by their characters, also those that JavaScript keeps in another order or takes for something else', () => {
  const value = JSON.parse(
    '{"b":1,"10":2,"9":{"y":1,"1":2},"__proto__":{"b":1,"a":2},"toJSON":3,"a":[{"2":1,"10":2}]}',
  );
  const text = '{"10":2,"9":{"1":2,"y":1},"__proto__":{"a":2,"b":1},"a":[{"10":2,"2":1}],"b":1,"toJSON":3}';
  assert.equal(canonicalJson(value), text);
  for (const [key, member] of Object.entries(value)) {
    assert.equal(
      canonicalJson({ a: { [key]: member } }),
      canonicalJson({ a: JSON.parse(`{"${key}":${JSON.stringify(member)}}`) }),
    );
  }
  assert.equal(canonicalJson({ b: undefined, a: [undefined] }), '{"a":[null]}');
});
