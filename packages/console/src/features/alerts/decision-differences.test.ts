import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decision } from '@watchfloor/client';
import { decisionDifferences } from './decision-differences.ts';

const factor = (id: string, points: number) => ({ id, label: id, points, detail: '', evidence: [] });

function decision(fields: Partial<Decision>): Decision {
  return {
    id: 'decision_1',
    alert_id: 'alert_1',
    version: 1,
    phase: 'provisional',
    alert_revision: 1,
    as_of: '2026-03-01T12:00:00.000Z',
    inputs_hash: '',
    inputs: {},
    policy_version: 1,
    engine_version: 'rules-1',
    risk_score: 38,
    recommended_disposition: 'requires_investigation',
    disposition: 'requires_investigation',
    confidence: { score: 0.5, label: 'medium', factors: [] },
    factors: [factor('Severity', 30), factor('Technique', 8)],
    narrative: '',
    supersedes: null,
    ...fields,
  };
}

test('factors that came, went and changed are named with their points', () => {
  const after = decision({
    version: 2,
    risk_score: 62,
    recommended_disposition: 'suspicious_escalate',
    factors: [factor('Severity', 40), factor('Linked alerts', 12)],
  });
  assert.deepEqual(decisionDifferences(decision({}), after), [
    'risk 38 → 62',
    'recommended investigate → escalate',
    'Severity +30 → +40',
    'Linked alerts came in (+12)',
    'Technique is gone (+8)',
  ]);
});

test('the same outcome has no differences, whatever the phase', () => {
  assert.deepEqual(decisionDifferences(decision({}), decision({ version: 2, phase: 'final' })), []);
});
