// Rules of the alert: which status may follow which, and what a change means. Pure.

import type { VendorClosure, Verdict } from '@watchfloor/sdk';
import type { AlertStatus } from './alert.schema.ts';

export const OPEN_STATUSES = [
  'new',
  'triaging',
  'investigating',
  'escalated',
] as const satisfies readonly AlertStatus[];
export const CLOSED_STATUSES = ['resolved', 'auto_resolved'] as const satisfies readonly AlertStatus[];

/** Statuses in which nobody works on the alert. */
const UNTOUCHED: readonly AlertStatus[] = ['new', 'triaging'];

/** How an alert stands, or is to stand, in the workflow. */
export interface Standing {
  readonly status: AlertStatus;
  readonly verdict: Verdict | null;
  readonly resolution_type: 'manual' | 'automated' | 'pending';
  readonly close_reason: string | null;
  readonly resolved_at: Date | null;
}

/**
 * What the vendor's own closure does to an alert: closes it while nobody works on it, follows a verdict that the vendor
 * changes, and opens it again when the vendor takes the closure back. Null when nothing changes, as always once a person has
 * spoken.
 */
export function followVendor(alert: Standing, closure: VendorClosure | null, at: Date): Standing | null {
  const isVendors = alert.status === 'resolved' && alert.resolution_type === 'automated';
  if (closure === null) {
    if (!isVendors) return null;
    return {
      status: 'new',
      verdict: null,
      resolution_type: 'pending',
      close_reason: null,
      resolved_at: null,
    };
  }
  const { verdict } = closure;
  const reason = closure.reason ?? 'closed by the vendor';
  if (isVendors && alert.verdict === verdict && alert.close_reason === reason) return null;
  if (!isVendors && !UNTOUCHED.includes(alert.status)) return null;
  return {
    status: 'resolved',
    verdict,
    resolution_type: 'automated',
    close_reason: reason,
    resolved_at: closure.at ? new Date(closure.at) : at,
  };
}

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
