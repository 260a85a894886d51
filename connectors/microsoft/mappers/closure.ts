// What Microsoft's own analysts or automation decided about an alert or incident, taken over when it is closed.

import { cut, parseTime, type VendorClosure, type Verdict } from '@watchfloor/sdk';
import { type Fields, foldName } from './fields.ts';

const REASON_MAX = 2000;

const CLOSED: ReadonlySet<string> = new Set(['closed', 'resolved', 'dismissed', 'autoresolved']);

// Sentinel's classifications and those of Defender, whose alerts in Sentinel carry them in the extended properties.
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ['truepositive', 'true_positive'],
  ['benignpositive', 'benign_true_positive'],
  ['benigntruepositive', 'benign_true_positive'],
  ['informationalexpectedactivity', 'benign_true_positive'],
  ['falsepositive', 'false_positive'],
]);

// Words for a decision that was not made.
const UNDECIDED: ReadonlySet<string> = new Set(['notset', 'unknown', 'notavailable']);

const TIME_FIELDS = [
  'ClosedTime',
  'ClosedTimeUtc',
  'ClosedDateTime',
  'ResolvedDateTime',
  'ResolvedTime',
  'LastModifiedTime',
  'LastModifiedTimeUtc',
  'LastModifiedDateTime',
  'LastUpdateDateTime',
  'LastUpdateTime',
  'LastUpdatedTime',
  'LastUpdated',
];

/**
 * The closure in a record, or null while it is open. A classification on an open incident is left from an earlier closing
 * and says nothing now; a closed one without a classification is closed with an undetermined verdict.
 * @param details where the classification stands: the incident itself, or the extended properties of an alert
 */
export function closureOf(record: Fields, details: Fields): VendorClosure | null {
  if (!CLOSED.has(foldName(record.text('Status')))) return null;
  const reason = [
    details.text('ClassificationReason', 'Determination'),
    details.text('ClassificationComment', 'ResolveComment', 'ResolvingComment'),
  ].filter((text) => text !== '' && !UNDECIDED.has(foldName(text)));
  return {
    verdict: VERDICTS.get(foldName(details.text('Classification', 'Feedback'))) ?? 'undetermined',
    reason: reason.length === 0 ? null : cut(reason.join(': '), REASON_MAX),
    at: parseTime(details.text(...TIME_FIELDS)),
  };
}
