// A million stored alerts in minutes. Twenty thousand come in through the API and are decided, like any others; the rest are copies of
// them, each round of copies older than the one before: the alert, its words, its links, its decisions and its raw record, with ids
// of their own. Duplicates' keys, revisions and the log of events are not copied, since nothing that is read here reads them.

import type pg from 'pg';
import { progress, submit, untilQuiet } from './accept.ts';
import type { World } from './world.ts';

const BY_API = 20_000;
const FILL_SECONDS = 600;
const SHARE_OF_NEW = 0.6;
/** Between the rounds of copies; a million are spread over three months. */
const ROUND_HOURS = 44;

export async function fill(world: World, stored: number): Promise<void> {
  const missing = Math.min(stored, BY_API) - (await countAlerts(world));
  if (missing > 0) {
    progress(`storing ${missing} alerts through the API`);
    const records = Math.ceil(missing / SHARE_OF_NEW);
    await submit(world, 'fill', { connections: 128, rate: null, seconds: FILL_SECONDS, records });
    await untilQuiet(world);
  }
  const present = await countAlerts(world);
  if (present >= stored) return;
  const client = await world.admin.connect();
  try {
    await copyAlerts(client, { present, stored });
  } finally {
    client.release(true);
  }
}

async function countAlerts(world: World): Promise<number> {
  const { rows } = await world.admin.query<{ count: string }>('select count(*) from wf.alert');
  return Number(rows[0]?.count ?? 0);
}

const COPIED = ['alert', 'alert_search', 'entity_link', 'decision', 'raw_record'] as const;

/** What a column of a copy holds in place of what it holds in the first one; all others stay as they are. */
const CHANGED: Readonly<Record<(typeof COPIED)[number], Readonly<Record<string, string>>>> = {
  alert: {
    id: 'c.new_id',
    record_id: 'c.new_record_id',
    received_at: 'o.received_at - c.age',
    occurred_at: 'o.occurred_at - c.age',
    last_seen: 'o.last_seen - c.age',
  },
  alert_search: { alert_id: 'c.new_id' },
  entity_link: { subject_id: 'c.new_id', at: 'o.at - c.age' },
  decision: { alert_id: 'c.new_id', id: 'gen_random_uuid()', as_of: 'o.as_of - c.age' },
  raw_record: { id: 'c.new_record_id', received_at: 'o.received_at - c.age' },
};

const JOINED: Readonly<Record<(typeof COPIED)[number], string>> = {
  alert: 'o.id = c.id',
  alert_search: 'o.alert_id = c.id',
  entity_link: "o.subject_kind = 'alert' and o.subject_id = c.id",
  decision: 'o.alert_id = c.id',
  raw_record: 'o.id = c.record_id',
};

async function copyAlerts(
  client: pg.PoolClient,
  { present, stored }: { readonly present: number; readonly stored: number },
): Promise<void> {
  const rounds = Math.ceil((stored - present) / present);
  progress(`copying ${present} alerts ${rounds} times`);
  // Each first alert's rows are found by their keys: what was copied before is not read again in every round.
  await client.query(
    "set search_path = wf; set maintenance_work_mem = '1GB'; set enable_hashjoin = off; set enable_mergejoin = off",
  );
  for (let month = 0; month * 28 * 24 <= (rounds + 1) * ROUND_HOURS; month += 1)
    await client.query("select ensure_partitions(now() - $1 * interval '28 days')", [month]);
  // Neither triggers nor checks of foreign keys, which hold for copies of what holds; what alerts count is counted at the end.
  await client.query("set session_replication_role = 'replica'");
  const indexes = await dropIndexes(client);
  await client.query(
    'create temp table first_alert as select tenant_id, id, record_id, received_at from alert',
  );
  for (let round = 1; round <= rounds; round += 1) {
    await client.query(
      `create temp table copy as
       select tenant_id, id, record_id, age, new_id(received_at - age) as new_id, new_id(received_at - age) as new_record_id
       from (select f.*, $1 * interval '${ROUND_HOURS} hours' as age from first_alert f limit $2) f`
        .replaceAll('new_id(received_at - age)', NEW_ID)
        .replace('$1', String(round))
        .replace('$2', String(Math.min(present, stored - present * round))),
    );
    for (const table of COPIED) {
      const columns = await columnsOf(client, table);
      const values = columns.map((column) => CHANGED[table][column] ?? `o.${column}`);
      await client.query(
        `insert into ${table} (${columns.join(', ')}) select ${values.join(', ')}
         from copy c join ${table} o on o.tenant_id = c.tenant_id and ${JOINED[table]}`,
      );
    }
    await client.query('drop table copy');
    if (round % 10 === 0) progress(`copied ${round} times`);
  }
  for (const made of indexes) {
    progress(made.replace(/ USING.*/, ''));
    await client.query(made);
  }
  await client.query("set session_replication_role = 'origin'");
  await client.query('select recount_alerts()');
  await client.query(`vacuum analyze ${COPIED.join(', ')}, alert_count, alert_count_delta`);
}

/** Made like the product's own: by the time, and random behind it. */
const NEW_ID =
  '(substr(uuid_v7_floor(received_at - age)::text, 1, 15) || substr(gen_random_uuid()::text, 16))::uuid';

/** All but those that the copying itself reads; gives what makes them again. */
async function dropIndexes(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string; made: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as made from pg_index
     where indrelid = any($1::regclass[]) and not indisprimary and indexrelid <> 'entity_link_subject'::regclass`,
    [COPIED.filter((table) => table !== 'raw_record')],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map((row) => row.made);
}

/** Columns that are written and not generated. */
async function columnsOf(client: pg.PoolClient, table: string): Promise<string[]> {
  const { rows } = await client.query<{ column: string }>(
    `select quote_ident(attname) as column from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [table],
  );
  return rows.map((row) => row.column);
}
