// The triage policy: every number that a decision uses, in one versioned record of the tenant. Changing it makes a new version
// and decides nothing again by itself; each decision names the version it was made under.

import { z } from 'zod';

const points = z.number().int().min(-100).max(100);

export const policySchema = z
  .strictObject({
    weights: z.strictObject({
      severity: z.strictObject({
        critical: points,
        high: points,
        medium: points,
        low: points,
        informational: points,
      }),
      technique_high_impact: points.describe('Impact, credential access or exfiltration is mapped.'),
      technique_other: points.describe('Another technique or tactic is mapped.'),
      linked_alert: points.describe('For each other alert within the window that shares an entity.'),
      linked_alerts_max: z
        .number()
        .int()
        .min(0)
        .max(100)
        .describe('Most that linked alerts may add together.'),
      tactic_progression: points.describe('Linked alerts show further tactics.'),
      rule_false_positive: points.describe('Taken times the lower bound of the rule’s false-positive rate.'),
      rule_history_min: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .describe('Verdicts a rule needs before its history counts.'),
    }),
    floors: z.strictObject({
      critical: z.number().int().min(0).max(100).describe('Least score of a critical alert.'),
      critical_endpoint_high_impact: z
        .number()
        .int()
        .min(0)
        .max(100)
        .describe('Least score of a critical endpoint finding of a high-impact technique.'),
    }),
    bands: z.strictObject({
      critical_immediate: z.number().int().min(0).max(100),
      suspicious_escalate: z.number().int().min(0).max(100),
      requires_investigation: z.number().int().min(0).max(100),
    }),
    correlation: z.strictObject({
      window_hours: z.number().int().min(1).max(168),
    }),
  })
  .refine(
    ({ bands }) =>
      bands.critical_immediate > bands.suspicious_escalate &&
      bands.suspicious_escalate > bands.requires_investigation,
    { message: 'bands must fall from critical_immediate to requires_investigation', path: ['bands'] },
  );
export type PolicyBody = z.output<typeof policySchema>;

export interface Policy {
  readonly version: number;
  readonly body: PolicyBody;
}

/**
 * Version 1 of every tenant. The weights are those of the rule score that the design names; what has no provider yet
 * (intelligence, behaviour, asset criticality, exposure) has no weight yet, instead of a weight that is always zero.
 */
export const DEFAULT_POLICY: Policy = {
  version: 1,
  body: {
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
  },
};
