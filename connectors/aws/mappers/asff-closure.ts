// When a Security Hub finding is closed. A control that passed is still the record of a finding: the same id was open while the
// check failed, and this update is what closes it. As an event it would leave the alert standing.
// https://docs.aws.amazon.com/securityhub/latest/userguide/finding-workflow-status.html

import { parseTime, type VendorClosure, type Verdict } from '@watchfloor/sdk';
import type { Fields } from './fields.ts';

const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ['TRUE_POSITIVE', 'true_positive'],
  ['FALSE_POSITIVE', 'false_positive'],
  ['BENIGN_POSITIVE', 'benign_true_positive'],
]);

/** The closure in a finding, or null while it is open. Resolving says that it is dealt with, not what it was. */
export function closureOf(finding: Fields): VendorClosure | null {
  const reason = reasonOf(finding);
  if (reason === '') return null;
  const note = finding.object('Note');
  const text = note.text('Text');
  const isByProvider = reason !== RESOLVED && reason !== SUPPRESSED;
  return {
    verdict: VERDICTS.get(finding.text('VerificationState').toUpperCase()) ?? 'undetermined',
    reason: text === '' ? reason : `${reason}: ${text.slice(0, 1000)}`,
    // A person's decision carries no time of its own; the note written with it does.
    at: parseTime(isByProvider ? finding.value('UpdatedAt') : note.value('UpdatedAt')),
  };
}

const RESOLVED = 'Resolved in Security Hub';
const SUPPRESSED = 'Suppressed in Security Hub';

function reasonOf(finding: Fields): string {
  // WorkflowState is the older name, kept beside the newer one for old consumers and no longer changed.
  const workflow = finding.text('Workflow.Status', 'WorkflowStatus', 'WorkflowState').toUpperCase();
  if (workflow === 'SUPPRESSED') return SUPPRESSED;
  if (finding.text('Compliance.Status', 'ComplianceStatus').toUpperCase() === 'PASSED')
    return 'Compliance check passed';
  if (workflow === 'RESOLVED') return RESOLVED;
  return finding.text('RecordState').toUpperCase() === 'ARCHIVED' ? 'Archived by its provider' : '';
}
