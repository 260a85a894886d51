// What may be done with an alert now, and if not, why. Buttons are disabled with that reason, never hidden. The server decides
// again; these functions only spare people a refusal they could have been told of before.

import type { Alert, Session } from '@watchfloor/client';
import type { AlertStatus } from '../../api.ts';
import { CLOSED_STATUSES, STATUS_WORDS } from './alert-words.ts';

/** Null when it may be done, else the reason in a sentence. */
export type Refusal = string | null;

export function isClosed(status: AlertStatus): boolean {
  return CLOSED_STATUSES.some((closed) => closed === status);
}

export function refuseAnyChange(session: Session): Refusal {
  if (session.permissions.includes('alerts:update')) return null;
  return `Your role (${session.principal.role}) may read alerts but not change them.`;
}

export function refuseClose(session: Session, alert: Alert): Refusal {
  const refusal = refuseAnyChange(session);
  if (refusal) return refusal;
  return isClosed(alert.status)
    ? `The alert is ${STATUS_WORDS[alert.status].toLowerCase()} already. Reopen it to change the verdict.`
    : null;
}

export function refuseReopen(session: Session, alert: Alert): Refusal {
  const refusal = refuseAnyChange(session);
  if (refusal) return refusal;
  return isClosed(alert.status) ? null : 'The alert is open.';
}

export function refuseStatus(session: Session, alert: Alert, wanted: AlertStatus): Refusal {
  const refusal = refuseAnyChange(session);
  if (refusal) return refusal;
  if (alert.status === wanted) return `The status is ${STATUS_WORDS[wanted].toLowerCase()} already.`;
  if (isClosed(wanted)) return 'Closing needs a verdict and a reason: use Close.';
  if (isClosed(alert.status))
    return `The alert is ${STATUS_WORDS[alert.status].toLowerCase()}: reopen it first.`;
  if (wanted === 'new') return 'An alert that somebody has taken up does not become new again.';
  return null;
}

/** Fields that people change. Everything else on an alert is the vendor's or the engine's. */
const EDITABLE_FIELDS = ['status', 'verdict', 'assignee', 'severity', 'labels', 'notes'] as const;
export type EditableField = (typeof EDITABLE_FIELDS)[number];

export interface FieldChange {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

const WATCHED = [
  ...EDITABLE_FIELDS,
  'risk_score',
  'recommended_disposition',
  'revision',
  'duplicate_count',
] as const satisfies readonly (keyof Alert)[];

/** What differs between the alert as somebody read it and as it is now, in words for people. */
export function changesBetween(seen: Alert, now: Alert): FieldChange[] {
  return WATCHED.filter((field) => textOf(seen[field]) !== textOf(now[field])).map((field) => ({
    field: field.replaceAll('_', ' '),
    before: textOf(seen[field]),
    after: textOf(now[field]),
  }));
}

/**
 * Whether a change of these fields may be put again on the newer version without asking: nobody else has touched the fields, and the
 * alert has not been closed or opened in between. Whoever assigns an alert to themselves need not hear that its score rose.
 */
export function mayRepeat(seen: Alert, now: Alert, fields: readonly EditableField[]): boolean {
  if (isClosed(seen.status) !== isClosed(now.status)) return false;
  return fields.every((field) => textOf(seen[field]) === textOf(now[field]));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'string' ? value.replaceAll('_', ' ') : String(value);
}
