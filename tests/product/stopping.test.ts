// What is stopped leaves nothing behind, what was killed is taken up again: the server with the database that it has started itself.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { keepsBound, msOf } from '../../packages/server/src/testing/in-time.ts';
import { until } from '../../packages/server/src/testing/server.ts';
import {
  call,
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

const KEY = 'a-bootstrap-key-of-the-startup-test';
const STOP_WITHIN_MS = 5_000;
/** Where the time is not what is tested. */
const ENDED_WITHIN_MS = 60_000;
after(endAll);

/** Asks it to end; checks that it does by itself, and that its database ends with it. Gives how many milliseconds it took. */
async function assertStops(server: Serving, home: string, ask: (server: Serving) => void): Promise<number> {
  ask(server);
  try {
    const ms = await msOf(async () =>
      assert.equal(await endedWithin(server, ENDED_WITHIN_MS), 0, server.stderr),
    );
    assert.deepEqual(postgresOf(home), [], 'its database has ended');
    assert.equal(isAlive(server.serverPid), false);
    return ms;
  } finally {
    // What a failure leaves must not fail the tests after it.
    server.signalGroup('SIGKILL');
    for (const pid of postgresOf(home)) process.kill(pid, 'SIGINT');
    await until(async () => postgresOf(home).length === 0);
  }
}

describe('a server on its own database', async () => {
  const home = temporaryFolder();
  const env = { WATCHFLOOR_HOME: home, WATCHFLOOR_BOOTSTRAP_KEY: KEY };

  test('a second one on the same home is refused, the first goes on, and Ctrl-C stops it with its database', async () => {
    const server = await serve(env);
    assert.equal(postgresOf(home).length, 1);
    const second = await run(['serve'], { env: { PORT: '0', WATCHFLOOR_HOME: home } });
    assert.equal(second.code, 1);
    assert.match(second.stderr, /^Another Watchfloor server [^\n]+\.\n$/);
    assert.ok(second.stderr.includes(home), second.stderr);
    assert.equal((await call(`${server.url}/v1/alerts`, KEY)).status, 200, 'the bootstrap key is an admin’s');
    await assertStops(server, home, (running) => running.signalGroup('SIGINT'));
  });

  // Three seconds on an idle machine; twice that where the test run shares it.
  test('starts again in less than three seconds', (context) =>
    keepsBound(6_000, async () => {
      const server = await serve(env);
      context.diagnostic(`second start: ${server.startedMs.toFixed(0)} ms`);
      await assertStops(server, home, (running) => running.signal('SIGTERM'));
      return server.startedMs;
    }));

  for (const [name, ask] of [
    ['SIGINT to the program alone', (server: Serving) => server.signal('SIGINT')],
    ['SIGTERM to the whole group', (server: Serving) => server.signalGroup('SIGTERM')],
    [
      'SIGINT twice at once, as npm and the terminal send it',
      (server: Serving) => {
        server.signalGroup('SIGINT');
        server.signalGroup('SIGINT');
      },
    ],
    [
      'SIGTERM to the serving process alone',
      (server: Serving) => void process.kill(server.serverPid, 'SIGTERM'),
    ],
  ] as const) {
    test(`${name} stops it within five seconds and leaves no PostgreSQL`, () =>
      keepsBound(STOP_WITHIN_MS, async () => assertStops(await serve(env), home, ask)));
  }

  test('a signal while it starts leaves no PostgreSQL', async () => {
    const fresh = temporaryFolder();
    const program = start(['serve'], { env: { PORT: '0', WATCHFLOOR_HOME: fresh } });
    await until(async () => postgresOf(fresh).length === 1);
    program.signalGroup('SIGINT');
    await endedWithin(program, ENDED_WITHIN_MS);
    await until(async () => postgresOf(fresh).length === 0);
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
      await until(async () => !isAlive(server.serverPid));
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
