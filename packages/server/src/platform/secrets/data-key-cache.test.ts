import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeDataKeyCache } from './data-key-cache.ts';

function setUp(limits: { keysMax?: number; ttlMs?: number } = {}) {
  let now = 0;
  const asked: string[] = [];
  const cache = makeDataKeyCache({ ...limits, now: () => now });
  return {
    cache,
    asked,
    pass: (ms: number) => {
      now += ms;
    },
    get: (id: string) =>
      cache.get(id, async () => {
        asked.push(id);
        return Buffer.from(id);
      }),
  };
}

describe('the cache of data keys', () => {
  test('asks once for what is asked for twice, also at the same moment', async () => {
    const { get, asked } = setUp();
    const [one, two] = await Promise.all([get('a'), get('a')]);
    assert.deepEqual([one, two, await get('a')], [one, one, one]);
    assert.deepEqual(asked, ['a']);
  });

  test('forgets a key when its time is over, used or not', async () => {
    const { get, asked, pass } = setUp({ ttlMs: 100 });
    await get('a');
    pass(60);
    await get('a');
    pass(60);
    await get('a');
    assert.deepEqual(asked, ['a', 'a']);
  });

  test('never holds more than its bound, and drops the oldest', async () => {
    const { get, asked, cache } = setUp({ keysMax: 3 });
    for (const id of ['a', 'b', 'c', 'd']) await get(id);
    assert.equal(cache.size, 3);
    await get('d');
    await get('a');
    assert.deepEqual(asked, ['a', 'b', 'c', 'd', 'a']);
    assert.equal(cache.size, 3);
  });

  test('keeps no failure: the next one asks again', async () => {
    const { cache, get, asked } = setUp();
    await assert.rejects(
      cache.get('a', () => Promise.reject(new Error('sealed'))),
      /sealed/,
    );
    await get('a');
    assert.deepEqual(asked, ['a']);
  });
});
