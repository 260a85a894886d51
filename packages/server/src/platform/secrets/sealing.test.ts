import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bind, KEY_BYTES, openBytes, openVersion1, sealBytes, sealVersion1 } from './sealing.ts';

const key = randomBytes(KEY_BYTES);
const boundTo = bind('test', 'tenant', 'id');
const bytes = () => fc.uint8Array({ maxLength: 300 });

describe('sealing', () => {
  test('opens to what was sealed, for what it is bound to', () => {
    fc.assert(
      fc.property(bytes(), fc.array(fc.string(), { minLength: 1 }), (plain, parts) => {
        const sealed = sealBytes(key, bind(...parts), plain);
        assert.deepEqual(openBytes(key, bind(...parts), sealed), Buffer.from(plain));
      }),
    );
  });

  test('opens for nothing else: other parts, other borders between them, another key', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, two) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(two));
        assert.throws(() => openBytes(key, bind(...two), sealBytes(key, bind(...one), Buffer.from('x'))));
      }),
    );
    const sealed = sealBytes(key, bind('ab', 'c'), Buffer.from('x'));
    assert.throws(() => openBytes(key, bind('a', 'bc'), sealed));
    assert.throws(() => openBytes(randomBytes(KEY_BYTES), bind('ab', 'c'), sealed));
  });

  test('does not open when any bit is another, or anything is cut off or added', () => {
    fc.assert(
      fc.property(bytes(), fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, place, difference) => {
        const sealed = sealBytes(key, boundTo, plain);
        const at = place % sealed.length;
        sealed[at] = (sealed[at] ?? 0) ^ difference;
        assert.throws(() => openBytes(key, boundTo, sealed), `byte ${at}`);
      }),
    );
    const sealed = sealBytes(key, boundTo, Buffer.from('hunter2'));
    for (let length = 0; length < sealed.length; length += 1) {
      assert.throws(() => openBytes(key, boundTo, sealed.subarray(0, length)), `${length} bytes`);
    }
    assert.throws(() => openBytes(key, boundTo, Buffer.concat([sealed, Buffer.from([0])])));
  });

  test('hides the text, and differs each time', () => {
    const [one, two] = [1, 2].map(() => sealBytes(key, boundTo, Buffer.from('hunter2hunter2')));
    assert.ok(one && two && !one.equals(two) && !one.includes('hunter2'));
  });
});

describe('what the first releases sealed', () => {
  const sealed = sealVersion1(key, 'source-secret:t:okta', 'hunter2hunter2');

  test('opens with the master key that sealed it, also as one of several', () => {
    assert.equal(openVersion1([key], 'source-secret:t:okta', sealed), 'hunter2hunter2');
    assert.equal(openVersion1([randomBytes(32), key], 'source-secret:t:okta', sealed), 'hunter2hunter2');
  });

  test('opens as a seal that the first release made', () => {
    // Made by the first release with the key 'ab' × 32.
    const kept = Buffer.from(
      '0111a2c68ec5baaf73aca9be3bde2e19c92ee2f80ae198a9fb4efe3da0d7ea49b57ce7e2',
      'hex',
    );
    assert.equal(
      openVersion1([Buffer.from('ab'.repeat(32), 'hex')], 'source-secret:t:okta', kept),
      'hunter2',
    );
  });

  test('does not open for another purpose, without its key, changed, or as a seal of today', () => {
    assert.throws(() => openVersion1([key], 'source-secret:t:generic', sealed));
    assert.throws(() => openVersion1([randomBytes(32)], 'source-secret:t:okta', sealed));
    assert.throws(() => openVersion1([], 'source-secret:t:okta', sealed));
    assert.throws(() => openBytes(key, bind('source-secret:t:okta'), sealed));
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.throws(() => openVersion1([key], 'source-secret:t:okta', changed), `byte ${at}`);
    }
  });
});
