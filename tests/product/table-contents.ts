// What every table of an installation holds, as one hash a table: for saying that two databases hold the same.

import type pg from 'pg';

/** Columns and tables that belong to processes and not to what is kept: locks of workers, and who is alive. */
const NOT_KEPT = ['locked_at', 'locked_by', 'is_available'];
const NOT_KEPT_TABLES = ['heartbeat', 'migrations', '_private_known_crontabs'];

export interface TableContents {
  readonly rows: number;
  readonly hash: string;
}

export async function readTableContents(
  client: Pick<pg.Pool, 'query'>,
): Promise<Record<string, TableContents>> {
  const { rows } = await client.query<{ table: string }>(
    `select c.oid::regclass::text as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('wf', 'wf_work', 'graphile_worker') and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> all($1) order by 1`,
    [NOT_KEPT_TABLES],
  );
  const contents: Record<string, TableContents> = {};
  for (const { table } of rows) {
    const found = await client.query<TableContents>(
      `select count(*)::integer as rows, md5(coalesce(string_agg(row, E'\\n' order by row collate "C"), '')) as hash
       from (select (to_jsonb(t) - $1::text[])::text as row from ${table} t) r`,
      [NOT_KEPT],
    );
    if (found.rows[0]) contents[table] = found.rows[0];
  }
  return contents;
}
