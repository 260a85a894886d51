// What a rate limit costs a request that it lets through: finding the two buckets of a caller and taking a token from each, as the
// server does, over a real ledger, at as many a second as one thread manages.
//
//   node tools/launch.mjs bench/rate-check.ts [millions]      one JSON line a figure; progress on stderr

import { setImmediate as nextTurn } from 'node:timers/promises';
import { countedAddress } from '../packages/server/src/kernel/client-address.ts';
import { openDatabase } from '../packages/server/src/platform/db/database.ts';
import { ratePolicy } from '../packages/server/src/platform/rates/bucket.ts';
import { makeAskLedger } from '../packages/server/src/platform/rates/lease.ts';
import { makeRateLimiter } from '../packages/server/src/platform/rates/rate-limiter.ts';
import { makeSecretBox } from '../packages/server/src/platform/secrets/secret-box.ts';
import { makeLogger } from '../packages/server/src/platform/telemetry/log.ts';
import { createTestDatabase } from '../packages/server/src/testing/cluster.ts';

const total = Number(process.argv[2] ?? 3) * 1_000_000;
const HOLDERS = 50;
/** As many checks as go without a look at what came from the network. */
const TURN = 200;

const test = await createTestDatabase();
const database = openDatabase({ config: { connectionString: test.url }, onError: () => undefined });
const limiter = makeRateLimiter({
  ask: makeAskLedger(database),
  hash: makeSecretBox(Buffer.alloc(32, 2)).keyedHash,
  log: makeLogger('silent'),
});
try {
  // A rate that is never used up, since refusals are not what is measured.
  const keys = limiter.shelf(ratePolicy('ingest', 100_000_000));
  const addresses = limiter.shelf(ratePolicy('ingest-address', 100_000_000));
  const ids = Array.from(
    { length: HOLDERS },
    (_, n) => `0199a5c0-0000-7000-8000-${String(n).padStart(12, '0')}`,
  );
  let waited = 0;
  const take = (index: number) => {
    const address = countedAddress(`192.0.2.${index % HOLDERS}`) ?? '';
    return limiter.take([keys.of(ids[index % HOLDERS] ?? ''), addresses.of(address)], 1);
  };
  const turn = async (first: number) => {
    for (let index = first; index < first + TURN; index += 1) {
      const verdict = take(index);
      if (verdict === null) continue;
      waited += 1;
      if ((await verdict) !== null) throw new Error('a check was refused');
    }
  };
  for (let n = 0; n < 200_000; n += TURN) await turn(n);
  console.error(`${total} checks`);
  waited = 0;
  // Processor time and not the clock's, so that what else the machine does is not counted.
  const before = process.cpuUsage();
  for (let n = 0; n < total; n += TURN) {
    await turn(n);
    await nextTurn();
  }
  const { user, system } = process.cpuUsage(before);
  report('rate_check_cpu', ((user + system) * 1_000) / total, 'ns of this process a check, leases included');
  report('rate_check_waited', waited, 'checks that waited for a block');
} finally {
  await limiter.stop();
  await database.close();
  await test.drop();
}

function report(name: string, value: number, unit: string): void {
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(3)), unit }));
}
