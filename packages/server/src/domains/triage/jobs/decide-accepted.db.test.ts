// One alert's way through triage, step by step: each happens once, whatever crashes, repeats or comes in between.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { finding, signIn } from '../../../testing/records.ts';
import { startTriageByHand, uuidOf } from '../../../testing/triage-by-hand.ts';

const { server, accept, acceptOne, decide, linkEvents, everything, stop } = await startTriageByHand();
after(stop);
const { api } = server;
const { admin } = server.database;

describe('an accepted alert', () => {
  test('is decided provisionally, then finally; the alert carries the latest, and one event tells of it', async () => {
    const id = await acceptOne({
      severity: 'Critical',
      user: 'first@example.com',
      techniques: ['T1003.001'],
    });
    assert.equal((await api.alerts.get({ id })).stage, 'accepted');
    assert.deepEqual(await api.alerts.decisions({ id }), []);
    await decide([id]);
    const alert = await api.alerts.get({ id });
    const [last, first, ...more] = await api.alerts.decisions({ id });
    assert.deepEqual(more, []);
    assert.deepEqual([first?.phase, first?.version, first?.supersedes], ['provisional', 1, null]);
    assert.deepEqual([last?.phase, last?.version, last?.supersedes], ['final', 2, 1]);
    assert.equal(first?.inputs['evidence'], null);
    assert.deepEqual(last?.inputs['evidence'], { linked: [], rule_history: null });
    assert.equal(alert.stage, 'decided');
    assert.equal(alert.risk_score, last?.risk_score);
    assert.equal(alert.version, 1, 'a decision makes no version stale that a person has read');
    assert.ok(alert.indicators.some((indicator) => indicator.value === 'T1003.001'));
    assert.deepEqual(
      (await api.alerts.list({ q: 'first@example.com' })).data.map((found) => found.id),
      [id],
    );
    assert.deepEqual(
      (await api.alerts.list({ entity: 'user:first@example.com' })).data.map((found) => found.id),
      [id],
    );
    const decisions = (await api.alerts.timeline({ id })).filter((entry) => entry.kind === 'decided');
    assert.equal(decisions.length, 1);
  });

  test('decided again changes nothing at all', async () => {
    const wireIds = await accept({}, { user: 'again@example.com' }, { closedAs: 'FalsePositive' });
    await decide(wireIds);
    const before = await everything();
    await decide(wireIds);
    await Promise.all([decide(wireIds), decide([...wireIds].reverse())]);
    assert.equal(await everything(), before);
  });

  test('decided by two workers at once has each decision once', async () => {
    const wireIds = await accept({}, {}, {}, { user: 'twice@example.com' }, { user: 'twice@example.com' });
    await Promise.all([decide(wireIds), decide([...wireIds].reverse()), decide(wireIds.slice(2))]);
    for (const id of wireIds) {
      const versions = (await api.alerts.decisions({ id })).map(
        ({ version, phase }) => `${version} ${phase}`,
      );
      assert.deepEqual(versions, ['2 final', '1 provisional']);
      const told = (await api.alerts.timeline({ id })).filter((entry) => entry.kind === 'decided');
      assert.equal(told.length, 1);
    }
  });

  for (const [where, fault, stage, versions] of [
    ['inside the first transaction', { transaction: 1, when: 'inside' }, 'accepted', 0],
    ['between the two transactions', { transaction: 2, when: 'before' }, 'evidence', 1],
    ['inside the second transaction', { transaction: 2, when: 'inside' }, 'evidence', 1],
  ] as const) {
    test(`a crash ${where} leaves it ${stage}, and the next run finishes`, async () => {
      const user = `crash-${fault.transaction}-${fault.when}@example.com`;
      const wireIds = await accept({ user }, { user, closedAs: 'FalsePositive' });
      await assert.rejects(decide(wireIds, { fault }), /crashed/);
      for (const id of wireIds) {
        const alert = await api.alerts.get({ id });
        assert.deepEqual(
          [alert.stage, alert.status, (await api.alerts.decisions({ id })).length],
          [stage, 'new', versions],
        );
      }
      await decide(wireIds);
      for (const id of wireIds) {
        assert.equal((await api.alerts.get({ id })).stage, 'decided');
        assert.deepEqual(
          (await api.alerts.decisions({ id })).map((one) => one.version),
          [2, 1],
        );
      }
    });
  }

  test('named in a job of another tenant is not touched, and neither is one that does not exist', async () => {
    const id = await acceptOne();
    const before = await everything();
    const other = await server.neighbour();
    const otherId = uuidOf('tenant', (await other.api.session.get({})).tenant.id);
    const nobody = `alert_${'0'.repeat(32)}`;
    await decide([id, nobody], { tenantId: otherId });
    await decide([nobody]);
    assert.equal(await everything(), before);
    await decide([id]);
  });
});

describe('a revision', () => {
  test('is taken over and decided again, both phases; words and entities are those of the new content', async () => {
    const id = await acceptOne({ id: 'rev-1', title: 'Oldtitle', severity: 'Low', user: 'old@example.com' });
    await decide([id]);
    await accept({ id: 'rev-1', title: 'Newtitle', severity: 'Critical', user: 'new@example.com' });
    assert.equal(
      (await api.alerts.get({ id })).stage,
      'accepted',
      'the old decision must not pass for the new content',
    );
    await decide([id]);
    const alert = await api.alerts.get({ id });
    assert.deepEqual(
      [alert.revision, alert.title, alert.severity, alert.stage],
      [2, 'Newtitle', 'critical', 'decided'],
    );
    const decisions = await api.alerts.decisions({ id });
    assert.deepEqual(
      decisions.map((one) => [one.version, one.phase, one.alert_revision, one.supersedes]),
      [
        [4, 'final', 2, 3],
        [3, 'provisional', 2, 2],
        [2, 'final', 1, 1],
        [1, 'provisional', 1, null],
      ],
    );
    assert.ok((decisions[0]?.risk_score ?? 0) > (decisions[2]?.risk_score ?? 100));
    assert.deepEqual((await api.alerts.list({ q: 'oldtitle' })).data, []);
    assert.equal((await api.alerts.list({ q: 'newtitle' })).data.length, 1);
    assert.deepEqual((await api.alerts.list({ entity: 'user:old@example.com' })).data, []);
    assert.equal((await api.alerts.list({ entity: 'user:new@example.com' })).data.length, 1);
  });

  test('that comes before the first decision is decided once, as the newest content', async () => {
    const id = await acceptOne({ id: 'rev-2', severity: 'Low' });
    await accept({ id: 'rev-2', severity: 'Medium' });
    await accept({ id: 'rev-2', severity: 'High' });
    await decide([id]);
    const alert = await api.alerts.get({ id });
    assert.deepEqual([alert.revision, alert.severity], [3, 'high']);
    assert.deepEqual(
      (await api.alerts.decisions({ id })).map((one) => one.alert_revision),
      [3, 3],
    );
    const { rows } = await admin.query('select 1 from wf.alert_revision where applied_at is null');
    assert.deepEqual(rows, []);
  });

  test('that comes between the two transactions is decided by its own job, and no decision is lost', async () => {
    const id = await acceptOne({ id: 'rev-3', severity: 'Low' });
    await decide([id], { between: () => accept({ id: 'rev-3', severity: 'Critical' }) });
    assert.equal((await api.alerts.get({ id })).stage, 'accepted');
    await decide([id]);
    assert.deepEqual(
      (await api.alerts.decisions({ id })).map((one) => [one.phase, one.alert_revision]),
      [
        ['final', 2],
        ['provisional', 2],
        ['final', 1],
        ['provisional', 1],
      ],
    );
  });

  test('keeps what people have set: status, assignee, labels', async () => {
    const id = await acceptOne({ id: 'rev-4', labels: ['vendor'] });
    await decide([id]);
    await api.alerts.update({ id, status: 'escalated', assignee: 'Adele V', labels: ['vendor', 'ours'] });
    await accept({ id: 'rev-4', title: 'revised', labels: ['later'] });
    await decide([id]);
    const alert = await api.alerts.get({ id });
    assert.deepEqual([alert.status, alert.assignee, alert.title], ['escalated', 'Adele V', 'revised']);
    assert.deepEqual([...alert.labels].sort(), ['later', 'ours', 'vendor']);
  });
});

describe("the vendor's closure", () => {
  test('is taken over by the final decision, with its verdict, reason and time, and makes a new version', async () => {
    const id = await acceptOne({ closedAs: 'BenignPositive' });
    await assert.rejects(decide([id], { fault: { transaction: 2, when: 'before' } }));
    assert.equal((await api.alerts.get({ id })).status, 'new', 'a provisional decision closes nothing');
    await decide([id]);
    const alert = await api.alerts.get({ id });
    assert.deepEqual(
      [
        alert.status,
        alert.verdict,
        alert.resolution_type,
        alert.close_reason,
        alert.resolved_at,
        alert.version,
      ],
      [
        'resolved',
        'benign_true_positive',
        'automated',
        'closed at the vendor',
        '2026-03-04T10:00:00.000Z',
        2,
      ],
    );
  });

  test('that comes with a revision closes what nobody has taken up', async () => {
    for (const [status, closed] of [
      [null, true],
      ['triaging', true],
      ['investigating', false],
      ['escalated', false],
    ] as const) {
      const id = await acceptOne({ id: `closing-${status}` });
      await decide([id]);
      if (status) await api.alerts.update({ id, status });
      await accept({ id: `closing-${status}`, closedAs: 'FalsePositive' });
      await decide([id]);
      const alert = await api.alerts.get({ id });
      assert.deepEqual(
        [alert.status, alert.verdict],
        closed ? ['resolved', 'false_positive'] : [status, null],
      );
    }
  });

  test("does not change a person's verdict, nor close again what a person has reopened", async () => {
    const judged = await acceptOne({ id: 'judged' });
    await decide([judged]);
    await api.alerts.close({ id: judged, verdict: 'true_positive', reason: 'malicious_confirmed' });
    await accept({ id: 'judged', closedAs: 'FalsePositive' });
    await decide([judged]);
    const alert = await api.alerts.get({ id: judged });
    assert.deepEqual([alert.verdict, alert.resolution_type], ['true_positive', 'manual']);
    const reopened = await acceptOne({ id: 'reopened', closedAs: 'FalsePositive' });
    await decide([reopened]);
    await api.alerts.reopen({ id: reopened, reason: 'not convinced' });
    await accept({ id: 'reopened', closedAs: 'FalsePositive', title: 'revised' });
    await decide([reopened]);
    assert.equal((await api.alerts.get({ id: reopened })).status, 'investigating');
  });

  test('does not close what a person takes up while the evidence is gathered', async () => {
    const id = await acceptOne({ closedAs: 'FalsePositive' });
    await decide([id], { between: () => api.alerts.update({ id, status: 'investigating' }) });
    assert.deepEqual(
      [(await api.alerts.get({ id })).status, (await api.alerts.get({ id })).stage],
      ['investigating', 'decided'],
    );
  });

  test('by another verdict later is taken over again, while no person has spoken', async () => {
    const id = await acceptOne({ id: 'reclassified', closedAs: 'TruePositive' });
    await decide([id]);
    await accept({ id: 'reclassified', closedAs: 'FalsePositive' });
    await decide([id]);
    const alert = await api.alerts.get({ id });
    assert.deepEqual([alert.verdict, alert.version], ['false_positive', 4]);
    const closed = (await api.alerts.timeline({ id })).filter((entry) => entry.kind === 'closed');
    assert.equal(closed.length, 2);
  });

  test('that the vendor takes back opens the alert again, while no person has spoken', async () => {
    const id = await acceptOne({ id: 'taken-back', closedAs: 'FalsePositive' });
    await decide([id]);
    await accept({ id: 'taken-back' });
    await decide([id]);
    const alert = await api.alerts.get({ id });
    assert.deepEqual(
      [alert.status, alert.verdict, alert.resolution_type, alert.close_reason, alert.resolved_at],
      ['new', null, 'pending', null, null],
    );
    assert.equal((await api.alerts.timeline({ id })).filter((entry) => entry.kind === 'reopened').length, 1);
    const judged = await acceptOne({ id: 'judged-open' });
    await decide([judged]);
    await api.alerts.close({ id: judged, verdict: 'true_positive', reason: 'malicious_confirmed' });
    await accept({ id: 'judged-open', title: 'still open at the vendor' });
    await decide([judged]);
    assert.equal((await api.alerts.get({ id: judged })).status, 'resolved');
  });
});

describe('an alert whose deduplication window has passed', () => {
  for (const revised of [false, true]) {
    test(`keeps its final count when the same begins anew${revised ? ', also when that is revised at once' : ''}`, async () => {
      const id = `window-${revised}`;
      const old = await acceptOne({ id, title: 'one' });
      await decide([old]);
      await server.post('/v1/ingest/sentinel', finding({ id, title: 'one' }));
      assert.equal((await api.alerts.get({ id: old })).duplicate_count, 2);
      await admin.query('update wf.dedup_key set expires_at = now() where subject_id = $1', [
        uuidOf('alert', old),
      ]);
      const fresh = await acceptOne({ id, title: 'one' });
      assert.notEqual(fresh, old);
      if (revised) await accept({ id, title: 'two' });
      await decide([fresh]);
      assert.equal((await api.alerts.get({ id: old })).duplicate_count, 2);
      assert.equal((await api.alerts.get({ id: fresh })).duplicate_count, revised ? 2 : 1);
    });
  }
});

describe('events', () => {
  test('are linked to their entities, once, and never decided', async () => {
    const answer = await server.post('/v1/ingest/okta', signIn({ user: 'event@example.com' }));
    const run = () => linkEvents([answer.body.data.event_id]);
    await run();
    const before = await everything();
    await run();
    assert.equal(await everything(), before);
    assert.equal((await api.events.list({ entity: 'user:event@example.com' })).data.length, 1);
    assert.deepEqual((await api.alerts.list({ entity: 'user:event@example.com' })).data, []);
  });
});
