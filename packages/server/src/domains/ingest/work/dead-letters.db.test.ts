// Failed work from end to end: with the real worker, until it is decided or given up by people.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { poison, untilBuried } from '../../../testing/poison.ts';
import { finding } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';
import { uuidOf } from '../../../testing/triage-by-hand.ts';

const server = await startTestServer();
after(() => server.stop());
const { api } = server;
const { admin } = server.database;
const stageOf = async (id: string) => (await api.alerts.get({ id })).stage;
/** How many jobs are in the queue whose payload names this; all when nothing is given. */
const jobs = async (named = ''): Promise<number> =>
  (
    await admin.query(
      "select count(*)::integer as n from graphile_worker._private_jobs where strpos(payload::text, $1) > 0 or $1 = ''",
      [named],
    )
  ).rows[0].n;
const openLetters = async () => (await api.deadLetters.list({ state: ['open'] })).data;

describe('one poisoned alert in a batch of fifty', () => {
  let ids: readonly string[];
  let cure: () => Promise<void>;
  let poisoned: string;

  before(async () => {
    cure = await poison(admin, 'Poisoned');
    const batch = Array.from({ length: 50 }, (_, index) =>
      finding({ title: index === 17 ? 'Poisoned 17' : `Sound ${index}` }),
    );
    const answer = await server.post('/v1/ingest/sentinel', batch);
    ids = answer.body.data.map((row: { alert_id: string }) => row.alert_id);
    poisoned = ids[17] ?? '';
    await untilBuried(admin, 1);
  });

  test('leaves one letter, and the other 49 decided', async () => {
    await until(async () => {
      const stages = await Promise.all(ids.map(stageOf));
      return stages.filter((stage) => stage === 'decided').length === 49;
    });
    assert.equal(await stageOf(poisoned), 'failed');
    const listed = (await api.alerts.list({ limit: 100 })).data.filter((alert) => alert.stage === 'failed');
    assert.deepEqual(
      listed.map((alert) => alert.id),
      [poisoned],
    );
    const [letter, ...more] = await openLetters();
    assert.ok(letter);
    assert.deepEqual(more, []);
    assert.deepEqual(letter.alerts, [poisoned]);
    assert.deepEqual([letter.job, letter.stage, letter.state], ['records.accepted', 'accepted', 'open']);
    assert.equal(letter.attempts, 15, 'three of the batch and twelve of its own');
    assert.equal(letter.error.class, 'DatabaseError P0001');
    assert.equal(letter.error.message, 'poisoned: login with password=[cut out] failed');
    assert.ok(letter.first_failed_at < letter.last_failed_at);
    const detail = await api.deadLetters.get({ id: letter.id });
    assert.deepEqual(Object.keys(detail.payload).sort(), ['alerts', 'causes', 'events', 'tenant_id']);
    assert.deepEqual(detail.payload['alerts'], [uuidOf('alert', poisoned)]);
  });

  test('is not taken up by the sweeper: it waits for people', async () => {
    await admin.query("update wf.alert set received_at = now() - interval '1 hour' where id = $1", [
      uuidOf('alert', poisoned),
    ]);
    assert.deepEqual((await api.work.status({})).stuck, []);
    const { rows } = await admin.query(
      "select count(*)::integer as n from wf.list_standing_tenants(now() - interval '30 seconds')",
    );
    assert.equal(rows[0].n, 0);
  });

  test('replayed before its cause is gone ends in another letter, which names the first', async () => {
    const [first] = await openLetters();
    assert.ok(first);
    const answer = await api.deadLetters.replay({ id: first.id });
    assert.deepEqual([answer.state, answer.replayed_by], ['replayed', 'local command line']);
    await untilBuried(admin, 1);
    const [second] = await openLetters();
    assert.ok(second);
    assert.deepEqual([second.replay_of, second.alerts], [first.id, [poisoned]]);
    assert.equal((await api.deadLetters.get({ id: first.id })).followed_by, second.id);
    await assert.rejects(api.deadLetters.replay({ id: first.id }), /replay the letter that followed/);
    assert.equal(await stageOf(poisoned), 'failed');
  });

  test('replayed when its cause is gone is decided, and the third name leads to the first', async () => {
    const [second] = await openLetters();
    assert.ok(second);
    await cure();
    await api.deadLetters.replay({ id: second.id });
    assert.notEqual(await stageOf(poisoned), 'failed');
    await until(async () => (await stageOf(poisoned)) === 'decided');
    assert.deepEqual(await openLetters(), []);
    const events = (await api.audit.list({ event: 'dead-letter.', limit: 10 })).data;
    assert.deepEqual(
      events.map((record) => [record.event, record.subject]),
      [
        ['dead-letter.replayed', `dead-letter:${uuidOf('letter', second.id)}`],
        ['dead-letter.replayed', `dead-letter:${uuidOf('letter', second.replay_of ?? '')}`],
      ],
    );
  });
});

describe('letters', () => {
  let cure: (() => Promise<void>) | null = null;
  afterEach(async () => {
    await cure?.();
    cure = null;
    await api.deadLetters.replayMany({});
    // What was replayed must be over before the next test poisons the well again.
    await until(async () => (await jobs()) === 0);
  });

  async function letterOf(title: string): Promise<{ id: string; alert: string }> {
    cure ??= await poison(admin, 'Poisoned');
    const answer = await server.post('/v1/ingest/sentinel', finding({ title }));
    await untilBuried(admin, (await openLetters()).length + 1);
    const letter = (await openLetters()).find((one) => one.alerts.includes(answer.body.data.alert_id));
    assert.ok(letter);
    return { id: letter.id, alert: answer.body.data.alert_id };
  }

  test('replayed after their alert was deleted do nothing and leave no letter', async () => {
    const { id, alert } = await letterOf('Poisoned and deleted');
    await api.alerts.delete({ id: alert, reason: 'a test' });
    await api.deadLetters.replay({ id });
    await until(async () => (await jobs()) === 0);
    assert.deepEqual(await openLetters(), []);
    assert.equal((await api.deadLetters.get({ id })).state, 'replayed');
  });

  test('discarded are kept with who and why; the alert says so, and can still be replayed', async () => {
    const { id, alert } = await letterOf('Poisoned for good');
    const discarded = await api.deadLetters.discard({ id, reason: 'The sensor was being tested.' });
    assert.deepEqual(
      [discarded.state, discarded.discarded_by, discarded.discard_reason],
      ['discarded', 'local command line', 'The sensor was being tested.'],
    );
    assert.equal(await stageOf(alert), 'discarded');
    await assert.rejects(api.deadLetters.discard({ id, reason: 'again' }), /is discarded already/);
    await assert.rejects(api.deadLetters.discard({ id, reason: '  ' }), /reason/);
    await cure?.();
    cure = null;
    await api.deadLetters.replay({ id });
    await until(async () => (await stageOf(alert)) === 'decided');
  });

  test('an alert says no longer that its work failed when a revision of it is decided', async () => {
    cure ??= await poison(admin, 'Poisoned');
    const id = 'revised-after-failing';
    const answer = await server.post('/v1/ingest/sentinel', finding({ id, title: 'Poisoned once' }));
    const alert = answer.body.data.alert_id;
    await untilBuried(admin, 1);
    assert.equal(await stageOf(alert), 'failed');
    await server.post('/v1/ingest/sentinel', finding({ id, title: 'Sound now' }));
    await until(async () => (await stageOf(alert)) === 'decided');
  });

  test('a crash between putting the work into the queue and marking the letter leaves neither done', async () => {
    const { id, alert } = await letterOf('Poisoned at a crash');
    await admin.query(`create function wf.crash() returns trigger language plpgsql as
      $$ begin raise exception 'crashed'; end $$`);
    await admin.query(
      'create trigger crash before update on wf.dead_letter for each row execute function wf.crash()',
    );
    await assert.rejects(api.deadLetters.replay({ id }));
    await assert.rejects(api.deadLetters.replayMany({}));
    await admin.query('drop trigger crash on wf.dead_letter');
    // Of this alert: the queue may hold work of the scheduler or of alerts that were decided just now.
    assert.equal(await jobs(uuidOf('alert', alert)), 0);
    assert.deepEqual([(await api.deadLetters.get({ id })).state, await stageOf(alert)], ['open', 'failed']);
  });
});

test('a job that failed waits for the queue’s pause and up to half of it on top, and knows since when it fails', async () => {
  const cure = await poison(admin, 'Poisoned');
  const { alert_id: id } = (
    await server.post('/v1/ingest/sentinel', finding({ title: 'Poisoned for a while' }))
  ).body.data;
  const failedOnce = async () =>
    (
      await admin.query(
        `select extract(epoch from run_at - (payload -> 'origin' ->> 'first_failed_at')::timestamptz)::float8 as pause
         from graphile_worker._private_jobs where attempts = 1 and locked_by is null`,
      )
    ).rows;
  await until(async () => (await failedOnce()).length === 1);
  const pause = (await failedOnce())[0]?.pause ?? 0;
  assert.ok(pause >= Math.E && pause < Math.E * 1.5 + 1, `${pause} s`);
  await cure();
  await until(async () => (await stageOf(id)) === 'decided');
});

describe('a job whose letter cannot be written', () => {
  test('stays in the queue and is buried later', async () => {
    const cure = await poison(admin, 'Poisoned');
    await admin.query(`create function wf.full() returns trigger language plpgsql as
      $$ begin raise exception 'no space left'; end $$`);
    await admin.query(
      'create trigger full_disk before insert on wf.dead_letter for each row execute function wf.full()',
    );
    const answer = await server.post('/v1/ingest/sentinel', finding({ title: 'Poisoned on a full disk' }));
    const attempts = async () =>
      (await admin.query('select max(attempts) as n from graphile_worker._private_jobs')).rows[0].n ?? 0;
    await until(async () => {
      await admin.query(
        'update graphile_worker._private_jobs set run_at = now(), attempts = greatest(attempts, 11) where locked_by is null and attempts > 0',
      );
      return (await attempts()) > 12;
    });
    assert.equal(await stageOf(answer.body.data.alert_id), 'accepted');
    await admin.query('drop trigger full_disk on wf.dead_letter');
    await untilBuried(admin, 1);
    assert.equal(await stageOf(answer.body.data.alert_id), 'failed');
    await cure();
    await api.deadLetters.replayMany({});
    await until(async () => (await stageOf(answer.body.data.alert_id)) === 'decided');
  });
});
