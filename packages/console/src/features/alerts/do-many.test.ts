import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doMany } from './do-many.ts';

test('each item is run once, and a failure stops no other', async () => {
  const ran: number[] = [];
  const steps: number[] = [];
  const outcome = await doMany(
    [1, 2, 3, 4, 5],
    async (item) => {
      ran.push(item);
      if (item === 2) throw new Error('refused');
    },
    (ended) => steps.push(ended),
  );
  assert.deepEqual(ran.toSorted(), [1, 2, 3, 4, 5]);
  assert.deepEqual([...outcome.done].sort(), [1, 3, 4, 5]);
  assert.deepEqual(outcome.failed, [{ item: 2, reason: 'refused' }]);
  assert.deepEqual(steps, [1, 2, 3, 4, 5]);
});

test('no more than three run at once', async () => {
  let running = 0;
  let most = 0;
  await doMany([1, 2, 3, 4, 5, 6, 7], async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  });
  assert.equal(most, 3);
});

test('nothing to do is done at once', async () => {
  assert.deepEqual(await doMany([], async () => assert.fail()), { done: [], failed: [] });
});
