import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';
import { AppError } from './errors.ts';
import { Secret } from './vault.ts';

const TEXT = 'hunter2hunter2';
const secret = new Secret(TEXT);

describe('an opened secret', () => {
  test('gives its text by reveal alone', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => new Secret(text).reveal() === text));
  });

  test('shows itself as [secret] however it is printed', () => {
    const shown = [
      String(secret),
      `${secret}`,
      `a ${secret as unknown as string}`,
      JSON.stringify(secret),
      JSON.stringify({ deep: [{ secret }] }),
      canonicalJson({ secret }),
      inspect(secret),
      inspect({ deep: { secret } }, { depth: 9, showHidden: true }),
      format('%s %o %O %j', secret, secret, secret, secret),
      [secret, secret].join(),
      new AppError('invalid', { message: `not good: ${secret}`, internal: `${secret}` }).message,
      inspect(new AppError('invalid', { message: `${secret}`, cause: secret })),
      new Error('x', { cause: secret }).stack ?? '',
    ];
    for (const text of shown) assert.ok(!text.includes(TEXT), text);
    assert.equal(String(secret), '[secret]');
    assert.equal(JSON.stringify({ secret }), '{"secret":"[secret]"}');
  });

  test('has no member that would be copied or listed', () => {
    assert.deepEqual(Reflect.ownKeys(secret), []);
    assert.deepEqual({ ...secret }, {});
    assert.deepEqual(structuredClone(secret), {});
  });
});
