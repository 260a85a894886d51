// What the database says of its own size and health, from its catalogue and statistics: estimates, and no look at any row of a
// tenant. The same for the command line, the console and the hourly sample.

import type { Sql } from '../../kernel/context.ts';

export interface TableSize {
  readonly name: string;
  /** Partitions, summed into their table; 0 for a plain one. */
  readonly partitions: number;
  readonly rows: number;
  readonly dead_rows: number;
  readonly table_bytes: number;
  readonly index_bytes: number;
  /** Long values, kept apart by PostgreSQL. */
  readonly toast_bytes: number;
  readonly vacuumed_at: string | null;
  readonly analyzed_at: string | null;
}

export interface PartitionSize {
  readonly name: string;
  readonly parent: string;
  /** null for the one that takes what no month takes. */
  readonly from: string | null;
  readonly to: string | null;
  readonly rows: number;
  readonly bytes: number;
}

export interface DatabaseFacts {
  readonly server_version: string;
  readonly database_bytes: number;
  /** null when this login may not see the transactions of others. */
  readonly oldest_transaction_seconds: number | null;
  /** Transactions until PostgreSQL stops to protect itself from wraparound. */
  readonly transactions_left: number;
}

/** PostgreSQL refuses to write three million transactions before its ids would repeat. */
const TRANSACTIONS_MAX = 2_147_483_648 - 3_000_000;
const TABLES_MAX = 1_000;

const ROOTED = `
  select c.oid, coalesce(nullif(pg_partition_root(c.oid)::oid, 0), c.oid) as root, c.relispartition as is_partition,
    c.reltoastrelid, c.reltuples
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('wf', 'wf_work', 'graphile_worker') and c.relkind = 'r'`;

type Numbers<Row> = { [Name in keyof Row]: Row[Name] extends number ? string : Row[Name] };

/** Every table, the largest first. */
export async function readTableSizes(sql: Sql): Promise<TableSize[]> {
  const rows = await sql.query<Numbers<Omit<TableSize, 'vacuumed_at' | 'analyzed_at'>> & Times>(
    'storage.tables',
    `with rooted as (${ROOTED})
     select case when n.nspname = 'wf' then r.relname::text else n.nspname || '.' || r.relname end as name,
       count(*) filter (where t.is_partition)::text as partitions,
       sum(greatest(s.n_live_tup, t.reltuples, 0))::bigint::text as rows,
       sum(coalesce(s.n_dead_tup, 0))::bigint::text as dead_rows,
       sum(pg_table_size(t.oid) - coalesce(pg_total_relation_size(nullif(t.reltoastrelid, 0)), 0))::bigint::text as table_bytes,
       sum(pg_indexes_size(t.oid))::bigint::text as index_bytes,
       sum(coalesce(pg_total_relation_size(nullif(t.reltoastrelid, 0)), 0))::bigint::text as toast_bytes,
       max(greatest(s.last_vacuum, s.last_autovacuum)) as vacuumed_at,
       max(greatest(s.last_analyze, s.last_autoanalyze)) as analyzed_at
     from rooted t join pg_class r on r.oid = t.root join pg_namespace n on n.oid = r.relnamespace
     left join pg_stat_all_tables s on s.relid = t.oid
     group by n.nspname, r.relname
     order by sum(pg_total_relation_size(t.oid)) desc, 1 limit ${TABLES_MAX}`,
  );
  return rows.map((row) => ({
    name: row.name,
    partitions: Number(row.partitions),
    rows: Number(row.rows),
    dead_rows: Number(row.dead_rows),
    table_bytes: Number(row.table_bytes),
    index_bytes: Number(row.index_bytes),
    toast_bytes: Number(row.toast_bytes),
    vacuumed_at: row.vacuumed_at?.toISOString() ?? null,
    analyzed_at: row.analyzed_at?.toISOString() ?? null,
  }));
}

interface Times {
  readonly vacuumed_at: Date | null;
  readonly analyzed_at: Date | null;
}

/** Months of raw records and events, oldest first, the one without a month last. */
export async function readPartitions(sql: Sql): Promise<PartitionSize[]> {
  const rows = await sql.query<{ name: string; parent: string; rows: string; bytes: string }>(
    'storage.partitions',
    `with rooted as (${ROOTED})
     select c.relname::text as name, r.relname::text as parent,
       greatest(s.n_live_tup, t.reltuples, 0)::bigint::text as rows, pg_total_relation_size(t.oid)::text as bytes
     from rooted t join pg_class c on c.oid = t.oid join pg_class r on r.oid = t.root
     left join pg_stat_all_tables s on s.relid = t.oid
     where t.is_partition order by r.relname, c.relname limit ${TABLES_MAX}`,
  );
  return rows.map(({ name, parent, rows: count, bytes }) => ({
    name,
    parent,
    ...monthOf(name),
    rows: Number(count),
    bytes: Number(bytes),
  }));
}

function monthOf(name: string): { from: string | null; to: string | null } {
  const month = /_(\d{4})(\d{2})$/.exec(name);
  if (!month) return { from: null, to: null };
  const [year, index] = [Number(month[1]), Number(month[2]) - 1];
  return {
    from: new Date(Date.UTC(year, index)).toISOString(),
    to: new Date(Date.UTC(year, index + 1)).toISOString(),
  };
}

export async function readDatabaseFacts(sql: Sql): Promise<DatabaseFacts> {
  const rows = await sql.query<{ version: string; bytes: string; oldest: number | null; xid_age: string }>(
    'storage.facts',
    `select current_setting('server_version') as version, pg_database_size(current_database())::text as bytes,
       (select extract(epoch from clock_timestamp() - min(a.xact_start))::double precision from pg_stat_activity a
        where a.datname = current_database() and a.pid <> pg_backend_pid()) as oldest,
       (select age(d.datfrozenxid)::text from pg_database d where d.datname = current_database()) as xid_age`,
  );
  const row = rows[0];
  if (!row) throw new Error('the database did not say its size');
  return {
    server_version: row.version,
    database_bytes: Number(row.bytes),
    oldest_transaction_seconds: row.oldest,
    transactions_left: TRANSACTIONS_MAX - Number(row.xid_age),
  };
}
