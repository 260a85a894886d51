// A process's limits over a ledger in memory: who waits, who is refused, and what is kept.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, describe, test } from 'node:test';
import { AppError } from '../../kernel/errors.ts';
import { DEFAULT_RATE_LIMITS } from '../../kernel/rate-limits.ts';
import { type ModelLedger, modelLedger } from '../../testing/rate-ledger.ts';
import { until } from '../../testing/server.ts';
import { ratePolicy } from './bucket.ts';
import type { AskLedger } from './lease.ts';
import { makeRateLimiter, type RateLimiter } from './rate-limiter.ts';

const open: RateLimiter[] = [];
afterEach(async () => {
  for (const limiter of open.splice(0)) await limiter.stop();
});

interface Trial {
  readonly limiter: RateLimiter;
  readonly ledger: ModelLedger;
  advance(ms: number): void;
}

function trial(options: { ledger?: ModelLedger; ask?: AskLedger } = {}): Trial {
  const ledger = options.ledger ?? modelLedger();
  let nowMs = 0;
  const limiter = makeRateLimiter({
    ask: options.ask ?? ledger.ask,
    hash: (name) => createHash('sha256').update(name).digest(),
    log: { warn: () => undefined },
    nowMs: () => nowMs,
  });
  open.push(limiter);
  return {
    limiter,
    ledger,
    advance(ms) {
      nowMs += ms;
      ledger.advance(ms);
    },
  };
}

describe('taking', () => {
  test('the first waits for a block, the next spend it at once and ask nobody', async () => {
    const { limiter, ledger } = trial();
    const bucket = limiter.shelf(ratePolicy('x', 200)).of('holder');
    assert.equal(await limiter.take([bucket], 1), null);
    assert.equal(ledger.asked.rounds, 1);
    for (let n = 0; n < 25; n += 1) assert.equal(limiter.take([bucket], 1), null, 'no promise');
    assert.equal(ledger.asked.rounds, 1);
  });

  test('the next block is fetched before the last is used up', async () => {
    const { limiter, ledger } = trial();
    const bucket = limiter.shelf(ratePolicy('x', 200)).of('holder');
    await limiter.take([bucket], 1);
    for (let n = 0; n < 30; n += 1) assert.equal(limiter.take([bucket], 1), null);
    await until(async () => ledger.asked.rounds === 2);
    await until(async () => bucket.tokens === 50);
  });

  test('many at once get what the bucket has, and the others are told when to come again', async () => {
    const { limiter, ledger } = trial();
    const bucket = limiter.shelf(ratePolicy('x', 10)).of('holder');
    const verdicts = await Promise.all(Array.from({ length: 130 }, () => limiter.take([bucket], 1)));
    const refused = verdicts.filter((verdict) => verdict !== null);
    assert.equal(refused.length, 30);
    assert.equal(ledger.given(), 100);
    assert.equal(refused[0]?.retryAfterSeconds, 1);
  });

  test('one who is refused is answered without the ledger, until it can have something', async () => {
    const { limiter, ledger, advance } = trial();
    const bucket = limiter.shelf(ratePolicy('x', 10)).of('holder');
    await Promise.all(Array.from({ length: 101 }, () => limiter.take([bucket], 1)));
    const { rounds } = ledger.asked;
    for (let n = 0; n < 1_000; n += 1) assert.notEqual(await limiter.take([bucket], 1), null);
    assert.equal(ledger.asked.rounds, rounds);
    advance(1_000);
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => limiter.take([bucket], 1)));
    assert.equal(verdicts.filter((verdict) => verdict === null).length, 10);
  });

  test('of two buckets both give or neither does', async () => {
    const { limiter } = trial();
    const narrow = limiter.shelf(ratePolicy('narrow', 1)).of('holder');
    const wide = limiter.shelf(ratePolicy('wide', 1_000)).of('holder');
    for (let n = 0; n < 10; n += 1) assert.equal(await limiter.take([wide, narrow], 1), null);
    const before = wide.tokens;
    const refusal = await limiter.take([wide, narrow], 1);
    assert.equal(refusal?.bucket, narrow);
    assert.equal(wide.tokens, before);
  });

  test('a large request takes what it costs, or nothing', async () => {
    const { limiter, ledger } = trial();
    const bucket = limiter.shelf(ratePolicy('x', 20, 1_000)).of('holder');
    assert.equal(await limiter.take([bucket], 900), null);
    const refusal = await limiter.take([bucket], 900);
    assert.ok(refusal && refusal.retryAfterSeconds >= 40);
    assert.ok(ledger.given() <= 1_000);
    assert.equal(await limiter.take([bucket], 50), null);
  });
});

describe('several processes on one ledger', () => {
  test('together let through the burst and no more, whoever of them is asked', async () => {
    const ledger = modelLedger();
    const buckets = [trial({ ledger }), trial({ ledger }), trial({ ledger })].map(({ limiter }) => ({
      limiter,
      bucket: limiter.shelf(ratePolicy('x', 100)).of('holder'),
    }));
    let passed = 0;
    for (let n = 0; n < 3_000; n += 1) {
      const { limiter, bucket } = buckets[n % 3] ?? assert.fail();
      if ((await limiter.take([bucket], 1)) === null) passed += 1;
    }
    assert.ok(passed <= 1_000, `${passed}`);
    assert.ok(passed >= 1_000 - 3 * 25, `${passed}: a block may lie unused in each`);
  });

  test('what one does not use comes back after ten seconds, and when it stops', async () => {
    const ledger = modelLedger();
    const [left, right] = [trial({ ledger }), trial({ ledger })];
    await left.limiter.take([left.limiter.shelf(ratePolicy('x', 100)).of('holder')], 1);
    await right.limiter.take([right.limiter.shelf(ratePolicy('x', 100)).of('holder')], 1);
    assert.equal(ledger.given(), 52);
    for (let round = 0; round <= 10; round += 1) left.limiter.tidyUp();
    await until(async () => ledger.given() === 27);
    await right.limiter.stop();
    assert.equal(ledger.given(), 2);
  });
});

test('by default one key brings five thousand requests a second from one address, 256 of them at once', async () => {
  const { limiter, advance } = trial();
  const of = (name: 'ingest' | 'ingest-address' | 'records') =>
    limiter.shelf(ratePolicy(name, DEFAULT_RATE_LIMITS[name], 1_000)).of('one');
  const request = [of('ingest'), of('ingest-address')];
  const records = [of('records')];
  const pass = async () => (await limiter.take(request, 1)) ?? (await limiter.take(records, 1));
  const first = await Promise.all(Array.from({ length: 256 }, pass));
  // Thirty seconds, three times as long as a burst lasts.
  const then: unknown[] = [];
  for (let step = 0; step < 3_000; step += 1) {
    advance(10);
    then.push(...(await Promise.all(Array.from({ length: 50 }, pass))));
  }
  assert.equal(then.length, 150_000);
  assert.deepEqual(
    [...first, ...then].find((verdict) => verdict !== null),
    undefined,
  );
});

describe('the ledger not answering', () => {
  const away = async (): Promise<never> => {
    throw new Error('away');
  };

  test('refuses as unavailable, and never lets anybody through', async () => {
    const { limiter } = trial({ ask: away });
    const bucket = limiter.shelf(ratePolicy('x', 100)).of('holder');
    for (let n = 0; n < 3; n += 1) {
      await assert.rejects(
        async () => limiter.take([bucket], 1),
        (error) => error instanceof AppError && error.code === 'unavailable' && error.retryAfterSeconds === 2,
      );
    }
  });

  test('what was taken out before is still spent, and after its return all goes on', async () => {
    const ledger = modelLedger();
    let isAway = false;
    const { limiter, advance } = trial({
      ledger,
      ask: (requests) => (isAway ? away() : ledger.ask(requests)),
    });
    const bucket = limiter.shelf(ratePolicy('x', 100)).of('holder');
    await limiter.take([bucket], 1);
    isAway = true;
    for (let n = 0; n < 25; n += 1) assert.equal(await limiter.take([bucket], 1), null);
    await assert.rejects(async () => limiter.take([bucket], 1));
    isAway = false;
    await assert.rejects(async () => limiter.take([bucket], 1), 'asked again after a pause only');
    advance(300);
    assert.equal(await limiter.take([bucket], 1), null);
  });
});

describe('memory', () => {
  test('of many holders so many are kept, and all who are new beyond that share one bucket', async () => {
    const { limiter, ledger } = trial();
    const shelf = limiter.shelf(ratePolicy('x', 2), 50);
    const verdicts = await Promise.all(
      Array.from({ length: 2_000 }, (_, n) => limiter.take([shelf.of(`holder-${n}`)], 1)),
    );
    assert.equal(shelf.size, 50);
    // Fifty of their own, and the burst of ten that the others share.
    assert.equal(verdicts.filter((verdict) => verdict === null).length, 50 + 200);
    assert.ok(ledger.asked.buckets <= 60, `${ledger.asked.buckets}`);
    assert.notEqual(shelf.of('holder-0'), shelf.of('holder-1'), 'who was there keeps their own');
    assert.equal(shelf.of('holder-51'), shelf.of('holder-1999'));
  });

  test('who has not come for ten seconds is forgotten, who comes is not', async () => {
    const { limiter } = trial();
    const shelf = limiter.shelf(ratePolicy('x', 100), 50);
    for (const name of ['quiet', 'busy']) await limiter.take([shelf.of(name)], 1);
    for (let round = 0; round < 12; round += 1) {
      limiter.tidyUp();
      await limiter.take([shelf.of('busy')], 1);
    }
    assert.equal(shelf.known('quiet'), undefined);
    assert.ok(shelf.known('busy'));
    assert.equal(shelf.size, 1);
  });
});
