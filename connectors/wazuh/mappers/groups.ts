// What an alert is about and what kind of sensor saw it, from the groups of its rule. Rules stand in several groups, from the
// decoder's (`syslog`, `sshd`) to the meaning (`authentication_failed`); the first row that matches one of them counts.
// https://documentation.wazuh.com/current/user-manual/ruleset/rules/custom.html

import type { NormalizedEvent, Sensor } from '@watchfloor/sdk';

interface Meaning {
  readonly category: string;
  readonly sensor: Sensor;
}

const MEANINGS: readonly (readonly [pattern: RegExp, category: string, sensor: Sensor])[] = [
  [/^(?:syscheck|fim)/, 'file_integrity', 'endpoint'],
  [/^rootcheck/, 'rootkit', 'endpoint'],
  [/^vulnerability[-_]detector/, 'vulnerability', 'endpoint'],
  [/^(?:sca|ciscat|oscap|policy_)/, 'configuration', 'endpoint'],
  [/^(?:virustotal|yara|clamd|malware|virus|windows_defender)/, 'malware', 'endpoint'],
  [/^(?:ids|suricata|snort)/, 'intrusion', 'network'],
  [/^(?:firewall|fortigate|paloalto|cisco|pfsense|sonicwall|checkpoint)/, 'firewall', 'network'],
  [/^(?:okta|office365$|azure_?ad|google_?workspace|ms-graph)/, 'cloud_activity', 'cloud'],
  [/^(?:aws|amazon|gcp|azure|office365|github)/, 'cloud_activity', 'cloud'],
  [/^authentication_|^(?:login|invalid_login|win_authentication)/, 'authentication', 'endpoint'],
  [/^(?:adduser|account_changed|group_|user_)/, 'account_management', 'endpoint'],
  [/^(?:web|accesslog|apache|nginx|attack|sql_injection)/, 'web', 'application'],
  [/^(?:service_|process|sysmon|audit)/, 'process', 'endpoint'],
  [/^osquery/, 'inventory', 'endpoint'],
  [/^(?:ossec|wazuh|agent|active_response)/, 'agent', 'siem'],
];

export function meaningOf(groups: readonly string[]): Meaning {
  for (const [pattern, category, sensor] of MEANINGS) {
    if (groups.some((group) => pattern.test(group))) return { category, sensor };
  }
  const [first = ''] = groups;
  const plain = first
    .slice(0, 60)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  return { category: plain.replace(/^_|_$/g, ''), sensor: 'endpoint' };
}

export function outcomeOf(groups: readonly string[]): NormalizedEvent['outcome'] {
  if (groups.some((group) => /(?:_|^)failed|_failure|denied|_drop/.test(group))) return 'failure';
  return groups.some((group) => /_success|_allow/.test(group)) ? 'success' : 'unknown';
}
