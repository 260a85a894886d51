import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { AppError } from '../../kernel/errors.ts';
import { startTransitFake, type TransitFault } from '../../testing/transit-fake.ts';
import { environmentRing } from './local-keys.ts';
import { openMasterKeys } from './open-master-keys.ts';
import { transitKeys } from './transit-keys.ts';

const fake = await startTransitFake('watchfloor');
after(() => fake.stop());
const config = { url: fake.url, key: 'watchfloor', token: fake.token };
let keys = transitKeys(config);
const plain = randomBytes(32);
const context = Buffer.from('context');

beforeEach(() => {
  fake.fault = null;
  fake.minDecryptionVersion = 1;
  // One that was not told to wait.
  keys = transitKeys(config);
});

/** The refusal, after looking that it holds neither token nor key. */
async function refusal(running: Promise<unknown>): Promise<AppError> {
  try {
    await running;
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    assert.equal(error.code, 'unavailable');
    const shown = inspect(error, { depth: 9, showHidden: true });
    for (const text of [fake.token, plain.toString('base64'), plain.toString('hex')])
      assert.ok(!shown.includes(text), shown);
    return error;
  }
  return assert.fail('it answered');
}

describe('the transit engine', () => {
  test('wraps and unwraps, and the id of the key names its version', async () => {
    const { keyId, wrapped } = await keys.wrap(plain, context);
    assert.equal(keyId, 'transit:watchfloor:v1');
    assert.equal(keyId, await keys.currentKeyId());
    assert.deepEqual(await keys.unwrap(keyId, wrapped, context), plain);
    assert.ok(!wrapped.includes(plain.toString('base64').slice(0, 20)));
  });

  test('unwraps for no other context, before and after rewrapping', async () => {
    const old = await keys.wrap(plain, context);
    fake.rotate();
    const anew = await keys.rewrap(old, context);
    assert.notEqual(anew.keyId, old.keyId);
    assert.equal(anew.keyId, await keys.currentKeyId());
    assert.deepEqual(await keys.unwrap(anew.keyId, anew.wrapped, context), plain);
    for (const { keyId, wrapped } of [old, anew]) {
      const error = await refusal(keys.unwrap(keyId, wrapped, Buffer.from('other')));
      assert.match(error.message, /does not belong where it lies/);
    }
  });

  test('that gives another key than was wrapped is not believed', async () => {
    const { keyId, wrapped } = await keys.wrap(plain, context);
    fake.fault = 'other-key';
    await refusal(keys.unwrap(keyId, wrapped, context));
  });

  test('that refuses a version says so', async () => {
    const { keyId, wrapped } = await keys.wrap(plain, context);
    fake.minDecryptionVersion = 99;
    const error = await refusal(keys.unwrap(keyId, wrapped, context));
    assert.match(error.message, /refused the key as it lies here \(400\)/);
    assert.match(error.internal ?? '', /disallowed by policy \(too old\)/);
  });

  const faults: Readonly<Record<Exclude<TransitFault, 'other-key'>, RegExp>> = {
    sealed: /is sealed \(503\)/,
    denied: /refused this server’s token/,
    standby: /is busy or a standby/,
    broken: /failed \(500\)/,
    garbage: /could not be understood/,
    huge: /does not answer/,
    redirect: /does not answer/,
    'hang-up': /does not answer/,
  };
  for (const [fault, message] of Object.entries(faults)) {
    test(`fails closed with a clear error when it is ${fault}`, async () => {
      const { keyId, wrapped } = await keys.wrap(plain, context);
      fake.fault = fault as TransitFault;
      for (const ask of [
        () => keys.wrap(plain, context),
        () => keys.unwrap(keyId, wrapped, context),
        () => keys.rewrap({ keyId, wrapped }, context),
        () => keys.currentKeyId(),
      ]) {
        assert.match((await refusal(ask())).message, message);
      }
    });
  }

  test('fails closed with a wrong token, a key that it does not know, and when nobody listens', async () => {
    const wrong = (change: Partial<typeof config>) => transitKeys({ ...config, ...change });
    assert.match((await refusal(wrong({ token: 'x' }).wrap(plain, context))).message, /token/);
    assert.match((await refusal(wrong({ key: 'nobody' }).currentKeyId())).message, /does not know the key/);
    const silent = wrong({ url: 'http://127.0.0.1:1' });
    assert.match((await refusal(silent.wrap(plain, context))).message, /does not answer/);
  });

  test('that was silent is not asked again for five seconds, and then is', async () => {
    let now = 0;
    const patient = transitKeys(config, () => now);
    fake.fault = 'hang-up';
    await refusal(patient.wrap(plain, context));
    fake.fault = null;
    const asked = fake.requests.length;
    now = 4_999;
    assert.match((await refusal(patient.wrap(plain, context))).message, /does not answer/);
    assert.equal(fake.requests.length, asked);
    now = 5_000;
    assert.match((await patient.wrap(plain, context)).keyId, /^transit:/);
  });

  test('is found at another mount when the address names one', async () => {
    await refusal(transitKeys({ ...config, url: `${fake.url}/v1/transit-eu/` }).wrap(plain, context));
    assert.equal(fake.requests.at(-1), 'POST /v1/transit-eu/encrypt/watchfloor');
  });
});

describe('a key service that came later', () => {
  test('opens what lies under the local key, and rewraps it into the service', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'wf-transit-'));
    try {
      const hex = randomBytes(32).toString('hex');
      const old = await environmentRing(hex, []).wrap(plain, context);
      const both = openMasterKeys({
        home,
        masterKeyHex: hex,
        masterKeyPreviousHex: [],
        kms: config,
      }).masterKeys;
      assert.equal(both.provider, 'transit');
      assert.deepEqual(await both.unwrap(old.keyId, old.wrapped, context), plain);
      const anew = await both.rewrap(old, context);
      assert.match(anew.keyId, /^transit:/);
      assert.deepEqual(await both.unwrap(anew.keyId, anew.wrapped, context), plain);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
