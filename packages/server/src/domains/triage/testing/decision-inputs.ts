// Inputs of decisions for tests: a plain one to vary, and generators of every one that can be stored.

import { ENTITY_ROLES, ENTITY_TYPES, RECORD_FLAGS, SENSORS, SEVERITIES } from '@watchfloor/sdk';
import fc from 'fast-check';
import type { DecisionInputs, Evidence } from '../decide.ts';
import type { PolicyBody } from '../policy.ts';

type AlertInputs = DecisionInputs['alert'];

/** A final decision about a medium alert of which nothing more is known; `alert` and `evidence` replace what they name. */
export function decisionInputs(
  alert: Partial<AlertInputs> = {},
  evidence: Partial<Evidence> | null = {},
): DecisionInputs {
  return {
    phase: evidence === null ? 'provisional' : 'final',
    alert: {
      severity: 'medium',
      sensor: 'siem',
      vendor: 'Example',
      product: 'SIEM',
      source: 'generic',
      rule_id: 'rule-1',
      rule_name: 'Rule 1',
      tactics: [],
      techniques: [],
      flags: [],
      entities: [],
      revision: 1,
      ...alert,
    },
    evidence: evidence && { linked: [], rule_history: null, ...evidence },
  };
}

/** Tactics of which three have a high impact. */
export const TACTICS = [
  'impact',
  'credential-access',
  'exfiltration',
  'discovery',
  'execution',
  'persistence',
] as const;

// What PostgreSQL stores: no U+0000, no lone surrogate. The accept path sees to that before anything is decided.
const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((value) => !value.includes('\0'));
const tactics = fc.uniqueArray(fc.constantFrom(...TACTICS), { maxLength: 4 });

const alert: fc.Arbitrary<AlertInputs> = fc.record({
  severity: fc.constantFrom(...SEVERITIES),
  sensor: fc.constantFrom(...SENSORS),
  vendor: text,
  product: text,
  source: text,
  rule_id: fc.option(text),
  rule_name: fc.option(text),
  tactics,
  techniques: fc.uniqueArray(fc.constantFrom('T1003', 'T1003.001', 'T1486', 'T1059'), { maxLength: 3 }),
  flags: fc.uniqueArray(fc.constantFrom(...RECORD_FLAGS), { maxLength: 3 }),
  entities: fc.array(
    fc.record({
      type: fc.constantFrom(...ENTITY_TYPES),
      value: text,
      role: fc.constantFrom(...ENTITY_ROLES),
    }),
    { maxLength: 4 },
  ),
  revision: fc.integer({ min: 1, max: 50 }),
});

const history = fc
  .tuple(fc.nat(200), fc.nat(200))
  .map(([one, other]) => ({ false_positives: Math.min(one, other), verdicts: Math.max(one, other, 1) }));

const evidence: fc.Arbitrary<Evidence> = fc.record({
  linked: fc.array(fc.record({ alert_id: fc.uuid(), shared: text, tactics }), { maxLength: 10 }),
  rule_history: fc.option(history),
});

export const anyInputs: fc.Arbitrary<DecisionInputs> = fc
  .record({ alert, evidence: fc.option(evidence) })
  .map((made) => ({ ...made, phase: made.evidence === null ? 'provisional' : 'final' }));

const points = fc.integer({ min: -100, max: 100 });
const share = fc.integer({ min: 0, max: 100 });

/** Every policy that can be saved, sensible or not. */
export const anyPolicyBody: fc.Arbitrary<PolicyBody> = fc.record({
  weights: fc.record({
    severity: fc.record({
      critical: points,
      high: points,
      medium: points,
      low: points,
      informational: points,
    }),
    technique_high_impact: points,
    technique_other: points,
    linked_alert: points,
    linked_alerts_max: share,
    tactic_progression: points,
    rule_false_positive: points,
    rule_history_min: fc.integer({ min: 1, max: 100 }),
  }),
  floors: fc.record({ critical: share, critical_endpoint_high_impact: share }),
  bands: fc
    .uniqueArray(share, { minLength: 3, maxLength: 3 })
    .map((bands) => [...bands].sort((left, right) => right - left))
    .map(([immediate = 0, escalate = 0, investigate = 0]) => ({
      critical_immediate: immediate,
      suspicious_escalate: escalate,
      requires_investigation: investigate,
    })),
  correlation: fc.record({ window_hours: fc.integer({ min: 1, max: 168 }) }),
});
