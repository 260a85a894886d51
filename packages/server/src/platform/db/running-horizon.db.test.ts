// Up to where a reader with a cursor may read: below every transaction of this database that still runs, and not held back by the
// neighbours in the cluster.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../testing/cluster.ts';

const own = await createTestDatabase();
const neighbour = await createTestDatabase();
after(async () => {
  await own.drop();
  await neighbour.drop();
});

async function horizon(client: pg.Pool | pg.Client = own.admin): Promise<bigint> {
  const { rows } = await client.query<{ at: string }>('select wf.oldest_running_transaction()::text as at');
  return BigInt(rows[0]?.at ?? -1);
}

/** The vacuum of the database itself may hold it back for a moment. */
async function assertHorizon(id: bigint): Promise<void> {
  for (let turn = 0; turn < 100 && (await horizon()) < id; turn += 1) await delay(50);
  assert.equal(await horizon(), id);
}

/** A transaction that has begun to write and does not end; gives its id. */
async function begin(
  database: TestDatabase,
): Promise<{ id: bigint; client: pg.Client; end(): Promise<void> }> {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  await client.query('begin');
  await client.query('update wf.tenant set name = name');
  const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id');
  return {
    id: BigInt(rows[0]?.id ?? -1),
    client,
    async end() {
      await client.query('commit');
      await client.end();
    },
  };
}

describe('the oldest running transaction', () => {
  test('is one of this database, and never one of a neighbour', async () => {
    const theirs = await begin(neighbour);
    // The bound moves when a later transaction has ended.
    await own.admin.query('create table wf.made_after ()');
    assert.ok((await horizon()) > theirs.id);
    const ours = await begin(own);
    await assertHorizon(ours.id);
    await own.admin.query('create table wf.made_meanwhile ()');
    await assertHorizon(ours.id);
    await ours.end();
    assert.ok((await horizon()) > ours.id);
    assert.ok((await horizon(neighbour.admin)) <= theirs.id, 'the neighbour waits for its own');
    await theirs.end();
  });

  test('is the own one for whoever writes: what a transaction wrote is not settled for itself', async () => {
    const ours = await begin(own);
    await own.admin.query('create table wf.made_beside ()');
    assert.equal(await horizon(ours.client), ours.id);
    await ours.end();
  });

  test('waits for one that has an id and has written nothing yet', async () => {
    const client = new pg.Client({ connectionString: own.adminUrl });
    await client.connect();
    await client.query('begin');
    await client.query('savepoint one');
    const { rows: made } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id');
    await assertHorizon(BigInt(made[0]?.id ?? -1));
    await client.query('rollback');
    await client.end();
  });
});
