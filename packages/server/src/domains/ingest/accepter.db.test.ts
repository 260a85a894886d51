// The group commit against the real database: what it collapses, in which order it writes, whom it refuses, and when it is full.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import type { Logger, Sql } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import { openDatabase } from '../../platform/db/database.ts';
import { createTestDatabase } from '../../testing/cluster.ts';
import { until } from '../../testing/server.ts';
import { type AcceptOptions, type AcceptOutcome, makeAccepter } from './accepter.ts';
import { acceptItem } from './testing/accept-item.ts';

const cluster = await createTestDatabase();
const database = openDatabase({ config: { connectionString: cluster.url }, onError: () => undefined });
after(async () => {
  await database.close();
  await cluster.drop();
});

const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

async function newTenant(): Promise<string> {
  const id = randomUUID();
  await cluster.admin.query(
    "insert into wf.tenant (id, slug, name, created_at) values ($1, $2, 'Tenant', now())",
    [id, `t-${id.slice(0, 8)}`],
  );
  return id;
}

/** An accepter on the real database whose transactions can be counted and held back. */
function makeTrial(options: Partial<AcceptOptions> = {}) {
  let gate: Promise<void> = Promise.resolve();
  const trial = {
    transactions: 0,
    running: 0,
    runningMost: 0,
    /** Holds every transaction back until the returned function is called. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    accepter: makeAccepter({
      log: quiet,
      async transaction<Result>(run: (sql: Sql) => Promise<Result>): Promise<Result> {
        trial.transactions += 1;
        trial.running += 1;
        trial.runningMost = Math.max(trial.runningMost, trial.running);
        try {
          await gate;
          return await database.ingestTransaction(run);
        } finally {
          trial.running -= 1;
        }
      },
      ...options,
    }),
  };
  return trial;
}

const told = (outcomes: readonly AcceptOutcome[]) =>
  outcomes.map((outcome) =>
    outcome.ok ? [outcome.status, outcome.count, outcome.revision] : outcome.error.code,
  );
const subjects = (outcomes: readonly AcceptOutcome[]) =>
  outcomes.map((outcome) => (outcome.ok ? outcome.subjectId : null));

async function count(table: string, tenantId: string): Promise<number> {
  const { rows } = await cluster.admin.query(
    `select count(*)::int as n from wf.${table} where tenant_id = $1`,
    [tenantId],
  );
  return rows[0].n;
}

describe('twins', () => {
  test('in one request are one alert, counted in their order', async () => {
    const tenantId = await newTenant();
    const { accepter } = makeTrial();
    const outcomes = await accepter.accept(
      Array.from({ length: 5 }, () => acceptItem({ tenantId, ref: 'T-1' })),
    );
    assert.deepEqual(told(outcomes), [
      ['queued', 1, 1],
      ['deduplicated', 2, 1],
      ['deduplicated', 3, 1],
      ['deduplicated', 4, 1],
      ['deduplicated', 5, 1],
    ]);
    assert.equal(new Set(subjects(outcomes)).size, 1);
    assert.deepEqual([await count('alert', tenantId), await count('raw_record', tenantId)], [1, 1]);
  });

  test('of many requests of one moment cost one transaction', async () => {
    const tenantId = await newTenant();
    const trial = makeTrial();
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, () => trial.accepter.accept([acceptItem({ tenantId, ref: 'T-2' })])),
    );
    assert.deepEqual(
      told(outcomes.flat())
        .map(([, seen]) => Number(seen))
        .sort((left, right) => left - right),
      Array.from({ length: 300 }, (_, index) => index + 1),
    );
    assert.equal(trial.transactions, 1);
  });

  test('that come while their batch is written wait for the next, and count on', async () => {
    const tenantId = await newTenant();
    const trial = makeTrial({ writers: 2 });
    const release = trial.hold();
    const first = trial.accepter.accept([acceptItem({ tenantId, ref: 'T-3' })]);
    await until(async () => trial.running === 1);
    const second = trial.accepter.accept([acceptItem({ tenantId, ref: 'T-3' })]);
    const other = trial.accepter.accept([acceptItem({ tenantId, ref: 'T-4' })]);
    await until(async () => trial.running === 2);
    assert.equal(trial.accepter.waiting, 1, 'the twin waits, the other does not');
    release();
    assert.deepEqual(told([...(await first), ...(await second), ...(await other)]), [
      ['queued', 1, 1],
      ['deduplicated', 2, 1],
      ['queued', 1, 1],
    ]);
  });
});

describe('revisions', () => {
  test('of one alert are written in the order in which they came', async () => {
    const tenantId = await newTenant();
    const { accepter } = makeTrial();
    const severities = ['low', 'medium', 'low', 'high', 'high', 'critical'] as const;
    const outcomes = await accepter.accept(
      severities.map((severity) => acceptItem({ tenantId, ref: 'R-1', severity })),
    );
    assert.deepEqual(told(outcomes), [
      ['queued', 1, 1],
      ['updated', 2, 2],
      ['updated', 3, 3],
      ['updated', 4, 4],
      ['deduplicated', 5, 4],
      ['updated', 6, 5],
    ]);
    const { rows } = await cluster.admin.query(
      "select revision, normalized ->> 'severity' as severity from wf.alert_revision where tenant_id = $1 order by revision",
      [tenantId],
    );
    assert.deepEqual(
      rows.map((row) => row.severity),
      ['medium', 'low', 'high', 'critical'],
    );
    assert.equal(await count('raw_record', tenantId), 5, 'the repetition keeps no record of its own');
  });

  test('keep their order across requests and writers', async () => {
    const tenantId = await newTenant();
    const { accepter } = makeTrial({ batchMax: 2, writers: 2 });
    const requests = Array.from({ length: 12 }, (_, n) =>
      accepter.accept([
        acceptItem({ tenantId, ref: 'R-2', title: `Title ${n}` }),
        acceptItem({ tenantId, ref: `other-${n}` }),
      ]),
    );
    const outcomes = (await Promise.all(requests))
      .map((pair) => pair[0])
      .filter((outcome) => outcome !== undefined);
    assert.deepEqual(
      told(outcomes).map(([, , revision]) => revision),
      Array.from({ length: 12 }, (_, n) => n + 1),
    );
  });
});

describe('a record that the database refuses', () => {
  test('stands alone with its refusal; every other of the batch is stored once', async () => {
    const tenantId = await newTenant();
    const trial = makeTrial();
    const items = Array.from({ length: 64 }, (_, n) =>
      acceptItem({ tenantId, ref: `B-${n}`, isPoisoned: n === 17 || n === 40 }),
    );
    const outcomes = await trial.accepter.accept(items);
    for (const [index, outcome] of outcomes.entries()) {
      if (index === 17 || index === 40)
        assert.equal(outcome.ok ? 'stored' : outcome.error.code, 'not_storable');
      else assert.deepEqual(told([outcome]), [['queued', 1, 1]]);
    }
    assert.deepEqual([await count('alert', tenantId), await count('raw_record', tenantId)], [62, 62]);
    assert.ok(trial.transactions <= 30, `${trial.transactions} transactions`);
  });

  test('leaves no key behind, so that a better one of the same id is new', async () => {
    const tenantId = await newTenant();
    const { accepter } = makeTrial();
    assert.deepEqual(told(await accepter.accept([acceptItem({ tenantId, ref: 'B-1', isPoisoned: true })])), [
      'not_storable',
    ]);
    assert.equal(await count('dedup_key', tenantId), 0);
    assert.deepEqual(told(await accepter.accept([acceptItem({ tenantId, ref: 'B-1' })])), [['queued', 1, 1]]);
  });

  test('of another tenant takes nothing from this one', async () => {
    const [guilty, innocent] = [await newTenant(), await newTenant()];
    const { accepter } = makeTrial();
    const [bad, good] = await Promise.all([
      accepter.accept([acceptItem({ tenantId: guilty, ref: 'B-2', isPoisoned: true })]),
      accepter.accept([acceptItem({ tenantId: innocent, ref: 'B-2' })]),
    ]);
    assert.deepEqual([told(bad), told(good)], [['not_storable'], [['queued', 1, 1]]]);
  });
});

test('a database that fails for all is nobody’s fault: every record may be sent again', async () => {
  const tenantId = await newTenant();
  const failing = makeAccepter({
    log: quiet,
    transaction: () => Promise.reject(new Error('connection lost')),
  });
  const outcomes = await failing.accept([
    acceptItem({ tenantId, ref: 'F-1' }),
    acceptItem({ tenantId, ref: 'F-2' }),
  ]);
  for (const outcome of outcomes) {
    assert.ok(!outcome.ok);
    assert.equal(outcome.error.code, 'unavailable');
    assert.ok((outcome.error.retryAfterSeconds ?? 0) > 0);
  }
  assert.equal(await count('alert', tenantId), 0);
});

test('a deadlock is tried again', async () => {
  const tenantId = await newTenant();
  let failures = 2;
  const accepter = makeAccepter({
    log: quiet,
    transaction<Result>(run: (sql: Sql) => Promise<Result>): Promise<Result> {
      failures -= 1;
      if (failures >= 0)
        return Promise.reject(Object.assign(new Error('deadlock detected'), { code: '40P01' }));
      return database.ingestTransaction(run);
    },
  });
  assert.deepEqual(told(await accepter.accept([acceptItem({ tenantId, ref: 'D-1' })])), [['queued', 1, 1]]);
});

test('a full queue refuses with "overloaded" and a time, and keeps what it has', async () => {
  const tenantId = await newTenant();
  const trial = makeTrial({ queueMax: 10, batchMax: 2, writers: 1 });
  const release = trial.hold();
  const taken = [
    trial.accepter.accept(Array.from({ length: 10 }, (_, n) => acceptItem({ tenantId, ref: `Q-${n}` }))),
  ];
  await until(async () => trial.running === 1);
  assert.equal(trial.accepter.waiting, 8);
  taken.push(
    trial.accepter.accept([acceptItem({ tenantId, ref: 'Q-10' }), acceptItem({ tenantId, ref: 'Q-11' })]),
  );
  await assert.rejects(trial.accepter.accept([acceptItem({ tenantId, ref: 'Q-12' })]), (error) => {
    assert.ok(error instanceof AppError);
    assert.deepEqual([error.code, error.status], ['overloaded', 503]);
    return (error.retryAfterSeconds ?? 0) > 0;
  });
  release();
  const outcomes = (await Promise.all(taken)).flat();
  assert.ok(outcomes.every((outcome) => outcome.ok));
  assert.equal(await count('alert', tenantId), 12);
  assert.deepEqual(
    told(await trial.accepter.accept([acceptItem({ tenantId, ref: 'Q-12' })])),
    [['queued', 1, 1]],
    'there is room again',
  );
});

test('no more writers run at once than were asked for', async () => {
  const tenantId = await newTenant();
  const trial = makeTrial({ batchMax: 1, writers: 2 });
  await trial.accepter.accept(Array.from({ length: 20 }, (_, n) => acceptItem({ tenantId, ref: `W-${n}` })));
  assert.equal(trial.runningMost, 2);
});

test('draining writes everything that was taken, and refuses what comes later', async () => {
  const tenantId = await newTenant();
  const trial = makeTrial({ batchMax: 3, writers: 1 });
  const release = trial.hold();
  const taken = trial.accepter.accept(
    Array.from({ length: 10 }, (_, n) => acceptItem({ tenantId, ref: `Z-${n}` })),
  );
  const drained = trial.accepter.drain();
  await assert.rejects(trial.accepter.accept([acceptItem({ tenantId, ref: 'late' })]), {
    code: 'unavailable',
  });
  release();
  await drained;
  assert.equal(trial.accepter.waiting, 0);
  assert.ok((await taken).every((outcome) => outcome.ok));
  assert.equal(await count('alert', tenantId), 10);
});

test('nothing to accept is nothing to wait for', async () => {
  assert.deepEqual(await makeTrial().accepter.accept([]), []);
});
