import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepsBound, msOf } from './in-time.ts';

test('one attempt in time is enough, and no more are made', async () => {
  const took = [900, 400, 50, 1];
  await keepsBound(100, async () => took.shift() ?? 0);
  assert.deepEqual(took, [1]);
});

test('what is late each time fails with all times', async () => {
  await assert.rejects(
    keepsBound(100, async () => 101),
    /took 101, 101, 101, 101, 101 ms; the bound is 100 ms/,
  );
});

test('an attempt that fails is not repeated', async () => {
  let made = 0;
  const failing = async () => {
    made += 1;
    throw new Error('broken');
  };
  await assert.rejects(keepsBound(100, failing), /broken/);
  assert.equal(made, 1);
});

test('the time of work ends with it', async () => {
  let isDone = false;
  const ms = await msOf(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    isDone = true;
  });
  assert.ok(isDone && ms >= 0);
});
