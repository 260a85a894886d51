import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyKeyOf, cut, parseJsonText, textAt, valueAt } from './index.ts';

describe('valueAt and textAt', () => {
  const record = {
    a: { b: { c: ' deep ' }, list: [{ name: 'first' }, { name: 'second' }] },
    'x.y': { z: 1 },
    'kibana.alert.rule.name': 'flat',
    n: 0,
    yes: true,
    none: null,
  };

  test('finds nested, flat and mixed paths', () => {
    assert.equal(textAt(record, 'a.b.c'), 'deep');
    assert.equal(textAt(record, 'kibana.alert.rule.name'), 'flat');
    assert.equal(textAt(record, 'x.y.z'), '1');
    assert.equal(textAt(record, 'a.list.1.name'), 'second');
    assert.deepEqual(valueAt(record, 'a.b'), { c: ' deep ' });
  });

  test('a flat key wins over a nested one', () => {
    assert.equal(textAt({ 'a.b': 'flat', a: { b: 'nested' } }, 'a.b'), 'flat');
  });

  test('gives empty text for what is absent or has no text', () => {
    for (const path of [
      'missing',
      'a.missing.c',
      'a',
      'a.list',
      'none',
      'a.b.c.d',
      '',
      'constructor',
      '__proto__.a',
    ]) {
      assert.equal(textAt(record, path), '', path);
    }
    assert.equal(valueAt(record, 'toString'), undefined);
    assert.equal(textAt(undefined, 'a'), '');
  });

  test('writes numbers and booleans as text', () => {
    assert.equal(textAt(record, 'n'), '0');
    assert.equal(textAt(record, 'yes'), 'true');
  });
});

describe('parseJsonText', () => {
  test('gives the value, or null for what is no JSON', () => {
    assert.deepEqual(parseJsonText('{"a":[1]}'), { a: [1] });
    assert.equal(parseJsonText('{broken'), null);
    assert.equal(parseJsonText(''), null);
  });
});

describe('cut', () => {
  test('never splits a surrogate pair', () => {
    assert.equal(cut('abc', 5), 'abc');
    assert.equal(cut('abcdef', 3), 'abc');
    assert.equal(cut('ab\u{1f600}cd', 3), 'ab');
    assert.equal(cut('ab\u{1f600}cd', 4), 'ab\u{1f600}');
  });
});

describe('anyKeyOf', () => {
  const look = anyKeyOf(['threatInfo', 'event.type', '']);

  test('finds a name at the top of the record, whatever its value', () => {
    assert.ok(look({ other: 1, threatInfo: null }));
    assert.ok(look({ 'event.type': 'x' }));
    assert.ok(look({ '': 1 }));
  });

  test('finds none below the top, and none that only begins or measures like a name', () => {
    assert.ok(!look({}));
    assert.ok(!look({ inner: { threatInfo: {} }, event: { type: 'x' } }));
    assert.ok(!look({ threatINFO: 1, threat: 1, tttttttttt: 1 }));
  });

  test('agrees with asking for each name', () => {
    const name = fc.string({ maxLength: 3 });
    fc.assert(
      fc.property(fc.array(name), fc.dictionary(name, fc.constant(1)), (names, record) => {
        assert.equal(
          anyKeyOf(names)(record),
          names.some((wanted) => Object.hasOwn(record, wanted)),
        );
      }),
    );
  });
});
