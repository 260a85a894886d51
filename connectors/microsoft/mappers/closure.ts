// What Microsoft's own analysts or automation decided about an alert or incident, taken over when it is closed.

import { parseTime, type VendorClosure, type Verdict } from '@watchfloor/sdk';
import { type Fields, foldName } from './fields.ts';

const CLOSED: ReadonlySet<string> = new Set(['closed', 'resolved', 'dismissed', 'autoresolved']);

// Sentinel's classifications and those of Defender, which an alert carries in its extended properties.
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ['truepositive', 'true_positive'],
  ['benignpositive', 'benign_true_positive'],
  ['benigntruepositive', 'benign_true_positive'],
  ['informationalexpectedactivity', 'benign_true_positive'],
  ['falsepositive', 'false_positive'],
]);

/**
 * The closure in a record, or null while it is open. A classification on an open incident is left from an earlier closing
 * and says nothing now; a closed one without a classification is closed with an undetermined verdict.
 * @param details where the classification stands: the incident itself, or the extended properties of an alert
 */
export function closureOf(record: Fields, details: Fields): VendorClosure | null {
  if (!CLOSED.has(foldName(record.text('Status')))) return null;
  const reason = [
    details.text('ClassificationReason', 'Determination'),
    details.text('ClassificationComment', 'ResolveComment'),
  ].filter((text) => text !== '' && foldName(text) !== 'notset');
  return {
    verdict: VERDICTS.get(foldName(details.text('Classification'))) ?? 'undetermined',
    reason: reason.length === 0 ? null : reason.join(': '),
    at: parseTime(
      details.text('ClosedTime', 'ClosedTimeUtc', 'LastModifiedTime', 'LastModifiedTimeUtc', 'LastUpdated'),
    ),
  };
}
