// Backups as an operator meets them: the verbs of the command line on embedded databases, with a server running or not, a restore
// that is killed, and keys that are not at hand.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { finding } from '../../packages/server/src/testing/records.ts';
import { until } from '../../packages/server/src/testing/server.ts';
import {
  call,
  endAll,
  postgresOf,
  type Ran,
  run,
  type Serving,
  serve,
  start,
  temporaryFolder,
} from './child-server.ts';

const folder = temporaryFolder();
const home = path.join(folder, 'home');
const key = path.join(folder, 'backup.key');
const file = path.join(folder, 'first.backup');
let server: Serving;
let submitted = 0;

before(async () => {
  server = await serve({ WATCHFLOOR_HOME: home });
  await submit();
  // What lies under the master key from here on.
  const secret = await watchfloor(['sources', 'secret', 'okta', '--value', 'hunter2-a-secret-of-a-source'], {
    WATCHFLOOR_URL: server.url,
  });
  assert.equal(secret.code, 0, secret.stderr);
});
after(async () => {
  for (const at of readdirSync(folder)) {
    for (const pid of [
      ...postgresOf(path.join(folder, at)),
      ...postgresOf(path.join(folder, at, 'restoring')),
    ])
      process.kill(pid, 'SIGQUIT');
  }
  await endAll();
});

function watchfloor(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return run(args, { env: { WATCHFLOOR_HOME: home, ...env } });
}

function keyOf(ofHome: string): string {
  return readFileSync(path.join(ofHome, 'cli.key'), 'utf8').trim();
}

async function submit(): Promise<void> {
  const body = JSON.stringify(finding({ id: `record-${submitted}`, severity: 'High', user: 'adele.v' }));
  const { status } = await call(`${server.url}/v1/ingest/sentinel`, keyOf(home), { method: 'POST', body });
  assert.equal(status, 202);
  submitted += 1;
}

async function countAlerts(of: Serving, ofHome: string): Promise<number> {
  const { body } = await call(`${of.url}/v1/alerts?limit=200`, keyOf(ofHome));
  return body.data.length;
}

/** One sentence on standard error, and exit code 1. */
function refused(ran: Ran, message: RegExp): void {
  assert.equal(ran.code, 1, `${ran.stdout}${ran.stderr}`);
  assert.equal(ran.stderr.trimEnd().split('\n').length, 1, ran.stderr);
  assert.match(ran.stderr, message);
}

test('a backup without a key, or with one that others can read, is refused', async () => {
  refused(await watchfloor(['backup', file]), /always encrypted.*make-key.*WATCHFLOOR_BACKUP_KEY/);
  assert.equal((await watchfloor(['backup', 'make-key', key])).code, 0);
  assert.equal(statSync(key).mode & 0o777, 0o600);
  refused(await watchfloor(['backup', 'make-key', key]), /cannot be made \(EEXIST\)/);
  assert.equal(existsSync(file), false);
});

test('a backup that is made while records are accepted is one moment of all of it', async () => {
  let isDone = false;
  const before = submitted;
  const submitting = (async () => {
    while (!isDone && submitted < 150) await submit();
  })();
  const made = await watchfloor(['backup', file, '--key-file', key]);
  isDone = true;
  await submitting;
  assert.equal(made.code, 0, made.stderr);
  assert.match(
    made.stdout,
    /rows of \d+ tables.*\n.*only with the master key mk_[0-9a-f]{16}, which is not in it/,
  );
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const verified = await watchfloor(['backup', 'verify', file, '--key-file', key]);
  assert.match(verified.stdout, /^ok: \d+ rows/, verified.stderr);
  const shown = await watchfloor(['backup', 'show', file, '--key-file', key, '--json']);
  const { contents } = JSON.parse(shown.stdout);
  const rowsOf = (name: string) =>
    contents.tables.find((table: { name: string }) => table.name === name).rows as number;
  const alerts = rowsOf('alert');
  assert.ok(alerts >= before && alerts <= submitted, `${before} <= ${alerts} <= ${submitted}`);
  // What one transaction writes is there together or not at all.
  assert.deepEqual([rowsOf('raw_record'), rowsOf('dedup_key')], [alerts, alerts]);
  const all = made.stdout + made.stderr + verified.stdout + shown.stdout;
  assert.ok(!all.includes(readFileSync(key, 'utf8').trim()), 'the key is not said');
});

test('a restore never goes over what is there, and not without the master keys', async () => {
  refused(await watchfloor(['restore', file, '--key-file', key]), /Another Watchfloor server/);
  const bare = path.join(folder, 'bare');
  refused(
    await watchfloor(['restore', file, '--key-file', key, '--into-home', bare]),
    /under the master key mk_[0-9a-f]{16}, which is not at hand/,
  );
  assert.equal(existsSync(path.join(bare, 'postgres')), false);
});

test('a killed restore says so, keeps the server away, and begins anew', async () => {
  const into = path.join(folder, 'killed');
  const args = ['restore', file, '--key-file', key, '--into-home', into, '--without-master-key'];
  const restoring = start(args, { env: { WATCHFLOOR_HOME: home } });
  await until(async () => existsSync(path.join(into, 'restoring', 'postgres', 'postmaster.pid')), 60_000);
  restoring.signalGroup('SIGKILL');
  await restoring.ended;
  const { code, stderr } = await watchfloor(['serve'], { WATCHFLOOR_HOME: into, PORT: '0' });
  assert.equal(code, 1);
  assert.match(stderr, /A restore in .* did not finish: run "watchfloor restore" again/);
  const again = await watchfloor(args);
  assert.equal(again.code, 0, again.stderr);
  assert.equal(existsSync(path.join(into, 'restoring')), false);
  assert.deepEqual(postgresOf(into), [], 'the database was stopped');
  refused(await watchfloor(args), /There is a database in .* already/);
});

test('with the master keys in it, a backup is the whole installation on another machine', async () => {
  const whole = path.join(folder, 'whole.backup');
  const passphrase = { WATCHFLOOR_BACKUP_KEY: 'a passphrase of some words' };
  const made = await watchfloor(['backup', whole, '--with-master-key'], passphrase);
  assert.equal(made.code, 0, made.stderr);
  const into = path.join(folder, 'moved');
  rmSync(into, { recursive: true, force: true });
  const ran = await watchfloor(['restore', whole, '--into-home', into], passphrase);
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /counted and compared/);
  assert.equal(
    readFileSync(path.join(into, 'master.key'), 'utf8'),
    readFileSync(path.join(home, 'master.key'), 'utf8'),
  );
  assert.equal(statSync(path.join(into, 'master.key')).mode & 0o777, 0o600);
  const moved = await serve({ WATCHFLOOR_HOME: into });
  assert.equal(await countAlerts(moved, into), await countAlerts(server, home));
  await until(async () => {
    const verified = await watchfloor(['audit', 'verify'], {
      WATCHFLOOR_HOME: into,
      WATCHFLOOR_URL: moved.url,
    });
    return verified.code === 0 && / 0 records wait/.test(verified.stdout);
  });
  const records = await watchfloor(['audit', 'list', '--event', 'backup.', '--json'], {
    WATCHFLOOR_HOME: into,
    WATCHFLOOR_URL: moved.url,
  });
  const events = JSON.parse(records.stdout).map((record: { event: string }) => record.event);
  // The last backup holds that it was begun, and cannot hold that it was made.
  assert.deepEqual(events, ['backup.restored', 'backup.started', 'backup.made', 'backup.started']);
  moved.signal('SIGTERM');
  await moved.ended;
});
