import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { makeSecretBox } from './secret-box.ts';

describe('keyed hashes', () => {
  const pepper = randomBytes(32);

  test('are the same for the same pepper', () => {
    const [one, two] = [makeSecretBox(pepper), makeSecretBox(pepper)];
    assert.deepEqual(one.keyedHash('wfk_key'), two.keyedHash('wfk_key'));
    assert.equal(one.keyedHash('wfk_key').length, 32);
  });

  test('differ by credential and by pepper', () => {
    const one = makeSecretBox(pepper);
    assert.notDeepEqual(one.keyedHash('wfk_key'), one.keyedHash('wfk_kex'));
    assert.notDeepEqual(one.keyedHash('wfk_key'), makeSecretBox(randomBytes(32)).keyedHash('wfk_key'));
  });
});

test('a credential is hashed as HMAC-SHA-256 by the runtime does it, whatever the lengths', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 300 }),
      (pepper, credential) => {
        const expected = createHmac('sha256', Buffer.from(pepper)).update(credential).digest();
        assert.deepEqual(makeSecretBox(Buffer.from(pepper)).keyedHash(credential), expected);
      },
    ),
  );
});
