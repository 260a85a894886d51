import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  numberAt,
  POLICY_FIELDS,
  type PolicyBody,
  policyDifferences,
  policyProblems,
  withNumbers,
} from './policy-fields.ts';

const BODY: PolicyBody = {
  weights: {
    severity: { critical: 40, high: 30, medium: 18, low: 8, informational: 2 },
    technique_high_impact: 8,
    technique_other: 3,
    linked_alert: 3,
    linked_alerts_max: 12,
    tactic_progression: 6,
    rule_false_positive: -20,
    rule_history_min: 30,
  },
  floors: { critical: 60, critical_endpoint_high_impact: 85 },
  bands: { critical_immediate: 85, suspicious_escalate: 60, requires_investigation: 25 },
  correlation: { window_hours: 24 },
};

const typed = (changes: Record<string, string> = {}) =>
  new Map(POLICY_FIELDS.map(({ path }) => [path, changes[path] ?? String(numberAt(BODY, path))]));

function leaves(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([name, item]) =>
    typeof item === 'object' && item !== null ? leaves(item, `${path}${name}.`) : [`${path}${name}`],
  );
}

test('every number of the policy has a field, and every field a number', () => {
  assert.deepEqual(POLICY_FIELDS.map((field) => field.path).sort(), leaves(BODY).sort());
});

test('numbers are put in where they belong and nowhere else', () => {
  const changed = withNumbers(BODY, new Map([['weights.severity.high', 35]]));
  assert.equal(changed.weights.severity.high, 35);
  assert.deepEqual(
    policyDifferences(BODY, changed).map(({ field, before, after }) => [field.path, before, after]),
    [['weights.severity.high', 30, 35]],
  );
  assert.deepEqual(withNumbers(BODY, new Map()), BODY);
});

test('what stands in the policy can be saved', () => {
  assert.deepEqual([...policyProblems(typed())], []);
});

test('what is no whole number in its bounds is named', () => {
  for (const text of ['', 'x', '1.5', '101', '-101', '1e9']) {
    assert.deepEqual(
      [...policyProblems(typed({ 'weights.severity.low': text })).keys()],
      ['weights.severity.low'],
      text,
    );
  }
  assert.deepEqual(
    [...policyProblems(typed({ 'correlation.window_hours': '0' })).keys()],
    ['correlation.window_hours'],
  );
});

test('bands must fall', () => {
  assert.deepEqual(
    [...policyProblems(typed({ 'bands.suspicious_escalate': '85' })).keys()],
    ['bands.suspicious_escalate'],
  );
  assert.deepEqual(
    [...policyProblems(typed({ 'bands.requires_investigation': '60' })).keys()],
    ['bands.requires_investigation'],
  );
});
