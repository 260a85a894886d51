import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { StartError } from '../../kernel/errors.ts';
import { loadMasterKey, makeSecretBox } from './secret-box.ts';

const home = mkdtempSync(path.join(tmpdir(), 'wf-secrets-'));
after(() => rmSync(home, { recursive: true, force: true }));

const box = makeSecretBox(randomBytes(32), randomBytes(32));

describe('sealing', () => {
  test('opens to what was sealed, for its purpose', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 1 }), (secret, purpose) => {
        assert.equal(box.open(purpose, box.seal(purpose, secret)), secret);
      }),
    );
  });

  test('does not open for another purpose, with another key, cut or changed', () => {
    const sealed = box.seal('source-secret:t:okta', 'hunter2hunter2');
    assert.throws(() => box.open('source-secret:t:generic', sealed));
    assert.throws(() => makeSecretBox(randomBytes(32), randomBytes(32)).open('source-secret:t:okta', sealed));
    for (let at = 1; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.throws(() => box.open('source-secret:t:okta', changed), `byte ${at}`);
    }
    for (const length of [0, 1, 12, 28])
      assert.throws(() => box.open('source-secret:t:okta', sealed.subarray(0, length)));
  });

  test('hides the secret, and differs each time', () => {
    const [one, two] = [box.seal('p', 'hunter2hunter2'), box.seal('p', 'hunter2hunter2')];
    assert.ok(!one.equals(two));
    assert.ok(!one.includes('hunter2'));
  });

  test('a form that this release does not know is refused', () => {
    const sealed = box.seal('p', 'secret');
    sealed[0] = 2;
    assert.throws(() => box.open('p', sealed));
  });
});

describe('keyed hashes', () => {
  const pepper = randomBytes(32);

  test('are the same for the same pepper, whatever the master key', () => {
    const [one, two] = [makeSecretBox(randomBytes(32), pepper), makeSecretBox(randomBytes(32), pepper)];
    assert.deepEqual(one.keyedHash('wfk_key'), two.keyedHash('wfk_key'));
    assert.equal(one.keyedHash('wfk_key').length, 32);
  });

  test('differ by credential and by pepper', () => {
    const one = makeSecretBox(randomBytes(32), pepper);
    assert.notDeepEqual(one.keyedHash('wfk_key'), one.keyedHash('wfk_kex'));
    assert.notDeepEqual(
      one.keyedHash('wfk_key'),
      makeSecretBox(randomBytes(32), randomBytes(32)).keyedHash('wfk_key'),
    );
  });
});

describe('the master key', () => {
  test('is made once, readable for its owner only, and then the same', () => {
    const made = loadMasterKey(home, null);
    assert.equal(made.length, 32);
    assert.deepEqual(loadMasterKey(home, null), made);
    assert.equal(statSync(path.join(home, 'master.key')).mode & 0o777, 0o600);
  });

  test('comes from the setting when there is one, and then no file is looked at', () => {
    assert.deepEqual(loadMasterKey('/nonexistent', 'ab'.repeat(32)), Buffer.from('ab'.repeat(32), 'hex'));
  });

  test('that is broken is refused in one sentence, and not replaced', () => {
    const file = path.join(home, 'master.key');
    writeFileSync(file, 'not a key\n');
    assert.throws(
      () => loadMasterKey(home, null),
      (error) => error instanceof StartError && error.message.includes(file),
    );
    assert.equal(readFileSync(file, 'utf8'), 'not a key\n');
  });
});
