// The vault as an operator meets it: the verbs of the command line on a server of its own, the file of the master key, and the log.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createTestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { signIn } from '../../packages/server/src/testing/records.ts';
import { until } from '../../packages/server/src/testing/server.ts';
import { endAll, endedWithin, run, type Serving, serve, start, temporaryFolder } from './child-server.ts';

const SECRET = 'hunter2-a-secret-of-a-source';
const database = await createTestDatabase();
const home = temporaryFolder();
const environment = {
  DATABASE_URL: database.url,
  DATABASE_MIGRATION_URL: database.adminUrl,
  WATCHFLOOR_HOME: home,
  WATCHFLOOR_LOG_LEVEL: 'debug',
};
const keyFile = path.join(home, 'master.key');
let server: Serving;

before(async () => {
  server = await serve(environment);
});
after(async () => {
  await endAll();
  await database.drop();
});

async function watchfloor(...args: string[]): Promise<string> {
  const ran = await run(args, { env: { WATCHFLOOR_HOME: home, WATCHFLOOR_URL: server.url } });
  assert.equal(ran.code, 0, ran.stderr);
  return ran.stdout;
}

async function post(secret: string): Promise<number> {
  const body = JSON.stringify(signIn());
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  const response = await fetch(`${server.url}/v1/ingest/okta`, {
    method: 'POST',
    body,
    headers: {
      authorization: `Bearer ${readFileSync(path.join(home, 'cli.key'), 'utf8').trim()}`,
      'content-type': 'application/json',
      'x-hub-signature-256': `sha256=${digest}`,
    },
  });
  await response.arrayBuffer();
  return response.status;
}

test('a rotation of both keys by the command line, told of until it is done', async () => {
  await watchfloor('sources', 'secret', 'okta', '--scheme', 'body', '--value', SECRET);
  const before = readFileSync(keyFile, 'utf8');
  assert.match(await watchfloor('vault', 'rotate-master-key'), /last rotation: asked for at/);
  await until(async () => /done at/.test(await watchfloor('vault', 'status', '--master')));
  const after = readFileSync(keyFile, 'utf8');
  assert.match(after, /^[0-9a-f]{64}\n$/);
  assert.notEqual(after, before);
  assert.equal(statSync(keyFile).mode & 0o777, 0o600);
  assert.match(
    await watchfloor('vault', 'status', '--master'),
    /file: mk_[0-9a-f]{16} is current; 0 keys are under others/,
  );

  await watchfloor('vault', 'rotate-data-key');
  await until(
    async () => /1 secrets, all under the newest key/.test(await watchfloor('vault', 'status')),
    30_000,
  );
  const status = JSON.parse(await watchfloor('vault', 'status', '--json'));
  assert.deepEqual([status.secrets, status.secrets_under_old_keys, status.data_keys[0].version], [1, 0, 2]);
  assert.equal(await post(SECRET), 202);
  assert.equal(await post('another'), 401);
});

test('the log of all that holds neither the secret nor a master key', () => {
  assert.match(server.stderr, /vault\.master-key-rotated/);
  assert.match(server.stderr, /vault\.data-key-retired/);
  assert.ok(!server.stderr.includes('hunter2'));
  assert.doesNotMatch(server.stderr, /\b[0-9a-f]{64}\b/);
});

test('after a restart everything still opens', async () => {
  server.signal('SIGTERM');
  await endedWithin(server, 60_000);
  server = await serve(environment);
  assert.equal(await post(SECRET), 202);
  assert.equal(await post('another'), 401);
});

test('a master key that others can read keeps the server from starting, and it says what to do', async () => {
  server.signal('SIGTERM');
  await endedWithin(server, 60_000);
  chmodSync(keyFile, 0o644);
  const refused = start(['serve'], { env: { PORT: '0', WATCHFLOOR_ROLES: 'api', ...environment } });
  assert.equal(await endedWithin(refused, 60_000), 1);
  assert.ok(refused.stderr.includes(`chmod 600 ${keyFile}`), refused.stderr);
  chmodSync(keyFile, 0o600);
});
