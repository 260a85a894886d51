// What cannot start says why in one sentence, ends with 1, and leaves nothing running.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { createTestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { type Environment, endAll, postgresOf, run, temporaryFolder } from './child-server.ts';
import { startOldPostgres } from './old-postgres.ts';

after(endAll);

/** Starts what cannot start; gives the one sentence that it says. */
async function refusal(env: Environment, args: readonly string[] = ['serve']): Promise<string> {
  const ran = await run(args, { env: { PORT: '0', WATCHFLOOR_HOME: temporaryFolder(), ...env } });
  assert.equal(ran.code, 1, `${ran.stdout}${ran.stderr}`);
  assert.equal(ran.stdout, '');
  const lines = ran.stderr.trimEnd().split('\n');
  assert.equal(lines.length, 1, ran.stderr);
  assert.match(lines[0] ?? '', /^\S.*\.$/, 'a sentence');
  assert.doesNotMatch(ran.stderr, /\bat .*:\d+:\d+|node:internal|Error:/, 'no stack');
  return lines[0] ?? '';
}

describe('what cannot start says why in one sentence and ends with 1', { concurrency: 3 }, () => {
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
