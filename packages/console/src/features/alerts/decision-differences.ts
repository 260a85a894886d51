// What changed from one decision to the next, so that nobody has to compare two tables by eye.

import type { Decision } from '@watchfloor/client';
import { formatPoints } from '../../ui/format.ts';
import { DISPOSITION_WORDS } from './alert-words.ts';

/** Sentences without a full stop, the most important first; empty when the outcome is the same. */
export function decisionDifferences(before: Decision, after: Decision): string[] {
  const lines: string[] = [];
  if (before.risk_score !== after.risk_score) lines.push(`risk ${before.risk_score} → ${after.risk_score}`);
  if (before.recommended_disposition !== after.recommended_disposition) {
    const words = (decision: Decision) =>
      DISPOSITION_WORDS[decision.recommended_disposition].short.toLowerCase();
    lines.push(`recommended ${words(before)} → ${words(after)}`);
  }
  const old = new Map(before.factors.map((factor) => [factor.id, factor]));
  for (const factor of after.factors) {
    const was = old.get(factor.id);
    old.delete(factor.id);
    if (!was) lines.push(`${factor.label} came in (${formatPoints(factor.points)})`);
    else if (was.points !== factor.points)
      lines.push(`${factor.label} ${formatPoints(was.points)} → ${formatPoints(factor.points)}`);
  }
  for (const factor of old.values()) lines.push(`${factor.label} is gone (${formatPoints(factor.points)})`);
  if (before.policy_version !== after.policy_version)
    lines.push(`policy ${before.policy_version} → ${after.policy_version}`);
  if (before.alert_revision !== after.alert_revision)
    lines.push(`revision ${before.alert_revision} → ${after.alert_revision}`);
  return lines;
}
