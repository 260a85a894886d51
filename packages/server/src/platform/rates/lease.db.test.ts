// The ledger in the database, compared with what it should be.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { createTestDatabase } from '../../testing/cluster.ts';
import { modelLedger } from '../../testing/rate-ledger.ts';
import { openDatabase } from '../db/database.ts';
import { type LeaseRequest, makeAskLedger, pruneLedger } from './lease.ts';

const cluster = await createTestDatabase();
const open = () => openDatabase({ config: { connectionString: cluster.url }, onError: () => undefined });
const [left, right] = [open(), open()];
const [askLeft, askRight] = [makeAskLedger(left), makeAskLedger(right)];
after(async () => {
  await Promise.all([left.close(), right.close()]);
  await cluster.drop();
});
beforeEach(() => cluster.admin.query('truncate wf.rate_bucket'));

const idOf = (name: string) => createHash('sha256').update(name).digest();
const wants = (name: string, wanted: number, more: Partial<LeaseRequest> = {}): LeaseRequest => ({
  id: idOf(name),
  perSecond: 0.001,
  burst: 100,
  wanted,
  returned: 0,
  ...more,
});
const leaseOf = async (request: LeaseRequest, ask = askLeft) =>
  (await ask([request])).get(request.id.toString('hex'));
/** As if the buckets had been looked at so much earlier. */
const advance = (ms: number) =>
  cluster.admin.query("update wf.rate_bucket set refilled_at = refilled_at - $1 * interval '1 millisecond'", [
    ms,
  ]);

test('gives, takes back and fills up as it should', async () => {
  const steps = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b'),
      wanted: fc.integer({ min: 0, max: 60 }),
      isReturn: fc.boolean(),
      waitMs: fc.constantFrom(0, 0, 1_000, 400_000, 10_000_000),
    }),
    { maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      await cluster.admin.query('truncate wf.rate_bucket');
      const model = modelLedger();
      for (const { name, wanted, isReturn, waitMs } of given) {
        await advance(waitMs);
        model.advance(waitMs);
        // A rate at which the milliseconds of the test itself are worth nothing, and a wait is.
        const request = wants(name, isReturn ? 0 : wanted, { returned: isReturn ? wanted : 0 });
        const key = request.id.toString('hex');
        const [found, expected] = [
          (await askLeft([request])).get(key),
          (await model.ask([request])).get(key),
        ];
        assert.equal(found?.granted, expected?.granted);
        assert.ok(Math.abs((found?.left ?? 0) - (expected?.left ?? 0)) < 0.1);
      }
    }),
    { numRuns: 40 },
  );
});

test('never holds more than the burst, whatever is given back', async () => {
  await leaseOf(wants('a', 10));
  await leaseOf(wants('a', 0, { returned: 1_000 }));
  const { rows } = await cluster.admin.query('select tokens from wf.rate_bucket');
  assert.deepEqual(rows, [{ tokens: 100 }]);
});

test('a bucket that is not there is full, and giving back makes none', async () => {
  assert.equal(await leaseOf(wants('a', 0, { returned: 5 })), undefined);
  assert.equal((await cluster.admin.query('select from wf.rate_bucket')).rowCount, 0);
  assert.deepEqual(await leaseOf(wants('a', 30)), { granted: 30, left: 70 });
});

test('a limit that was lowered counts from the next block on', async () => {
  await leaseOf(wants('a', 10));
  assert.equal((await leaseOf(wants('a', 50, { burst: 20 })))?.granted, 20);
  assert.equal((await leaseOf(wants('a', 50, { burst: 20 })))?.granted, 0);
});

describe('the clock of the database being set', () => {
  test('back: the bucket goes on filling up from the new time, and gains nothing by it', async () => {
    await leaseOf(wants('a', 100, { perSecond: 10 }));
    await advance(-3_600_000);
    const atOnce = await leaseOf(wants('a', 100, { perSecond: 10 }));
    assert.equal(atOnce?.granted, 0);
    await advance(2_000);
    const later = (await leaseOf(wants('a', 100, { perSecond: 10 })))?.granted ?? 0;
    assert.ok(later >= 20 && later < 30, `${later}`);
  });

  test('forward: the bucket is full and no fuller', async () => {
    await leaseOf(wants('a', 100));
    await advance(365 * 86_400_000);
    assert.equal((await leaseOf(wants('a', 1_000)))?.granted, 100);
  });
});

test('two servers that ask for the same many buckets at once get together what there is, and none waits for ever', async () => {
  const names = Array.from({ length: 200 }, (_, n) => `bucket-${n}`);
  const given = new Map<string, number>();
  const drain = async (ask: typeof askLeft, order: readonly string[]) => {
    for (let round = 0; round < 8; round += 1) {
      const leases = await ask(order.map((name) => wants(name, 20)));
      for (const [key, { granted }] of leases) given.set(key, (given.get(key) ?? 0) + granted);
    }
  };
  await Promise.all([drain(askLeft, names), drain(askRight, names.toReversed())]);
  assert.deepEqual([...new Set(given.values())], [100]);
  assert.equal(given.size, 200);
});

test('buckets that are full again are removed, others are not', async () => {
  await askLeft([wants('full', 1, { perSecond: 50 }), wants('empty', 100)]);
  await advance(1_000);
  assert.equal(await pruneLedger(left, 100), 1);
  const { rows } = await cluster.admin.query('select bucket from wf.rate_bucket');
  assert.deepEqual(
    rows.map((row) => row.bucket),
    [idOf('empty')],
  );
});

test('the product reads and changes the ledger by its functions only', async () => {
  for (const statement of [
    'select from rate_bucket',
    'delete from rate_bucket',
    'update rate_bucket set tokens = 9',
  ]) {
    await assert.rejects(
      left.transaction(null, (sql) => sql.query('', statement)),
      /permission denied/,
    );
  }
});

test('a statement that does not come back is given up after two seconds, and the next has a connection', async () => {
  await leaseOf(wants('a', 1));
  const holder = await cluster.admin.connect();
  try {
    await holder.query('begin; lock wf.rate_bucket in access exclusive mode');
    const startedAt = performance.now();
    await assert.rejects(leaseOf(wants('a', 1)));
    const waited = performance.now() - startedAt;
    assert.ok(waited > 1_500 && waited < 10_000, `${waited}`);
  } finally {
    await holder.query('rollback');
    holder.release();
  }
  assert.ok(await leaseOf(wants('a', 1)));
});
