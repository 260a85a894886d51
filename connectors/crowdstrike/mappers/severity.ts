// Severity. Falcon has used three scales under one name: 1 to 5 in the older detection events, 0 to 10 in the older identity
// detections, 1 to 100 since the unified alerts. The word beside the number, where there is one, says it best.
//
// The 100-point scale as the console shows it: 1-19 informational, 20-39 low, 40-59 medium, 60-79 high, 80-100 critical.

import { type Severity, severityOf, severityOnScale } from '@watchfloor/sdk';
import type { Fields } from './fields.ts';

const FIVE: readonly Severity[] = ['informational', 'informational', 'low', 'medium', 'high', 'critical'];

/** The severity of a finding; null when it names none. */
export function findingSeverity(fields: Fields): Severity | null {
  const word =
    severityOf(fields.text('severityname', 'maxseveritydisplayname', 'rulepriority')) ??
    severityOf(fields.text('severity', 'maxseverity'));
  return word ?? severityOfNumber(fields.text('severity', 'maxseverity')) ?? incidentSeverity(fields);
}

/** The event stream divides an incident's score by ten, the API does not. */
function incidentSeverity(fields: Fields): Severity | null {
  const score = fields.text('finescore');
  const isFromApi = fields.value('hostids', 'hosts') !== undefined;
  return isFromApi ? onHundred(Number(score || 'none')) : severityOnScale(score, 10, 'up');
}

/** The severity of a number whose scale only its size tells. */
export function severityOfNumber(text: string): Severity | null {
  if (!/^\d{1,3}(?:\.\d+)?$/.test(text)) return null;
  const number = Number(text);
  if (number <= 5) return FIVE[Math.floor(number)] ?? null;
  return number <= 10 ? severityOnScale(number, 10, 'up') : onHundred(number);
}

function onHundred(number: number): Severity | null {
  if (!(number >= 0 && number <= 100)) return null;
  if (number >= 80) return 'critical';
  if (number >= 60) return 'high';
  if (number >= 40) return 'medium';
  return number >= 20 ? 'low' : 'informational';
}
