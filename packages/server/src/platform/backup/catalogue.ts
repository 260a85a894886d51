// What there is to back up, from the catalogue, so that a new table is not forgotten. A table is in the backup or in LEFT_OUT.

import type pg from 'pg';
import { StartError } from '../../kernel/errors.ts';
import type { BackupTable, Manifest } from './manifest.ts';

/** Tables whose rows are of no use elsewhere. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'wf_work.heartbeat': 'tells which workers are alive; none of a restored database is',
  'graphile_worker.migrations': "the queue's own migrations, which the release that restores makes anew",
  'graphile_worker._private_known_crontabs': 'schedules of the queue, which the product does not use',
};

/**
 * Columns of the queue's tables, by hand: a lock belongs to a worker that is not there any more, so those columns stay behind. The
 * library's next version may have other columns; a test compares, and whoever raises the version says how older backups go in.
 */
export const QUEUE_TABLES: readonly BackupTable[] = [
  { schema: 'graphile_worker', name: '_private_tasks', columns: ['id', 'identifier'] },
  { schema: 'graphile_worker', name: '_private_job_queues', columns: ['id', 'queue_name'] },
  {
    schema: 'graphile_worker',
    name: '_private_jobs',
    columns: [
      ...['id', 'job_queue_id', 'task_id', 'payload', 'priority', 'run_at', 'attempts', 'max_attempts'],
      ...['last_error', 'created_at', 'updated_at', 'key', 'revision', 'flags'],
    ],
  },
];

type Contents = Pick<Manifest, 'tables' | 'left_out' | 'months'>;

/** Everything in our schemas, as the transaction of this client sees it. */
export async function readContents(client: pg.Client): Promise<Contents> {
  const { rows } = await client.query<{ schema: string; name: string; columns: string[] }>(
    `select n.nspname as schema, c.relname as name,
       array(select a.attname::text from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('wf', 'wf_work', 'graphile_worker') and c.relkind in ('r', 'p') and not c.relispartition
     order by n.nspname, c.relname`,
  );
  const tables: BackupTable[] = [];
  const leftOut: Contents['left_out'] = [];
  for (const { schema, name, columns } of rows) {
    const reason = LEFT_OUT[`${schema}.${name}`];
    const queue = QUEUE_TABLES.find((table) => table.schema === schema && table.name === name);
    if (reason !== undefined) leftOut.push({ name: `${schema}.${name}`, reason });
    else if (queue) tables.push(queue);
    else if (schema === 'wf' || schema === 'wf_work') tables.push({ schema, name, columns });
    else throw new StartError(`This release does not know the table ${schema}.${name} of the queue.`);
  }
  return { tables, left_out: leftOut, months: await readMonths(client) };
}

/** Partitions bear the month in their name; the default one is always there. */
async function readMonths(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ month: string }>(
    `select distinct right(c.relname, 6) as month from pg_class c
     where c.relnamespace = 'wf'::regnamespace and c.relispartition and c.relkind = 'r' and c.relname ~ '_[0-9]{6}$' order by 1`,
  );
  return rows.map(({ month }) => `${month.slice(0, 4)}-${month.slice(4)}-01T00:00:00Z`);
}

/** How far the sequences of a schema have counted. Asked by a role that may read them: others are told nothing, not refused. */
export async function readSequences(
  client: pg.Client,
  schema: BackupTable['schema'],
): Promise<Manifest['sequences']> {
  const { rows } = await client.query<Manifest['sequences'][number] & { is_readable: boolean }>(
    `select schemaname as schema, sequencename as name, last_value::text as last_value,
       has_sequence_privilege(format('%I.%I', schemaname, sequencename), 'select') as is_readable
     from pg_sequences where schemaname = $1 order by sequencename`,
    [schema],
  );
  return rows.map(({ is_readable: isReadable, ...sequence }) => {
    if (!isReadable)
      throw new StartError(`The sequence ${schema}.${sequence.name} cannot be read for a backup.`);
    return sequence;
  });
}

/** The role that may read, or own, what lies in a schema. */
export function ownerOf(schema: BackupTable['schema']): 'wf_owner' | 'wf_worker' {
  return schema === 'wf' ? 'wf_owner' : 'wf_worker';
}

export function qualified({ schema, name }: Pick<BackupTable, 'schema' | 'name'>): string {
  return `${quoted(schema)}.${quoted(name)}`;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
