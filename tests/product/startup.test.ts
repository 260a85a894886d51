// Starting and stopping as a user sees it: what cannot start says why in one sentence, what is stopped leaves nothing behind, what
// was killed is taken up again.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { createTestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { until } from '../../packages/server/src/testing/server.ts';
import {
  call,
  type Environment,
  endAll,
  endedWithin,
  isAlive,
  postgresOf,
  run,
  type Serving,
  serve,
  start,
  temporaryFolder,
} from './child-server.ts';
import { startOldPostgres } from './old-postgres.ts';

const KEY = 'a-bootstrap-key-of-the-startup-test';
const STOP_WITHIN_MS = 5_000;
after(endAll);

/** Starts what cannot start; gives the one sentence that it says. */
async function refusal(env: Environment, args: readonly string[] = ['serve']): Promise<string> {
  const ran = await run(args, { env: { PORT: '0', WATCHFLOOR_HOME: temporaryFolder(), ...env } });
  assert.equal(ran.code, 1, `${ran.stdout}${ran.stderr}`);
  assert.equal(ran.stdout, '');
  const lines = ran.stderr.trimEnd().split('\n');
  assert.equal(lines.length, 1, ran.stderr);
  assert.match(lines[0] ?? '', /^[A-Z].*\.$/, 'a sentence');
  assert.doesNotMatch(ran.stderr, /\bat .*:\d+:\d+|node:internal|Error:/, 'no stack');
  return lines[0] ?? '';
}

/** Asks it to end; checks that it does in time, by itself, and that its database ends with it. */
async function assertStops(server: Serving, home: string, ask: (server: Serving) => void): Promise<void> {
  ask(server);
  try {
    assert.equal(await endedWithin(server, STOP_WITHIN_MS), 0, server.stderr);
    assert.deepEqual(postgresOf(home), [], 'its database has ended');
    assert.equal(isAlive(server.serverPid), false);
  } finally {
    // What a failure leaves must not fail the tests after it.
    server.signalGroup('SIGKILL');
    for (const pid of postgresOf(home)) process.kill(pid, 'SIGINT');
    await until(async () => postgresOf(home).length === 0);
  }
}

describe('what cannot start says why in one sentence and ends with 1', () => {
  test('a port in use', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const home = temporaryFolder();
    const sentence = await refusal({ PORT: port, WATCHFLOOR_HOME: home });
    assert.ok(sentence.includes(port) && sentence.includes('in use'), sentence);
    assert.deepEqual(postgresOf(home), [], 'no database was left running');
    holder.close();
  });

  test('an unknown setting, with the one that was meant', async () => {
    const sentence = await refusal({ WATCHFLOOR_BOOTSTRAP_KEYS: 'x' });
    assert.ok(
      sentence.includes('WATCHFLOOR_BOOTSTRAP_KEYS') && sentence.includes('WATCHFLOOR_BOOTSTRAP_KEY?'),
      sentence,
    );
  });

  test('wrong values', async () => {
    assert.match(await refusal({ WATCHFLOOR_BOOTSTRAP_KEY: 'too-short' }), /WATCHFLOOR_BOOTSTRAP_KEY/);
    assert.match(await refusal({ PORT: 'http' }), /^PORT /);
    assert.match(await refusal({ DATABASE_URL: 'mysql://db.example.com/x' }), /^DATABASE_URL /);
    assert.match(await refusal({ WATCHFLOOR_HOST: '192.0.2.1', PORT: '18787' }), /192\.0\.2\.1/);
  });

  test('a database that is down, whose password is not shown', async () => {
    const sentence = await refusal({ DATABASE_URL: 'postgresql://app:hunter2@127.0.0.1:1/watchfloor' });
    assert.ok(sentence.includes('127.0.0.1:1') && !sentence.includes('hunter2'), sentence);
  });

  test('a database host that does not exist', async () => {
    assert.match(
      await refusal({ DATABASE_URL: 'postgresql://app@no-such-host.invalid/watchfloor' }),
      /no-such-host\.invalid/,
    );
  });

  test('a database that is too old', async () => {
    const old = await startOldPostgres(150_010);
    const sentence = await refusal({ DATABASE_URL: old.url });
    assert.match(sentence, /PostgreSQL 15\b.*16/);
    await old.stop();
  });

  test('a data folder of another version', async () => {
    const home = temporaryFolder();
    mkdirSync(path.join(home, 'postgres'));
    writeFileSync(path.join(home, 'postgres', 'PG_VERSION'), '17\n');
    const sentence = await refusal({ WATCHFLOOR_HOME: home });
    assert.ok(sentence.includes('17') && sentence.includes(path.join(home, 'postgres')), sentence);
  });

  test('a home that is no folder, and a master key that is none', async () => {
    const home = temporaryFolder();
    writeFileSync(path.join(home, 'file'), '');
    assert.ok(
      (await refusal({ WATCHFLOOR_HOME: path.join(home, 'file') })).includes(path.join(home, 'file')),
    );
    writeFileSync(path.join(home, 'master.key'), 'not a key');
    assert.match(await refusal({ WATCHFLOOR_HOME: home }), /master\.key/);
    assert.deepEqual(postgresOf(home), [], 'the database that was started for it has been stopped');
  });
});

describe('a database that could show one tenant the rows of another is refused', async () => {
  const database = await createTestDatabase();
  after(() => database.drop());
  const withUser = (user: string): string => {
    const url = new URL(database.adminUrl);
    url.username = user;
    return url.href;
  };

  test('as superuser', async () => {
    const sentence = await refusal({ DATABASE_URL: database.adminUrl });
    assert.ok(sentence.includes('superuser') && sentence.includes('row-level security'), sentence);
  });

  test('with BYPASSRLS, whether the login has it or a role of the product', async () => {
    const name = `bypass_${database.name}`;
    await database.admin.query(
      `create role ${name} login bypassrls password '${new URL(database.adminUrl).password}'`,
    );
    try {
      const sentence = await refusal({
        DATABASE_URL: withUser(name),
        DATABASE_MIGRATION_URL: database.adminUrl,
      });
      assert.ok(sentence.includes('BYPASSRLS'), sentence);
    } finally {
      await database.admin.query(`drop role ${name}`);
    }
  });

  test('and so is one that a newer release has made, or whose migrations were changed', async () => {
    const env = { DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.adminUrl };
    await database.admin.query("insert into wf.schema_migration values (9999, '9999_later', 'x', now())");
    assert.match(await refusal(env), /newer release/);
    await database.admin.query('delete from wf.schema_migration where number = 9999');
    await database.admin.query("update wf.schema_migration set sha256 = 'changed' where number = 1");
    assert.match(await refusal(env), /was changed/);
  });
});

describe('a server on its own database', async () => {
  const home = temporaryFolder();
  const env = { WATCHFLOOR_HOME: home, WATCHFLOOR_BOOTSTRAP_KEY: KEY };

  test('a second one on the same home is refused, the first goes on, and Ctrl-C stops it with its database', async () => {
    const server = await serve(env);
    assert.equal(postgresOf(home).length, 1);
    const sentence = await refusal({ WATCHFLOOR_HOME: home });
    assert.ok(sentence.includes(home), sentence);
    assert.equal((await call(`${server.url}/v1/alerts`, KEY)).status, 200, 'the bootstrap key is an admin’s');
    await assertStops(server, home, (running) => running.signalGroup('SIGINT'));
  });

  test('starts again in less than three seconds', async (context) => {
    const server = await serve(env);
    context.diagnostic(`second start: ${server.startedMs.toFixed(0)} ms`);
    // Three seconds on an idle machine; twice that where the test run shares it.
    assert.ok(server.startedMs < 6_000, `${server.startedMs.toFixed(0)} ms`);
    await assertStops(server, home, (running) => running.signal('SIGTERM'));
  });

  for (const [name, ask] of [
    ['SIGINT to the program alone', (server: Serving) => server.signal('SIGINT')],
    ['SIGTERM to the whole group', (server: Serving) => server.signalGroup('SIGTERM')],
    [
      'SIGINT twice at once, as npm and the terminal send it',
      (server: Serving) => (server.signalGroup('SIGINT'), server.signalGroup('SIGINT')),
    ],
    [
      'SIGTERM to the serving process alone',
      (server: Serving) => void process.kill(server.serverPid, 'SIGTERM'),
    ],
  ] as const) {
    test(`${name} stops it within five seconds and leaves no PostgreSQL`, async () => {
      await assertStops(await serve(env), home, ask);
    });
  }

  test('a signal while it starts leaves no PostgreSQL', async () => {
    const fresh = temporaryFolder();
    const program = start(['serve'], { env: { PORT: '0', WATCHFLOOR_HOME: fresh } });
    await until(async () => postgresOf(fresh).length === 1, 30_000);
    program.signalGroup('SIGINT');
    await endedWithin(program, STOP_WITHIN_MS);
    await until(async () => postgresOf(fresh).length === 0, STOP_WITHIN_MS);
  });

  test('killed outright it leaves its PostgreSQL, which the next start adopts with its data and stops in the end', async () => {
    const first = await serve(env);
    const sent = await call(`${first.url}/v1/ingest/generic`, KEY, {
      method: 'POST',
      body: '{"id":"survivor","title":"Still here","severity":"low"}',
    });
    assert.equal(sent.status, 202);
    const [postgres] = postgresOf(home);
    process.kill(first.serverPid, 'SIGKILL');
    await first.ended;
    assert.deepEqual(postgresOf(home), [postgres]);
    const second = await serve(env);
    assert.deepEqual(postgresOf(home), [postgres], 'it is the same process');
    const found = await call(`${second.url}/v1/alerts/${sent.body.data.alert_id}`, KEY);
    assert.equal(found.body.data.title, 'Still here');
    await assertStops(second, home, (running) => running.signalGroup('SIGINT'));
  });

  test('when the program that was started is killed outright, the server behind it does not go on alone', async () => {
    const server = await serve(env);
    server.signal('SIGKILL');
    await endedWithin(server, STOP_WITHIN_MS).catch(() => 'its pipes are held by the server behind it');
    try {
      await until(async () => !isAlive(server.serverPid), STOP_WITHIN_MS);
    } finally {
      server.signalGroup('SIGKILL');
      await until(async () => !isAlive(server.serverPid));
    }
    const next = await serve(env);
    await assertStops(next, home, (running) => running.signalGroup('SIGINT'));
  });

  test('when all of it is killed outright, PostgreSQL included, the next start recovers what was answered', async () => {
    const first = await serve(env);
    const sent = await call(`${first.url}/v1/ingest/generic`, KEY, {
      method: 'POST',
      body: '{"id":"power-cut","title":"Power cut","severity":"low"}',
    });
    first.signalGroup('SIGKILL');
    for (const pid of postgresOf(home)) process.kill(pid, 'SIGKILL');
    await first.ended;
    const second = await serve(env);
    assert.equal(
      (await call(`${second.url}/v1/alerts/${sent.body.data.alert_id}`, KEY)).body.data.title,
      'Power cut',
    );
    await assertStops(second, home, (running) => running.signalGroup('SIGINT'));
  });

  test('another bootstrap key does not become a second admin', async () => {
    const server = await serve({ ...env, WATCHFLOOR_BOOTSTRAP_KEY: 'another-bootstrap-key-of-this-test' });
    assert.equal((await call(`${server.url}/v1/alerts`, 'another-bootstrap-key-of-this-test')).status, 401);
    assert.equal((await call(`${server.url}/v1/alerts`, KEY)).status, 200);
    await assertStops(server, home, (running) => running.signalGroup('SIGTERM'));
  });
});
