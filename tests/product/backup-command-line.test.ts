// Backups as an operator meets them, on embedded databases: with a server running or not, a restore that is killed, and keys that are
// not at hand. What the command line only passes on is called here without a process of its own, which takes seconds to start.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  makeBackup,
  makeBackupKeyFile,
  parseBackupSecret,
  readBackupSecret,
  restoreBackup,
} from '../../packages/server/src/backup-commands.ts';
import { loadConfig } from '../../packages/server/src/kernel/config.ts';
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

const home = temporaryFolder();
const [killed, moved, bare] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
const folder = temporaryFolder();
const key = path.join(folder, 'backup.key');
const file = path.join(folder, 'first.backup');
let server: Serving;
let submitted = 0;

before(async () => {
  server = await serve({ WATCHFLOOR_HOME: home });
  await submit();
  // Something that lies under the master key.
  const secret = await ask('/v1/sources/generic/secret', { method: 'PUT', body: '{}' });
  assert.equal(secret.status, 200, JSON.stringify(secret.body));
  makeBackupKeyFile(key);
});
after(async () => {
  for (const pid of postgresOf(path.join(killed, 'restoring'))) process.kill(pid, 'SIGQUIT');
  await endAll();
});

function watchfloor(args: readonly string[], ofHome = home): Promise<Ran> {
  return run(args, { env: { WATCHFLOOR_HOME: ofHome, PORT: '0' } });
}

function ask(target: string, init: RequestInit = {}, at = { of: server, ofHome: home }) {
  const { of, ofHome } = at;
  return call(`${of.url}${target}`, readFileSync(path.join(ofHome, 'cli.key'), 'utf8').trim(), init);
}

async function submit(): Promise<void> {
  const body = JSON.stringify(finding({ id: `record-${submitted}`, severity: 'High', user: 'adele.v' }));
  const { status } = await ask('/v1/ingest/sentinel', { method: 'POST', body });
  assert.equal(status, 202);
  submitted += 1;
}

function restore(from: string, into: string, withoutMasterKey = false) {
  return restoreBackup(loadConfig({ WATCHFLOOR_HOME: home }, '/nowhere'), {
    file: from,
    secret: readBackupSecret(key),
    intoHome: into,
    withoutMasterKey,
  });
}

test('a backup that is made while records are accepted is one moment of all of it', async () => {
  let isDone = false;
  const earlier = submitted;
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
  const rowsOf = (name: string): number =>
    contents.tables.find((table: { name: string }) => table.name === name).rows;
  const alerts = rowsOf('alert');
  assert.ok(alerts >= earlier && alerts <= submitted, `${earlier} <= ${alerts} <= ${submitted}`);
  // What one transaction writes is there together or not at all.
  assert.deepEqual([rowsOf('raw_record'), rowsOf('dedup_key')], [alerts, alerts]);
  const said = made.stdout + made.stderr + verified.stdout + shown.stdout;
  assert.ok(!said.includes(readFileSync(key, 'utf8').trim()), 'the key is not said');
});

test('without a key, and with a passphrase that is too short, there is no backup', async () => {
  const second = path.join(folder, 'second.backup');
  const ran = await watchfloor(['backup', second]);
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /^Backups are always encrypted.*make-key.*WATCHFLOOR_BACKUP_KEY.*\.\n$/);
  assert.equal(existsSync(second), false);
  assert.throws(() => parseBackupSecret('too short', 'it'), /16 to 1000 characters/);
});

test('a restore goes neither over what is there nor without the master keys', async () => {
  await assert.rejects(restore(file, home), /Another Watchfloor server/);
  await assert.rejects(restore(file, bare), /under the master key mk_[0-9a-f]{16}, which is not at hand/);
  assert.equal(existsSync(path.join(bare, 'postgres')), false);
});

test('a killed restore says so, keeps the server away, and begins anew', async () => {
  const args = ['restore', file, '--key-file', key, '--into-home', killed, '--without-master-key'];
  const restoring = start(args, { env: { WATCHFLOOR_HOME: home } });
  await until(async () => existsSync(path.join(killed, 'restoring', 'postgres', 'postmaster.pid')), 60_000);
  restoring.signalGroup('SIGKILL');
  await restoring.ended;
  const refused = await watchfloor(['serve'], killed);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /^The restore in .* did not finish: run "watchfloor restore" again.*\.\n$/);
  const again = await restore(file, killed, true);
  assert.equal(again.kind, 'restored');
  assert.equal(existsSync(path.join(killed, 'restoring')), false);
  assert.deepEqual(postgresOf(killed), [], 'the database was stopped');
  await assert.rejects(restore(file, killed, true), /There is a database in .* already/);
});

test('with the master keys in it, a backup is the whole installation on another machine', async () => {
  const whole = path.join(folder, 'whole.backup');
  await makeBackup(loadConfig({ WATCHFLOOR_HOME: home }, '/nowhere'), {
    file: whole,
    secret: readBackupSecret(key),
    withMasterKey: true,
  });
  await restore(whole, moved);
  const ring = path.join(moved, 'master.key');
  assert.equal(readFileSync(ring, 'utf8'), readFileSync(path.join(home, 'master.key'), 'utf8'));
  assert.equal(statSync(ring).mode & 0o777, 0o600);
  const there = await serve({ WATCHFLOOR_HOME: moved });
  const alerts = (of: Serving, ofHome: string) =>
    ask('/v1/alerts?limit=200', {}, { of, ofHome }).then(({ body }) => body.data.length);
  assert.equal(await alerts(there, moved), await alerts(server, home));
  const verify = async () =>
    (await ask('/v1/audit/verify', { method: 'POST', body: '{}' }, { of: there, ofHome: moved })).body.data;
  await until(async () => (await verify()).unsealed === 0);
  assert.equal((await verify()).broken, null);
  const { body } = await ask('/v1/audit?event=backup.', {}, { of: there, ofHome: moved });
  // The last backup holds that it was begun, and cannot hold that it was made.
  assert.deepEqual(
    body.data.map((record: { event: string }) => record.event),
    ['backup.restored', 'backup.started', 'backup.made', 'backup.started'],
  );
  there.signal('SIGTERM');
  await there.ended;
});
