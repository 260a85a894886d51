// Which System Log events are findings: Okta's own analysis, or a user of it, says that something is wrong. They become
// alerts; everything else is an event, however interesting, and finds its way into a queue through detections.
//
// Event types after https://developer.okta.com/docs/reference/api/event-types/, those of Identity Threat Protection after
// https://developer.okta.com/docs/reference/api/itp-et/ (with the names they had in early access), ThreatInsight's after
// https://help.okta.com/oie/en-us/content/topics/security/threat-insight/configure-threatinsight-system-log.htm

import { type JsonObject, parseJsonText, type Severity, textAt, valueAt } from '@watchfloor/sdk';
import { pairsOf, type Risk } from './risk.ts';

export interface Finding {
  readonly severity: Severity;
  /** What Okta calls the analysis that found it. */
  readonly rule: string;
  readonly techniques: readonly string[];
}

type Judge = (event: JsonObject, risk: Risk) => Severity | null;

const RULES: ReadonlyMap<string, readonly [rule: string, judge: Judge]> = new Map<
  string,
  readonly [string, Judge]
>([
  // ThreatInsight: only requests it deems a high threat are logged; its detections carry levels of their own.
  ['security.threat.detected', ['Okta ThreatInsight', ofThreat]],
  // The start of an attack on the org is a finding, its end is an event.
  ['security.attack.start', ['Okta ThreatInsight: org under attack', () => 'high']],
  // The password is known to be in others' hands; nobody else is known to have used it.
  ['security.breached_credential.detected', ['Okta breached credential protection', () => 'medium']],
  // A mobile client changes its address often; a stolen cookie does too.
  ['security.session.detect_client_roaming', ['Okta session roaming', () => 'low']],
  // A person says so.
  [
    'user.account.report_suspicious_activity_by_enduser',
    ['Suspicious activity reported by user', () => 'high'],
  ],
  // A one-time refresh token was used a second time: one of the two is not its owner.
  ['app.oauth2.token.detect_reuse', ['OAuth refresh token reuse', () => 'medium']],
  ['app.oauth2.as.token.detect_reuse', ['OAuth refresh token reuse', () => 'medium']],
  ['app.token.reuse', ['OAuth refresh token reuse', () => 'medium']],
  ['system.api_token.request_outside_allowed_range', ['API token outside its network zone', () => 'medium']],
  // Identity Threat Protection reports each change of a risk; the high ones are findings.
  ['user.risk.detect', ['Okta Identity Threat Protection', onlyHigh]],
  ['user.risk.change', ['Okta Identity Threat Protection', onlyHigh]],
  ['user.session.context.change', ['Okta Identity Threat Protection', onlyHigh]],
  ['user.session.context.changed', ['Okta Identity Threat Protection', onlyHigh]],
  ['policy.entity_risk.evaluate', ['Okta entity risk policy', mediumOrHigh]],
  ['policy.continuous_access.evaluate', ['Okta entity risk policy', mediumOrHigh]],
  // Here a policy has ended sessions or run a workflow, or a session no longer satisfies the policy it was opened under.
  ['policy.entity_risk.action', ['Okta entity risk policy', atLeastMedium]],
  ['policy.continuous_access.action', ['Okta entity risk policy', atLeastMedium]],
  ['policy.auth_reevaluate.fail', ['Okta session violation', atLeastMedium]],
  ['policy.auth.reevaluate.fail', ['Okta session violation', atLeastMedium]],
]);

/** The finding the event is, or null when it is an event only. */
export function findingOf(event: JsonObject, risk: Risk): Finding | null {
  const [rule, judge] = RULES.get(textAt(event, 'eventType')) ?? [null, null];
  if (rule === null) return null;
  const severity = judge(event, risk);
  if (severity === null) return null;
  return { severity, rule: risk.detection || rule, techniques: techniquesOf(event, risk) };
}

function onlyHigh(_event: JsonObject, risk: Risk): Severity | null {
  return risk.level === 'HIGH' ? 'high' : null;
}

function mediumOrHigh(_event: JsonObject, risk: Risk): Severity | null {
  return risk.level === 'HIGH' ? 'high' : risk.level === 'MEDIUM' ? 'medium' : null;
}

function atLeastMedium(_event: JsonObject, risk: Risk): Severity {
  return risk.level === 'HIGH' ? 'high' : 'medium';
}

/** The worst level among the detections, high when they are not listed; a request that was stopped is a step less. */
function ofThreat(event: JsonObject): Severity {
  const levels = [...threatDetections(event).values()].map((level) => level.toUpperCase());
  const isHigh = levels.length === 0 || levels.includes('HIGH');
  const isStopped = ['DENY', 'RATE_LIMIT'].includes(textAt(event, 'outcome.result').toUpperCase());
  if (isHigh) return isStopped ? 'medium' : 'high';
  return isStopped || !levels.includes('MEDIUM') ? 'low' : 'medium';
}

function threatDetections(event: JsonObject): ReadonlyMap<string, string> {
  const value = valueAt(event, 'debugContext.debugData.threatDetections');
  return pairsOf(typeof value === 'string' ? (parseJsonText(value) ?? value) : value);
}

// The attacks Okta calls by their name. A technique is set only for these: what a risk level stands for is anybody's guess.
const NAMED_ATTACKS: readonly (readonly [name: RegExp, technique: string])[] = [
  [/password spray/i, 'T1110.003'],
  [/credential stuffing/i, 'T1110.004'],
  [/brute force/i, 'T1110'],
  [/push bombing|mfa (?:bombing|fatigue)/i, 'T1621'],
];

function techniquesOf(event: JsonObject, risk: Risk): readonly string[] {
  const names = [textAt(event, 'outcome.reason'), risk.detection, ...threatDetections(event).keys()];
  const text = names.join('\n').slice(0, 4096);
  return NAMED_ATTACKS.filter(([name]) => name.test(text)).map(([, technique]) => technique);
}
