// How the words of the API about alerts read on the screen, in one place.

import type { AlertStatus, Disposition, EntityRole, RecordFlag, Severity, Verdict } from '../../api.ts';

export const SEVERITIES = [
  'critical',
  'high',
  'medium',
  'low',
  'informational',
] as const satisfies readonly Severity[];
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  informational: 'Info',
};

export const OPEN_STATUSES = [
  'new',
  'triaging',
  'investigating',
  'escalated',
] as const satisfies readonly AlertStatus[];
export const CLOSED_STATUSES = ['resolved', 'auto_resolved'] as const satisfies readonly AlertStatus[];
export const STATUSES = [...OPEN_STATUSES, ...CLOSED_STATUSES] as const;
export const STATUS_WORDS: Readonly<Record<AlertStatus, string>> = {
  new: 'New',
  triaging: 'Triaging',
  investigating: 'Investigating',
  escalated: 'Escalated',
  resolved: 'Resolved',
  auto_resolved: 'Auto-resolved',
};

export const DISPOSITIONS = [
  'critical_immediate',
  'suspicious_escalate',
  'requires_investigation',
  'benign_auto_resolved',
] as const satisfies readonly Disposition[];
/** Short enough for a column; the hint has the whole meaning. */
export const DISPOSITION_WORDS: Readonly<
  Record<Disposition, { readonly short: string; readonly hint: string }>
> = {
  critical_immediate: { short: 'Act now', hint: 'Critical: act on it immediately' },
  suspicious_escalate: { short: 'Escalate', hint: 'Suspicious: escalate it' },
  requires_investigation: { short: 'Investigate', hint: 'Requires investigation' },
  benign_auto_resolved: { short: 'Benign', hint: 'Benign: would be resolved automatically' },
};

export const VERDICTS = [
  'true_positive',
  'benign_true_positive',
  'false_positive',
  'undetermined',
] as const satisfies readonly Verdict[];
export const VERDICT_WORDS: Readonly<Record<Verdict, { readonly name: string; readonly hint: string }>> = {
  true_positive: { name: 'True positive', hint: 'The finding is right and the activity is malicious.' },
  benign_true_positive: {
    name: 'Benign true positive',
    hint: 'The finding is right, the activity is allowed or expected.',
  },
  false_positive: {
    name: 'False positive',
    hint: 'The finding is wrong: what it reports did not happen like that.',
  },
  undetermined: { name: 'Undetermined', hint: 'There is not enough to tell.' },
};

/** Reasons of closing, those that fit the verdict first. */
export const CLOSE_REASONS = [
  { id: 'malicious_confirmed', name: 'Malicious, confirmed', fits: ['true_positive'] },
  { id: 'benign_expected', name: 'Benign, expected', fits: ['benign_true_positive'] },
  { id: 'known_change', name: 'Known change', fits: ['benign_true_positive'] },
  { id: 'misconfigured_rule', name: 'Misconfigured rule', fits: ['false_positive'] },
  { id: 'inaccurate_data', name: 'Inaccurate data', fits: ['false_positive'] },
  {
    id: 'duplicate',
    name: 'Duplicate of another alert',
    fits: ['true_positive', 'benign_true_positive', 'false_positive'],
  },
  { id: 'test', name: 'Test', fits: ['benign_true_positive'] },
  { id: 'insufficient_data', name: 'Insufficient data', fits: ['undetermined'] },
  { id: 'policy', name: 'Policy', fits: ['benign_true_positive'] },
  { id: 'other', name: 'Other', fits: [] },
] as const satisfies readonly {
  readonly id: string;
  readonly name: string;
  readonly fits: readonly Verdict[];
}[];

/** The name of a reason that is one of ours; a reason in somebody's own words as it is. */
export function closeReasonName(reason: string): string {
  return CLOSE_REASONS.find((known) => known.id === reason)?.name ?? reason;
}

export const ROLES = [
  'actor',
  'target',
  'source',
  'destination',
  'parent',
  'related',
  'observer',
] as const satisfies readonly EntityRole[];
export const ROLE_WORDS: Readonly<Record<EntityRole, { readonly name: string; readonly hint: string }>> = {
  actor: { name: 'Actor', hint: 'did it' },
  target: { name: 'Target', hint: 'it was done to' },
  source: { name: 'Source', hint: 'where it came from' },
  destination: { name: 'Destination', hint: 'where it went' },
  parent: { name: 'Parent', hint: 'the process above' },
  related: { name: 'Related', hint: 'named, part unknown' },
  observer: { name: 'Observer', hint: 'reported it' },
};

/** What the reader had to do to the record, for somebody who did not write the reader. */
export const FLAG_WORDS: Readonly<Record<RecordFlag, string>> = {
  time_in_future:
    'The record’s time lay more than five minutes in the future; it was set to the time of receipt.',
  time_missing: 'The record carries no time; the time of receipt stands in for it.',
  severity_unknown: 'The vendor gave no severity we know; medium is assumed.',
  depth_limit: 'The record is nested very deeply; entities below level 64 were not looked for.',
  entities_capped: 'The record names more than 200 entities; only the first 200 were kept.',
  text_cleaned: 'Characters that cannot be stored were replaced. The raw record has them.',
  text_cut: 'A text was too long and was cut. The raw record has all of it.',
  best_effort:
    'This product’s format is not known to us; fields were recognised by name and shape. Check the raw record.',
};
