import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { StartError } from '../../kernel/errors.ts';
import { type Cluster, startCluster } from '../../testing/cluster.ts';
import { migrate, readMigrations } from './migrate.ts';

// A cluster of its own: the roles, too, are made by the first migration.
let cluster: Cluster;
let maintenance: pg.Client;
let made = 0;
/** Empty at first; migrated by the first test, and then the template of those that need a migrated one. */
let migrated: pg.ClientConfig;
const appLogin = 'watchfloor';

before(async () => {
  cluster = await startCluster();
  maintenance = new pg.Client(asAdmin('postgres'));
  await maintenance.connect();
  migrated = await newDatabase();
});
after(async () => {
  await maintenance.end();
  await cluster.stop();
});

function asAdmin(database: string): pg.ClientConfig {
  return { host: cluster.host, port: 5432, user: 'postgres', password: cluster.password, database };
}

async function newDatabase(template = 'template1'): Promise<pg.ClientConfig> {
  made += 1;
  await maintenance.query(`create database made_${made} template ${template}`);
  return asAdmin(`made_${made}`);
}

async function onDatabase<Row extends pg.QueryResultRow>(
  config: pg.ClientConfig,
  text: string,
): Promise<Row[]> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

const names = readMigrations().map((migration) => migration.name);

/** One sentence for the user, as the start prints it. */
const isStartError = (message: RegExp) => (error: unknown) =>
  error instanceof StartError && message.test(error.message) && !error.message.includes('\n');

describe('an empty database', () => {
  test('migrated by twenty servers at once has every migration once', async () => {
    const done = await Promise.all(Array.from({ length: 20 }, () => migrate({ admin: migrated, appLogin })));
    assert.deepEqual(done.flat().sort(), [...names].sort());
    assert.equal(done.filter((applied) => applied.length > 0).length, 1);
    const rows = await onDatabase(migrated, 'select name from wf.schema_migration order by number');
    assert.deepEqual(
      rows.map((row) => row['name']),
      names,
    );
  });

  test('migrated again gets nothing', async () => {
    assert.deepEqual(await migrate({ admin: migrated, appLogin }), []);
  });

  test('can be migrated by a plain login that may create roles and objects', async () => {
    const admin = await newDatabase();
    await maintenance.query(`create role migrator login createrole password '${cluster.password}'`);
    await maintenance.query(`grant create on database ${admin.database} to migrator with grant option`);
    await maintenance.query(
      'grant wf_owner, wf_backup, wf_app, wf_ingest, wf_worker to migrator with admin option',
    );
    const done = await migrate({ admin: { ...admin, user: 'migrator' }, appLogin });
    assert.deepEqual(done, names);
  });
});

describe('refused, in one sentence', () => {
  test('a migration that was changed after it had been applied', async () => {
    const admin = await newDatabase(migrated.database);
    await onDatabase(admin, "update wf.schema_migration set sha256 = repeat('0', 64) where number = 3");
    await assert.rejects(
      migrate({ admin, appLogin }),
      isStartError(/Migration 0003_\w+ was changed after this database had applied it\./),
    );
  });

  test('a database that a newer release has migrated', async () => {
    const admin = await newDatabase(migrated.database);
    await onDatabase(
      admin,
      `insert into wf.schema_migration values (${names.length + 1}, '9999_from_the_future', 'x', now())`,
    );
    await assert.rejects(migrate({ admin, appLogin }), isStartError(/made by a newer release/));
  });

  test('a login that may not create what is needed', async () => {
    const admin = await newDatabase();
    await maintenance.query(`create role powerless login password '${cluster.password}'`);
    await assert.rejects(migrate({ admin: { ...admin, user: 'powerless' }, appLogin }), isStartError(/./));
  });

  test('a database that is down, and a wrong password, without naming the password', async () => {
    const down = { host: '127.0.0.1', port: 1, user: 'x', password: 'secret-password', database: 'x' };
    for (const admin of [down, { ...asAdmin('postgres'), password: 'secret-password' }]) {
      await assert.rejects(
        migrate({ admin, appLogin }),
        (error: unknown) =>
          isStartError(/^The database at .* cannot be used: /)(error) &&
          !String(error).includes('secret-password'),
      );
    }
  });

  for (const [number, text] of [
    ['150013', /The database is PostgreSQL 15; Watchfloor needs 16 or newer\./],
    ['90624', /The database is PostgreSQL 9; Watchfloor needs 16 or newer\./],
  ] as const) {
    test(`PostgreSQL ${number}`, async () => {
      const old = await startOldServer(number);
      try {
        const admin = { host: '127.0.0.1', port: old.port, user: 'x', password: 'x', database: 'x' };
        await assert.rejects(migrate({ admin, appLogin }), isStartError(text));
        assert.deepEqual(old.queries, ['show server_version_num'], 'nothing else was asked of it');
      } finally {
        await old.stop();
      }
    });
  }
});

describe('the files', () => {
  test('say owner, why, kind and lock, and are named after their owner', () => {
    for (const { sql, name } of readMigrations()) {
      for (const word of ['owner', 'why', 'kind', 'lock'])
        assert.match(sql, new RegExp(`^-- ${word}: \\S`, 'm'), name);
      const owner = /^-- owner: (\w+)$/m.exec(sql)?.[1];
      assert.match(name, new RegExp(`^\\d{4}_${owner}_`));
      assert.match(sql, /^-- kind: (expand|backfill|contract)$/m, name);
    }
  });

  test('use no clock of the database: time is a parameter', () => {
    for (const { sql, name } of readMigrations()) {
      // The queue keeps its times by the database's clock, and what looks at them must go by the same.
      if (/^-- role: wf_worker$/m.test(sql)) continue;
      // Rate limits hold over processes whose clocks differ, so they are counted by the one clock that all of them share.
      if (name.endsWith('_platform_rate_buckets')) continue;
      const code = sql.replaceAll(/--.*$/gm, '');
      assert.doesNotMatch(code, /\b(now\(\)|current_timestamp|clock_timestamp|statement_timestamp)\b/i, name);
    }
  });
});

/** A server that speaks just enough of PostgreSQL's protocol to say which version it is. */
async function startOldServer(version: string) {
  const queries: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let isStarted = false;
    socket.on('data', (bytes) => {
      if (!isStarted) {
        isStarted = true;
        socket.write(Buffer.concat([message('R', int32(0)), message('Z', Buffer.from('I'))]));
      } else if (bytes.toString('latin1', 0, 1) === 'Q') {
        queries.push(bytes.toString('utf8', 5, bytes.length - 1));
        socket.write(answerOf(version));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  return {
    port: address.port,
    queries,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One row of one text column: RowDescription, DataRow, CommandComplete, ReadyForQuery. */
function answerOf(text: string): Buffer {
  const column = Buffer.concat([
    Buffer.from('server_version_num\0'),
    int32(0),
    int16(0),
    int32(25),
    int16(-1),
    int32(-1),
    int16(0),
  ]);
  return Buffer.concat([
    message('T', Buffer.concat([int16(1), column])),
    message('D', Buffer.concat([int16(1), int32(text.length), Buffer.from(text)])),
    message('C', Buffer.from('SHOW\0')),
    message('Z', Buffer.from('I')),
  ]);
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
