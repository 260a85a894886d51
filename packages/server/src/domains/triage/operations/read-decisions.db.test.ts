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

describe('decisions', () => {
  test('newest first, each with inputs, factors and evidence; the alert carries a copy of the latest', async () => {
    const id = await newAlert({
      severity: 'Critical',
      tactics: ['Impact'],
      sensor: 'endpoint',
      user: 'adele.v',
    });
    const decisions = await server.api.alerts.decisions({ id });
    assert.deepEqual(
      decisions.map(({ version, phase, supersedes }) => ({ version, phase, supersedes })),
      [
        { version: 2, phase: 'final', supersedes: 1 },
        { version: 1, phase: 'provisional', supersedes: null },
      ],
    );
    const [latest] = decisions;
    const alert = await server.api.alerts.get({ id });
    assert.deepEqual(
      [alert.risk_score, alert.disposition, alert.recommended_disposition, alert.confidence, alert.narrative],
      [
        latest?.risk_score,
        latest?.disposition,
        latest?.recommended_disposition,
        latest?.confidence,
        latest?.narrative,
      ],
    );
    for (const decision of decisions) {
      assert.equal(decision.alert_id, id);
      assert.match(decision.id, /^decision_/);
      assert.match(decision.inputs_hash, /^[0-9a-f]{64}$/);
      assert.ok(
        decision.factors.length > 0 && decision.factors.every((factor) => factor.evidence.length > 0),
      );
    }
  });

  test("hidden: a neighbour's decisions are 404", async () => {
    const id = await newAlert();
    const { api } = await server.neighbour();
    await assert.rejects(api.alerts.decisions({ id }), isError(404, 'not_found'));
    await assert.rejects(api.decisions.replay({ id, version: 1 }), isError(404, 'not_found'));
  });
});

describe('replay', () => {
  test('gives every stored decision again, bit for bit', async () => {
    await newAlert({
      severity: 'High',
      tactics: ['CredentialAccess'],
      techniques: ['T1003.001'],
      user: 'adele.v',
    });
    const id = await newAlert({ severity: 'Critical', tactics: ['Impact'], user: 'adele.v', host: 'ws-1' });
    for (const { version, inputs_hash: hash } of await server.api.alerts.decisions({ id })) {
      const replay = await server.api.decisions.replay({ id, version });
      assert.equal(replay.identical, true);
      assert.equal(replay.inputs_intact, true);
      assert.equal(replay.stored_hash, replay.replayed_hash);
      assert.notEqual(replay.stored_hash, hash);
    }
  });

  test('says when the stored outcome, or the inputs, are no longer what was decided', async () => {
    const id = await newAlert();
    // Behind the product's back: it may not change a decision itself.
    await server.database.admin.query(
      `update wf.decision set risk_score = 99 where version = 1 and alert_id = (select id from wf.alert order by id desc limit 1)`,
    );
    await server.database.admin.query(
      `update wf.decision set inputs = jsonb_set(inputs, '{alert,severity}', '"critical"')
       where version = 2 and alert_id = (select id from wf.alert order by id desc limit 1)`,
    );
    const forged = await server.api.decisions.replay({ id, version: 1 });
    assert.deepEqual([forged.identical, forged.inputs_intact], [false, true]);
    const altered = await server.api.decisions.replay({ id, version: 2 });
    assert.deepEqual([altered.identical, altered.inputs_intact], [false, false]);
  });

  test('a decision that there is not is 404, one of another engine is 409', async () => {
    const id = await newAlert();
    await assert.rejects(server.api.decisions.replay({ id, version: 3 }), isError(404, 'not_found'));
    await assert.rejects(server.api.decisions.replay({ id, version: 0 }), isError(422, 'invalid'));
    await server.database.admin.query(
      "update wf.decision set engine_version = 'rules-0' where version = 1 and alert_id = (select id from wf.alert order by id desc limit 1)",
    );
    await assert.rejects(server.api.decisions.replay({ id, version: 1 }), isError(409, 'conflict'));
  });
});

function isError(status: number, code: string) {
  return (error: unknown) => error instanceof ApiError && error.status === status && error.code === code;
}
