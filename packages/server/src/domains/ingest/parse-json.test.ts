import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseVendorJson } from './parse-json.ts';

describe('parseVendorJson', () => {
  test('gives what JSON.parse gives wherever no number is too large', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const numbers = text.match(/\d{16}/g);
        if (!numbers) assert.deepEqual(parseVendorJson(text), JSON.parse(text));
      }),
    );
  });

  test('keeps whole numbers beyond 2^53 as text, exactly, wherever they stand', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n }), fc.boolean(), (size, isNegative) => {
        const digits = String(isNegative ? -size : size);
        assert.deepEqual(parseVendorJson(`{"a":[${digits}],"b":{"c":${digits}}}`), {
          a: [digits],
          b: { c: digits },
        });
      }),
    );
  });

  test('leaves safe integers numbers, up to the last one', () => {
    assert.deepEqual(
      parseVendorJson('[9007199254740991,-9007199254740991]'),
      [9_007_199_254_740_991, -9_007_199_254_740_991],
    );
    assert.deepEqual(parseVendorJson('[9007199254740992,9007199254740993]'), [
      '9007199254740992',
      '9007199254740993',
    ]);
  });

  test('leaves fractions and exponents numbers, beside a large integer as well', () => {
    assert.deepEqual(parseVendorJson('[1e300,0.1234567890123456789,12345678901234567890]'), [
      1e300,
      0.123_456_789_012_345_68,
      '12345678901234567890',
    ]);
  });

  test('digits in texts and keys are text', () => {
    assert.deepEqual(parseVendorJson('{"12345678901234567890":"12345678901234567890"}'), {
      '12345678901234567890': '12345678901234567890',
    });
  });

  test('a byte order mark is no part of the text', () => {
    assert.deepEqual(parseVendorJson('\u{feff}{"a":1}'), { a: 1 });
  });

  test('hostile keys are plain members, with and without the slow path', () => {
    for (const number of ['1', '12345678901234567890']) {
      const value = parseVendorJson(`{"__proto__":{"x":1},"constructor":${number}}`);
      assert.deepEqual(Object.keys(Object(value)), ['__proto__', 'constructor']);
      assert.equal(Reflect.get({}, 'x'), undefined);
    }
  });

  test('throws a SyntaxError on what is not JSON', () => {
    for (const text of ['', '{', '{"a":}', '[1,]', "{'a':1}", 'NaN', '{"a":12345678901234567890']) {
      assert.throws(() => parseVendorJson(text), SyntaxError, text);
    }
  });

  test('reads a record nested to the limit, with large numbers in it', () => {
    const text = `${'{"a":'.repeat(1_000)}12345678901234567890${'}'.repeat(1_000)}`;
    assert.equal(JSON.stringify(parseVendorJson(text)), text.replace(/(\d{20})/, '"$1"'));
  });
});
