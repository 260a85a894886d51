// What decided: the analytic of a finding, the control of a compliance check, the vulnerability that was found, the firewall
// rule of a connection.

import { cut, type JsonObject, type Rule, textAt } from '@watchfloor/sdk';

const ID_MAX = 300;
const NAME_MAX = 500;

const FINDING_IDS = [
  'finding_info.analytic.uid',
  'analytic.uid',
  'finding_info.related_analytics.0.uid',
  'compliance.control',
  'compliance.checks.0.uid',
  'rule.uid',
  'vulnerabilities.0.cve.uid',
  'vulnerabilities.0.cve_uid',
  'firewall_rule.uid',
  'policy.uid',
] as const;
const FINDING_NAMES = [
  'finding_info.analytic.name',
  'analytic.name',
  'finding_info.related_analytics.0.name',
  'rule.name',
  'firewall_rule.name',
  'policy.name',
] as const;
const EVENT_IDS = ['firewall_rule.uid', 'policy.uid', 'rule.uid', 'finding_info.analytic.uid'] as const;
const EVENT_NAMES = ['firewall_rule.name', 'policy.name', 'rule.name', 'finding_info.analytic.name'] as const;

/** A finding without a named analytic is of the kind its type says, and called what its title says. */
export function ruleOf(event: JsonObject, isAlert: boolean): Rule {
  const id = firstOf(event, isAlert ? FINDING_IDS : EVENT_IDS, ID_MAX);
  const name = firstOf(event, isAlert ? FINDING_NAMES : EVENT_NAMES, NAME_MAX);
  if (!isAlert) return { id, name };
  return {
    id: id ?? typeOf(event) ?? firstOf(event, ['metadata.event_code'], ID_MAX),
    name: name ?? firstOf(event, ['finding_info.title', 'finding.title'], NAME_MAX),
  };
}

/** A type with a path or a colon (`TTPs/Discovery/Recon:EC2-PortProbe`) names one detection; a bare word names a whole area. */
function typeOf(event: JsonObject): string | null {
  const type = firstOf(event, ['finding_info.types.0', 'finding.types.0'], ID_MAX);
  return type !== null && /^TTPs\/|\w:\w/.test(type) ? type : null;
}

function firstOf(event: JsonObject, paths: readonly string[], max: number): string | null {
  for (const path of paths) {
    const text = textAt(event, path);
    if (text !== '') return cut(text, max);
  }
  return null;
}
