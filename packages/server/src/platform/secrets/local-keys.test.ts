import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { AppError, StartError } from '../../kernel/errors.ts';
import { environmentRing, fileRing, masterKeyId } from './local-keys.ts';
import { openMasterKeys } from './open-master-keys.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function home(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'wf-master-'));
  folders.push(folder);
  return folder;
}

const made = { isMade: true };
const context = Buffer.from('context');
const plain = randomBytes(32);
const hex = () => randomBytes(32).toString('hex');
const unavailable = (error: unknown) => error instanceof AppError && error.code === 'unavailable';

describe('the ring in the home folder', () => {
  test('is made once, readable for its owner only, and then the same', async () => {
    const folder = home();
    const one = fileRing(folder, made);
    assert.equal(statSync(path.join(folder, 'master.key')).mode & 0o777, 0o600);
    assert.equal(await fileRing(folder, made).currentKeyId(), await one.currentKeyId());
    assert.deepEqual(readdirSync(folder), ['master.key']);
  });

  test('takes the key of the first releases as its only key', async () => {
    const folder = home();
    const key = hex();
    writeFileSync(path.join(folder, 'master.key'), `${key}\n`, { mode: 0o600 });
    assert.equal(await fileRing(folder, made).currentKeyId(), masterKeyId(Buffer.from(key, 'hex')));
  });

  test('that others can read is refused with the command that helps', () => {
    const folder = home();
    const file = path.join(folder, 'master.key');
    for (const mode of [0o640, 0o604, 0o644, 0o620, 0o601]) {
      writeFileSync(file, `${hex()}\n`);
      chmodSync(file, mode);
      assert.throws(
        () => fileRing(folder, made),
        (error) => error instanceof StartError && error.message.includes(`chmod 600 ${file}`),
        mode.toString(8),
      );
    }
  });

  test('that is broken is refused in one sentence, and not replaced', () => {
    const folder = home();
    const file = path.join(folder, 'master.key');
    for (const text of [
      'not a key\n',
      '',
      `${hex()}\nshort\n`,
      `${hex()} ${hex()}\n`,
      `${hex()}\n`.repeat(33),
    ]) {
      writeFileSync(file, text, { mode: 0o600 });
      assert.throws(
        () => fileRing(folder, made),
        (error) => error instanceof StartError && error.message.includes(file),
      );
      assert.equal(readFileSync(file, 'utf8'), text);
    }
  });

  test('renewed once for one key, however often it is asked to: a crash in between makes no second key', async () => {
    const ring = fileRing(home(), made);
    const old = await ring.currentKeyId();
    const renewed = await ring.renew(old);
    assert.notEqual(renewed, old);
    assert.equal(await ring.renew(old), renewed);
    assert.equal(ring.keys().length, 2);
  });

  test('unwraps what older keys of it wrapped, until they are forgotten', async () => {
    const folder = home();
    const ring = fileRing(folder, made);
    const old = await ring.wrap(plain, context);
    await ring.renew(old.keyId);
    assert.deepEqual(await ring.unwrap(old.keyId, old.wrapped, context), plain);
    const anew = await ring.rewrap(old, context);
    assert.equal(anew.keyId, await ring.currentKeyId());
    assert.deepEqual(await ring.forget(new Set([old.keyId])), []);
    assert.deepEqual(await ring.forget(new Set()), [old.keyId]);
    await assert.rejects(ring.unwrap(old.keyId, old.wrapped, context), unavailable);
    assert.deepEqual(await ring.unwrap(anew.keyId, anew.wrapped, context), plain);
    assert.equal(statSync(path.join(folder, 'master.key')).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['master.key']);
  });

  test('never forgets the key that wraps', async () => {
    const ring = fileRing(home(), made);
    assert.deepEqual(await ring.forget(new Set()), []);
    assert.equal(ring.keys().length, 1);
  });

  test('is read again for a key that another process made, before anything fails', async () => {
    const folder = home();
    const [one, other] = [fileRing(folder, made), fileRing(folder, made)];
    await one.renew(await one.currentKeyId());
    const wrapped = await one.wrap(plain, context);
    assert.deepEqual(await other.unwrap(wrapped.keyId, wrapped.wrapped, context), plain);
  });

  test('wraps under the key that another process made', async () => {
    const folder = home();
    const [one, other] = [fileRing(folder, made), fileRing(folder, made)];
    const renewed = await one.renew(await one.currentKeyId());
    assert.equal((await other.wrap(plain, context)).keyId, renewed);
  });

  test('that cannot be read any more fails closed, and says so without a key', async () => {
    const folder = home();
    const ring = fileRing(folder, made);
    chmodSync(path.join(folder, 'master.key'), 0o644);
    await assert.rejects(ring.wrap(plain, context), unavailable);
    await assert.rejects(ring.unwrap('mk_0000000000000000', plain, context), unavailable);
  });
});

describe('unwrapping', () => {
  const ring = environmentRing(hex(), [hex()]);

  test('gives nothing for another context, changed bytes or an unknown key', async () => {
    const { keyId, wrapped } = await ring.wrap(plain, context);
    await assert.rejects(ring.unwrap(keyId, wrapped, Buffer.from('other')), unavailable);
    await assert.rejects(ring.unwrap('mk_0000000000000000', wrapped, context), unavailable);
    const changed = Buffer.from(wrapped);
    changed[20] = (changed[20] ?? 0) ^ 1;
    await assert.rejects(ring.unwrap(keyId, changed, context), unavailable);
  });
});

describe('which master keys there are', () => {
  const none = { masterKeyHex: null, masterKeyPreviousHex: [], kms: null };

  test('those of the environment when there are any, and then no file is looked at', async () => {
    const [one, two] = [hex(), hex()];
    const config = { ...none, home: '/nonexistent', masterKeyHex: one, masterKeyPreviousHex: [two] };
    const { masterKeys, local } = openMasterKeys(config);
    assert.equal(masterKeys.provider, 'environment');
    assert.equal(await masterKeys.currentKeyId(), masterKeyId(Buffer.from(one, 'hex')));
    assert.deepEqual(
      local().map((key) => key.toString('hex')),
      [one, two],
    );
    const older = await environmentRing(two, []).wrap(plain, context);
    assert.deepEqual(await masterKeys.unwrap(older.keyId, older.wrapped, context), plain);
  });

  test('the ring of the home folder otherwise, made when there is none', () => {
    const folder = home();
    assert.equal(openMasterKeys({ ...none, home: folder }).masterKeys.provider, 'file');
    assert.deepEqual(readdirSync(folder), ['master.key']);
  });

  test('a key service makes no file', () => {
    const folder = home();
    const kms = { url: 'https://vault.example.com', key: 'watchfloor', token: 'x' };
    assert.equal(openMasterKeys({ ...none, home: folder, kms }).masterKeys.provider, 'transit');
    assert.deepEqual(readdirSync(folder), []);
  });
});
