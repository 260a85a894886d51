import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
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
