// No tenant sees a row of another, in any table, as any role the product works as. The tables come from the catalogue, so that
// a new one is tested before anybody thinks of it; both tenants have rows in every one of them, so that nothing passes by
// being empty.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { startTestServer } from '../../packages/server/src/testing/server.ts';
import { fillTenant } from './fill-tenant.ts';

const server = await startTestServer();
after(() => server.stop());
const { admin } = server.database;

interface Table {
  readonly name: string;
  readonly comment: string | null;
  readonly is_partition: boolean;
  readonly is_forced: boolean;
}

const tables = await catalogue<Table>(
  `select c.relname as name, obj_description(c.oid) as comment, c.relispartition as is_partition,
     c.relrowsecurity and c.relforcerowsecurity as is_forced
   from pg_class c where c.relnamespace = 'wf'::regnamespace and c.relkind in ('r', 'p') order by 1`,
);
const tenantTables = tables.filter((table) => table.comment?.startsWith('tenant:') && !table.is_partition);
const names = tenantTables.map((table) => table.name);

let ours: string;
let theirs: string;
const pools = new Map<string, pg.Pool>();

before(async () => {
  ours = await fillTenant(server, { key: server.key, api: server.api });
  theirs = await fillTenant(server, await server.neighbour());
  for (const role of ['wf_app', 'wf_ingest', 'wf_worker'] as const)
    pools.set(role, server.database.poolAs(role));
});

describe('the catalogue', () => {
  test('marks every table as a tenant’s or the platform’s', () => {
    const unmarked = tables.filter((table) => !/^(tenant|platform|person): \S/.test(table.comment ?? ''));
    assert.deepEqual(unmarked, []);
    assert.ok(names.length >= 20);
  });

  test('forces row-level security on every tenant table, with a policy for the application alone or narrower', async () => {
    assert.deepEqual(
      tenantTables.filter((table) => !table.is_forced),
      [],
    );
    const policies = await catalogue<{
      name: string;
      roles: string;
      command: string;
      using: string;
      check: string | null;
    }>(
      `select c.relname as name, p.polroles::regrole[]::text as roles, p.polcmd::text as command,
         pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as check
       from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = 'wf'::regnamespace`,
    );
    for (const name of names) {
      const own = name === 'tenant' ? '(id = wf.wf_tenant())' : '(tenant_id = wf.wf_tenant())';
      const forApp = policies.filter((policy) => policy.name === name && policy.roles === '{wf_app}');
      assert.deepEqual(
        forApp.map(({ using, check }) => [using, check]),
        [[own, own]],
        name,
      );
    }
    // Backups read everything, as a role that the product's login cannot become, and change nothing.
    const reading = policies.filter((policy) => policy.roles === '{wf_backup}');
    assert.deepEqual(
      reading.filter((policy) => policy.command !== 'r' || policy.check !== null),
      [],
    );
    const others = policies.filter((policy) => !/^\{wf_(app|owner|ingest|backup)\}$/.test(policy.roles));
    assert.deepEqual(others, [], 'a policy for another role, or for everybody');
  });

  test('begins every primary key of a tenant table with the tenant', async () => {
    const keys = await catalogue<{ name: string; first: string; columns: number }>(
      `select c.relname as name, cardinality(k.conkey) as columns,
         (select attname from pg_attribute where attrelid = c.oid and attnum = k.conkey[1]) as first
       from pg_class c left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
       where c.relnamespace = 'wf'::regnamespace and c.relname = any($1)`,
      [names],
    );
    assert.equal(keys.length, names.length);
    for (const key of keys) {
      if (key.name === 'tenant') assert.deepEqual([key.first, key.columns], ['id', 1]);
      else assert.ok(key.first === 'tenant_id' && key.columns >= 2, key.name);
    }
  });

  test('lets a foreign key to a tenant table carry the tenant, since it looks past row-level security', async () => {
    const keys = await catalogue<{ name: string; target: string; pairs: string[] }>(
      `select k.conrelid::regclass::text || '.' || k.conname as name, t.relname as target,
         array(select a.attname || '=' || b.attname from unnest(k.conkey, k.confkey) as p (own, other)
               join pg_attribute a on a.attrelid = k.conrelid and a.attnum = p.own
               join pg_attribute b on b.attrelid = k.confrelid and b.attnum = p.other) as pairs
       from pg_constraint k join pg_class t on t.oid = k.confrelid
       where k.contype = 'f' and t.relname = any($1) and t.relnamespace = 'wf'::regnamespace`,
      [names],
    );
    assert.ok(keys.length > 20);
    for (const { name, target, pairs } of keys) {
      // A tenant's own row has its id for its tenant.
      if (name === 'wf.tenant.tenant_parent_id_fkey') continue;
      assert.ok(pairs.includes(target === 'tenant' ? 'tenant_id=id' : 'tenant_id=tenant_id'), name);
    }
  });

  test('gives nobody a right on a partition, and only our roles any on a table', async () => {
    const grants = await catalogue<{ name: string; is_partition: boolean; grantee: string; right: string }>(
      `select c.relname as name, c.relispartition as is_partition, a.privilege_type as right,
         case when a.grantee = 0 then 'public' else a.grantee::regrole::text end as grantee
       from pg_class c, aclexplode(c.relacl) a
       where c.relnamespace = 'wf'::regnamespace and a.grantee <> c.relowner`,
    );
    assert.deepEqual(
      grants.filter((grant) => grant.is_partition),
      [],
    );
    assert.deepEqual(
      grants.filter(
        ({ grantee, right }) =>
          !['wf_app', 'wf_ingest'].includes(grantee) && !(grantee === 'wf_backup' && right === 'SELECT'),
      ),
      [],
    );
    const { rows } = await admin.query(
      "select pg_has_role('watchfloor', 'wf_backup', 'MEMBER') as is_member",
    );
    assert.deepEqual(rows, [{ is_member: false }], 'the product’s login cannot read as backups do');
  });

  test('lets none of our roles bypass row-level security, log in, or own a tenant table but the owner', async () => {
    const roles = await catalogue<{ name: string }>(
      `select rolname as name from pg_roles where rolname like 'wf\\_%' and (rolsuper or rolbypassrls or rolcanlogin)`,
    );
    assert.deepEqual(roles, []);
    const owners = await catalogue<{ owner: string }>(
      "select distinct relowner::regrole::text as owner from pg_class where relnamespace = 'wf'::regnamespace",
    );
    assert.deepEqual(owners, [{ owner: 'wf_owner' }]);
  });
});

test('both tenants have rows in every tenant table', async () => {
  const empty: string[] = [];
  for (const name of names) {
    for (const tenant of [ours, theirs]) {
      if ((await countBehind(name, tenant)) === 0)
        empty.push(`${name} of ${tenant === ours ? 'ours' : 'theirs'}`);
    }
  }
  assert.deepEqual(empty, []);
});

describe('as wf_app', () => {
  test('with our tenant set, every row of ours is there and none of the neighbour’s', async () => {
    for (const name of names) {
      const key = keyOf(name);
      const rows = await as(
        'wf_app',
        ours,
        `select ${key}::text as tenant, count(*)::integer as count from ${name} group by 1`,
      );
      assert.deepEqual(rows, [{ tenant: ours, count: await countBehind(name, ours) }], name);
      assert.deepEqual(
        await as('wf_app', ours, `select 1 from ${name} where ${key} = '${theirs}'`),
        [],
        name,
      );
    }
  });

  test('people of another tenant are not seen, although people are global', async () => {
    const rows = await as<{ email: string }>('wf_app', ours, 'select email from person');
    assert.deepEqual(rows.map((row) => row.email).sort(), [`${ours}@example.com`, 'owner@localhost']);
    assert.deepEqual(await as('wf_app', null, 'select 1 from person'), []);
  });

  test('with no tenant set, or an empty one, there is no row in any table', async () => {
    for (const tenant of [null, '']) {
      for (const name of names) {
        assert.deepEqual(await as('wf_app', tenant, `select 1 from ${name} limit 1`), [], name);
      }
    }
  });

  test('with a tenant that is none, nothing is read: it fails or finds no row', async () => {
    for (const tenant of ['00000000-0000-0000-0000-000000000000', 'not-a-uuid', '%', `${ours}' or true --`]) {
      for (const name of names) {
        const rows = await as('wf_app', tenant, `select 1 from ${name} limit 1`).catch(
          (error: pg.DatabaseError) => {
            assert.equal(error.code, '22P02');
            return [];
          },
        );
        assert.deepEqual(rows, [], name);
      }
    }
  });

  test('a row for the neighbour cannot be inserted, with our tenant set or none', async () => {
    for (const name of names) {
      for (const tenant of [ours, null]) {
        // The neighbour's own row: were it let through, its primary key would say so.
        const { rows } = await admin.query(
          `select to_jsonb(t) as row from wf.${name} t where ${keyOf(name)} = $1 limit 1`,
          [theirs],
        );
        const columns = (await writableColumns(name)).join(', ');
        const insert = `insert into ${name} (${columns}) select ${columns} from jsonb_populate_record(null::wf.${name}, $1)`;
        const hasRight = (await rightsOn('wf_app', name)).includes('INSERT');
        await assert.rejects(
          as('wf_app', tenant, insert, [rows[0].row]),
          hasRight ? /row-level security policy/ : /permission denied/,
          name,
        );
      }
    }
  });

  test('a row of the neighbour can be neither changed nor deleted, and none of ours given away', async () => {
    for (const name of names) {
      const key = keyOf(name);
      const before = await countBehind(name, theirs);
      const rights = await rightsOn('wf_app', name);
      if (rights.includes('UPDATE')) {
        assert.deepEqual(
          await as(
            'wf_app',
            ours,
            `update ${name} set ${key} = ${key} where ${key} = '${theirs}' returning 1`,
          ),
          [],
        );
        await assert.rejects(
          as('wf_app', ours, `update ${name} set ${key} = '${theirs}'`),
          /row-level security policy/,
          name,
        );
      }
      if (rights.includes('DELETE')) {
        assert.deepEqual(
          await as('wf_app', ours, `delete from ${name} where ${key} = '${theirs}' returning 1`),
          [],
        );
      }
      assert.equal(await countBehind(name, theirs), before, name);
    }
  });

  test('decisions, audit records, domain events and records can be added and never changed', async () => {
    for (const name of [
      'decision',
      'audit_record',
      'audit_link',
      'audit_checkpoint',
      'domain_event',
      'raw_record',
      'event',
      'triage_policy',
      'alert_comment',
    ]) {
      assert.deepEqual(await rightsOn('wf_app', name), ['INSERT', 'SELECT'], name);
      for (const statement of [
        `update ${name} set tenant_id = tenant_id`,
        `delete from ${name}`,
        `truncate ${name}`,
      ]) {
        await assert.rejects(as('wf_app', ours, statement), /permission denied/, statement);
      }
    }
  });

  test('no tenant table can be emptied, and none of ours deleted but by its own rules', async () => {
    for (const name of names) {
      await assert.rejects(as('wf_app', ours, `truncate ${name}`), /permission denied/, name);
    }
    const deletable = [];
    for (const name of names) if ((await rightsOn('wf_app', name)).includes('DELETE')) deletable.push(name);
    assert.deepEqual(deletable, [
      'alert_search',
      'audit_sink',
      'audit_unsealed',
      'child_access',
      'custom_role',
      'data_key',
      'entity_judgement',
      'entity_link',
      'field_mapping',
      'idempotency_key',
      'membership',
      'secret',
      'source_setting',
    ]);
  });

  test('a partition is not reached directly', async () => {
    const partitions = tables.filter((table) => table.is_partition);
    assert.ok(partitions.length >= 6);
    for (const { name } of partitions) {
      for (const role of ['wf_app', 'wf_ingest']) {
        await assert.rejects(as(role, ours, `select 1 from ${name}`), /permission denied/, name);
        await assert.rejects(as(role, ours, `insert into ${name} default values`), /permission denied/, name);
      }
    }
  });

  test('the role cannot be left, the policy not switched off, no object made', async () => {
    for (const statement of [
      'set role wf_owner',
      'set session authorization postgres',
      'alter table alert no force row level security',
      'alter table alert disable row level security',
      'create policy open on alert using (true)',
      'create table wf.mine (id integer)',
      'create function wf.mine() returns integer language sql return 1',
      "copy alert to program 'true'",
    ]) {
      const login = await loginAs('wf_app');
      try {
        await assert.rejects(login.query(statement), /permission denied|must be owner|must be/, statement);
      } finally {
        await login.end();
      }
    }
  });

  test('the login itself, without a role, may read and write nothing', async () => {
    const login = await loginAs('wf_app');
    try {
      await login.query('set role none');
      for (const name of names) {
        await assert.rejects(login.query(`select 1 from wf.${name}`), /permission denied for schema wf/);
      }
      await assert.rejects(login.query("select wf_work.enqueue('[]')"), /permission denied for schema/);
    } finally {
      await login.end();
    }
  });

  test('neither the work queue nor the settings of the platform are open to be changed', async () => {
    await assert.rejects(
      as('wf_app', ours, 'select 1 from graphile_worker._private_jobs'),
      /permission denied/,
    );
    await assert.rejects(as('wf_app', ours, "update platform_setting set value = ''"), /permission denied/);
    await assert.rejects(as('wf_app', ours, 'delete from platform_setting'), /permission denied/);
    await assert.rejects(as('wf_app', ours, 'update tenant set name = name'), /permission denied/);
  });
});

describe('as wf_ingest', () => {
  test('nothing can be read but deduplication keys', async () => {
    for (const { name } of tables) {
      const reading = as('wf_ingest', ours, `select 1 from ${name} limit 1`);
      if (name === 'dedup_key') assert.deepEqual(await reading, [{ '?column?': 1 }]);
      else await assert.rejects(reading, /permission denied/, name);
    }
  });

  test('nothing can be written back out of what was inserted', async () => {
    for (const name of ['alert', 'event', 'raw_record', 'alert_revision']) {
      assert.deepEqual(await rightsOn('wf_ingest', name), ['INSERT'], name);
      await assert.rejects(
        as('wf_ingest', null, `insert into ${name} default values returning *`),
        /permission denied/,
      );
    }
    assert.deepEqual(await rightsOn('wf_ingest', 'dedup_key'), ['INSERT', 'SELECT', 'UPDATE']);
    const written = ['alert', 'alert_revision', 'dedup_key', 'event', 'raw_record'];
    const granted = [];
    for (const { name } of tables) if ((await rightsOn('wf_ingest', name)).length > 0) granted.push(name);
    assert.deepEqual(granted, written);
  });
});

test('as wf_worker no table of a tenant can be named at all', async () => {
  for (const name of names) {
    await assert.rejects(
      as('wf_worker', ours, `select 1 from wf.${name}`),
      /permission denied for schema wf/,
      name,
    );
  }
});

test('functions that run as their owner are these, fixed to their schema, for these roles', async () => {
  const functions = await catalogue<{ line: string; config: string[] | null }>(
    `select p.proconfig as config, n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')'
       || ' of ' || p.proowner::regrole || ' for '
       || coalesce((select string_agg(case when a.grantee = 0 then 'public' else a.grantee::regrole::text end, ', '
            order by case when a.grantee = 0 then 'public' else a.grantee::regrole::text end)
            from aclexplode(p.proacl) a where a.grantee <> p.proowner), case when p.proacl is null then 'public' else 'nobody' end)
       as line
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema') order by 2`,
  );
  for (const { line, config } of functions) {
    assert.ok(
      config?.some((setting) => /^search_path=wf(_work)?, pg_temp$/.test(setting)),
      line,
    );
    assert.doesNotMatch(line, /\bpublic$/);
  }
  const text = `${functions.map((row) => row.line).join('\n')}\n`;
  const golden = path.join(import.meta.dirname, 'golden/definer-functions.txt');
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(golden, text);
  assert.equal(text, readFileSync(golden, 'utf8'), 'read the change, then write it with "npm run golden"');
});

async function catalogue<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return (await admin.query<Row & pg.QueryResultRow>(text, [...values])).rows;
}

function keyOf(name: string): string {
  return name === 'tenant' ? 'id' : 'tenant_id';
}

async function countBehind(name: string, tenant: string): Promise<number> {
  const { rows } = await admin.query(
    `select count(*)::integer as count from wf.${name} where ${keyOf(name)} = $1`,
    [tenant],
  );
  return rows[0].count;
}

async function writableColumns(name: string): Promise<string[]> {
  const rows = await catalogue<{ attname: string }>(
    `select attname from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [`wf.${name}`],
  );
  return rows.map((row) => row.attname);
}

async function rightsOn(role: string, name: string): Promise<string[]> {
  const rows = await catalogue<{ right: string }>(
    `select a.privilege_type as right from pg_class c, aclexplode(c.relacl) a
     where c.oid = $1::regclass and a.grantee = $2::regrole order by 1`,
    [`wf.${name}`, role],
  );
  return rows.map((row) => row.right);
}

/** One statement in a transaction as the role, with the tenant set as the product sets it; rolled back. */
async function as<Row extends object>(
  role: string,
  tenant: string | null,
  ...[text, values = []]: readonly [text: string, values?: readonly unknown[]]
): Promise<Row[]> {
  const pool = pools.get(role);
  assert.ok(pool);
  const client = await pool.connect();
  try {
    await client.query('begin');
    if (tenant !== null) await client.query("select set_config('wf.tenant', $1, true)", [tenant]);
    return (await client.query<Row & pg.QueryResultRow>(text, [...values])).rows;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** A connection with the product's own login, become the role as the product becomes it. */
async function loginAs(role: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: server.database.url,
    options: `-c role=${role} -c search_path=wf`,
  });
  await client.connect();
  return client;
}
