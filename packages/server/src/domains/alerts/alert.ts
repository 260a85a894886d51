// Rules of the alert: which status may follow which, and what a change means. Pure.

import type { AlertStatus } from './alert.schema.ts';

export const OPEN_STATUSES = [
  'new',
  'triaging',
  'investigating',
  'escalated',
] as const satisfies readonly AlertStatus[];
export const CLOSED_STATUSES = ['resolved', 'auto_resolved'] as const satisfies readonly AlertStatus[];

export function isClosed(status: AlertStatus): boolean {
  return status === 'resolved' || status === 'auto_resolved';
}

/**
 * Whether a plain status change may lead from one to the other; null when it may, else the sentence that says what to do
 * instead. Closing needs a verdict and so has its own operation, as has reopening.
 */
export function refuseStatusChange(from: AlertStatus, to: AlertStatus): string | null {
  if (from === to) return null;
  if (isClosed(to)) return 'Closing needs a verdict and a reason: use the close operation.';
  if (isClosed(from)) return `The alert is ${from}: reopen it first.`;
  if (to === 'new') return 'An alert that somebody has taken up does not become new again.';
  return null;
}
