// A backup holds everything, and a restore of it is the installation again: every row of every table, the schema with its guards,
// the audit chain, the order of events. Whatever is not as it was written is refused.

import assert from 'node:assert/strict';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { StartError } from '../../packages/server/src/kernel/errors.ts';
import { parseBackupSecret } from '../../packages/server/src/platform/backup/backup-key.ts';
import { QUEUE_TABLES } from '../../packages/server/src/platform/backup/catalogue.ts';
import { loadBackup } from '../../packages/server/src/platform/backup/load-backup.ts';
import {
  openBackup,
  showBackup,
  verifyBackup,
} from '../../packages/server/src/platform/backup/read-backup.ts';
import { writeBackup } from '../../packages/server/src/platform/backup/write-backup.ts';
import { dumpSchema } from '../../packages/server/src/platform/db/dump-schema.ts';
import { migrate, readMigrations } from '../../packages/server/src/platform/db/migrate.ts';
import { createEmptyDatabase, type TestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { finding } from '../../packages/server/src/testing/records.ts';
import { startTestServer, until } from '../../packages/server/src/testing/server.ts';
import { fillTenant } from './fill-tenant.ts';
import { readTableContents } from './table-contents.ts';

const AT = new Date('2026-01-15T10:00:00Z');
const secret = parseBackupSecret('ab'.repeat(32), 'the test');
const folder = mkdtempSync(path.join(tmpdir(), 'wf-backup-'));
const file = path.join(folder, 'whole.backup');
const home = path.join(folder, 'home');
const server = await startTestServer({ home });
const databases: TestDatabase[] = [];

before(async () => {
  await fillTenant(server, { key: server.key, api: server.api });
  await fillTenant(server, await server.neighbour());
  await server.server.stop();
});
after(async () => {
  for (const database of databases) await database.drop();
  await server.database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  databases.push(database);
  return database;
}

function backUp(to: string, adminUrl = server.database.adminUrl) {
  return writeBackup({
    admin: { connectionString: adminUrl },
    file: to,
    secret,
    release: 'test',
    at: AT,
    masterKeys: null,
  });
}

async function restore(from: string, { adminUrl }: { readonly adminUrl: string }) {
  const backup = await openBackup(from, secret);
  try {
    return await loadBackup({
      admin: { connectionString: adminUrl },
      appLogin: 'watchfloor',
      backup,
      at: AT,
    });
  } finally {
    await backup.close();
  }
}

/** One sentence for the user, which names what is wrong. */
const says = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StartError, String(error));
  assert.match(error.message, message);
  return true;
};

describe('a backup of an installation with rows in every table', () => {
  test('is written whole, readable for its owner only, and says what it holds', async () => {
    const made = await backUp(file);
    const contents = await readTableContents(server.database.admin);
    assert.deepEqual(
      Object.fromEntries(made.end.tables.map((table) => [`${table.schema}.${table.name}`, table.rows])),
      Object.fromEntries(Object.entries(contents).map(([name, { rows }]) => [name, rows])),
    );
    assert.ok(made.end.rows > 100);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('partial')),
      [],
    );
    assert.equal(made.manifest.migrations.length, readMigrations().length);
    assert.equal(made.manifest.holds_master_keys, false);
    assert.match(made.manifest.master_keys_needed.join(), /^mk_[0-9a-f]{16}$/);
    assert.deepEqual(await verifyBackup(file, secret), { manifest: made.manifest, end: made.end });
    assert.deepEqual(await showBackup(file, secret), { manifest: made.manifest, end: made.end });
  });

  test('holds nothing in clear', () => {
    const bytes = readFileSync(file);
    for (const word of ['adele.v', 'alert', 'sentinel', 'wf_owner'])
      assert.equal(bytes.indexOf(word), -1, word);
  });

  test('is not written over a file that is there', async () => {
    const before = readFileSync(file);
    await assert.rejects(backUp(file), says(/is there already/));
    assert.ok(readFileSync(file).equals(before));
  });

  test('restored into an empty database is the same in every table and in every guard of the schema', async () => {
    const target = await emptyDatabase();
    const loaded = await restore(file, target);
    assert.deepEqual(loaded.migrated, []);
    assert.deepEqual(await readTableContents(target.admin), await readTableContents(server.database.admin));
    assert.equal(await dumpSchema(target.admin), await dumpSchema(server.database.admin));
    const triggers = (database: TestDatabase) =>
      database.admin.query(
        `select tgrelid::regclass::text, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2`,
      );
    assert.deepEqual((await triggers(target)).rows, (await triggers(server.database)).rows);
    const left = await target.admin.query("select nspname from pg_namespace where nspname = 'wf_restoring'");
    assert.equal(left.rowCount, 0);
  });

  test('restored is an installation that goes on: alerts, the audit chain, secrets, and events in their order', async () => {
    const target = await emptyDatabase();
    await restore(file, target);
    const old = await target.admin.query<{ newest: string }>(
      'select max(transaction_id::text::bigint)::text as newest from wf.domain_event',
    );
    // What the filled tenants have waiting for ever, since there is no such record.
    await target.admin.query(
      'delete from wf.audit_unsealed u where not exists (select from wf.audit_record r where r.id = u.id)',
    );
    const again = await startTestServer({ database: target, home });
    try {
      const [alert] = (await again.api.alerts.list({})).data;
      assert.ok(alert);
      assert.equal((await again.api.alerts.get({ id: alert.id })).id, alert.id);
      await again.submitDecided(
        'sentinel',
        finding({ id: 'after-the-restore', severity: 'High', user: 'adele.v' }),
      );
      // Sealing goes by transactions, and so does reading with a cursor: both see what is new, behind all that is old.
      const { rows } = await target.admin.query<{ oldest: string }>(
        `select min(transaction_id::text::bigint)::text as oldest from wf.domain_event where at > $1
         and transaction_id::text::bigint > $2`,
        [AT, old.rows[0]?.newest],
      );
      assert.ok(BigInt(rows[0]?.oldest ?? 0) >= BigInt(old.rows[0]?.newest ?? 0) + 2n ** 32n);
      await until(async () => {
        const readable = await target.admin.query(
          `select from wf.domain_event where transaction_id::text::bigint > $1
             and transaction_id < wf.oldest_running_transaction()`,
          [old.rows[0]?.newest],
        );
        return (readable.rowCount ?? 0) > 0;
      });
      await again.api.alerts.addComment({ id: alert.id, body: 'after the restore' });
      await until(async () => (await again.api.audit.verify({})).unsealed === 0);
      const verified = await again.api.audit.verify({});
      assert.equal(verified.broken, null);
      assert.ok(verified.covered.links > 5);
      assert.equal((await again.api.vault.status({})).secrets > 0, true);
    } finally {
      await again.stop();
    }
  });
});

describe('the catalogue', () => {
  test('gives backups every table, whole', async () => {
    const { rows } = await server.database.admin.query(
      `select c.relname as name from pg_class c
       where c.relnamespace = 'wf'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and (not has_table_privilege('wf_backup', c.oid, 'select') or c.relrowsecurity and not exists (
           select from pg_policy p where p.polrelid = c.oid and p.polname = 'backing_up'
             and pg_get_expr(p.polqual, p.polrelid) = 'true'))`,
    );
    assert.deepEqual(rows, [], 'a table of the platform needs "call allow_backup(…)" in its migration');
  });

  test('stores transactions as current_transaction() gives them, so that they keep their order elsewhere', async () => {
    const { rows } = await server.database.admin.query(
      `select a.attrelid::regclass::text || '.' || a.attname as name, pg_get_expr(d.adbin, d.adrelid) as default
       from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'wf'::regnamespace and c.relkind in ('r', 'p') and a.atttypid = 'xid8'::regtype
         and pg_get_expr(d.adbin, d.adrelid) is distinct from 'wf.current_transaction()'`,
    );
    assert.deepEqual(rows, []);
  });

  test('has the columns of the queue that backups carry by hand, and locks beside them', async () => {
    for (const table of QUEUE_TABLES) {
      const { rows } = await server.database.admin.query<{ name: string }>(
        `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
           and attgenerated = '' and attname not in ('locked_at', 'locked_by') order by attnum`,
        [`graphile_worker.${table.name}`],
      );
      assert.deepEqual([...table.columns].sort(), rows.map(({ name }) => name).sort(), table.name);
    }
  });
});

describe('a login that row-level security binds', () => {
  const name = `plain_${server.database.name}`;
  const password = 'a-password-of-the-test';
  const urlOf = (url: string) => {
    const changed = new URL(url);
    changed.username = name;
    changed.password = password;
    return changed.href;
  };
  let target: TestDatabase;

  before(async () => {
    target = await emptyDatabase();
    await target.admin.query(`create role ${name} login createrole password '${password}'`);
    await target.admin.query(
      `grant wf_owner, wf_backup, wf_app, wf_ingest, wf_worker to ${name} with inherit false, set true, admin true`,
    );
    await target.admin.query(`grant create on database ${target.name} to ${name} with grant option`);
  });
  after(async () => {
    for (const database of [target, server.database])
      await database.admin.query(`drop owned by ${name} cascade`);
    await target.admin.query(`drop role ${name}`);
  });

  test('backs up and restores all of it, by the role that is there for it', async () => {
    const plain = path.join(folder, 'plain.backup');
    const made = await backUp(plain, urlOf(server.database.adminUrl));
    const whole = await showBackup(file, secret);
    assert.deepEqual(made.end.tables, whole.end.tables);
    assert.deepEqual(made.manifest.sequences, whole.manifest.sequences);
    await restore(plain, { adminUrl: urlOf(target.adminUrl) });
    assert.deepEqual(await readTableContents(target.admin), await readTableContents(server.database.admin));
  });

  test('is refused when a table has no policy for backups, since that table would seem to be empty', async () => {
    await server.database.admin.query('drop policy backing_up on wf.alert');
    try {
      await assert.rejects(
        backUp(path.join(folder, 'blind.backup'), urlOf(server.database.adminUrl)),
        says(/cannot read all of alert/),
      );
    } finally {
      await server.database.admin.query(
        'create policy backing_up on wf.alert for select to wf_backup using (true)',
      );
    }
  });
});

describe('what is not as it was written is refused', () => {
  const changed = (name: string, change: (bytes: Buffer) => Buffer): string => {
    const copy = path.join(folder, name);
    writeFileSync(copy, change(readFileSync(file)));
    return copy;
  };

  test('another key', async () => {
    const other = parseBackupSecret('cd'.repeat(32), 'the test');
    await assert.rejects(verifyBackup(file, other), says(/does not open this backup/));
    const passphrase = parseBackupSecret('a passphrase of some length', 'the test');
    await assert.rejects(verifyBackup(file, passphrase), says(/made with a key/));
  });

  test('a single bit, wherever it is', async () => {
    const size = statSync(file).size;
    const places = [3, 20, 120, ...Array.from({ length: 12 }, (_, n) => Math.floor((size / 13) * (n + 1)))];
    for (const place of places) {
      const copy = changed('bit.backup', (bytes) => {
        bytes[place] = (bytes[place] ?? 0) ^ 1;
        return bytes;
      });
      await assert.rejects(verifyBackup(copy, secret), says(/./), `byte ${place}`);
    }
  });

  test('a file that was cut, at a frame or inside one', async () => {
    const frames = framesOf(readFileSync(file));
    for (const length of [
      4,
      100,
      frames[1]?.at ?? 0,
      (frames.at(-1)?.at ?? 0) + 3,
      frames.at(-1)?.at ?? 0,
      statSync(file).size - 1,
    ]) {
      const copy = changed('cut.backup', (bytes) => bytes);
      truncateSync(copy, length);
      await assert.rejects(verifyBackup(copy, secret), says(/./), `${length} bytes`);
      await assert.rejects(showBackup(copy, secret), says(/./), `${length} bytes`);
    }
  });

  test('frames that changed places, are missing, or stand twice', async () => {
    const bytes = readFileSync(file);
    const frames = framesOf(bytes);
    const [first, second] = [frames[3], frames[5]];
    assert.ok(first && second);
    const part = (frame: { at: number; length: number }) => bytes.subarray(frame.at, frame.at + frame.length);
    const between = bytes.subarray(first.at + first.length, second.at);
    const start = bytes.subarray(0, first.at);
    const rest = bytes.subarray(second.at + second.length);
    for (const [name, parts] of Object.entries({
      swapped: [start, part(second), between, part(first), rest],
      missing: [start, between, part(second), rest],
      twice: [start, part(first), part(first), between, part(second), rest],
      longer: [bytes, Buffer.from('more')],
    })) {
      const copy = changed(`${name}.backup`, () => Buffer.concat(parts));
      await assert.rejects(verifyBackup(copy, secret), says(/changed|damaged/), name);
    }
  });

  test('a frame of another backup under the same key', async () => {
    const other = path.join(folder, 'other.backup');
    await backUp(other);
    const [own, foreign] = [readFileSync(file), readFileSync(other)];
    const [ownFrame, foreignFrame] = [framesOf(own).at(-1), framesOf(foreign).at(-1)];
    assert.ok(ownFrame && foreignFrame);
    const copy = changed('mixed.backup', () =>
      Buffer.concat([own.subarray(0, ownFrame.at), foreign.subarray(foreignFrame.at)]),
    );
    await assert.rejects(verifyBackup(copy, secret), says(/does not open/));
  });

  test('a file that is none, and none at all', async () => {
    const copy = changed('none.backup', () => Buffer.from('a text'));
    await assert.rejects(verifyBackup(copy, secret), says(/is no backup/));
    await assert.rejects(verifyBackup(path.join(folder, 'nowhere'), secret), says(/There is no file/));
  });

  test('and leaves the mark of a restore that did not finish, which a later one takes away', async () => {
    const target = await emptyDatabase();
    const frames = framesOf(readFileSync(file));
    const late = frames.at(-4);
    assert.ok(late);
    const copy = changed('late.backup', (bytes) => {
      bytes[late.at + late.length - 1] = (bytes[late.at + late.length - 1] ?? 0) ^ 1;
      return bytes;
    });
    await assert.rejects(restore(copy, target), says(/does not open/));
    const rows = await target.admin.query('select from wf.alert');
    assert.equal(rows.rowCount, 0, 'no row was kept');
    await assert.rejects(
      migrate({ admin: { connectionString: target.adminUrl }, appLogin: 'watchfloor' }),
      says(/did not finish: run "watchfloor restore" again/),
    );
    await restore(file, target);
    assert.deepEqual(await readTableContents(target.admin), await readTableContents(server.database.admin));
  });
});

describe('a restore goes into an empty database only', () => {
  test('not into one that holds an installation', async () => {
    const before = await readTableContents(server.database.admin);
    await assert.rejects(restore(file, server.database), says(/holds a Watchfloor installation already/));
    assert.deepEqual(await readTableContents(server.database.admin), before);
  });

  test('not beside another restore', async () => {
    const target = await emptyDatabase();
    const holder = await target.admin.connect();
    await holder.query('select pg_advisory_lock(7743003)');
    try {
      await assert.rejects(restore(file, target), says(/Another restore/));
    } finally {
      await holder.query('select pg_advisory_unlock(7743003)');
      holder.release();
    }
  });
});

/** Where each frame lies: places and lengths stand in clear. */
function framesOf(bytes: Buffer): { at: number; length: number }[] {
  const frames: { at: number; length: number }[] = [];
  let at = 12 + bytes.readUInt32BE(8);
  while (true) {
    const length = 5 + bytes.readUInt32BE(at + 1);
    frames.push({ at, length });
    if (bytes[at] === 1) return frames;
    at += length;
  }
}
