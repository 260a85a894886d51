// The entities of a UDM event: who (`principal`) did what to whom (`target`), from or through what (`src`, `intermediary`),
// seen by whom (`observer`), and what else it is about. https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list
//
// The walk goes over the fields that are there and asks a table for each, not over the fields there could be: a noun has some
// hundred possible fields and a handful of set ones. Enrichment (`ipGeoArtifact`, `location`, first seen, WHOIS) is passed over.

import type { EntityCollector, EntityRole, JsonObject, JsonValue } from '@watchfloor/sdk';
import { addAccount } from './accounts.ts';
import { asText, isObject, itemsOf, memberItems, memberOf, memberText, spellingsOf } from './fields.ts';

/** What a noun of the event played: the ones that act, the places, the machines. */
export interface Part {
  readonly who: EntityRole;
  readonly where: EntityRole;
  readonly machine: EntityRole;
}

const part = (who: EntityRole, where: EntityRole, machine: EntityRole): Part => ({ who, where, machine });

export const RELATED: Part = part('related', 'related', 'related');

const PARTS: ReadonlyMap<string, Part> = new Map([
  ['principal', part('actor', 'source', 'source')],
  ['src', part('source', 'source', 'source')],
  ['target', part('target', 'destination', 'target')],
  ['observer', part('observer', 'observer', 'observer')],
  ['intermediary', RELATED],
  ['about', RELATED],
]);

/** The part a noun's field name stands for; undefined when it names no noun. */
export function partNamed(name: string): Part | undefined {
  return PARTS.get(name);
}

const ANCESTORS_MAX = 16;

export function addUdmEntities(event: JsonObject, collector: EntityCollector): void {
  for (const [key, value] of Object.entries(event)) {
    const noun = PARTS.get(key);
    if (noun !== undefined) for (const item of itemsOf(value)) addNoun(item, noun, collector);
  }
  for (const result of memberItems(event, 'securityResult'))
    addNoun(memberOf(result, 'about'), RELATED, collector);
  addNetwork(memberOf(event, 'network'), collector);
  const extensions = memberOf(event, 'extensions');
  for (const vulnerability of memberItems(memberOf(extensions, 'vulns'), 'vulnerabilities')) {
    collector.add('cve', [memberText(vulnerability, 'cveId')], 'related');
    addNoun(memberOf(vulnerability, 'about'), RELATED, collector);
  }
}

const NOUN_NAMES = spellingsOf([
  'hostname',
  'ip',
  'natIp',
  'mac',
  'domain',
  'url',
  'email',
  'user',
  'group',
  'process',
  'processAncestors',
  'file',
  'registry',
  'resource',
  'resourceAncestors',
  'asset',
  'userManagementChain',
]);

/** One noun, or the asset inside one, whose fields have the same names. */
export function addNoun(noun: JsonValue | undefined, as: Part, collector: EntityCollector): void {
  if (!isObject(noun)) return;
  for (const [key, value] of Object.entries(noun)) {
    switch (NOUN_NAMES.get(key)) {
      case 'hostname':
        // Parsers put an address here when the log has nothing else.
        collector.addTyped(value, as.machine, 'host');
        break;
      case 'ip':
      case 'natIp':
        collector.add('ip', value, as.where);
        break;
      case 'mac':
        collector.add('mac', value, as.where);
        break;
      case 'domain':
        collector.add('domain', memberText(value, 'name'), as.where);
        break;
      case 'url':
        collector.add('url', value, as.where);
        break;
      case 'email':
        collector.add('email', value, as.who);
        break;
      case 'asset':
        addAsset(value, as, collector);
        break;
      default:
        addDeeperNoun(NOUN_NAMES.get(key), value, { as, collector });
    }
  }
}

interface Walk {
  readonly as: Part;
  readonly collector: EntityCollector;
}

function addDeeperNoun(
  name: string | undefined,
  value: JsonValue | undefined,
  { as, collector }: Walk,
): void {
  switch (name) {
    case 'user':
      addUser(value, as.who, collector);
      return;
    case 'group':
      collector.add('email', memberOf(value, 'emailAddresses'), as.who);
      return;
    case 'process':
      addProcess(value, as.who, collector);
      return;
    case 'processAncestors':
      for (const ancestor of itemsOf(value)) addProcess(ancestor, 'parent', collector);
      return;
    case 'file':
      addFile(value, as.who, collector);
      return;
    case 'registry':
      collector.add('registry_key', memberText(value, 'registryKey'), as.who);
      return;
    case 'resource':
      addResource(value, as.who, collector);
      return;
    case 'resourceAncestors':
      for (const ancestor of itemsOf(value)) addResource(ancestor, 'related', collector);
      return;
    default:
      return;
  }
}

function addAsset(asset: JsonValue | undefined, as: Part, collector: EntityCollector): void {
  collector.addTyped(memberOf(asset, 'hostname'), as.machine, 'host');
  collector.add('ip', memberOf(asset, 'ip'), as.where);
  collector.add('ip', memberOf(asset, 'natIp'), as.where);
  collector.add('mac', memberOf(asset, 'mac'), as.where);
}

function addUser(user: JsonValue | undefined, role: EntityRole, collector: EntityCollector): void {
  for (const item of itemsOf(user)) {
    const ids = [memberOf(item, 'userid'), memberOf(item, 'windowsSid')].flatMap(itemsOf).map(asText);
    const emails = memberItems(item, 'emailAddresses').map(asText);
    for (const id of [...ids, ...emails]) addAccount(collector, id, role);
    // A display name is no identifier; it stands for the user only where nothing else does.
    if ([...ids, ...emails].every((text) => text === ''))
      collector.add('user', memberText(item, 'userDisplayName'), role);
  }
}

/** A process and, in a loop, those above it. */
function addProcess(process: JsonValue | undefined, role: EntityRole, collector: EntityCollector): void {
  let current = process;
  for (let level = 0; level < ANCESTORS_MAX && isObject(current); level += 1) {
    const as = level === 0 ? role : 'parent';
    const file = memberOf(current, 'file');
    const path = memberText(file, 'fullPath') || asText(memberItems(file, 'names')[0]);
    collector.add('process_path', path, as);
    addHashes(file, as, collector);
    collector.add('command_line', memberText(current, 'commandLine'), as);
    current = memberOf(current, 'parentProcess');
  }
}

function addFile(file: JsonValue | undefined, role: EntityRole, collector: EntityCollector): void {
  for (const item of itemsOf(file)) {
    const path = memberText(item, 'fullPath');
    collector.add('file_path', path === '' ? memberOf(item, 'names') : path, role);
    addHashes(item, role, collector);
  }
}

function addHashes(file: JsonValue | undefined, role: EntityRole, collector: EntityCollector): void {
  for (const type of ['md5', 'sha1', 'sha256'] as const) collector.add(type, memberText(file, type), role);
}

// Kinds of resources that live on one machine: their names are no resource of a cloud.
const LOCAL_RESOURCES: ReadonlySet<string> = new Set(['MUTEX', 'TASK', 'PIPE', 'SETTING', 'SERVICE']);

function addResource(resource: JsonValue | undefined, role: EntityRole, collector: EntityCollector): void {
  for (const item of itemsOf(resource)) {
    const type = memberText(item, 'resourceType').toUpperCase();
    if (LOCAL_RESOURCES.has(type)) continue;
    const name = memberText(item, 'name') || memberText(item, 'productObjectId');
    collector.add(type === 'DEVICE' ? 'host' : 'cloud_resource', name, role);
  }
}

function addNetwork(network: JsonValue | undefined, collector: EntityCollector): void {
  if (!isObject(network)) return;
  addDns(memberOf(network, 'dns'), collector);
  collector.add('domain', memberText(network, 'dnsDomain'), 'related');
  collector.add('url', memberText(memberOf(network, 'http'), 'referralUrl'), 'related');
  const email = memberOf(network, 'email');
  const smtp = memberOf(network, 'smtp');
  for (const from of [memberOf(email, 'from'), memberOf(smtp, 'mailFrom')])
    collector.add('email', from, 'source');
  collector.add('email', memberOf(email, 'replyTo'), 'related');
  for (const name of ['to', 'cc', 'bcc']) collector.add('email', memberOf(email, name), 'destination');
  collector.add('email', memberOf(smtp, 'rcptTo'), 'destination');
  const tls = memberOf(network, 'tls');
  collector.add('domain', memberText(memberOf(tls, 'client'), 'serverName'), 'destination');
  addHashes(memberOf(memberOf(tls, 'server'), 'certificate'), 'related', collector);
  addDhcp(memberOf(network, 'dhcp'), collector);
}

function addDns(dns: JsonValue | undefined, collector: EntityCollector): void {
  for (const question of memberItems(dns, 'questions'))
    collector.add('domain', memberText(question, 'name'), 'destination');
  for (const list of ['answers', 'authority', 'additional']) {
    for (const answer of memberItems(dns, list)) {
      collector.add('domain', memberText(answer, 'name'), 'destination');
      collector.addTyped(memberText(answer, 'data'), 'related');
    }
  }
}

const DHCP_ADDRESSES: readonly (readonly [name: string, role: EntityRole])[] = [
  ['ciaddr', 'source'],
  ['yiaddr', 'source'],
  ['requestedAddress', 'source'],
  ['siaddr', 'destination'],
  ['giaddr', 'related'],
];

function addDhcp(dhcp: JsonValue | undefined, collector: EntityCollector): void {
  if (!isObject(dhcp)) return;
  for (const [name, role] of DHCP_ADDRESSES) collector.add('ip', memberText(dhcp, name), role);
  collector.add('mac', memberText(dhcp, 'chaddr'), 'source');
  collector.add('host', memberText(dhcp, 'clientHostname'), 'source');
}
