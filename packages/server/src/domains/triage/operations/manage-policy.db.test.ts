import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ApiError } from '@watchfloor/client';
import { finding } from '../../../testing/records.ts';
import { startTestServer } from '../../../testing/server.ts';
import { DEFAULT_POLICY } from '../policy.ts';

const server = await startTestServer();
after(() => server.stop());

const { body: standard } = DEFAULT_POLICY;
const reason = 'review of the quarter';

describe('get', () => {
  test('before anything was decided it is the one that every tenant starts with', async () => {
    const { api } = await server.neighbour();
    const policy = await api.policies.getTriage();
    assert.deepEqual(policy, { ...DEFAULT_POLICY, created_at: null, created_by: 'Watchfloor' });
  });

  test('the first decision writes that one down as version 1', async () => {
    await server.submitDecided('sentinel', finding());
    const policy = await server.api.policies.getTriage();
    assert.equal(policy.version, 1);
    assert.deepEqual(policy.body, standard);
    assert.ok(policy.created_at);
  });
});

describe('update', () => {
  test('makes the next version, audited with before, after and reason', async () => {
    const { version } = await server.api.policies.getTriage();
    const body = { ...standard, weights: { ...standard.weights, linked_alert: 4 } };
    const made = await server.api.policies.updateTriage({ body, reason }, { ifMatch: version });
    assert.equal(made.version, version + 1);
    assert.equal(made.created_by, 'local command line');
    assert.deepEqual(await server.api.policies.getTriage(), made);
    const { data } = await server.api.audit.list({ limit: 1 });
    assert.equal(data[0]?.event, 'policy.changed');
    assert.equal(data[0]?.reason, reason);
    assert.deepEqual(data[0]?.before?.['version'], version);
    assert.deepEqual(data[0]?.after, { version: version + 1, body });
  });

  test('old alerts keep their decision; new ones, and revisions, are decided by the new version', async () => {
    const [old = ''] = await server.submitDecided('sentinel', finding({ id: 'before', severity: 'Medium' }));
    const before = await server.api.alerts.decisions({ id: old });
    const { version } = await server.api.policies.getTriage();
    const severity = { ...standard.weights.severity, medium: 70 };
    const body = { ...standard, weights: { ...standard.weights, severity } };
    await server.api.policies.updateTriage({ body, reason }, { ifMatch: version });
    const [fresh = ''] = await server.submitDecided('sentinel', finding({ id: 'after', severity: 'Medium' }));
    assert.deepEqual(await server.api.alerts.decisions({ id: old }), before);
    assert.equal((await server.api.alerts.get({ id: old })).risk_score, before[0]?.risk_score);
    const [decision] = await server.api.alerts.decisions({ id: fresh });
    assert.equal(decision?.policy_version, version + 1);
    assert.equal(decision?.risk_score, 70);
    await server.submitDecided('sentinel', finding({ id: 'before', severity: 'Medium', title: 'revised' }));
    const [again] = await server.api.alerts.decisions({ id: old });
    assert.equal(again?.policy_version, version + 1);
    assert.equal(again?.risk_score, 70);
  });

  test('every old decision still replays identically under its own version', async () => {
    const { data } = await server.api.alerts.list({ limit: 200 });
    let replayed = 0;
    for (const alert of data) {
      for (const decision of await server.api.alerts.decisions({ id: alert.id })) {
        const replay = await server.api.decisions.replay({ id: alert.id, version: decision.version });
        assert.equal(replay.identical, true);
        replayed += 1;
      }
    }
    assert.ok(replayed >= 8);
  });

  test("a neighbour's policy stays as it is", async () => {
    const { api } = await server.neighbour();
    const { version } = await server.api.policies.getTriage();
    await server.api.policies.updateTriage({ body: standard, reason }, { ifMatch: version });
    assert.equal((await api.policies.getTriage()).version, 1);
  });

  test('conflict: a version that is not the present one is 412, of two at once one is made', async () => {
    const { version } = await server.api.policies.getTriage();
    for (const stale of [version - 1, version + 1]) {
      await assert.rejects(
        server.api.policies.updateTriage({ body: standard, reason }, { ifMatch: stale }),
        (error: unknown) => error instanceof ApiError && error.status === 412,
      );
    }
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () =>
        server.api.policies.updateTriage({ body: standard, reason }, { ifMatch: version }),
      ),
    );
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
    assert.equal((await server.api.policies.getTriage()).version, version + 1);
  });

  test('invalid: bands that do not fall, numbers beyond their range, missing and unknown parts are 422 and named', async () => {
    const { version } = await server.api.policies.getTriage();
    const { bands, floors, weights, correlation } = standard;
    const cases: [object, string][] = [
      [{ ...standard, bands: { ...bands, suspicious_escalate: 85 } }, 'body.bands'],
      [{ ...standard, bands: { ...bands, requires_investigation: 70 } }, 'body.bands'],
      [{ ...standard, bands: { ...bands, critical_immediate: 101 } }, 'body.bands.critical_immediate'],
      [{ ...standard, floors: { ...floors, critical: -1 } }, 'body.floors.critical'],
      [{ ...standard, weights: { ...weights, linked_alert: 1.5 } }, 'body.weights.linked_alert'],
      [{ ...standard, weights: { ...weights, rule_history_min: 0 } }, 'body.weights.rule_history_min'],
      [{ ...standard, correlation: { window_hours: 0 } }, 'body.correlation.window_hours'],
      [{ ...standard, correlation: { ...correlation, surprise: 1 } }, 'surprise'],
      [{ ...standard, floors: { critical: 60 } }, 'body.floors.critical_endpoint_high_impact'],
    ];
    for (const [body, field] of cases) {
      const answer = await server.request('/v1/policies/triage', {
        method: 'PUT',
        headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ version, body, reason }),
      });
      assert.equal(answer.status, 422, answer.text);
      assert.equal(answer.body.error.field, field);
    }
    assert.equal((await server.api.policies.getTriage()).version, version);
  });

  test('forbidden: an analyst reads it and may not change it', async () => {
    const { api } = await server.as('analyst');
    const { version } = await api.policies.getTriage();
    await assert.rejects(
      api.policies.updateTriage({ body: standard, reason }, { ifMatch: version }),
      (error: unknown) => error instanceof ApiError && error.code === 'forbidden',
    );
  });
});
