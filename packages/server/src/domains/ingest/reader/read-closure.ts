// Whether the product has closed its alert itself, and with which verdict.

import { parseTime, type VendorClosure, type Verdict } from '@watchfloor/sdk';
import type { FieldLeaf } from './walk-fields.ts';

const CLOSED =
  /^(?:closed?|resolved|dismissed|archived|completed|suppressed|auto_?resolved|remediated|closed[ _-].{1,40}|resolved[ _-].{1,40}|status_\d+_resolved.{0,40})$/i;

/** Reads status, verdict and time of closing; null while the alert is open or the record does not say. */
export function readClosure(leaves: readonly FieldLeaf[]): VendorClosure | null {
  let isClosed = false;
  let verdict: Verdict = 'undetermined';
  let reason: string | null = null;
  let at: string | null = null;
  for (const leaf of leaves) {
    const { closing } = leaf.meaning.purpose;
    if (closing === null || typeof leaf.value === 'boolean') continue;
    const text = String(leaf.value).trim();
    if (text === '' || text.length > 300) continue;
    if (closing === 'status') isClosed ||= CLOSED.test(text);
    else if (closing === 'verdict') {
      verdict = verdict === 'undetermined' ? verdictOf(text) : verdict;
      reason ??= text;
    } else at ??= parseTime(leaf.value);
  }
  return isClosed ? { verdict, reason, at } : null;
}

function verdictOf(text: string): Verdict {
  const word = text.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (/benign|expected|informationalexpected|authorized/.test(word)) return 'benign_true_positive';
  if (/falsepositive|incorrect|inaccurate|notmalicious|nonmalicious/.test(word)) return 'false_positive';
  return /truepositive|malicious|confirmed|compromised/.test(word) && !/not|un/.test(word)
    ? 'true_positive'
    : 'undetermined';
}
