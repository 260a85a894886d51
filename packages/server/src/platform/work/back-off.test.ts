import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JITTER_PART, jitterSeconds, queuePauseSeconds } from './back-off.ts';

const attempts = fc.integer({ min: 1, max: 30 });
const random = fc.double({ min: 0, max: 0.999_999, noNaN: true });

test('what is put on top is never negative and at most half of the pause', () => {
  fc.assert(
    fc.property(attempts, random, (count, dice) => {
      const extra = jitterSeconds(count, dice);
      assert.ok(extra >= 0 && extra <= queuePauseSeconds(count) * JITTER_PART);
    }),
  );
});

test('pauses grow with each attempt, with the most on top of one and nothing on top of the next', () => {
  for (let count = 1; count < 10; count += 1) {
    assert.ok(queuePauseSeconds(count) + jitterSeconds(count, 0.999_999) < queuePauseSeconds(count + 1));
  }
});

test('no pause is longer than nine and a half hours', () => {
  fc.assert(
    fc.property(attempts, random, (count, dice) => {
      assert.ok(queuePauseSeconds(count) + jitterSeconds(count, dice) < 9.5 * 3_600);
    }),
  );
});

test('a hundred jobs that failed together return spread over the time', () => {
  const pauses = Array.from({ length: 100 }, (_, index) => jitterSeconds(5, index / 100));
  assert.ok(
    new Set(pauses.map((pause) => Math.floor(pause / 5))).size >= 14,
    'in at least 14 spans of five seconds',
  );
});
