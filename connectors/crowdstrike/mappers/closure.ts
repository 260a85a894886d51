// What Falcon's analysts decided, taken over when the alert is closed. The unified alerts have `status: closed` and the decision
// in `resolution` or a tag; the older detections have the decision as status; incidents a number.

import { parseTime, type VendorClosure, type Verdict } from '@watchfloor/sdk';
import type { Fields } from './fields.ts';

const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ['true_positive', 'true_positive'],
  ['false_positive', 'false_positive'],
  ['ignored', 'benign_true_positive'],
]);

// Statuses that end the work on an alert; 40 is Closed among an incident's numbers.
const CLOSED: ReadonlySet<string> = new Set([
  'closed',
  'resolved',
  'auto_resolved',
  'dismiss',
  'dismissed',
  'true_positive',
  'false_positive',
  'ignored',
  '40',
]);

/** The closure in a record, or null while it is open. */
export function closureOf(fields: Fields): VendorClosure | null {
  const status = wordOf(fields.text('status', 'state', 'incidentstatus'));
  if (!CLOSED.has(status)) return null;
  const words = [fields.text('resolution'), status, ...fields.list('tags')].map(wordOf);
  const decision = words.find((word) => VERDICTS.has(word)) ?? '';
  return {
    verdict: VERDICTS.get(decision) ?? 'undetermined',
    reason: decision || null,
    at: parseTime(fields.value('closedtimestamp', 'updatedtimestamp', 'dateupdated', 'modifiedtimestamp')),
  };
}

function wordOf(text: string): string {
  return text
    .slice(0, 100)
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}
