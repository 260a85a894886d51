// Ten thousand random, cut and hostile bodies over all sources, sent to the program as a user runs it. Each gets a documented
// answer and never our own failure; what was good among them is stored as sent; what was accepted is decided; and the
// process is no bigger afterwards. A failure names its seed: run again with HOSTILE_SEED to get the same bodies.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ERRORS } from '../../packages/server/src/kernel/errors.ts';
import { createTestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { until } from '../../packages/server/src/testing/server.ts';
import { call, endAll, endedWithin, type Serving, serve, temporaryFolder } from './child-server.ts';
import { type Dice, type HostileBody, makeDice, makeHostileBody } from './hostile-body.ts';

const KEY = 'the-bootstrap-key-of-hostile-bodies';
const WARM_UP = 4_000;
const BODIES = 10_000;
const SENDERS = 12;
const GROWTH_MAX_MIB = 50;
/** Buffers are told to the byte, where the resident memory holds whatever the allocator keeps: what leaks shows here first. */
const BUFFERS_GROWTH_MAX_MIB = 4;
const MIB = 1024 * 1024;

const seed = Number(process.env['HOSTILE_SEED'] ?? Math.floor(Math.random() * 0x1_0000_0000));
const database = await createTestDatabase();
let server: Serving;
const stored: { readonly id: string; readonly text: string }[] = [];
const answers = new Map<string, number>();

before(async () => {
  server = await serve({
    DATABASE_URL: database.url,
    DATABASE_MIGRATION_URL: database.adminUrl,
    WATCHFLOOR_HOME: temporaryFolder(),
    WATCHFLOOR_BOOTSTRAP_KEY: KEY,
    WATCHFLOOR_LOG_LEVEL: 'error',
    NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import=${path.join(import.meta.dirname, 'report-memory.ts')}`,
  });
});
after(async () => {
  server.signal('SIGTERM');
  await endedWithin(server, 10_000).catch(() => 'ended by force below');
  await endAll();
  await database.drop();
});

/** What the serving process holds after collecting its garbage, in MiB. */
async function memory(): Promise<{ readonly rss: number; readonly external: number }> {
  const before = server.stderr.length;
  process.kill(server.serverPid, 'SIGUSR2');
  await until(
    async () => server.stderr.indexOf('memory {', before) !== -1 && server.stderr.endsWith('\n'),
    20_000,
  );
  const line = server.stderr.slice(server.stderr.indexOf('memory {', before)).split('\n')[0] ?? '';
  const { rss, external } = JSON.parse(line.slice('memory '.length));
  return { rss: rss / MIB, external: external / MIB };
}

async function send(hostile: HostileBody, place: string): Promise<void> {
  const response = await fetch(`${server.url}/v1/ingest/${hostile.source}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, ...hostile.headers },
    body: hostile.body,
  });
  const text = await response.text();
  const what = `${place} (${hostile.what} to ${hostile.source}): ${response.status} ${text.slice(0, 300)}`;
  const body = JSON.parse(text);
  const outcome = response.status === 202 ? '202' : `${response.status} ${body.error.code}`;
  answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
  if (response.status === 202) assertAccepted(body, hostile, what);
  else {
    const known: { status: number } | undefined = Object.entries(ERRORS).find(
      ([code]) => code === body.error.code,
    )?.[1];
    assert.equal(known?.status, response.status, what);
    assert.ok(response.status < 500, what);
    assert.equal(hostile.good.length, 0, `good records were refused: ${what}`);
  }
}

interface AcceptedBody {
  readonly data:
    | { readonly index: number; readonly alert_id: string }
    | readonly { readonly index: number; readonly alert_id: string }[];
  readonly errors?: readonly { readonly index: number; readonly code: string }[];
}

function assertAccepted(body: AcceptedBody, hostile: HostileBody, what: string): void {
  const rows = Array.isArray(body.data) ? body.data : [body.data];
  for (const { code } of body.errors ?? []) {
    const known = Object.entries(ERRORS).find(([name]) => name === code)?.[1];
    assert.ok(known && known.kind === 'user', `${code} of ${what}`);
    assert.notEqual(code, 'not_storable', `what cannot be stored is made storable before: ${what}`);
  }
  for (const { index, text } of hostile.good) {
    const row = rows.find((candidate) => candidate.index === index);
    assert.ok(row, `the good record ${index} of ${what}`);
    stored.push({ id: row.alert_id, text });
  }
}

/** Sends so many bodies, several at once; the order of making is the dice's, whatever the order of arriving. */
async function sendMany(dice: Dice, count: number, name: string): Promise<void> {
  let made = 0;
  const sender = async () => {
    while (made < count) {
      made += 1;
      await send(makeHostileBody(dice), `seed ${seed}, ${name} ${made}`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

test('ten thousand hostile bodies: always a documented answer, never 500, and the process does not grow', async (context) => {
  const dice = makeDice(seed);
  const atStart = await memory();
  // The first bodies make what a process makes once: compiled code, connections, caches up to their bounds.
  await sendMany(dice, WARM_UP, 'warm-up');
  const warm = await memory();
  const startedAt = performance.now();
  await sendMany(dice, BODIES, 'body');
  const seconds = (performance.now() - startedAt) / 1000;
  const end = await memory();
  context.diagnostic(`seed ${seed}; ${BODIES} bodies in ${seconds.toFixed(1)} s`);
  context.diagnostic(
    `RSS after GC: ${atStart.rss.toFixed(0)} MiB at start, ${warm.rss.toFixed(0)} warm, ${end.rss.toFixed(0)} in the end; buffers ${warm.external.toFixed(1)} warm, ${end.external.toFixed(1)} in the end`,
  );
  context.diagnostic(
    [...answers]
      .sort()
      .map(([outcome, count]) => `${outcome}: ${count}`)
      .join(', '),
  );
  assert.ok(
    end.rss - warm.rss <= GROWTH_MAX_MIB,
    `seed ${seed}: RSS grew from ${warm.rss.toFixed(0)} to ${end.rss.toFixed(0)} MiB`,
  );
  assert.ok(
    end.external - warm.external <= BUFFERS_GROWTH_MAX_MIB,
    `seed ${seed}: buffers grew from ${warm.external.toFixed(1)} to ${end.external.toFixed(1)} MiB`,
  );
  assert.equal((await call(`${server.url}/healthz`, KEY)).status, 200);
  assert.ok((answers.get('202') ?? 0) > BODIES / 5 && answers.size >= 6, 'the bodies reach the whole path');
});

test('the good records among them are stored exactly as sent', async () => {
  assert.ok(stored.length > 1_000, `${stored.length} good records`);
  for (const { id, text } of stored.filter((_, index) => index % 5 === 0)) {
    const { body } = await call(`${server.url}/v1/alerts/${id}/raw`, KEY);
    assert.equal(body.data[0].body, text, `seed ${seed}`);
    assert.equal(body.data[0].exact, true);
  }
  assert.equal(new Set(stored.map(({ id }) => id)).size, stored.length, 'each is an alert of its own');
});

test('ids of 2^53 and its neighbours stay apart among hostile records', async () => {
  const ids = [
    '9007199254740991',
    '9007199254740992',
    '9007199254740993',
    '9007199254740994',
    '-9007199254740993',
  ];
  const records = ids.map((id) => `{"id":${id},"title":"Same","severity":"low"}`);
  const { status, body } = await call(`${server.url}/v1/ingest/generic`, KEY, {
    method: 'POST',
    body: `[${records.join(',{},')}]`,
  });
  assert.equal(status, 202);
  assert.equal(new Set(body.data.map((row: { alert_id: string }) => row.alert_id)).size, ids.length);
  for (const [index, row] of body.data.entries())
    assert.equal(
      (await call(`${server.url}/v1/alerts/${row.alert_id}`, KEY)).body.data.source_ref,
      ids[index],
    );
});

test('everything that was accepted is decided, no job has failed, and nothing was logged as our error', async () => {
  await until(
    async () =>
      (await database.admin.query("select 1 from wf.alert where stage <> 'decided' limit 1")).rowCount === 0,
    60_000,
  );
  const failed = await database.admin.query(
    'select last_error from graphile_worker._private_jobs where last_error is not null',
  );
  assert.deepEqual(failed.rows, [], `seed ${seed}`);
  assert.equal((await database.admin.query('select 1 from wf.dead_letter')).rowCount, 0, `seed ${seed}`);
  const logged = server.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('memory '));
  assert.deepEqual(logged, [], `seed ${seed}`);
});
