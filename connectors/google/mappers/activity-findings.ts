// Which activities are findings: Google itself says that something is wrong with a sign-in, an account, a device or a file. They
// become alerts; everything else is an event. Names after
// https://developers.google.com/workspace/admin/reports/v1/appendix/activity/login and the pages for mobile, chrome and rules.

import { type Severity, severityOf } from '@watchfloor/sdk';
import { type Parameter, parameterText } from './activity-parameters.ts';

export interface Finding {
  readonly severity: Severity;
  readonly ruleId: string;
  readonly rule: string;
}

// Google rates none of these; the levels are ours: somebody else is in the account, may be, or was kept out.
const FINDINGS: ReadonlyMap<string, readonly [severity: Severity, rule: string]> = new Map<
  string,
  readonly [Severity, string]
>([
  ['gov_attack_warning', ['critical', 'Government-backed attack warning']],
  ['account_disabled_hijacked', ['high', 'Account suspended: hijacked']],
  ['account_disabled_password_leak', ['high', 'Account suspended: leaked password']],
  ['account_disabled_generic', ['medium', 'Account suspended by Google']],
  ['account_disabled_spamming', ['high', 'Account suspended: spamming']],
  ['account_disabled_spamming_through_relay', ['high', 'Account suspended: spamming through the relay']],
  ['suspicious_login', ['medium', 'Suspicious login']],
  ['suspicious_login_less_secure_app', ['medium', 'Suspicious login from a less secure app']],
  ['suspicious_programmatic_login', ['medium', 'Suspicious programmatic login']],
  [
    'user_signed_out_due_to_suspicious_session_cookie',
    ['high', 'Signed out because of a suspicious session cookie'],
  ],
  ['risky_sensitive_action_allowed', ['medium', 'Risky sensitive action allowed']],
  ['risky_sensitive_action_blocked', ['low', 'Risky sensitive action blocked']],
  ['suspicious_activity_event', ['medium', 'Suspicious device activity']],
  ['malware_transfer', ['high', 'Malware transfer in Chrome']],
  ['dangerous_download', ['medium', 'Dangerous download in Chrome']],
  ['unsafe_site_visit', ['medium', 'Unsafe site visited in Chrome']],
  ['password_breach', ['high', 'Breached password used in Chrome']],
]);

/** The finding an event is, or null when it is an event only. */
export function findingOf(eventName: string, parameters: readonly Parameter[]): Finding | null {
  const name = eventName.slice(0, 100).toLowerCase();
  const known = FINDINGS.get(name);
  if (known !== undefined) return { severity: known[0], rule: known[1], ruleId: name };
  // Google lets the sign-in through and calls it suspicious nevertheless.
  if (name === 'login_success' && parameterText(parameters, 'is_suspicious') === 'true')
    return { severity: 'medium', rule: 'Suspicious login', ruleId: 'suspicious_login' };
  if (name === 'device_compromised_event')
    return parameterText(parameters, 'device_compromised_state').toUpperCase() === 'COMPROMISED'
      ? { severity: 'high', rule: 'Device compromised', ruleId: name }
      : null;
  // A rule's matches are logged one by one; the admin decides which of them are alerts.
  if (parameterText(parameters, 'has_alert') === 'true') {
    return {
      severity: severityOf(parameterText(parameters, 'severity')) ?? 'medium',
      rule: parameterText(parameters, 'rule_name') || name,
      ruleId: parameterText(parameters, 'rule_resource_name') || parameterText(parameters, 'rule_id') || name,
    };
  }
  return null;
}
