// The schema as text, from the catalogue: tables, columns, constraints, indexes, policies, functions and grants, in a stable
// order. The embedded build has no pg_dump; what a reviewer wants to see in a diff is less than pg_dump writes, anyway.

import type pg from 'pg';

/** Everything in the schema `wf`; monthly partitions are left out, since they depend on the calendar. */
export async function dumpSchema(client: Pick<pg.Pool, 'query'>): Promise<string> {
  const parts = [await dumpTables(client), await dumpFunctions(client)];
  return `-- Written from the catalogue by "npm run golden". Do not edit: a migration changes it.\n\n${parts.join('\n')}`;
}

interface TableRow {
  readonly oid: number;
  readonly name: string;
  readonly comment: string | null;
  readonly partition_key: string | null;
  readonly row_security: string;
}

async function dumpTables(client: Pick<pg.Pool, 'query'>): Promise<string> {
  const tables = await client.query<TableRow>(
    `select c.oid, c.relname as name, obj_description(c.oid) as comment, pg_get_partkeydef(c.oid) as partition_key,
       case when c.relforcerowsecurity then 'forced' when c.relrowsecurity then 'enabled' else 'off' end as row_security
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'wf' and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`,
  );
  const texts: string[] = [];
  for (const table of tables.rows) texts.push(await dumpTable(client, table));
  return texts.join('\n');
}

async function dumpTable(client: Pick<pg.Pool, 'query'>, table: TableRow): Promise<string> {
  const lines = async (text: string) =>
    (await client.query<{ line: string }>(text, [table.oid])).rows.map((row) => row.line);
  const columns = await lines(
    `select '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || case when a.attnotnull then ' not null' else '' end
       || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
     from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum`,
  );
  const constraints = await lines(
    `select '  constraint ' || conname || ' ' || pg_get_constraintdef(oid) as line from pg_constraint
     where conrelid = $1 and contype <> 'n' and conparentid = 0 order by contype desc, conname`,
  );
  const indexes = await lines(
    `select pg_get_indexdef(i.indexrelid) || ';' as line from pg_index i
     where i.indrelid = $1 and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
     order by i.indexrelid::regclass::text`,
  );
  const policies = await lines(
    `select 'policy ' || polname || ' for ' || case polcmd when '*' then 'all' when 'a' then 'insert' when 'r' then 'select'
       else polcmd::text end || ' to ' || array_to_string(array(select rolname from pg_roles where oid = any(polroles)), ', ')
       || coalesce(' using ' || pg_get_expr(polqual, polrelid), '')
       || coalesce(' with check ' || pg_get_expr(polwithcheck, polrelid), '') as line
     from pg_policy where polrelid = $1 order by polname`,
  );
  const grants = await lines(
    `select 'grant ' || string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) || ' to '
       || a.grantee::regrole as line
     from pg_class c, aclexplode(c.relacl) a where c.oid = $1 and a.grantee <> c.relowner group by a.grantee order by 1`,
  );
  return [
    `-- ${table.comment ?? 'UNMARKED'}; row-level security ${table.row_security}`,
    `create table ${table.name} (`,
    [...columns, ...constraints].join(',\n'),
    `)${table.partition_key ? ` partition by ${table.partition_key}` : ''};`,
    ...indexes,
    ...policies.map((line) => `-- ${line}`),
    ...grants.map((line) => `-- ${line}`),
    '',
  ].join('\n');
}

async function dumpFunctions(client: Pick<pg.Pool, 'query'>): Promise<string> {
  const functions = await client.query<{ line: string }>(
    `select '-- ' || case p.prokind when 'p' then 'procedure ' else 'function ' end || p.oid::regprocedure
       || case when p.prosecdef then ' security definer' else '' end
       || ' executable by ' || coalesce((select string_agg(case when a.grantee = 0 then 'public' else a.grantee::regrole::text end, ', '
            order by a.grantee::regrole::text) from aclexplode(p.proacl) a where a.grantee <> p.proowner), 'public') as line
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('wf', 'wf_work') order by 1`,
  );
  return `${functions.rows.map((row) => row.line).join('\n')}\n`;
}
