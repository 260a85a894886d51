// The evidence of an alert in Microsoft Graph: a list of objects of some forty types, told apart by `@odata.type`, each with
// roles, a verdict and what was done about it.
// https://learn.microsoft.com/graph/api/resources/security-alertevidence

import type { EntityCollector, EntityRole, JsonObject, JsonValue } from '@watchfloor/sdk';
import { joinPath } from './entity-kinds.ts';
import { type Fields, foldName, isObject, readFields, textOf } from './fields.ts';
import { addAccountNames, addPrincipal, addUrl } from './principal.ts';
import { addLabel, type Parts } from './record-parts.ts';

const DEPTH_MAX = 8;

/** Adds what every item of the list names. */
export function addGraphEvidence(items: readonly JsonValue[], parts: Parts): void {
  for (const item of items) {
    // Once the record is full, more evidence only costs time.
    if (parts.collector.capped) return;
    if (isObject(item)) addItem(item, { role: null, depth: 0 }, parts);
  }
}

interface Reached {
  /** What the field says through which it was reached; null when it stands in the list itself. */
  readonly role: EntityRole | null;
  readonly depth: number;
}

interface Item {
  readonly fields: Fields;
  readonly role: EntityRole;
  readonly depth: number;
}

function addItem(object: JsonObject, reached: Reached, parts: Parts): void {
  if (reached.depth > DEPTH_MAX) {
    parts.flags.add('depth_limit');
    return;
  }
  const fields = readFields(object);
  const kind = kindOf(fields);
  const role = reached.role ?? roleOf(fields) ?? DEFAULT_ROLES.get(kind) ?? 'related';
  addLabel(parts, 'verdict', textOf(fields.value('Verdict')));
  addLabel(parts, 'remediation', textOf(fields.value('RemediationStatus')));
  KINDS.get(kind)?.({ fields, role, depth: reached.depth }, parts);
}

/** Adds the evidence in a field, one object or a list of them, with the part that the field gives it. */
function addNested(
  value: JsonValue | undefined,
  from: { role: EntityRole; depth: number },
  parts: Parts,
): void {
  // Array.isArray widens readonly arrays to any[]; the type is the declared one again here.
  const items = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  const role = from.role === 'related' ? null : from.role;
  for (const item of items) {
    if (parts.collector.capped) return;
    if (isObject(item)) addItem(item, { role, depth: from.depth + 1 }, parts);
  }
}

// Exporters rename `@odata.type`, whose sign many databases do not take as a column.
const TYPE_FIELDS = ['@odata.type', 'at_sign_odata_type', 'odata_type', 'EvidenceType'];

/** `#microsoft.graph.security.userEvidence` as `user`; of an item without a type what its own field says. */
function kindOf(fields: Fields): string {
  const type = fields.text(...TYPE_FIELDS);
  if (type === '') return TELLTALES.find(([field]) => fields.value(field) !== undefined)?.[1] ?? '';
  return foldName(type.slice(type.lastIndexOf('.') + 1)).replace(/evidence$/, '');
}

const TELLTALES: readonly (readonly [field: string, kind: string])[] = [
  ['DeviceDnsName', 'device'],
  ['MdeDeviceId', 'device'],
  ['ImageFile', 'process'],
  ['ProcessCommandLine', 'process'],
  ['FileDetails', 'file'],
  ['PrimaryAddress', 'mailbox'],
  ['NetworkMessageId', 'analyzedmessage'],
  ['RegistryKey', 'registrykey'],
  ['UserAccount', 'user'],
  ['ResourceId', 'azureresource'],
  ['AmazonResourceId', 'amazonresource'],
  ['FullResourceName', 'googlecloudresource'],
  ['IpAddress', 'ip'],
  ['Url', 'url'],
];

const ROLES: ReadonlyMap<string, EntityRole> = new Map([
  ['attacker', 'source'],
  ['source', 'source'],
  ['commandandcontrol', 'destination'],
  ['destination', 'destination'],
  ['compromised', 'target'],
  ['attacked', 'target'],
  ['scanned', 'target'],
  ['created', 'target'],
  ['added', 'target'],
  ['edited', 'target'],
  ['policyviolator', 'actor'],
]);

/** The first role word that says a part; `contextual`, `suspicious` and `loaded` do not. */
function roleOf(fields: Fields): EntityRole | null {
  for (const word of fields.list('Roles', 'DetailedRoles').map(textOf)) {
    const role = ROLES.get(foldName(word));
    if (role !== undefined) return role;
  }
  return null;
}

// A device or a mailbox of one's own is what the alert is about, unless it says otherwise.
const DEFAULT_ROLES: ReadonlyMap<string, EntityRole> = new Map([
  ['device', 'target'],
  ['mailbox', 'target'],
]);

type AddKind = (item: Item, parts: Parts) => void;

const KINDS: ReadonlyMap<string, AddKind> = new Map<string, AddKind>([
  [
    'user',
    ({ fields, role }, { collector }) => addGraphAccount(fields.object('UserAccount'), role, collector),
  ],
  ['device', addDevice],
  ['ip', ({ fields, role }, { collector }) => collector.add('ip', fields.text('IpAddress'), role)],
  ['url', ({ fields, role }, { collector }) => addUrl(fields.text('Url'), role, collector)],
  ['dns', addDns],
  [
    'activedirectorydomain',
    ({ fields, role }, { collector }) =>
      collector.add('domain', fields.text('ActiveDirectoryDomainName'), role),
  ],
  ['process', addProcess],
  [
    'file',
    ({ fields, role }, { collector }) =>
      addFileDetails(fields.object('FileDetails'), { type: 'file_path', role }, collector),
  ],
  ['filehash', ({ fields, role }, { collector }) => addHashPair(fields, role, collector)],
  ['registrykey', addRegistryKey],
  ['registryvalue', addRegistryKey],
  ['mailbox', addMailbox],
  ['analyzedmessage', addMessage],
  ['submissionmail', addMessage],
  ['teamsmessage', addMessage],
  ['cloudapplication', addApplication],
  ['oauthapplication', addApplication],
  [
    'serviceprincipal',
    ({ fields, role }, { collector }) =>
      collector.add('user', fields.text('ServicePrincipalName', 'AppId'), role),
  ],
  ['malware', ({ fields }, parts) => addLabel(parts, 'malware', fields.text('Name'))],
  ['networkconnection', addConnection],
  ['cloudlogonsession', addSession],
  ['hostlogonsession', addSession],
  ['nic', addInterface],
  ['iotdevice', addInterface],
  ['azureresource', addResource],
  ['amazonresource', addResource],
  ['googlecloudresource', addResource],
  ['blob', addBlob],
  ['blobcontainer', addBlob],
  ['container', addContainer],
  ['containerimage', addContainer],
  ['containerregistry', addContainer],
  ['kubernetescluster', addKubernetes],
  ['kubernetescontroller', addKubernetes],
  ['kubernetesnamespace', addKubernetes],
  ['kubernetespod', addKubernetes],
  ['kubernetesservice', addKubernetes],
  ['kubernetesserviceaccount', addKubernetes],
]);

/** A `userAccount` object. */
function addGraphAccount(account: Fields, role: EntityRole, collector: EntityCollector): void {
  const names = {
    name: account.text('AccountName'),
    domain: account.text('DomainName'),
    upn: account.text('UserPrincipalName'),
    sid: account.text('UserSid'),
    objectId: account.text('AzureAdUserId'),
  };
  addAccountNames(names, role, collector);
}

function addDevice({ fields, role }: Item, { collector }: Parts): void {
  for (const name of ['DeviceDnsName', 'HostName']) collector.add('host', fields.text(name), role);
  collector.add('ip', fields.text('LastIpAddress'), role);
  for (const address of fields.list('IpInterfaces').map(textOf)) {
    if (!/^(?:127\.|::1$|fe80:)/i.test(address)) collector.add('ip', address, role);
  }
  collector.add('ip', fields.text('LastExternalIpAddress'), 'related');
  const machine = fields.object('VmMetadata');
  collector.add('cloud_resource', machine.text('ResourceId'), role);
  for (const user of fields.list('LoggedOnUsers').filter(isObject)) {
    const account = readFields(user);
    const name = account.text('AccountName', 'UserName');
    addAccountNames({ ...NO_NAMES, name, domain: account.text('DomainName') }, 'related', collector);
  }
}

const NO_NAMES = { name: '', domain: '', upn: '', sid: '', objectId: '' } as const;

function addDns({ fields, role, depth }: Item, parts: Parts): void {
  parts.collector.add('domain', fields.text('DomainName'), role);
  addNested(fields.value('HostIpAddress'), { role: 'source', depth }, parts);
  addNested(fields.value('IpAddresses'), { role: 'destination', depth }, parts);
}

function addProcess({ fields, role, depth }: Item, parts: Parts): void {
  const { collector } = parts;
  addFileDetails(fields.object('ImageFile'), { type: 'process_path', role }, collector);
  collector.add('command_line', fields.text('ProcessCommandLine'), role);
  addFileDetails(
    fields.object('ParentProcessImageFile'),
    { type: 'process_path', role: 'parent' },
    collector,
  );
  addGraphAccount(fields.object('UserAccount'), 'actor', collector);
  addNested(fields.value('ParentProcess'), { role: 'parent', depth }, parts);
}

interface FilePart {
  readonly type: 'file_path' | 'process_path';
  readonly role: EntityRole;
}

/** A `fileDetails` object: folder and name apart, and the hashes. */
function addFileDetails(details: Fields, { type, role }: FilePart, collector: EntityCollector): void {
  collector.add(type, joinPath(details.text('FilePath'), details.text('FileName')), role);
  collector.add('sha256', details.text('Sha256'), role);
  collector.add('sha1', details.text('Sha1'), role);
  collector.add('md5', details.text('Md5'), role);
}

function addHashPair(fields: Fields, role: EntityRole, collector: EntityCollector): void {
  // SHA256AC hashes the signed part of a file only: looked up as a SHA-256 it would never be found.
  if (foldName(fields.text('Algorithm')) !== 'sha256ac') collector.addTyped(fields.text('Value'), role);
}

function addRegistryKey({ fields, role }: Item, { collector }: Parts): void {
  const hive = fields.text('RegistryHive');
  const key = fields.text('RegistryKey');
  collector.add('registry_key', hive === '' || key === '' ? hive || key : `${hive}\\${key}`, role);
}

function addMailbox({ fields, role }: Item, { collector }: Parts): void {
  collector.add('email', fields.text('PrimaryAddress'), role);
  const account = fields.object('UserAccount');
  addPrincipal(account.text('UserPrincipalName') || fields.text('Upn'), role, collector);
}

/** A mail or a Teams message, or one that somebody reported: the submitter observed it and is no part of it. */
function addMessage({ fields, depth }: Item, parts: Parts): void {
  const { collector } = parts;
  for (const sender of ['P1Sender', 'P2Sender']) {
    collector.add('email', fields.object(sender).text('EmailAddress'), 'source');
  }
  for (const sender of ['Sender', 'SenderFromAddress']) collector.add('email', fields.text(sender), 'source');
  collector.add('ip', fields.text('SenderIp'), 'source');
  for (const recipient of ['RecipientEmailAddress', 'Recipient', 'Recipients']) {
    collector.add('email', fields.list(recipient), 'destination');
  }
  collector.add('email', fields.text('Submitter'), 'observer');
  for (const url of fields.list('Urls')) {
    if (isObject(url)) addNested(url, { role: 'related', depth }, parts);
    else addUrl(textOf(url), 'related', collector);
  }
  addNested(fields.value('Files'), { role: 'related', depth }, parts);
}

/** An application has no entity type of ours; its name labels the record. */
function addApplication({ fields }: Item, parts: Parts): void {
  addLabel(parts, 'application', fields.text('DisplayName', 'InstanceName'));
}

function addConnection({ fields, depth }: Item, parts: Parts): void {
  addNested(fields.value('SourceAddress'), { role: 'source', depth }, parts);
  addNested(fields.value('DestinationAddress'), { role: 'destination', depth }, parts);
}

function addSession({ fields, role, depth }: Item, parts: Parts): void {
  addNested(fields.value('Account'), { role: 'actor', depth }, parts);
  addNested(fields.value('Host'), { role, depth }, parts);
  parts.collector.add('host', fields.text('DeviceName'), 'source');
}

function addInterface({ fields, role, depth }: Item, parts: Parts): void {
  parts.collector.add('host', fields.text('DeviceName'), role);
  parts.collector.add('mac', fields.text('MacAddress'), role);
  addNested(fields.value('IpAddress'), { role, depth }, parts);
  addNested(fields.value('Nics'), { role, depth }, parts);
  addNested(fields.value('IotHub'), { role: 'related', depth }, parts);
}

function addResource({ fields, role }: Item, { collector }: Parts): void {
  const id = fields.text('ResourceId', 'AmazonResourceId', 'FullResourceName');
  collector.add('cloud_resource', id || fields.text('ResourceName'), role);
}

function addBlob({ fields, role, depth }: Item, parts: Parts): void {
  addUrl(fields.text('Url'), role, parts.collector);
  if (fields.text('Url') === '') parts.collector.add('cloud_resource', fields.text('Name'), role);
  for (const hash of fields.list('FileHashes').filter(isObject))
    addHashPair(readFields(hash), role, parts.collector);
  addNested(fields.value('BlobContainer'), { role, depth }, parts);
  addNested(fields.value('StorageResource'), { role, depth }, parts);
}

function addContainer({ fields, role, depth }: Item, parts: Parts): void {
  parts.collector.add('cloud_resource', fields.text('ImageId', 'ContainerId', 'Registry', 'Name'), role);
  for (const field of ['Image', 'DigestImage', 'Registry', 'Pod']) {
    addNested(fields.value(field), { role: 'related', depth }, parts);
  }
}

function addKubernetes({ fields, role, depth }: Item, parts: Parts): void {
  const isAccount = fields.text(...TYPE_FIELDS).includes('ServiceAccount');
  parts.collector.add(isAccount ? 'user' : 'cloud_resource', fields.text('Name'), role);
  for (const field of [
    'Cluster',
    'CloudResource',
    'Namespace',
    'Pod',
    'ServiceAccount',
    'Controller',
    'Containers',
  ]) {
    addNested(fields.value(field), { role: 'related', depth }, parts);
  }
}
