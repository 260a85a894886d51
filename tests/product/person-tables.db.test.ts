// What belongs to a person alone is seen by nobody else: no colleague, no admin of their tenant, no key. The tables come from the
// catalogue, so that a new one is tested before anybody thinks of it; both people have rows in every one of them.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type pg from 'pg';
import { startTestServer } from '../../packages/server/src/testing/server.ts';
import {
  browserWith,
  givePasskey,
  givePassword,
  giveTotp,
  makePerson,
  signInByLink,
  type TestPerson,
} from '../../packages/server/src/testing/signing-in.ts';

const server = await startTestServer({ roles: ['api'] });
after(() => server.stop());
const { admin } = server.database;

const { rows: tables } = await admin.query<{ name: string; is_forced: boolean }>(
  `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as is_forced
   from pg_class c where c.relnamespace = 'wf'::regnamespace and c.relkind in ('r', 'p')
     and obj_description(c.oid) like 'person: %' order by 1`,
);
const names = tables.map((table) => table.name);

let one: TestPerson;
let two: TestPerson;
let boss: TestPerson;
let pool: pg.Pool;

before(async () => {
  pool = server.database.poolAs('wf_app');
  [one, two, boss] = [
    await withEverything(),
    await withEverything(),
    await makePerson(server, { role: 'owner' }),
  ];
});

async function withEverything(): Promise<TestPerson> {
  const person = await makePerson(server);
  const browser = await givePassword(server, person);
  await giveTotp(browser);
  await givePasskey(server, browser);
  return person;
}

interface As {
  readonly tenant: string | null;
  readonly person: string | null;
}

async function as<Row extends pg.QueryResultRow>(
  who: As,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query("select set_config('wf.tenant', $1, true), set_config('wf.person', $2, true)", [
      who.tenant ?? '',
      who.person ?? '',
    ]);
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

async function behind(name: string, person: TestPerson): Promise<number> {
  const { rows } = await admin.query(
    `select count(*)::integer as count from wf.${name} where person_id = $1`,
    [person.id],
  );
  return rows[0].count;
}

describe('the catalogue', () => {
  test('knows the tables of people, each with forced row-level security, one policy for the application and one for backups', async () => {
    assert.deepEqual(names, ['passkey', 'person_credential', 'recovery_code']);
    assert.ok(tables.every((table) => table.is_forced));
    const { rows } = await admin.query(
      `select c.relname as name, p.polroles::regrole[]::text as roles, pg_get_expr(p.polqual, p.polrelid) as using,
         pg_get_expr(p.polwithcheck, p.polrelid) as check, p.polcmd as command
       from pg_policy p join pg_class c on c.oid = p.polrelid where c.relname = any($1) order by 1, p.polname`,
      [names],
    );
    const own = '(person_id = wf.wf_person())';
    for (const name of names) {
      assert.deepEqual(
        rows.filter((row) => row.name === name && row.roles !== '{wf_owner}'),
        [
          { name, roles: '{wf_backup}', using: 'true', check: null, command: 'r' },
          { name, roles: '{wf_app}', using: own, check: own, command: '*' },
        ],
      );
    }
  });

  test('begins every primary key with the person, and gives rights to the application, and to backups for reading', async () => {
    const { rows: keys } = await admin.query(
      `select c.relname as name, (select attname from pg_attribute where attrelid = c.oid and attnum = k.conkey[1])::text as first
       from pg_class c join pg_constraint k on k.conrelid = c.oid and k.contype = 'p' where c.relname = any($1)`,
      [names],
    );
    assert.equal(keys.length, names.length);
    assert.ok(keys.every((key) => key.first === 'person_id'));
    const { rows: grants } = await admin.query(
      `select distinct a.grantee::regrole::text as grantee, a.grantee = 'wf_backup'::regrole and a.privilege_type <> 'SELECT' as writes
       from pg_class c, aclexplode(c.relacl) a where c.relname = any($1) and a.grantee <> c.relowner order by 1`,
      [names],
    );
    assert.deepEqual(grants, [
      { grantee: 'wf_app', writes: false },
      { grantee: 'wf_backup', writes: false },
    ]);
  });
});

test('both people have rows in every table', async () => {
  for (const name of names) {
    assert.ok((await behind(name, one)) > 0 && (await behind(name, two)) > 0, name);
  }
});

describe('as wf_app', () => {
  test('somebody sees all rows of their own and none of a colleague’s', async () => {
    for (const name of names) {
      const rows = await as(
        { tenant: one.tenantId, person: one.id },
        `select person_id::text as person, count(*)::integer as count from ${name} group by 1`,
      );
      assert.deepEqual(rows, [{ person: one.id, count: await behind(name, one) }], name);
    }
  });

  test('an owner of the tenant, a key, nobody, and what is no person see none', async () => {
    const others: As[] = [
      { tenant: one.tenantId, person: boss.id },
      { tenant: one.tenantId, person: null },
      { tenant: null, person: null },
      { tenant: one.tenantId, person: one.tenantId },
    ];
    for (const name of names) {
      for (const who of others) assert.deepEqual(await as(who, `select 1 from ${name}`), [], name);
      for (const person of ['not-a-uuid', '%', `${one.id}' or true --`]) {
        await assert.rejects(as({ tenant: one.tenantId, person }, `select 1 from ${name}`), {
          code: '22P02',
        });
      }
    }
  });

  test('a row of a colleague can be neither made, changed, taken, given away nor deleted', async () => {
    const who = { tenant: one.tenantId, person: two.id };
    for (const name of names) {
      const { rows } = await admin.query(
        `select to_jsonb(t) as row from wf.${name} t where person_id = $1 limit 1`,
        [one.id],
      );
      const insert = `insert into ${name} select * from jsonb_populate_record(null::wf.${name}, $1)`;
      await assert.rejects(as(who, insert, [rows[0].row]), /row-level security policy/, name);
      const { rows: columns } = await admin.query(
        `select a.attname::text as name from pg_attribute a where a.attrelid = ('wf.' || $1)::regclass and a.attnum > 0
           and has_column_privilege('wf_app', a.attrelid, a.attnum, 'UPDATE') limit 1`,
        [name],
      );
      const column = columns[0].name;
      assert.deepEqual(
        await as(who, `update ${name} set ${column} = ${column} where person_id = $1 returning 1`, [one.id]),
        [],
      );
      await assert.rejects(
        as(who, `update ${name} set person_id = $1`, [one.id]),
        /row-level security policy|permission denied/,
        name,
      );
      const removing = as(who, `delete from ${name} where person_id = $1 returning 1`, [one.id]);
      assert.deepEqual(
        await removing.catch((error: pg.DatabaseError) => {
          assert.equal(error.code, '42501');
          return [];
        }),
        [],
      );
    }
  });

  test('a name is changed by its person alone, and an e-mail by no statement', async () => {
    const rename = "update person set display_name = 'Mallory' where id = $1 returning 1";
    assert.deepEqual(await as({ tenant: one.tenantId, person: two.id }, rename, [one.id]), []);
    assert.deepEqual(await as({ tenant: one.tenantId, person: null }, rename, [one.id]), []);
    assert.equal((await as({ tenant: one.tenantId, person: one.id }, rename, [one.id])).length, 1);
    await assert.rejects(
      as({ tenant: one.tenantId, person: one.id }, "update person set email = 'x@example.com'"),
      /permission denied/,
    );
  });
});

test('the functions on one’s own sessions and tenants give nothing without a person', async () => {
  const nobody = { tenant: one.tenantId, person: null };
  for (const call of [
    "select * from list_own_sessions(now(), '1 hour')",
    'select * from list_own_memberships()',
    'select * from end_own_sessions(null, null, now())',
    `select * from begin_session_elsewhere('${one.tenantId}', gen_random_uuid(), 'x', gen_random_uuid(), now())`,
  ]) {
    assert.deepEqual(await as(nobody, call), [], call);
  }
  assert.deepEqual(await as(nobody, "select claim_email('x@example.com') as claimed"), [{ claimed: false }]);
  await assert.rejects(as(nobody, 'select * from first_tenant_of($1)', [one.id]), /permission denied/);
});

test('by API an owner learns how somebody signs in and nothing that could be used for it', async () => {
  const browser = browserWith(server, await signInByLink(server, boss));
  const { rows } = await admin.query(
    `select c.password_hash as password, encode(c.totp_sealed, 'base64') as totp,
       (select encode(credential_id, 'base64') from wf.passkey k where k.person_id = c.person_id) as passkey
     from wf.person_credential c where c.person_id = $1`,
    [one.id],
  );
  const id = `user_${one.id.replaceAll('-', '')}`;
  for (const path of ['/v1/people', `/v1/people/${id}`, `/v1/people/${id}/sessions`, '/v1/audit']) {
    const answer = await browser.send('GET', path);
    assert.equal(answer.status, 200, path);
    for (const secret of Object.values(rows[0])) assert.ok(!answer.text.includes(String(secret)), path);
  }
});
