// Reading and settling dead letters without a worker: what is enqueued stays in the queue to be looked at.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { plantLetter } from '../../../../testing/poison.ts';
import { finding } from '../../../../testing/records.ts';
import { startTestServer } from '../../../../testing/server.ts';
import { uuidOf } from '../../../../testing/triage-by-hand.ts';

const server = await startTestServer({ roles: ['api'] });
after(() => server.stop());
const { api } = server;
const { admin } = server.database;
const tenant = uuidOf('tenant', (await api.session.get({})).tenant.id);

beforeEach(async () => {
  await admin.query('delete from wf.dead_letter');
  await admin.query('delete from graphile_worker._private_jobs');
});

const plant = (job?: string) =>
  plantLetter(admin, { tenant, alert: null, ...(job === undefined ? {} : { job }) });

async function plantAt(...days: number[]): Promise<void> {
  for (const day of days) {
    const id = await plant();
    await admin.query('update wf.dead_letter set failed_at = $2 where id = $1', [
      id,
      `2026-01-0${day}T12:00:00Z`,
    ]);
  }
}

const jobs = async () =>
  (
    await admin.query(
      'select payload, (select identifier from graphile_worker._private_tasks t where t.id = j.task_id) as job from graphile_worker._private_jobs j',
    )
  ).rows;

describe('dead-letters.list', () => {
  test('gives the latest failure first, page by page, each letter once', async () => {
    await plantAt(2, 5, 5, 5, 1, 4);
    const days: string[] = [];
    const seen = new Set<string>();
    for (let cursor: string | null = null, round = 0; round < 4; round += 1) {
      const page: Awaited<ReturnType<typeof api.deadLetters.list>> = await api.deadLetters.list({
        limit: 2,
        ...(cursor === null ? {} : { cursor }),
      });
      for (const letter of page.data) {
        days.push(letter.last_failed_at.slice(9, 10));
        seen.add(letter.id);
      }
      cursor = page.next_cursor;
      if (cursor === null) break;
    }
    assert.deepEqual(days, ['5', '5', '5', '4', '2', '1']);
    assert.equal(seen.size, 6);
  });

  test('is filtered by job, stage, state and the time of the last failure', async () => {
    await plantAt(1, 2, 3);
    await plant('vault.rotate-data-key');
    const count = async (filter: Parameters<typeof api.deadLetters.list>[0]) =>
      (await api.deadLetters.list(filter)).data.length;
    assert.equal(await count({ job: 'vault.rotate-data-key' }), 1);
    assert.equal(await count({ stage: ['accepted', 'event'] }), 4);
    assert.equal(await count({ stage: ['event'] }), 0);
    assert.equal(await count({ from: '2026-01-02T12:00:00.000Z', to: '2026-01-03T12:00:00.000Z' }), 1);
    assert.equal(await count({ state: ['replayed', 'discarded'] }), 0);
  });

  test('refuses a cursor of something else', async () => {
    for (const cursor of [
      'x',
      Buffer.from('["dead-letters","2026-99-01T00:00:00.000Z","x"]').toString('base64url'),
    ])
      await assert.rejects(api.deadLetters.list({ cursor }), /cursor/);
  });
});

test('nobody replays, reads or discards what lies in a neighbour’s tenant', async () => {
  const id = `letter_${(await plant()).replaceAll('-', '')}`;
  const { api: theirs } = await server.neighbour();
  assert.deepEqual((await theirs.deadLetters.list({})).data, []);
  for (const attempt of [
    () => theirs.deadLetters.get({ id }),
    () => theirs.deadLetters.replay({ id }),
    () => theirs.deadLetters.discard({ id, reason: 'x' }),
  ])
    await assert.rejects(attempt(), /no dead letter/);
  assert.equal((await theirs.deadLetters.replayMany({})).replayed, 0);
  assert.equal((await theirs.work.status({})).dead_letters, 0);
  assert.equal((await api.deadLetters.get({ id })).state, 'open');
  assert.deepEqual(await jobs(), []);
});

describe('replaying', () => {
  test('enqueues the work as the letter has it, in this tenant, naming the letter', async () => {
    const id = await plant();
    await admin.query(
      `update wf.dead_letter set payload = jsonb_set(payload, '{tenant_id}', '"00000000-0000-4000-8000-000000000000"') where id = $1`,
      [id],
    );
    await api.deadLetters.replay({ id });
    const [job] = await jobs();
    assert.deepEqual(job, {
      job: 'records.accepted',
      payload: { tenant_id: tenant, alerts: [], events: [], origin: { replay_of: id } },
    });
  });

  test('twice with one Idempotency-Key is once', async () => {
    const id = await plant();
    const options = { idempotencyKey: 'replay-once-only' };
    await api.deadLetters.replay({ id }, options);
    await api.deadLetters.replay({ id }, options);
    assert.equal((await jobs()).length, 1);
  });

  test('two at once are one job', async () => {
    const id = await plant();
    const answers = await Promise.allSettled([
      api.deadLetters.replay({ id }),
      api.deadLetters.replay({ id }),
    ]);
    assert.deepEqual(answers.map((answer) => answer.status).sort(), ['fulfilled', 'rejected']);
    assert.equal((await jobs()).length, 1);
  });

  test('a job that this release does not have is refused, and passed over by many', async () => {
    const id = await plant('gone.job');
    await plant();
    await assert.rejects(api.deadLetters.replay({ id }), /has no job "gone.job"/);
    assert.deepEqual(await api.deadLetters.replayMany({}), { replayed: 1, remaining: 1 });
  });

  test('many takes the oldest first, at most 500, and says how many are left', async () => {
    await admin.query(
      `insert into wf.dead_letter (tenant_id, id, job, stage, payload, error, attempts, failed_at)
       select $1, gen_random_uuid(), 'records.accepted', 'accepted', jsonb_build_object('n', n, 'alerts', '[]'::jsonb, 'events', '[]'::jsonb),
         'x', 12, '2026-01-01'::timestamptz + n * interval '1 second' from generate_series(1, 510) n`,
      [tenant],
    );
    await assert.rejects(api.deadLetters.replayMany({ limit: 501 }), /limit/);
    assert.deepEqual(await api.deadLetters.replayMany({}), { replayed: 500, remaining: 10 });
    const numbers = (await jobs()).map((job) => job.payload.n);
    assert.deepEqual([numbers.length, Math.min(...numbers), Math.max(...numbers)], [500, 1, 500]);
    assert.deepEqual(await api.deadLetters.replayMany({ stage: ['event'] }), { replayed: 0, remaining: 0 });
    assert.deepEqual(await api.deadLetters.replayMany({ limit: 3 }), { replayed: 3, remaining: 7 });
    const [record] = (await api.audit.list({ event: 'dead-letters.replayed', limit: 1 })).data;
    assert.deepEqual([record?.subject, record?.after?.['replayed']], ['dead-letters', 3]);
  });
});

describe('work.status', () => {
  test('tells what waits by class, the low as well, and that no worker is alive', async () => {
    await server.post('/v1/ingest/sentinel', [
      finding({ severity: 'Critical' }),
      finding({ severity: 'Low' }),
      finding({ severity: 'Low' }),
    ]);
    await admin.query(
      "update graphile_worker._private_jobs set created_at = now() - interval '90 seconds' where priority = 3",
    );
    const status = await api.work.status({});
    const of = (name: string) => status.queue.find((row) => row.class === name);
    assert.deepEqual([of('critical')?.jobs, of('critical')?.records], [1, 1]);
    assert.deepEqual([of('low')?.jobs, of('low')?.records], [1, 2]);
    assert.ok((of('low')?.oldest_seconds ?? 0) >= 90 && status.oldest_seconds >= 90);
    assert.deepEqual([status.jobs, status.records, of('events')?.jobs], [2, 3, 0]);
    assert.deepEqual(status.workers, { alive: 0, heard_seconds: null });
    assert.deepEqual(status.stuck, []);
    const theirs = await (await server.neighbour()).api.work.status({});
    assert.deepEqual([theirs.jobs, theirs.records, theirs.oldest_seconds], [0, 0, 0]);
  });

  test('calls stuck what stands still and no job carries, by stage', async () => {
    await admin.query("update wf.alert set stage = 'decided'");
    const answer = await server.post('/v1/ingest/sentinel', [finding(), finding(), finding()]);
    const [first, second, third] = answer.body.data.map((row: { alert_id: string }) =>
      uuidOf('alert', row.alert_id),
    );
    assert.deepEqual((await api.work.status({})).stuck, [], 'it was received just now');
    await admin.query("update wf.alert set received_at = '2026-01-01T00:00:00Z' where id = any($1)", [
      [first, second, third],
    ]);
    assert.deepEqual((await api.work.status({})).stuck, [], 'a job carries them, however late it is');
    await admin.query('delete from graphile_worker._private_jobs');
    await admin.query("update wf.alert set stage = 'evidence' where id = $1", [third]);
    assert.deepEqual((await api.work.status({})).stuck, [
      { stage: 'accepted', alerts: 2, oldest_at: '2026-01-01T00:00:00.000Z' },
      { stage: 'evidence', alerts: 1, oldest_at: '2026-01-01T00:00:00.000Z' },
    ]);
  });
});
