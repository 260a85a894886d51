// The decision: a pure function of stored inputs and a policy. No clock, no database, no randomness, whole numbers only, so that
// the same inputs give the same decision bit for bit, today and when an auditor asks in a year.
//
// The score is the rule score of the design: points per factor, each with its evidence, clamped to 0..100, then lifted to the
// floors. A provider that is missing adds nothing and never caps the score: floors see to it that a critical alert stays
// urgent while nothing is known about its surroundings, and what was missing is named.

import {
  type EntityRole,
  type EntityType,
  productLabel,
  type Sensor,
  type Severity,
  tacticsOfTechnique,
} from '@watchfloor/sdk';
import type { Disposition, Narrative } from '../alerts/index.ts';
import type { Policy } from './policy.ts';

export const ENGINE_VERSION = 'rules-1';

export interface DecisionInputs {
  readonly phase: 'provisional' | 'final';
  readonly alert: {
    readonly severity: Severity;
    readonly sensor: Sensor;
    readonly vendor: string;
    readonly product: string;
    readonly source: string;
    readonly rule_id: string | null;
    readonly rule_name: string | null;
    readonly tactics: readonly string[];
    readonly techniques: readonly string[];
    readonly flags: readonly string[];
    readonly entities: readonly {
      readonly type: EntityType;
      readonly value: string;
      readonly role: EntityRole;
    }[];
    readonly revision: number;
  };
  /** Null until the evidence has been gathered: a provisional decision says that it is missing. */
  readonly evidence: Evidence | null;
}

export interface Evidence {
  readonly linked: readonly {
    readonly alert_id: string;
    readonly shared: string;
    readonly tactics: readonly string[];
  }[];
  readonly rule_history: { readonly false_positives: number; readonly verdicts: number } | null;
}

export interface Factor {
  readonly id: string;
  readonly label: string;
  readonly points: number;
  readonly detail: string;
  readonly evidence: readonly string[];
}

export interface DecisionOutcome {
  readonly risk_score: number;
  readonly recommended_disposition: Disposition;
  readonly disposition: Disposition;
  readonly factors: readonly Factor[];
  readonly confidence: {
    readonly score: number;
    readonly label: 'low' | 'medium' | 'high';
    readonly factors: readonly { readonly id: string; readonly label: string; readonly points: number }[];
  };
  readonly narrative: Narrative;
}

const HIGH_IMPACT = ['impact', 'credential-access', 'exfiltration'];

/**
 * Tactics of high impact that the alert is mapped to, by name or through a technique, which many products send alone. The
 * techniques come with the release: one that moves to another tactic needs a new ENGINE_VERSION.
 */
function highImpactOf(alert: DecisionInputs['alert']): string[] {
  const tactics = [...alert.tactics, ...alert.techniques.flatMap(tacticsOfTechnique)];
  return HIGH_IMPACT.filter((tactic) => tactics.includes(tactic));
}

/** Decides. Inputs and policy are read, never the world. */
export function decide(inputs: DecisionInputs, policy: Policy): DecisionOutcome {
  const factors = [
    severityFactor(inputs, policy),
    techniqueFactor(inputs, policy),
    ...correlationFactors(inputs, policy),
    historyFactor(inputs, policy),
  ].filter((factor) => factor !== null);
  const sum = clamp(factors.reduce((total, factor) => total + factor.points, 0));
  const floor = floorFactor(inputs, policy, sum);
  if (floor) factors.push(floor);
  const score = floor ? sum + floor.points : sum;
  const recommended = bandOf(score, policy);
  return {
    risk_score: score,
    recommended_disposition: recommended,
    // Closing by machine has gates that do not exist yet; until each is there and passed, a person looks.
    disposition: recommended === 'benign_auto_resolved' ? 'requires_investigation' : recommended,
    factors,
    confidence: confidenceOf(inputs),
    narrative: narrativeOf(inputs, { score, recommended, factors }),
  };
}

function severityFactor({ alert }: DecisionInputs, policy: Policy): Factor {
  const assumed = alert.flags.includes('severity_unknown');
  return {
    id: 'severity',
    label: 'Severity',
    points: policy.body.weights.severity[alert.severity],
    detail: assumed
      ? `The vendor gave no severity we know; ${alert.severity} is assumed.`
      : `The severity is ${alert.severity}.`,
    evidence: ['field:severity'],
  };
}

function techniqueFactor({ alert }: DecisionInputs, policy: Policy): Factor | null {
  if (alert.tactics.length === 0 && alert.techniques.length === 0) return null;
  const impact = highImpactOf(alert);
  const mapped = [...alert.techniques, ...alert.tactics].slice(0, 6).join(', ');
  return {
    id: 'technique',
    label: 'ATT&CK technique',
    points:
      impact.length > 0 ? policy.body.weights.technique_high_impact : policy.body.weights.technique_other,
    detail:
      impact.length > 0
        ? `Mapped to ${mapped}, which includes ${impact.join(', ')}.`
        : `Mapped to ${mapped}.`,
    evidence: [
      ...alert.techniques.map((technique) => `technique:${technique}`),
      ...alert.tactics.map((tactic) => `tactic:${tactic}`),
    ],
  };
}

function correlationFactors({ alert, evidence }: DecisionInputs, policy: Policy): Factor[] {
  if (evidence === null || evidence.linked.length === 0) return [];
  const { weights, correlation } = policy.body;
  const count = evidence.linked.length;
  const shared = [...new Set(evidence.linked.map((link) => link.shared))].slice(0, 3).join(', ');
  const factors: Factor[] = [
    {
      id: 'correlation',
      label: 'Linked alerts',
      points: Math.min(count * weights.linked_alert, weights.linked_alerts_max),
      detail: `${count} other ${count === 1 ? 'alert' : 'alerts'} within ${correlation.window_hours} hours share ${shared}.`,
      evidence: evidence.linked.map((link) => `alert:${link.alert_id}`),
    },
  ];
  const shown = [...new Set(evidence.linked.flatMap((link) => link.tactics))].sort();
  const further = shown.filter((tactic) => !alert.tactics.includes(tactic));
  // Several tactics between the alert and its linked ones, on whichever side: were only further ones of the others counted,
  // an alert that is itself mapped to one more of them would score lower for it.
  if (alert.tactics.length > 0 && shown.length > 0 && alert.tactics.length + further.length > 1) {
    const named = further.length > 0 ? further : shown;
    factors.push({
      id: 'tactic_progression',
      label: 'Tactic progression',
      points: weights.tactic_progression,
      detail: `Beside ${alert.tactics.join(', ')} the linked alerts show ${named.join(', ')}.`,
      evidence: named.map((tactic) => `tactic:${tactic}`),
    });
  }
  return factors;
}

function historyFactor({ alert, evidence }: DecisionInputs, policy: Policy): Factor | null {
  const history = evidence?.rule_history;
  if (!history || history.verdicts < policy.body.weights.rule_history_min) return null;
  const lower = wilsonLower(history.false_positives, history.verdicts);
  const points = Math.round(policy.body.weights.rule_false_positive * lower);
  if (points === 0) return null;
  return {
    id: 'rule_history',
    label: 'History of the rule',
    points,
    detail: `${history.false_positives} of ${history.verdicts} verdicts on this rule were false positives (at least ${Math.floor(lower * 100)} % with 95 % confidence).`,
    evidence: [`rule:${alert.rule_id ?? alert.rule_name ?? ''}`],
  };
}

function floorFactor({ alert }: DecisionInputs, policy: Policy, sum: number): Factor | null {
  const { floors } = policy.body;
  if (alert.severity !== 'critical') return null;
  const impact = alert.sensor === 'endpoint' && highImpactOf(alert).length > 0;
  const floor = impact ? Math.max(floors.critical, floors.critical_endpoint_high_impact) : floors.critical;
  if (sum >= floor) return null;
  return {
    id: impact ? 'floor.critical_endpoint_high_impact' : 'floor.critical',
    label: 'Floor',
    points: floor - sum,
    detail: impact
      ? `A critical endpoint finding of a high-impact technique scores at least ${floor}.`
      : `A critical alert scores at least ${floor}.`,
    evidence: ['field:severity', `policy:${policy.version}`],
  };
}

function bandOf(score: number, policy: Policy): Disposition {
  const { bands } = policy.body;
  if (score >= bands.critical_immediate) return 'critical_immediate';
  if (score >= bands.suspicious_escalate) return 'suspicious_escalate';
  if (score >= bands.requires_investigation) return 'requires_investigation';
  return 'benign_auto_resolved';
}

/** How much stands behind the score: what is known, in points of 100; the score is that, as a part of one. */
function confidenceOf({ alert, evidence }: DecisionInputs): DecisionOutcome['confidence'] {
  const has = (flag: string) => alert.flags.includes(flag);
  const known = [
    { id: 'base', label: 'A product reported it', points: 30 },
    { id: 'severity', label: 'The vendor stated a severity', points: has('severity_unknown') ? 0 : 15 },
    { id: 'mapped', label: 'The format is known to us', points: has('best_effort') ? 0 : 15 },
    { id: 'rule', label: 'The rule is known', points: (alert.rule_id ?? alert.rule_name) ? 10 : 0 },
    { id: 'technique', label: 'A technique is mapped', points: alert.techniques.length > 0 ? 10 : 0 },
    {
      id: 'entities',
      label: 'It names who or what is concerned',
      points: alert.entities.length > 0 ? 10 : 0,
    },
    { id: 'evidence', label: 'Related alerts were looked up', points: evidence ? 5 : 0 },
    { id: 'history', label: 'The rule has a history of verdicts', points: evidence?.rule_history ? 5 : 0 },
  ];
  const total = known.reduce((sum, factor) => sum + factor.points, 0);
  return {
    score: total / 100,
    label: total >= 75 ? 'high' : total >= 50 ? 'medium' : 'low',
    factors: known,
  };
}

interface Result {
  readonly score: number;
  readonly recommended: Disposition;
  readonly factors: readonly Factor[];
}

function narrativeOf({ alert, evidence }: DecisionInputs, result: Result): Narrative {
  const first = (roles: readonly EntityRole[], types: readonly EntityType[]) =>
    alert.entities.find((entity) => roles.includes(entity.role) && types.includes(entity.type))?.value ??
    null;
  const reasons = [...result.factors]
    .filter((factor) => factor.points > 0)
    .sort((left, right) => right.points - left.points)
    .slice(0, 3)
    .map((factor) => `${factor.label.toLowerCase().replace('att&ck', 'ATT&CK')} (+${factor.points})`);
  return {
    template: 'alert.v1',
    params: {
      severity: alert.severity,
      product: productLabel(alert.vendor, alert.product) || alert.source,
      rule: alert.rule_name,
      actor: first(['actor'], ['user', 'email']),
      target: first(['target', 'related'], ['host', 'user', 'cloud_resource', 'ip']),
      source: first(['source', 'actor'], ['ip', 'domain']),
      techniques: alert.techniques.slice(0, 5),
      score: result.score,
      recommended: result.recommended,
      reasons,
      missing: [
        ...(evidence ? [] : ['related alerts']),
        'threat intelligence',
        'behaviour baselines',
        'asset criticality',
      ],
    },
  };
}

/** Lower end of the 95 % Wilson score interval of a rate. E. B. Wilson, 1927. */
export function wilsonLower(hits: number, total: number): number {
  if (total === 0) return 0;
  const z = 1.96;
  const rate = hits / total;
  const centre = rate + (z * z) / (2 * total);
  const margin = z * Math.sqrt((rate * (1 - rate)) / total + (z * z) / (4 * total * total));
  return Math.max(0, (centre - margin) / (1 + (z * z) / total));
}

function clamp(score: number): number {
  return Math.min(100, Math.max(0, score));
}
