// Severities of SecOps. `ProductSeverity` is an enumeration (INFORMATIONAL, NONE, ERROR, LOW, MEDIUM, HIGH, CRITICAL); rules
// carry a word in a label of their author's; every finding has a risk score.
// https://docs.cloud.google.com/chronicle/docs/reference/rest/Shared.Types/SecurityResult

import { type Severity, severityOf, severityOnScale } from '@watchfloor/sdk';

export function severityOfProduct(word: string): Severity | null {
  // ERROR is an error of the product that logged, not a high severity of what it logged.
  if (/^error$/i.test(word)) return 'medium';
  return /unspecified|unknown/i.test(word) ? null : severityOf(word);
}

/** Scores run from 0 to 100 in curated rules; authors of own rules may go beyond, which is as bad as it gets. */
export function severityOfScore(score: string): Severity | null {
  const number = score === '' ? Number.NaN : Number(score);
  return Number.isFinite(number) && number >= 0 ? severityOnScale(Math.min(100, number), 100, 'up') : null;
}
