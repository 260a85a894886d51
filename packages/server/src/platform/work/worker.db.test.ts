// Who counts as alive: the jobs of a worker that fell silent are given to others, those of a living one never.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { startTestServer, until } from '../../testing/server.ts';

const server = await startTestServer({ roles: ['api', 'worker'] });
after(() => server.stop());
const { admin } = server.database;

const WORKERS = 6;

async function beating(): Promise<string[]> {
  const { rows } = await admin.query<{ worker_id: string }>(
    "select worker_id from wf_work.heartbeat where worker_id like 'worker-%'",
  );
  return rows.map((row) => row.worker_id);
}

test('every worker has a heartbeat from its start on, before it can hold a job for long', async () => {
  await until(async () => (await beating()).length === WORKERS, 1_000);
});

test('the heartbeat goes on', async () => {
  const latest = async () =>
    (await admin.query('select min(at) as at from wf_work.heartbeat')).rows[0].at as Date;
  const before = await latest();
  await until(async () => (await latest()) > before);
});

test('the name under which a job is held has a heartbeat, so that a living worker keeps its job', async () => {
  const holder = await admin.connect();
  try {
    await holder.query('begin; lock table wf.decision in share mode');
    await server.post('/v1/ingest/generic', { id: 'held', title: 'Held', severity: 'low' });
    const held = async () =>
      (await admin.query('select locked_by from graphile_worker._private_jobs where locked_by is not null'))
        .rows;
    await until(async () => (await held()).length === 1);
    await admin.query("update graphile_worker._private_jobs set locked_at = now() - interval '1 hour'");
    await admin.query("update graphile_worker._private_job_queues set locked_at = now() - interval '1 hour'");
    await admin.query("select wf_work.unlock_silent(now() - interval '12 seconds')");
    assert.equal((await held()).length, 1);
  } finally {
    await holder.query('rollback');
    holder.release();
  }
});

test('when the end of a job cannot be noted, the worker begins anew, and the job with it', async () => {
  const pools = async () =>
    (
      await admin.query<{ id: string }>(
        "select worker_id as id from wf_work.heartbeat where worker_id like 'pool-%'",
      )
    ).rows;
  const jobs = async () => (await admin.query('select 1 from graphile_worker._private_jobs')).rowCount;
  await until(async () => (await jobs()) === 0);
  const before = (await pools()).length;
  await admin.query(`create function refuse_writing() returns trigger language plpgsql
    as $$ begin raise exception 'the disk is full' using errcode = '53100'; end $$`);
  // The tasks are written down by a runner that begins: the first of the new ones fails at that as well, and keeps its failure.
  for (const [when, table] of [
    ['delete', '_private_jobs'],
    ['insert', '_private_tasks'],
  ])
    await admin.query(
      `create trigger refuse before ${when} on graphile_worker.${table} for each row execute function refuse_writing()`,
    );
  await server.submitDecided('generic', { id: 'noted', title: 'Noted', severity: 'low' });
  await until(async () => (await pools()).length > before);
  assert.equal(await jobs(), 1);
  await admin.query('drop function refuse_writing cascade');
  // What the reconciler does when the first pool has been silent for long enough.
  await until(async () => {
    await admin.query('select wf_work.unlock_silent(now())');
    return (await jobs()) === 0;
  });
});

describe('unlocking', () => {
  beforeEach(() => admin.query('delete from graphile_worker._private_jobs'));

  /** A job that this worker has held for so long. */
  async function lock(worker: string, secondsAgo: number): Promise<void> {
    await admin.query('select graphile_worker.add_job($1)', ['never.run']);
    await admin.query(
      'update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - make_interval(secs => $2)',
      [worker, secondsAgo],
    );
  }

  async function unlockedWorkers(): Promise<number> {
    const { rows } = await admin.query<{ unlocked: number }>(
      "select wf_work.unlock_silent(now() - interval '12 seconds') as unlocked",
    );
    return rows[0]?.unlocked ?? -1;
  }

  const isLocked = async () =>
    (await admin.query('select 1 from graphile_worker._private_jobs where locked_by is not null'))
      .rowCount === 1;

  test('takes the jobs of a worker that is gone', async () => {
    await lock('worker-gone', 60);
    assert.equal(await unlockedWorkers(), 1);
    assert.equal(await isLocked(), false);
  });

  test('takes the jobs of one whose heartbeat is old', async () => {
    await lock('worker-silent', 60);
    await admin.query(
      "insert into wf_work.heartbeat values ('worker-silent', now() - interval '13 seconds')",
    );
    assert.equal(await unlockedWorkers(), 1);
    assert.equal((await beating()).includes('worker-silent'), false);
  });

  test('leaves a living worker its jobs, however long it holds them', async () => {
    await lock('worker-busy', 3_600);
    await admin.query("insert into wf_work.heartbeat values ('worker-busy', now() - interval '5 seconds')");
    assert.equal(await unlockedWorkers(), 0);
    assert.equal(await isLocked(), true);
  });

  test('leaves a worker its jobs whose first heartbeat is still on its way', async () => {
    await lock('worker-new', 1);
    assert.equal(await unlockedWorkers(), 0);
    assert.equal(await isLocked(), true);
  });
});
