// A database into which a restore was begun bears a mark until it is whole, so that no server starts on half of one. The mark is a
// schema: making one needs no right that migrations do not need as well, and its comment says when the restore began.

import type pg from 'pg';
import { StartError } from '../../kernel/errors.ts';

const MARK = 'wf_restoring';
/** Held by the restore for as long as it lives. */
const LOCK = 7_743_003;
/** Held by whoever migrates. */
export const MIGRATION_LOCK = 7_743_001;

/** Refuses a half restored database, in a sentence that says what to do. */
export async function refuseHalfRestored(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ since: string | null }>(
    "select obj_description(oid, 'pg_namespace') as since from pg_namespace where nspname = $1",
    [MARK],
  );
  if (rows[0] === undefined) return;
  throw new StartError(
    `A restore into this database began at ${rows[0].since ?? 'an unknown time'} and did not finish: run "watchfloor restore" again, which begins anew.`,
  );
}

/**
 * Marks an empty database, and takes what a restore that was stopped has left out of a marked one. Throws for every other. The lock
 * is kept until the connection ends.
 */
export async function markForRestore(client: pg.Client, at: Date): Promise<void> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
    LOCK,
  ]);
  if (!rows[0]?.locked) throw new StartError('Another restore into this database is running.');
  // A server that starts at this moment finds the mark, or we find what it has made.
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    await markOrRefuse(client, at);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  }
}

async function markOrRefuse(client: pg.Client, at: Date): Promise<void> {
  const found = await client.query<{ schemas: string[]; relations: number }>(
    `select array(select nspname::text from pg_namespace
                  where nspname in ('wf', 'wf_work', 'graphile_worker', '${MARK}') order by 1) as schemas,
       (select count(*)::integer from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('wf', 'wf_work', 'graphile_worker')) as relations`,
  );
  const { schemas = [], relations = 0 } = found.rows[0] ?? {};
  const isMarked = schemas.includes(MARK);
  if (relations > 0 && !isMarked) {
    throw new StartError(
      'The database holds a Watchfloor installation already, and a restore goes into an empty one only: make a new database, or give --into-home a new folder.',
    );
  }
  if (!isMarked) await client.query(`create schema ${MARK}`);
  await client.query(`comment on schema ${MARK} is '${at.toISOString()}'`);
  for (const schema of ['wf', 'wf_work', 'graphile_worker'].filter((name) => schemas.includes(name))) {
    await client.query(`set role ${schema === 'wf' ? 'wf_owner' : 'wf_worker'}`);
    await client.query(`drop schema ${schema} cascade`);
    await client.query('reset role');
  }
}

export async function unmarkRestored(client: pg.Client): Promise<void> {
  await client.query(`drop schema ${MARK}`);
}
