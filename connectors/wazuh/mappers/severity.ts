// Severity. Wazuh's levels run from 0 to 15 (16 in some custom rules); its dashboard and documents group them as low up to 6,
// medium from 7, high from 12, critical from 15. An alert begins at the level from which the manager writes one
// (`log_alert_level`, 3 as installed); what lies below, and what matched no rule, is archived and merely happened.
// https://documentation.wazuh.com/current/user-manual/ruleset/rules/rules-classification.html

import { type Severity, severityOf } from '@watchfloor/sdk';

/** From this level on the manager writes an alert, as installed. */
const ALERT_LEVEL = 3;

export interface Level {
  readonly severity: Severity | null;
  readonly isAlert: boolean;
}

/** @param text the level as written: a number up to version 4, a word since */
export function levelOf(text: string): Level {
  if (!/^\d{1,2}$/.test(text)) return { severity: severityOf(text), isAlert: true };
  const level = Number(text);
  if (level >= 15) return { severity: level <= 16 ? 'critical' : null, isAlert: true };
  if (level >= 12) return { severity: 'high', isAlert: true };
  if (level >= 7) return { severity: 'medium', isAlert: true };
  return level >= ALERT_LEVEL
    ? { severity: 'low', isAlert: true }
    : { severity: 'informational', isAlert: false };
}
