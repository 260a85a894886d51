// What an event's `sourcetype` says about the product behind it: add-ons name them `vendor:product:kind`.

import type { Sensor } from '@watchfloor/sdk';
import type { SplunkFields } from './fields.ts';

export interface Product {
  readonly vendor: string;
  readonly product: string;
  readonly sensor: Sensor;
}

// Prefixes in lower case, the longer before the shorter.
const SOURCETYPES: readonly (readonly [prefix: string, vendor: string, product: string, sensor: Sensor])[] = [
  ['xmlwineventlog:microsoft-windows-sysmon', 'Microsoft', 'Sysmon', 'endpoint'],
  ['xmlwineventlog', 'Microsoft', 'Windows', 'endpoint'],
  ['wineventlog', 'Microsoft', 'Windows', 'endpoint'],
  ['winregistry', 'Microsoft', 'Windows', 'endpoint'],
  ['aws:cloudtrail', 'AWS', 'CloudTrail', 'cloud'],
  ['aws:cloudwatch:guardduty', 'AWS', 'GuardDuty', 'cloud'],
  ['aws:', 'AWS', 'AWS', 'cloud'],
  ['azure:monitor:aad', 'Microsoft', 'Entra ID', 'identity'],
  ['azure:', 'Microsoft', 'Azure', 'cloud'],
  ['mscs:', 'Microsoft', 'Azure', 'cloud'],
  ['ms:defender', 'Microsoft', 'Microsoft Defender', 'endpoint'],
  ['ms:o365', 'Microsoft', 'Microsoft 365', 'application'],
  ['o365:', 'Microsoft', 'Microsoft 365', 'application'],
  ['google:gcp', 'Google', 'Google Cloud', 'cloud'],
  ['gws:', 'Google', 'Google Workspace', 'application'],
  ['okta', 'Okta', 'Okta', 'identity'],
  ['oktaim2:', 'Okta', 'Okta', 'identity'],
  ['cisco:duo', 'Cisco', 'Duo', 'identity'],
  ['duo:', 'Cisco', 'Duo', 'identity'],
  ['cisco:asa', 'Cisco', 'Cisco ASA', 'network'],
  ['cisco:esa', 'Cisco', 'Cisco Secure Email', 'email'],
  ['cisco:umbrella', 'Cisco', 'Cisco Umbrella', 'network'],
  ['cisco:', 'Cisco', 'Cisco', 'network'],
  ['pan:', 'Palo Alto Networks', 'PAN-OS', 'network'],
  ['fgt_', 'Fortinet', 'FortiGate', 'network'],
  ['fortigate', 'Fortinet', 'FortiGate', 'network'],
  ['cp_log', 'Check Point', 'Check Point', 'network'],
  ['suricata', 'Suricata', 'Suricata', 'network'],
  ['snort', 'Snort', 'Snort', 'network'],
  ['bro:', 'Zeek', 'Zeek', 'network'],
  ['zeek', 'Zeek', 'Zeek', 'network'],
  ['stream:', 'Splunk', 'Splunk Stream', 'network'],
  ['zscalernss', 'Zscaler', 'Zscaler', 'network'],
  ['crowdstrike:', 'CrowdStrike', 'Falcon', 'endpoint'],
  ['sentinelone:', 'SentinelOne', 'SentinelOne', 'endpoint'],
  ['carbonblack', 'VMware', 'Carbon Black', 'endpoint'],
  ['vmware:cb', 'VMware', 'Carbon Black', 'endpoint'],
  ['symantec:ep', 'Broadcom', 'Symantec Endpoint Protection', 'endpoint'],
  ['mcafee:', 'Trellix', 'Trellix', 'endpoint'],
  ['osquery', 'osquery', 'osquery', 'endpoint'],
  ['linux_secure', 'Linux', 'Linux', 'endpoint'],
  ['linux:audit', 'Linux', 'Linux audit', 'endpoint'],
  ['auditd', 'Linux', 'Linux audit', 'endpoint'],
  ['proofpoint', 'Proofpoint', 'Proofpoint', 'email'],
  ['github', 'GitHub', 'GitHub', 'application'],
  ['access_combined', 'Apache', 'HTTP Server', 'application'],
  ['nginx', 'NGINX', 'NGINX', 'application'],
  ['iis', 'Microsoft', 'IIS', 'application'],
];

// Enterprise Security sorts its rules into these domains.
const SENSOR_OF_DOMAIN: ReadonlyMap<string, Sensor> = new Map<string, Sensor>([
  ['access', 'identity'],
  ['identity', 'identity'],
  ['endpoint', 'endpoint'],
  ['network', 'network'],
  ['cloud', 'cloud'],
  ['audit', 'application'],
]);

/** The product of an event: by its sourcetype, else what CIM's `vendor_product` says, else Splunk itself. */
export function productOf(fields: SplunkFields): Product {
  const sourcetype = fields.text('orig_sourcetype', 'sourcetype', '_sourcetype').toLowerCase();
  const known = SOURCETYPES.find(([prefix]) => sourcetype.startsWith(prefix));
  if (known !== undefined) return { vendor: known[1], product: known[2], sensor: known[3] };
  const vendor = fields.text('vendor');
  const product = fields.text('product', 'vendor_product');
  if (vendor !== '' && product !== '') return { vendor, product, sensor: 'unknown' };
  return product === ''
    ? { vendor: 'Splunk', product: 'Splunk', sensor: 'unknown' }
    : {
        vendor: product.split(/[\s:]/)[0] ?? product,
        product: product.replaceAll(':', ' '),
        sensor: 'unknown',
      };
}

/** What kind of sensor a finding rests on: the rule's security domain, else the data it looked at. */
export function sensorOf(fields: SplunkFields, domain: string): Sensor {
  const known = SENSOR_OF_DOMAIN.get(domain.toLowerCase());
  if (known !== undefined) return known;
  const { sensor } = productOf(fields);
  return sensor === 'unknown' ? 'siem' : sensor;
}
