// What checking a credential costs: the authenticator of the server with its look-ups in a real database, asked at a fixed rate
// whatever it answers (an open loop), so that one that stalls is seen to. Figures are from the moment at which the check was asked
// for, and from when it was due, which counts as well what the machine did meanwhile; beside them those of a check that does nothing.
//
//   node tools/launch.mjs bench/key-check.ts [requests a second] [seconds]      one JSON line a figure; progress on stderr

import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { insertApiKey, newApiKey } from '../packages/server/src/domains/identity/index.ts';
import { systemClock } from '../packages/server/src/kernel/clock.ts';
import { openDatabase } from '../packages/server/src/platform/db/database.ts';
import { makeAuthenticator } from '../packages/server/src/platform/http/authenticate.ts';
import { makeSecretBox } from '../packages/server/src/platform/secrets/secret-box.ts';
import { makeLogger } from '../packages/server/src/platform/telemetry/log.ts';
import { makeResolvers } from '../packages/server/src/roles/look-ups.ts';
import { createTestDatabase } from '../packages/server/src/testing/cluster.ts';

const rate = Number(process.argv[2] ?? 5_000);
const seconds = Number(process.argv[3] ?? 20);
const KEYS = 50;
const WARM_UP_SECONDS = 2;
/** Checks in one turn of the loop. */
const TURN = 10;

const test = await createTestDatabase();
const database = openDatabase({ config: { connectionString: test.url }, onError: () => undefined });
try {
  const secrets = makeSecretBox(Buffer.alloc(32, 2));
  const keys = await makeKeys(secrets);
  const authenticator = makeAuthenticator({
    database,
    clock: systemClock,
    secrets,
    resolvers: makeResolvers(database, makeLogger('silent')),
  });
  const check = (index: number) =>
    authenticator.authenticate({
      authorization: `Bearer ${keys[index % KEYS]}`,
      apiKey: undefined,
      cookie: undefined,
    });
  console.error(`warming up, then ${rate} checks a second for ${seconds} s over ${KEYS} keys`);
  await drive(check, WARM_UP_SECONDS);
  const before = process.cpuUsage();
  const checks = await drive(check, seconds);
  const { user, system } = process.cpuUsage(before);
  report('key_check_cpu', (user + system) / checks.length, 'µs of this process a check');
  console.error('the same without checks: what the machine and the loop cost by themselves');
  const empty = await drive(() => Promise.resolve(), seconds / 4);
  for (const [name, done] of Object.entries({ key_check: checks, empty_check: empty })) {
    for (const since of ['asked', 'due'] as const) {
      const took = done.map((one) => one.at - one[since]).sort((left, right) => left - right);
      for (const [suffix, share] of Object.entries({ p50: 0.5, p99: 0.99, p999: 0.999, max: 1 })) {
        const value = took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
        report(`${name}_from_${since}_${suffix}`, value, 'ms');
      }
    }
  }
} finally {
  await database.close();
  await test.drop();
}

async function makeKeys(secrets: ReturnType<typeof makeSecretBox>): Promise<string[]> {
  const { rows } = await test.admin.query<{ id: string }>(
    "insert into wf.tenant (id, slug, name, created_at) values (gen_random_uuid(), 'bench', 'Bench', now()) returning id",
  );
  const tenantId = rows[0]?.id ?? '';
  const keys = Array.from({ length: KEYS }, () => newApiKey());
  await database.transaction(tenantId, async (sql) => {
    for (const [index, key] of keys.entries()) {
      await insertApiKey(
        { sql, tenantId },
        {
          id: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
          name: `bench ${index}`,
          hash: secrets.keyedHash(key),
          hint: 'bench',
          role: 'analyst',
          sources: null,
          created_at: systemClock.now(),
          created_by: 'bench',
          expires_at: null,
        },
      );
    }
  });
  return keys;
}

interface Done {
  readonly due: number;
  readonly asked: number;
  readonly at: number;
}

/** Asks at the rate, for so long; says when each was due, asked for and answered. */
async function drive(check: (index: number) => Promise<unknown>, forSeconds: number): Promise<Done[]> {
  const done: Done[] = [];
  const running: Promise<void>[] = [];
  const start = performance.now();
  const total = rate * forSeconds;
  for (let index = 0; index < total; ) {
    const dueNow = Math.min(total, Math.floor(((performance.now() - start) / 1_000) * rate));
    for (; index < dueNow; index += 1) {
      const due = start + (index / rate) * 1_000;
      const asked = performance.now();
      running.push(check(index).then(() => void done.push({ due, asked, at: performance.now() })));
      // Answers get their turn as they do between requests, also when there is much to catch up with.
      if (index % TURN === 0) await nextTurn();
    }
    // Not in a loop without a pause: on a busy machine that is what would be measured. So one is asked for a millisecond late or more.
    await delay(1);
  }
  await Promise.all(running);
  return done;
}

function report(name: string, value: number, unit: string): void {
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(3)), unit }));
}
