// The triage policy as a list of numbers that a form can show, and back. The server checks again and has the last word.

import type { TriagePolicy } from '@watchfloor/client';

export type PolicyBody = TriagePolicy['body'];

export interface PolicyField {
  /** Where the number stands in the policy: `weights.severity.critical`. */
  readonly path: string;
  readonly name: string;
  readonly hint?: string;
  readonly least: number;
  readonly most: number;
  readonly unit?: string;
}

export interface PolicyGroup {
  readonly name: string;
  readonly lead: string;
  readonly fields: readonly PolicyField[];
}

const points = { least: -100, most: 100 } as const;
const score = { least: 0, most: 100 } as const;

export const POLICY_GROUPS: readonly PolicyGroup[] = [
  {
    name: 'Severity',
    lead: 'Points for the severity the vendor states.',
    fields: [
      { path: 'weights.severity.critical', name: 'Critical', ...points },
      { path: 'weights.severity.high', name: 'High', ...points },
      { path: 'weights.severity.medium', name: 'Medium', ...points },
      { path: 'weights.severity.low', name: 'Low', ...points },
      { path: 'weights.severity.informational', name: 'Informational', ...points },
    ],
  },
  {
    name: 'Technique and surroundings',
    lead: 'Points for what is mapped, and for other alerts that share an entity.',
    fields: [
      {
        path: 'weights.technique_high_impact',
        name: 'High-impact technique',
        hint: 'Impact, credential access or exfiltration is mapped.',
        ...points,
      },
      { path: 'weights.technique_other', name: 'Other technique', ...points },
      { path: 'weights.linked_alert', name: 'Each linked alert', ...points },
      { path: 'weights.linked_alerts_max', name: 'Linked alerts, at most', ...score },
      {
        path: 'weights.tactic_progression',
        name: 'Tactic progression',
        hint: 'Linked alerts show further tactics.',
        ...points,
      },
      {
        path: 'correlation.window_hours',
        name: 'Window for linked alerts',
        unit: 'hours',
        least: 1,
        most: 168,
      },
    ],
  },
  {
    name: 'History of the rule',
    lead: 'Points taken when a rule has mostly been wrong.',
    fields: [
      {
        path: 'weights.rule_false_positive',
        name: 'False-positive rate',
        hint: 'Taken times the lower bound of the rate.',
        ...points,
      },
      { path: 'weights.rule_history_min', name: 'Verdicts needed', least: 1, most: 10_000 },
    ],
  },
  {
    name: 'Floors',
    lead: 'The least score, whatever else is not known.',
    fields: [
      { path: 'floors.critical', name: 'Critical alert', ...score },
      {
        path: 'floors.critical_endpoint_high_impact',
        name: 'Critical endpoint finding, high impact',
        ...score,
      },
    ],
  },
  {
    name: 'Bands',
    lead: 'From which score on a disposition is recommended. What lies below the last is benign.',
    fields: [
      { path: 'bands.critical_immediate', name: 'Act now', ...score },
      { path: 'bands.suspicious_escalate', name: 'Escalate', ...score },
      { path: 'bands.requires_investigation', name: 'Investigate', ...score },
    ],
  },
];

export const POLICY_FIELDS: readonly PolicyField[] = POLICY_GROUPS.flatMap((group) => group.fields);

/** The number at the path; undefined when the policy has none there. */
export function numberAt(body: PolicyBody, path: string): number | undefined {
  let value: unknown = body;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return typeof value === 'number' ? value : undefined;
}

/** The policy with these numbers put in; what it has besides stays. */
export function withNumbers(body: PolicyBody, numbers: ReadonlyMap<string, number>): PolicyBody {
  const put = (value: unknown, path: string): unknown => {
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [
          name,
          put(item, path === '' ? name : `${path}.${name}`),
        ]),
      );
    }
    return numbers.get(path) ?? value;
  };
  // Only numbers were replaced by numbers, so the shape is the same.
  return put(body, '') as PolicyBody;
}

/** What is wrong with the numbers as typed, by path; empty when they can be saved. */
export function policyProblems(typed: ReadonlyMap<string, string>): Map<string, string> {
  const problems = new Map<string, string>();
  for (const { path, least, most } of POLICY_FIELDS) {
    const text = (typed.get(path) ?? '').trim();
    const value = Number(text);
    if (text === '' || !Number.isInteger(value) || value < least || value > most) {
      problems.set(path, `A whole number from ${least} to ${most}.`);
    }
  }
  const band = (name: string) => Number(typed.get(`bands.${name}`));
  if (problems.size === 0 && band('critical_immediate') <= band('suspicious_escalate')) {
    problems.set('bands.suspicious_escalate', 'Must be lower than the band above.');
  }
  if (problems.size === 0 && band('suspicious_escalate') <= band('requires_investigation')) {
    problems.set('bands.requires_investigation', 'Must be lower than the band above.');
  }
  return problems;
}

export interface PolicyDifference {
  readonly field: PolicyField;
  readonly before: number;
  readonly after: number;
}

export function policyDifferences(before: PolicyBody, after: PolicyBody): PolicyDifference[] {
  return POLICY_FIELDS.flatMap((field) => {
    const was = numberAt(before, field.path);
    const is = numberAt(after, field.path);
    return was === undefined || is === undefined || was === is ? [] : [{ field, before: was, after: is }];
  });
}
