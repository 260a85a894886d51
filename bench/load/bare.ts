// The bare database: the rows that accepting has written, inserted once more into the same tables by a loop that does nothing
// else. No HTTP, no reading, no deduplication, no queue: how much of the database's own speed is left by the accept path.

import type pg from 'pg';

const BATCH = 64;

/** Rows a second of the tables that accepting writes, counted as records: one raw record is one. */
export async function bareRecordsPerSecond(admin: pg.Pool, records: number): Promise<number> {
  const client = await admin.connect();
  try {
    await client.query('set search_path = wf');
    const { rows: tenants } = await client.query<{ id: string; twin: string }>(
      `select id, gen_random_uuid() as twin from tenant where slug like 'load-%'`,
    );
    for (const { twin } of tenants) {
      await client.query(
        `insert into tenant (id, slug, name, created_at) values ($1::uuid, 'twin-' || substr($1::uuid::text, 1, 8), 'Twin', now())`,
        [twin],
      );
    }
    const twins = new Map(tenants.map((tenant) => [tenant.id, tenant.twin]));
    const batches = await readBatches(client, records, twins);
    const startedAt = performance.now();
    for (const batch of batches) {
      await client.query('begin');
      for (const [table, rows] of batch.rows) {
        await client.query({
          name: `bare.${table}`,
          text: `insert into ${table} (${batch.columns.get(table)}) select ${batch.columns.get(table)}
                 from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
          values: [rows],
        });
      }
      await client.query('commit');
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    return (batches.length * BATCH) / seconds;
  } finally {
    client.release();
  }
}

interface Batch {
  readonly rows: ReadonlyMap<string, string>;
  readonly columns: ReadonlyMap<string, string>;
}

/** What each batch of raw records brought with it: keys, alerts, revisions. */
const TABLES: readonly (readonly [table: string, condition: string])[] = [
  ['raw_record', 'r.id = any($1::uuid[])'],
  ['dedup_key', 'r.record_id = any($1::uuid[])'],
  ['alert', 'r.record_id = any($1::uuid[])'],
  ['alert_revision', 'r.record_id = any($1::uuid[])'],
];

async function readBatches(
  client: pg.PoolClient,
  records: number,
  twins: ReadonlyMap<string, string>,
): Promise<Batch[]> {
  const { rows: ids } = await client.query<{ id: string }>(
    'select r.id from raw_record r join tenant t on t.id = r.tenant_id where t.slug like $1 order by r.id desc limit $2',
    ['load-%', records],
  );
  const columns = new Map<string, string>();
  for (const [table] of TABLES) columns.set(table, await storedColumns(client, table));
  const batches: Batch[] = [];
  const alerts = new Set<string>();
  ids.reverse();
  for (let start = 0; start + BATCH <= ids.length; start += BATCH) {
    const wanted = ids.slice(start, start + BATCH).map((row) => row.id);
    const rows = new Map<string, string>();
    for (const [table, condition] of TABLES) {
      const found = await client.query<{ row: { tenant_id: string; id?: string; alert_id?: string } }>(
        `select to_jsonb(r) as row from ${table} r where ${condition}`,
        [wanted],
      );
      if (table === 'alert') for (const { row } of found.rows) alerts.add(row.id ?? '');
      const twinned = found.rows
        // A revision of an alert that came before these records has no alert to stand by.
        .filter(({ row }) => row.alert_id === undefined || alerts.has(row.alert_id))
        .map(({ row }) => ({ ...row, tenant_id: twins.get(row.tenant_id) }));
      if (twinned.length > 0) rows.set(table, JSON.stringify(twinned));
    }
    batches.push({ rows, columns });
  }
  return batches;
}

/** Columns that are written and not generated. */
async function storedColumns(client: pg.PoolClient, table: string): Promise<string> {
  const { rows } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
     where attrelid = ('wf.' || $1)::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  return rows[0]?.columns ?? '';
}
