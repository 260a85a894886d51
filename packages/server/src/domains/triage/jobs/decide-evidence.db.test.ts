// What a final decision weighs beside the alert itself: alerts that share something with it, and what people said of its rule.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Decision } from '@watchfloor/client';
import { type FindingOptions, finding } from '../../../testing/records.ts';
import { startTriageByHand, uuidOf } from '../../../testing/triage-by-hand.ts';

const { server, accept, acceptOne, decide, stop } = await startTriageByHand();
after(stop);
const { api } = server;
const { admin } = server.database;

async function decided(options: FindingOptions = {}): Promise<{ id: string; decision: Decision }> {
  const id = await acceptOne(options);
  await decide([id]);
  const [decision] = await api.alerts.decisions({ id });
  assert.ok(decision);
  return { id, decision };
}

function factor(decision: Decision, id: string) {
  return decision.factors.find((candidate) => candidate.id === id);
}

describe('linked alerts', () => {
  test('share a user, host, address or hash within the window; each is named as evidence', async () => {
    const first = await decided({ user: 'linked@example.com', tactics: ['CredentialAccess'] });
    const second = await decided({ user: 'linked@example.com', tactics: ['Execution'], host: 'ws-linked' });
    const third = await decided({ host: 'ws-linked', ip: '198.51.100.200' });
    assert.deepEqual(factor(second.decision, 'correlation')?.evidence, [
      `alert:${uuidOf('alert', first.id)}`,
    ]);
    assert.deepEqual(factor(second.decision, 'tactic_progression')?.evidence, ['tactic:credential-access']);
    assert.deepEqual(factor(third.decision, 'correlation')?.evidence, [
      `alert:${uuidOf('alert', second.id)}`,
    ]);
    assert.equal(factor(first.decision, 'correlation'), undefined);
  });

  test('of one batch know of each other', async () => {
    const wireIds = await accept({ user: 'batch@example.com' }, { user: 'batch@example.com' });
    await decide(wireIds);
    for (const [index, id] of wireIds.entries()) {
      const [decision] = await api.alerts.decisions({ id });
      assert.ok(decision);
      const other = wireIds[1 - index] ?? '';
      assert.deepEqual(factor(decision, 'correlation')?.evidence, [`alert:${uuidOf('alert', other)}`]);
    }
  });

  test('are none by addresses that every machine has', async () => {
    for (const ip of ['127.0.0.1', '169.254.1.1', '224.0.0.251', '0.0.0.0', '::1']) {
      await decided({ ip });
      assert.equal(factor((await decided({ ip })).decision, 'correlation'), undefined, ip);
    }
    await decided({ ip: '10.0.0.5' });
    assert.ok(factor((await decided({ ip: '10.0.0.5' })).decision, 'correlation'));
  });

  test('are none that came before the window, and none of a neighbour', async () => {
    const old = await decided({ user: 'window@example.com' });
    await admin.query("update wf.entity_link set at = at - interval '25 hours' where subject_id = $1", [
      uuidOf('alert', old.id),
    ]);
    const neighbour = await server.neighbour();
    const theirs = await server.post('/v1/ingest/sentinel', finding({ user: 'window@example.com' }), {
      authorization: `Bearer ${neighbour.key}`,
    });
    const theirTenant = uuidOf('tenant', (await neighbour.api.session.get({})).tenant.id);
    await decide([theirs.body.data.alert_id], { tenantId: theirTenant });
    assert.equal((await neighbour.api.alerts.list({ entity: 'user:window@example.com' })).data.length, 1);
    assert.equal(factor((await decided({ user: 'window@example.com' })).decision, 'correlation'), undefined);
  });

  test('are at most ten, and count for twelve points at most', async () => {
    const hosts = ['one', 'two', 'three'];
    const many = hosts.flatMap((host) => Array.from({ length: 5 }, () => ({ host: `many-${host}` })));
    await decide(await accept(...many));
    const entities = hosts.map((host) => ({ HostName: `many-${host}`, Type: 'host' }));
    const record = { ...finding(), Entities: JSON.stringify(entities) };
    const id = (await server.post('/v1/ingest/sentinel', record)).body.data.alert_id;
    await decide([id]);
    const [decision] = await api.alerts.decisions({ id });
    assert.ok(decision);
    assert.equal(factor(decision, 'correlation')?.evidence.length, 10);
    assert.equal(factor(decision, 'correlation')?.points, 12);
  });
});

describe('the history of a rule', () => {
  test('counts from the thirtieth verdict on, for this rule of this source', async () => {
    const rule = 'rule-noisy';
    const wireIds = await accept(...Array.from({ length: 30 }, () => ({ rule })));
    for (const [index, id] of wireIds.entries()) {
      if (index === 29) assert.equal(factor((await decided({ rule })).decision, 'rule_history'), undefined);
      await api.alerts.close({
        id,
        verdict: index === 0 ? 'true_positive' : 'false_positive',
        reason: 'test',
      });
    }
    const { decision } = await decided({ rule });
    assert.deepEqual(decision.inputs['evidence'], {
      linked: [],
      rule_history: { false_positives: 29, verdicts: 30 },
    });
    assert.equal(factor(decision, 'rule_history')?.points, -17);
    assert.equal(factor((await decided({ rule: 'rule-quiet' })).decision, 'rule_history'), undefined);
  });

  test('undetermined verdicts say nothing about it', async () => {
    const rule = 'rule-undetermined';
    for (const id of await accept({ rule }, { rule })) {
      await api.alerts.close({ id, verdict: 'undetermined', reason: 'insufficient_data' });
    }
    assert.equal((await decided({ rule })).decision.inputs['evidence'] === null, false);
    assert.deepEqual((await decided({ rule })).decision.inputs['evidence'], {
      linked: [],
      rule_history: null,
    });
  });
});
