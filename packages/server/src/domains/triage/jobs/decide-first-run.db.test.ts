// What the first run of a job does together: its own alerts, those of the jobs behind it, what is renewed and what is revised; and how
// it goes on when that fails.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { poison } from '../../../testing/poison.ts';
import { finding } from '../../../testing/records.ts';
import { startTriageByHand, uuidOf } from '../../../testing/triage-by-hand.ts';

const { server, accept, acceptOne, decide, everything, stop } = await startTriageByHand();
after(stop);
const { api } = server;
const { admin } = server.database;

describe('the first run of a job', () => {
  const stagesOf = async (ids: readonly string[]) =>
    Promise.all(ids.map(async (id) => (await api.alerts.get({ id })).stage));
  const versionsOf = async (id: string) =>
    (await api.alerts.decisions({ id })).map(({ version, phase }) => `${version} ${phase}`);

  test('takes along what waits beside it', async () => {
    const named = await acceptOne({ severity: 'High' });
    const beside = await accept({ severity: 'High' }, { severity: 'Critical' });
    const other = await acceptOne({ severity: 'Low' });
    await decide([named], { attempt: 1 });
    assert.deepEqual(new Set(await stagesOf([named, ...beside, other])), new Set(['decided']));
  });

  test('writes down the final count of one that began anew when its job, which says so, is taken along', async () => {
    const id = 'window-along';
    const old = await acceptOne({ id });
    await decide([old]);
    for (let count = 0; count < 3; count += 1) await server.post('/v1/ingest/sentinel', finding({ id }));
    await admin.query('update wf.dedup_key set expires_at = now() where subject_id = $1', [
      uuidOf('alert', old),
    ]);
    await admin.query('delete from graphile_worker._private_jobs');
    const fresh = await acceptOne({ id });
    const { rows } = await admin.query(
      "select payload -> 'renewed' as renewed from graphile_worker._private_jobs",
    );
    assert.deepEqual(rows, [{ renewed: [uuidOf('alert', fresh)] }]);
    await decide([await acceptOne()], { attempt: 1 });
    assert.equal((await api.alerts.get({ id: fresh })).stage, 'decided');
    const kept = await admin.query(
      `select a.duplicate_count, k.previous_subject_id from wf.alert a, wf.dedup_key k
       where a.id = $1 and k.subject_id = $2`,
      [uuidOf('alert', old), uuidOf('alert', fresh)],
    );
    assert.deepEqual(kept.rows, [{ duplicate_count: 4, previous_subject_id: null }]);
  });

  test('takes over new content where the job says that there is some', async () => {
    await admin.query('delete from graphile_worker._private_jobs');
    const id = 'revised-along';
    const alert = await acceptOne({ id, title: 'As it was' });
    await decide([alert]);
    await acceptOne({ id, title: 'As it is' });
    const { rows } = await admin.query(
      "select payload -> 'revised' as revised from graphile_worker._private_jobs order by id",
    );
    assert.deepEqual(
      rows.map((row) => row.revised),
      [[], [uuidOf('alert', alert)]],
    );
    await decide([await acceptOne()], { attempt: 1 });
    const { title, revision, stage } = await api.alerts.get({ id: alert });
    assert.deepEqual({ title, revision, stage }, { title: 'As it is', revision: 2, stage: 'decided' });
  });

  test('leaves the least severe for the next one when there is too much', async () => {
    await admin.query('delete from graphile_worker._private_jobs');
    const low = await accept(...Array.from({ length: 50 }, () => ({ severity: 'Low' }) as const));
    const high = await accept(...Array.from({ length: 50 }, () => ({ severity: 'High' }) as const));
    const named = await acceptOne({ severity: 'High' });
    await decide([named], { attempt: 1 });
    assert.deepEqual(new Set(await stagesOf([named, ...high])), new Set(['decided']));
    assert.deepEqual(new Set(await stagesOf(low)), new Set(['accepted']));
    await decide(low);
  });

  test('decides a hundred alerts at most, the oldest first', async () => {
    await admin.query('delete from graphile_worker._private_jobs');
    const all: string[] = [];
    // Each request is a commit, and so a job, of its own.
    for (let count = 0; count < 26; count += 1) {
      all.push(
        ...(await accept(...Array.from({ length: 4 }, () => ({ severity: 'Informational' }) as const))),
      );
    }
    await decide(all.slice(0, 4), { attempt: 1 });
    const waiting = (await stagesOf(all)).flatMap((stage, index) => (stage === 'accepted' ? [index] : []));
    assert.deepEqual(waiting, [100, 101, 102, 103]);
    await decide(all.slice(100), { attempt: 1 });
    assert.deepEqual(new Set(await stagesOf(all)), new Set(['decided']));
  });

  test('beside others on the same alerts decides each once', async () => {
    const all = await accept(...Array.from({ length: 12 }, () => ({ severity: 'Critical' }) as const));
    await Promise.all(all.map((id) => decide([id], { attempt: 1 })));
    for (const id of all) assert.deepEqual(await versionsOf(id), ['2 final', '1 provisional']);
  });

  test('also takes over what was revised, and finds nothing left where all is done', async () => {
    const id = await acceptOne({ id: 'batch-revised', severity: 'Low' });
    await decide([id], { attempt: 1 });
    await accept({ id: 'batch-revised', severity: 'Critical' });
    await decide([id], { attempt: 1 });
    assert.equal((await api.alerts.get({ id })).severity, 'critical');
    const before = await everything();
    await decide([id], { attempt: 1 });
    assert.equal(await everything(), before);
  });

  test('takes along as before after a failure that no record is to blame for', async () => {
    await admin.query('delete from graphile_worker._private_jobs');
    const named = await acceptOne();
    const beside = await acceptOne();
    const away = Object.assign(new Error('terminating connection'), { code: '57P01' });
    await decide([named], { attempt: 1, fault: { transaction: 1, when: 'inside', error: away } });
    assert.deepEqual(await stagesOf([named, beside]), ['decided', 'accepted']);
    const next = await acceptOne();
    await decide([next], { attempt: 1 });
    assert.deepEqual(await stagesOf([beside, next]), ['decided', 'decided']);
  });

  test('writes an entity anew that was known and has been forgotten meanwhile, and loses no alert by it', async () => {
    const user = 'forgotten@example.com';
    const before = await acceptOne({ user });
    await decide([before], { attempt: 1 });
    // As deleting the alert and forgetting unnamed entities would, months later.
    await admin.query(
      'delete from wf.entity_link where entity_id in (select id from wf.entity where value = $1)',
      [user],
    );
    await admin.query('delete from wf.entity where value = $1', [user]);
    const named = await acceptOne({ user });
    await decide([named], { attempt: 1 });
    assert.deepEqual(await stagesOf([named]), ['decided']);
    const linked = await api.alerts.list({ entity: `user:${user}` });
    assert.deepEqual(
      linked.data.map((alert) => alert.id),
      [named],
    );
    const beside = await acceptOne();
    const next = await acceptOne({ user });
    await decide([next], { attempt: 1 });
    assert.deepEqual(await stagesOf([beside, next]), ['decided', 'decided'], 'taken along as before');
  });

  test('that cannot commit leaves the jobs that it had taken along where they were, and does its own', async () => {
    const named = await acceptOne({ severity: 'Low' });
    const beside = await acceptOne({ severity: 'Low' });
    const jobsOf = async (id: string) => {
      const { rows } = await admin.query(
        "select attempts, locked_by from graphile_worker._private_jobs where (payload -> 'alerts')::jsonb ? $1",
        [uuidOf('alert', id)],
      );
      return rows;
    };
    await decide([named], { attempt: 1, fault: { transaction: 1, when: 'inside' } });
    assert.deepEqual(await stagesOf([named, beside]), ['decided', 'accepted']);
    assert.deepEqual(await jobsOf(beside), [{ attempts: 0, locked_by: null }]);
    await decide([beside], { attempt: 1 });
    assert.deepEqual(await jobsOf(beside), []);
  });

  test('decides its own although one that it took along cannot be', async () => {
    const cure = await poison(admin, 'poisoned batch');
    try {
      const bad = await acceptOne({ severity: 'Medium', title: 'poisoned batch' });
      const good = await acceptOne({ severity: 'Medium' });
      await decide([good], { attempt: 1 });
      assert.deepEqual(await stagesOf([bad, good]), ['accepted', 'decided']);
      const [next, beside] = await accept({ severity: 'Medium' }, { severity: 'Medium' });
      assert.ok(next && beside);
      // Now it is known that something here fails, and nothing is taken along for a while.
      await decide([next], { attempt: 1 });
      assert.deepEqual(await stagesOf([next, beside]), ['decided', 'accepted']);
      await decide([beside]);
      await cure();
      await decide([bad]);
    } finally {
      await cure().catch(() => undefined);
    }
  });
});
