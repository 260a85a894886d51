// What SentinelOne's analysts decided, taken over when the threat or alert is resolved.

import { type JsonValue, parseTime, type VendorClosure, type Verdict } from '@watchfloor/sdk';

/**
 * The closure, or null while it is open.
 * @param status `resolved`, `Resolved`, `RESOLVED`; `in_progress` and `unresolved` are open
 * @param analystVerdict `true_positive`, `False positive`, `TRUE_POSITIVE_BENIGN_BUT_SUSPICIOUS`, `undefined`, …
 */
export function closureOf(
  status: string,
  analystVerdict: string,
  at: JsonValue | undefined,
): VendorClosure | null {
  if (!/^resolved$/i.test(status.trim())) return null;
  const words = analystVerdict
    .slice(0, 100)
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  const verdict = verdictOf(words);
  return { verdict, reason: words === '' || words === 'undefined' ? null : words, at: parseTime(at) };
}

function verdictOf(words: string): Verdict {
  if (words.startsWith('false_positive')) return 'false_positive';
  if (words.startsWith('true_positive_benign')) return 'benign_true_positive';
  return words.startsWith('true_positive') ? 'true_positive' : 'undetermined';
}
