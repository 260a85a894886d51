// What a process holds of a limit, against a ledger in memory: nobody spends what was not there.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type ModelLedger, modelLedger } from '../../testing/rate-ledger.ts';
import {
  type Bucket,
  isLow,
  newBucket,
  ratePolicy,
  remainingOf,
  resetSeconds,
  takeIn,
  waitSeconds,
  wantedOf,
} from './bucket.ts';

const ID = Buffer.alloc(32, 1);

describe('a policy', () => {
  test('lets ten seconds come at once, takes a quarter of a second at a time, and is told as a policy', () => {
    assert.deepEqual(ratePolicy('api', 200), {
      name: 'api',
      perSecond: 200,
      burst: 2_000,
      block: 50,
      windowSeconds: 10,
      header: '"api";q=2000;w=10',
    });
  });

  test('always lets the largest request through that there can be', () => {
    const { burst, windowSeconds, block } = ratePolicy('records', 5, 1_000);
    assert.deepEqual([burst, windowSeconds, block], [1_000, 200, 2]);
  });
});

/** What can happen to one of several processes. */
type Step =
  | { readonly kind: 'spend'; readonly process: number; readonly cost: number }
  | { readonly kind: 'lease'; readonly process: number }
  | { readonly kind: 'give-back'; readonly process: number }
  | { readonly kind: 'crash'; readonly process: number }
  | { readonly kind: 'wait'; readonly ms: number };

const processes = fc.integer({ min: 0, max: 3 });
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('spend' as const),
        process: processes,
        cost: fc.integer({ min: 1, max: 40 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('lease' as const), process: processes }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('give-back' as const), process: processes }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), process: processes }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 3_000 }) }),
    },
  ),
  { maxLength: 150 },
);

async function lease(ledger: ModelLedger, bucket: Bucket, nowMs: number): Promise<void> {
  const { id, policy } = bucket;
  const wanted = wantedOf(bucket);
  bucket.waiting = 0;
  if (wanted === 0) return;
  const request = { id, perSecond: policy.perSecond, burst: policy.burst, wanted, returned: 0 };
  const answer = (await ledger.ask([request])).get(id.toString('hex'));
  assert.ok(answer);
  takeIn(bucket, { wanted, ...answer }, nowMs);
}

test('in any stretch of time all processes let through at most its gain, the burst, and a block each', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 100 }), async (given: readonly Step[], perSecond) => {
      const policy = ratePolicy('x', perSecond, 40);
      const ledger = modelLedger();
      const fresh = () => newBucket(ID, policy, nowMs);
      let nowMs = 0;
      const buckets = Array.from({ length: 4 }, fresh);
      /** What was let through, and when. */
      const passed: { at: number; cost: number }[] = [];
      const heldAtMost = 4 * (policy.block + 40);
      for (const step of given) {
        if (step.kind === 'wait') {
          nowMs += step.ms;
          ledger.advance(step.ms);
          continue;
        }
        const bucket = buckets[step.process] ?? assert.fail();
        if (step.kind === 'lease') await lease(ledger, bucket, nowMs);
        else if (step.kind === 'crash') buckets[step.process] = fresh();
        else if (step.kind === 'give-back') {
          await ledger.ask([{ id: ID, ...policy, wanted: 0, returned: bucket.tokens }]);
          bucket.tokens = 0;
        } else if (bucket.tokens >= step.cost) {
          bucket.tokens -= step.cost;
          passed.push({ at: nowMs, cost: step.cost });
        } else bucket.waiting = step.cost;
        assert.ok(bucket.tokens >= 0 && Number.isInteger(bucket.tokens));
        assert.ok(remainingOf(bucket, nowMs) >= 0 && remainingOf(bucket, nowMs) <= policy.burst);
      }
      const total = passed.reduce((sum, { cost }) => sum + cost, 0);
      assert.ok(total <= policy.burst + (nowMs / 1000) * perSecond + 1e-6, 'from the beginning, exactly');
      for (const [first, { at }] of passed.entries()) {
        let sum = 0;
        for (const later of passed.slice(first)) {
          sum += later.cost;
          const most = policy.burst + ((later.at - at) / 1000) * perSecond + heldAtMost;
          assert.ok(sum <= most + 1e-6, `${sum} in ${later.at - at} ms`);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('what nobody holds any more because its process crashed comes back by the rate, and not more', async () => {
  const policy = ratePolicy('x', 10);
  const ledger = modelLedger();
  for (let crash = 0; crash < 100; crash += 1) await lease(ledger, newBucket(ID, policy, 0), 0);
  assert.equal(ledger.given(), policy.burst);
  const bucket = newBucket(ID, policy, 0);
  await lease(ledger, bucket, 0);
  assert.equal(bucket.tokens, 0);
  ledger.advance(200);
  bucket.askAgainAtMs = 0;
  await lease(ledger, bucket, 200);
  assert.equal(bucket.tokens, 2);
});

test('two who always want more share what there is', async () => {
  const policy = ratePolicy('x', 100);
  const ledger = modelLedger();
  const buckets = [newBucket(ID, policy, 0), newBucket(ID, policy, 0)];
  const passed = [0, 0];
  for (let nowMs = 0; nowMs < 60_000; nowMs += 10) {
    // The same one comes first each time.
    for (const [index, bucket] of buckets.entries()) {
      if (isLow(bucket) && nowMs >= bucket.askAgainAtMs) await lease(ledger, bucket, nowMs);
      passed[index] = (passed[index] ?? 0) + bucket.tokens;
      bucket.tokens = 0;
    }
    ledger.advance(10);
  }
  const [one = 0, other = 0] = passed;
  assert.ok(one + other >= policy.burst + 59 * 100 && one + other <= policy.burst + 60 * 100);
  assert.ok(Math.min(one, other) / Math.max(one, other) > 0.8, `${one} and ${other}`);
});

describe('what the holder is told', () => {
  test('remaining counts what lies here, what the ledger has, and what came since', () => {
    const bucket = newBucket(ID, ratePolicy('x', 10), 0);
    takeIn(bucket, { wanted: 3, granted: 3, left: 40 }, 1_000);
    assert.equal(remainingOf(bucket, 1_000), 43);
    assert.equal(remainingOf(bucket, 1_550), 48);
    assert.equal(remainingOf(bucket, 60_000), 100);
    assert.equal(resetSeconds(bucket, 1_000), 6);
    assert.equal(resetSeconds(bucket, 60_000), 0);
  });

  test('the wait is long enough for the tokens to come, and at least a second', () => {
    const bucket = newBucket(ID, ratePolicy('x', 10), 0);
    takeIn(bucket, { wanted: 3, granted: 0, left: 0.5 }, 0);
    assert.equal(waitSeconds(bucket, 1, 0), 1);
    assert.equal(waitSeconds(bucket, 50, 0), 5);
  });

  test('the ledger is not asked again before it can have a token', () => {
    const bucket = newBucket(ID, ratePolicy('x', 1), 0);
    takeIn(bucket, { wanted: 1, granted: 0, left: 0.25 }, 1_000);
    assert.equal(bucket.askAgainAtMs, 1_750);
  });
});
