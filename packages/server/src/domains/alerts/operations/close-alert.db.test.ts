import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ApiError } from '@watchfloor/client';
import { finding } from '../../../testing/records.ts';
import { startTestServer } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

async function newAlert(options: Parameters<typeof finding>[0] = {}): Promise<string> {
  const [id] = await server.submitDecided('sentinel', finding(options));
  assert.ok(id);
  return id;
}

/** How often people gave each verdict on the rule. */
async function outcomes(rule: string): Promise<Record<string, number>> {
  const { rows } = await server.database.admin.query<{ verdict: string; count: number }>(
    'select verdict, count from wf.rule_outcome where source = $1 and rule_key = $2 and count > 0',
    ['sentinel', rule],
  );
  return Object.fromEntries(rows.map((row) => [row.verdict, row.count]));
}

const isConflict = (error: unknown) =>
  error instanceof ApiError && error.status === 409 && error.code === 'conflict';

describe('close, ok', () => {
  test('sets status, verdict, reason, time and who resolved it; the note becomes a comment', async () => {
    const id = await newAlert();
    const before = await server.api.alerts.get({ id });
    const closed = await server.api.alerts.close({
      id,
      verdict: 'benign_true_positive',
      reason: '  known_change ',
      note: 'Ticket 4711',
    });
    assert.deepEqual(closed, {
      ...before,
      status: 'resolved',
      verdict: 'benign_true_positive',
      resolution_type: 'manual',
      close_reason: 'known_change',
      notes: 'Ticket 4711',
      resolved_at: closed.resolved_at,
      version: before.version + 1,
    });
    assert.ok(closed.resolved_at && closed.resolved_at >= before.received_at);
    assert.deepEqual(
      (await server.api.alerts.comments({ id })).map((comment) => comment.body),
      ['Ticket 4711'],
    );
    const { data } = await server.api.audit.list({ limit: 1 });
    assert.equal(data[0]?.event, 'alert.closed');
    assert.equal(data[0]?.reason, 'known_change');
    assert.equal(data[0]?.after?.['verdict'], 'benign_true_positive');
  });

  test('counts the verdict for the rule of the source, once each', async () => {
    for (const verdict of ['false_positive', 'false_positive', 'true_positive', 'undetermined'] as const) {
      const id = await newAlert({ rule: 'rule-counted' });
      await server.api.alerts.close({ id, verdict, reason: 'other' });
    }
    assert.deepEqual(await outcomes('rule-counted'), {
      false_positive: 2,
      true_positive: 1,
      undetermined: 1,
    });
  });

  test("the neighbour's verdicts do not count for us", async () => {
    const neighbour = await server.neighbour();
    const headers = { authorization: `Bearer ${neighbour.key}` };
    const answer = await server.post('/v1/ingest/sentinel', finding({ rule: 'rule-of-both' }), headers);
    await neighbour.api.alerts.close({
      id: answer.body.data.alert_id,
      verdict: 'false_positive',
      reason: 'other',
    });
    const id = await newAlert({ rule: 'rule-of-both' });
    await server.api.alerts.close({ id, verdict: 'true_positive', reason: 'other' });
    const { rows } = await server.database.admin.query(
      "select count(distinct tenant_id)::integer as tenants, max(count) as most from wf.rule_outcome where rule_key = 'rule-of-both'",
    );
    assert.deepEqual(rows, [{ tenants: 2, most: 1 }]);
  });
});

describe('close, conflict', () => {
  test('closing again is 409, keeps the first verdict and counts it once', async () => {
    const id = await newAlert({ rule: 'rule-twice' });
    const first = await server.api.alerts.close({ id, verdict: 'false_positive', reason: 'other' });
    await assert.rejects(
      server.api.alerts.close({ id, verdict: 'true_positive', reason: 'other' }),
      isConflict,
    );
    assert.deepEqual(await server.api.alerts.get({ id }), first);
    assert.deepEqual(await outcomes('rule-twice'), { false_positive: 1 });
  });

  test('of two that close at the same moment one does, the other is 409', async () => {
    const id = await newAlert({ rule: 'rule-raced' });
    const results = await Promise.allSettled(
      (['false_positive', 'true_positive'] as const).map((verdict) =>
        server.api.alerts.close({ id, verdict, reason: 'other' }),
      ),
    );
    const winners = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const losers = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    assert.equal(winners.length, 1);
    assert.ok(losers.every(isConflict));
    const verdict = winners[0]?.verdict ?? '';
    assert.deepEqual(await outcomes('rule-raced'), { [verdict]: 1 });
  });

  test('a stale version is 412 and closes nothing', async () => {
    const id = await newAlert();
    const stale = server.api.alerts.close({ id, verdict: 'true_positive', reason: 'x' }, { ifMatch: 900 });
    await assert.rejects(stale, (error: unknown) => error instanceof ApiError && error.status === 412);
    assert.equal((await server.api.alerts.get({ id })).status, 'new');
    const present = await server.api.alerts.close(
      { id, verdict: 'true_positive', reason: 'x' },
      { ifMatch: 1 },
    );
    assert.equal(present.status, 'resolved');
  });
});

describe('reopen', () => {
  test('puts the alert back to work, takes back verdict and reason, and the count of the rule', async () => {
    const id = await newAlert({ rule: 'rule-reopened' });
    await server.api.alerts.update({ id, assignee: 'Adele V' });
    await server.api.alerts.close({ id, verdict: 'false_positive', reason: 'other', note: 'noise' });
    const reopened = await server.api.alerts.reopen({ id, reason: 'it came back' });
    assert.equal(reopened.status, 'investigating');
    assert.equal(reopened.verdict, null);
    assert.equal(reopened.close_reason, null);
    assert.equal(reopened.resolved_at, null);
    assert.equal(reopened.resolution_type, 'pending');
    assert.equal(reopened.assignee, 'Adele V');
    assert.equal(reopened.notes, 'noise');
    assert.deepEqual(await outcomes('rule-reopened'), {});
    const { data } = await server.api.audit.list({ limit: 1 });
    assert.equal(data[0]?.event, 'alert.reopened');
    assert.equal(data[0]?.reason, 'it came back');
  });

  test('closed with another verdict afterwards, only that one counts', async () => {
    const id = await newAlert({ rule: 'rule-corrected' });
    await server.api.alerts.close({ id, verdict: 'false_positive', reason: 'other' });
    await server.api.alerts.reopen({ id, reason: 'wrong' });
    await server.api.alerts.close({ id, verdict: 'true_positive', reason: 'other' });
    assert.deepEqual(await outcomes('rule-corrected'), { true_positive: 1 });
  });

  test("a closure of the vendor's can be reopened, and takes no count of people's away", async () => {
    const person = await newAlert({ rule: 'rule-mixed' });
    await server.api.alerts.close({ id: person, verdict: 'false_positive', reason: 'other' });
    const vendor = await newAlert({ rule: 'rule-mixed', closedAs: 'FalsePositive' });
    assert.equal((await server.api.alerts.get({ id: vendor })).resolution_type, 'automated');
    await server.api.alerts.reopen({ id: vendor, reason: 'not convinced' });
    assert.deepEqual(await outcomes('rule-mixed'), { false_positive: 1 });
  });

  test('an open alert is 409, a stale version 412', async () => {
    const id = await newAlert();
    await assert.rejects(server.api.alerts.reopen({ id, reason: 'x' }), isConflict);
    await server.api.alerts.close({ id, verdict: 'true_positive', reason: 'x' });
    await assert.rejects(
      server.api.alerts.reopen({ id, reason: 'x' }, { ifMatch: 1 }),
      (error: unknown) => error instanceof ApiError && error.code === 'version_mismatch',
    );
    assert.equal((await server.api.alerts.get({ id })).status, 'resolved');
  });

  test('a verdict counts for the rule that it was given on, also when the vendor names another rule later', async () => {
    const id = await newAlert({ id: 'rule-renamed', rule: 'rule-before' });
    await server.api.alerts.close({ id, verdict: 'false_positive', reason: 'other' });
    await server.submitDecided('sentinel', finding({ id: 'rule-renamed', rule: 'rule-after' }));
    await server.api.alerts.reopen({ id, reason: 'it came back' });
    assert.deepEqual([await outcomes('rule-before'), await outcomes('rule-after')], [{}, {}]);
  });
});
