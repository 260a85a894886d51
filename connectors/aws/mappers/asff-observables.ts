// What a Security Hub finding saw besides its resources: the connection, the path through the network, the process, threats
// and their files, indicators and vulnerabilities, and the action and sequence that GuardDuty adds.
// https://docs.aws.amazon.com/securityhub/latest/userguide/asff-top-level-attributes.html

import type { EntityCollector, EntityType, JsonValue } from '@watchfloor/sdk';
import { type Fields, fieldsOf, isList, isObject } from './fields.ts';
import { addAction } from './guardduty-action.ts';
import { addSequence } from './guardduty-sequence.ts';

export function addObservables(finding: Fields, collector: EntityCollector): void {
  addAction(finding.object('Action'), collector);
  addAction(guarddutyService(finding.object('ProductFields')).object('action'), collector);
  addNetwork(finding.object('Network'), collector);
  for (const component of finding.objects('NetworkPath')) addComponent(component, collector);
  const process = finding.object('Process');
  collector.add('process_path', process.text('Path', 'Name'), 'related');
  for (const malware of finding.objects('Malware'))
    collector.add('file_path', malware.text('Path'), 'related');
  for (const threat of finding.objects('Threats')) {
    for (const file of threat.objects('FilePaths')) {
      collector.add('file_path', file.text('FilePath', 'FileName'), 'target');
      collector.addTyped(file.text('Hash'), 'target');
    }
  }
  for (const indicator of finding.objects('ThreatIntelIndicators')) addIndicator(indicator, collector);
  for (const vulnerability of finding.objects('Vulnerabilities')) addVulnerability(vulnerability, collector);
  addSequence(finding.object('Detection.Sequence'), collector);
}

/** Names of threats and of malware. */
export function threatLabels(finding: Fields): readonly (readonly [name: string, value: string])[] {
  return [
    ...finding.objects('Threats').map((threat) => ['threat', threat.text('Name')] as const),
    ...finding.objects('Malware').map((malware) => ['malware', malware.text('Name')] as const),
  ];
}

function addNetwork(network: Fields, collector: EntityCollector): void {
  collector.add('ip', [network.text('SourceIpV4'), network.text('SourceIpV6')], 'source');
  collector.add('ip', [network.text('DestinationIpV4'), network.text('DestinationIpV6')], 'destination');
  collector.add('domain', network.text('SourceDomain'), 'source');
  collector.add('domain', network.text('DestinationDomain'), 'destination');
  collector.add('mac', network.text('SourceMac'), 'source');
}

function addComponent(component: Fields, collector: EntityCollector): void {
  collector.add('cloud_resource', component.text('ComponentId'), 'related');
  for (const side of ['Egress', 'Ingress']) {
    collector.add('ip', component.value(`${side}.Source.Address`), 'related');
    collector.add('ip', component.value(`${side}.Destination.Address`), 'related');
  }
}

const INDICATOR_TYPES: ReadonlyMap<string, EntityType> = new Map<string, EntityType>([
  ['DOMAIN', 'domain'],
  ['EMAIL_ADDRESS', 'email'],
  ['HASH_MD5', 'md5'],
  ['HASH_SHA1', 'sha1'],
  ['HASH_SHA256', 'sha256'],
  ['HASH_SHA512', 'sha512'],
  ['IPV4_ADDRESS', 'ip'],
  ['IPV6_ADDRESS', 'ip'],
  ['PROCESS', 'process_path'],
  ['URL', 'url'],
]);

function addIndicator(indicator: Fields, collector: EntityCollector): void {
  const type = INDICATOR_TYPES.get(indicator.text('Type').toUpperCase());
  if (type !== undefined) collector.add(type, indicator.text('Value'), 'related');
}

function addVulnerability(vulnerability: Fields, collector: EntityCollector): void {
  collector.add('cve', [vulnerability.text('Id')], 'related');
  collector.add('cve', vulnerability.value('RelatedVulnerabilities'), 'related');
  for (const found of vulnerability.objects('VulnerablePackages')) {
    collector.add('file_path', found.text('FilePath'), 'related');
  }
  for (const code of vulnerability.objects('CodeVulnerabilities')) {
    collector.add('file_path', code.text('FilePath.FilePath'), 'related');
  }
}

const GUARDDUTY_PREFIX = 'aws/guardduty/service/';
const PATH_MAX = 300;
const DEPTH_MAX = 12;

/**
 * The `service` of a GuardDuty finding out of the flat product fields, whose names are paths. A list is written with the
 * position behind its name (`portProbeDetails.0_`).
 */
export function guarddutyService(productFields: Fields): Fields {
  const root: Branch = branch();
  for (const [name, value] of productFields.entries()) {
    if (!name.startsWith(GUARDDUTY_PREFIX) || name.length > PATH_MAX) continue;
    const steps = name.slice(GUARDDUTY_PREFIX.length).split('/');
    if (steps.length <= DEPTH_MAX) put(root, steps, value);
  }
  return fieldsOf(root);
}

interface Branch {
  [name: string]: JsonValue | undefined;
}

/** Without a prototype: a path may contain `__proto__`. */
function branch(): Branch {
  return Object.create(null);
}

function put(root: Branch, steps: readonly string[], value: JsonValue): void {
  let at = root;
  for (const step of steps.slice(0, -1)) at = below(at, step);
  const last = steps.at(-1) ?? '';
  // `action` itself may stand there as an empty text beside its parts.
  if (typeof at[last] !== 'object') at[last] = value;
}

function below(at: Branch, step: string): Branch {
  const position = /^(.+)\.(\d{1,2})_?$/.exec(step);
  if (position?.[1] === undefined) {
    const known = at[step];
    if (isObject(known)) return known;
    const made = branch();
    at[step] = made;
    return made;
  }
  const known = at[position[1]];
  const items: JsonValue[] = isList(known) ? [...known] : [];
  while (items.length <= Number(position[2])) items.push(branch());
  at[position[1]] = items;
  const found = items[Number(position[2])];
  return isObject(found) ? found : branch();
}
