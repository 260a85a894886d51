// Two servers as two machines have them: processes of their own, homes of their own, one database.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { keepsBound, msOf } from '../../packages/server/src/testing/in-time.ts';
import { until } from '../../packages/server/src/testing/server.ts';
import { call, endAll, endedWithin, type Serving, serve, temporaryFolder } from './child-server.ts';

const KEY = 'the-bootstrap-key-of-two-servers';
/** A revoked key or a new secret is known everywhere within a second; the rest is the way there and back. */
const KNOWN_WITHIN_MS = 1_500;
const TAKEN_OVER_WITHIN_MS = 15_000;
const ENDED_WITHIN_MS = 60_000;

const database = await createTestDatabase();
const environment = () => ({
  DATABASE_URL: database.url,
  DATABASE_MIGRATION_URL: database.adminUrl,
  WATCHFLOOR_HOME: temporaryFolder(),
  WATCHFLOOR_MASTER_KEY: 'ab'.repeat(32),
  WATCHFLOOR_BOOTSTRAP_KEY: KEY,
});
let left: Serving;
let right: Serving;

before(async () => {
  // The second starts beside the first: migrations and first rows must stand two at once.
  [left, right] = await Promise.all([serve(environment()), serve(environment())]);
});
after(async () => {
  await endAll();
  await database.admin.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
    [database.name],
  );
  await until(
    async () =>
      (
        await database.admin.query(
          "select 1 from pg_stat_activity where datname = $1 and application_name like 'watchfloor%'",
          [database.name],
        )
      ).rowCount === 0,
  );
  await database.drop();
});

function post(server: Serving, body: unknown, key = KEY) {
  return call(`${server.url}/v1/ingest/generic`, key, { method: 'POST', body: JSON.stringify(body) });
}

async function alertOf(server: Serving, id: string) {
  return (await call(`${server.url}/v1/alerts/${id}`, KEY)).body.data;
}

const alternately = (index: number): Serving => (index % 2 === 0 ? left : right);

describe('twins', () => {
  test('200 at once, half to each, are one alert with duplicate_count 200', async () => {
    const twin = { id: 'twin-1', title: 'One finding', severity: 'high' };
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => post(alternately(index), twin)),
    );
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [202]);
    const rows = answers.map((answer) => answer.body.data);
    assert.equal(new Set(rows.map((row) => row.alert_id)).size, 1);
    assert.equal(rows.filter((row) => row.status === 'queued').length, 1);
    assert.deepEqual(
      rows.map((row) => row.duplicate_count).sort((one, other) => one - other),
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
    for (const server of [left, right])
      assert.equal((await alertOf(server, rows[0].alert_id)).duplicate_count, 200);
    const list = await call(`${left.url}/v1/alerts?q=finding`, KEY);
    assert.equal(
      list.body.data.filter((row: { source_ref: string }) => row.source_ref === 'twin-1').length,
      1,
    );
  });

  test('200 in one array to each are one alert, too', async () => {
    const twins = Array.from({ length: 100 }, () => ({
      id: 'twin-2',
      title: 'One finding',
      severity: 'low',
    }));
    const answers = await Promise.all([post(left, twins), post(right, twins)]);
    const rows = answers.flatMap((answer) => answer.body.data);
    assert.equal(new Set(rows.map((row) => row.alert_id)).size, 1);
    assert.equal((await alertOf(left, rows[0].alert_id)).duplicate_count, 200);
  });
});

test('two contents of one id at the same moment are an alert and its revision 2, which decides', async () => {
  for (let round = 0; round < 10; round += 1) {
    const of = (severity: string) => ({ id: `revision-${round}`, title: 'Beacon', severity });
    const answers = await Promise.all([post(left, of('low')), post(right, of('critical'))]);
    const rows = answers.map((answer) => answer.body.data);
    assert.deepEqual(rows.map((row) => row.status).sort(), ['queued', 'updated']);
    assert.equal(rows[0].alert_id, rows[1].alert_id);
    const last = rows[0].status === 'updated' ? 'low' : 'critical';
    const id = rows[0].alert_id;
    await until(async () => {
      const alert = await alertOf(right, id);
      return alert.stage === 'decided' && alert.revision === 2;
    });
    const alert = await alertOf(right, id);
    assert.equal(alert.severity, last);
    assert.equal(alert.duplicate_count, 2);
    const { data } = (await call(`${right.url}/v1/alerts/${id}/decisions`, KEY)).body;
    assert.equal(data[0].phase, 'final');
    assert.equal(data[0].alert_revision, 2, 'the latest decision is about the latest content');
    assert.equal(data[0].risk_score, alert.risk_score);
  }
});

test('many contents of one id, sent to both, end as the content that was accepted last', async () => {
  const contents = Array.from({ length: 30 }, (_, n) => ({
    id: 'revision-many',
    title: `Content ${n}`,
    severity: 'medium',
  }));
  const answers = await Promise.all(contents.map((content, index) => post(alternately(index), content)));
  const id = answers[0]?.body.data.alert_id;
  assert.deepEqual(answers.map((answer) => answer.body.data.status).sort(), [
    'queued',
    ...Array.from({ length: 29 }, () => 'updated'),
  ]);
  await until(async () => {
    const alert = await alertOf(left, id);
    return alert.stage === 'decided' && alert.revision === 30;
  });
  const { rows } = await database.admin.query(
    "select normalized ->> 'title' as title from wf.alert_revision r where alert_id = (select id from wf.alert where source_ref = 'revision-many') and revision = 30",
  );
  assert.equal((await alertOf(left, id)).title, rows[0].title);
});

test('a key revoked on one stops on the other within a second and a half', () =>
  keepsBound(KNOWN_WITHIN_MS, async () => {
    const create = await call(`${left.url}/v1/keys`, KEY, {
      method: 'POST',
      body: '{"name":"short-lived","role":"ingest"}',
    });
    const { id, key } = create.body.data;
    assert.equal((await post(right, { title: 'Before', severity: 'low' }, key)).status, 202);
    return msOf(async () => {
      assert.equal((await call(`${left.url}/v1/keys/${id}`, KEY, { method: 'DELETE' })).status, 200);
      assert.equal(
        (await post(left, { title: 'After', severity: 'low' }, key)).status,
        401,
        'at once where it was revoked',
      );
      await until(async () => (await post(right, { title: 'After', severity: 'low' }, key)).status === 401);
    });
  }));

test('a secret set on one is asked for on the other within a second and a half', () =>
  keepsBound(KNOWN_WITHIN_MS, async () => {
    assert.equal((await post(right, { title: 'Unsigned', severity: 'low' })).status, 202);
    const secret = JSON.stringify({ secret: 'a secret of at least sixteen characters' });
    await call(`${left.url}/v1/sources/generic/secret`, KEY, { method: 'PUT', body: secret });
    try {
      return await msOf(() =>
        until(async () => (await post(right, { title: 'Unsigned', severity: 'low' })).status === 401),
      );
    } finally {
      await call(`${left.url}/v1/sources/generic/secret`, KEY, { method: 'DELETE' });
      await until(async () => (await post(right, { title: 'Unsigned', severity: 'low' })).status === 202);
    }
  }));

test('one Idempotency-Key at both at once is one comment', async () => {
  const { alert_id: id } = (await post(left, { id: 'commented', title: 'Commented', severity: 'low' })).body
    .data;
  const comment = (server: Serving) =>
    call(`${server.url}/v1/alerts/${id}/comments`, KEY, {
      method: 'POST',
      body: '{"body":"Once."}',
      headers: { 'idempotency-key': 'comment-once-0001' },
    });
  const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => comment(alternately(index))));
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [201]);
  assert.equal(new Set(answers.map((answer) => answer.body.data.id)).size, 1);
  assert.equal((await call(`${left.url}/v1/alerts/${id}/comments`, KEY)).body.data.length, 1);
});

/** Batches of new alerts, many at once, until told to stop; the ids of those that were answered 202. */
function sendBatches(server: Serving, name: string) {
  const accepted: string[] = [];
  let isStopped = false;
  let sent = 0;
  const sendOn = async () => {
    while (!isStopped) {
      sent += 1;
      const batch = Array.from({ length: 25 }, (_, n) => ({
        id: `${name}-${sent}-${n}`,
        title: `Alert ${n}`,
        severity: n % 2 === 0 ? 'high' : 'low',
        user: `user${n}@example.com`,
      }));
      try {
        const answer = await post(server, batch);
        if (answer.status === 202)
          accepted.push(...answer.body.data.map((row: { alert_id: string }) => row.alert_id));
      } catch {
        // The server was killed under the request: nothing was promised.
        return;
      }
    }
  };
  const senders = Promise.all(Array.from({ length: 6 }, sendOn));
  return {
    accepted,
    async stop() {
      isStopped = true;
      await senders;
    },
  };
}

/** Jobs that somebody took before this moment and still holds. */
async function heldSince(moment: Date): Promise<number> {
  const { rows } = await database.admin.query(
    'select count(*)::int as n from graphile_worker._private_jobs where locked_by is not null and locked_at <= $1',
    [moment],
  );
  return rows[0].n;
}

async function undecided(ids: readonly string[]): Promise<number> {
  const { rows } = await database.admin.query(
    "select count(*)::int as n from unnest($1::text[]) w left join wf.alert a on a.id = w::uuid where a.id is null or a.stage <> 'decided'",
    [ids.map((id) => id.slice('alert_'.length))],
  );
  return rows[0].n;
}

test('killed outright while batches are in flight: what was answered 202 is stored and decided by the other', async (context) => {
  const sending = sendBatches(left, 'killed');
  await until(async () => sending.accepted.length >= 1_000);
  process.kill(left.serverPid, 'SIGKILL');
  await sending.stop();
  const killedAt = performance.now();
  const killed: Date = (await database.admin.query('select now() as at')).rows[0].at;
  await endedWithin(left, ENDED_WITHIN_MS);
  const stored = await database.admin.query(
    'select count(*)::int as n from wf.alert where id = any($1::uuid[])',
    [sending.accepted.map((id) => id.slice('alert_'.length))],
  );
  assert.equal(stored.rows[0].n, sending.accepted.length, 'nothing that was answered is lost');
  context.diagnostic(
    `${sending.accepted.length} accepted, ${await undecided(sending.accepted)} undecided when it was killed`,
  );
  await until(async () => (await heldSince(killed)) === 0, TAKEN_OVER_WITHIN_MS + 15_000);
  await until(async () => (await undecided(sending.accepted)) === 0);
  context.diagnostic(`all decided ${((performance.now() - killedAt) / 1000).toFixed(1)} s after the kill`);
  const { rows } = await database.admin.query(
    "select count(*)::int as n from wf.decision d join wf.alert a on a.tenant_id = d.tenant_id and a.id = d.alert_id where a.source_ref like 'killed-%' and d.phase = 'final' group by d.alert_id having count(*) > 1",
  );
  assert.equal(rows.length, 0, 'none was decided finally twice');
  assert.equal((await database.admin.query('select 1 from wf.dead_letter')).rowCount, 0);
});

test('stopped politely while batches are in flight: what was answered 202 is stored and decided by the other', async () => {
  left = await serve(environment());
  const sending = sendBatches(left, 'stopped');
  await until(async () => sending.accepted.length >= 500);
  left.signal('SIGTERM');
  assert.equal(await endedWithin(left, ENDED_WITHIN_MS), 0, left.stderr);
  await sending.stop();
  await until(async () => (await undecided(sending.accepted)) === 0);
});
