// The first generation of alerts in Microsoft Graph (`security/alerts`), which federated what many providers found: instead of
// evidence it has a list of "states" for each kind of thing.
// https://learn.microsoft.com/graph/api/resources/alert

import { type EntityCollector, type EntityRole, type ReadResult, severityOf } from '@watchfloor/sdk';
import { closureOf } from './closure.ts';
import { addColumns, type ColumnTable, columnTable } from './columns.ts';
import { joinPath } from './entity-kinds.ts';
import { type Fields, foldName, isObject, readFields, textOf } from './fields.ts';
import { addAnalyst, DEFENDER_XDR } from './graph-alert.ts';
import { addAccountNames, addPrincipal, addUrl } from './principal.ts';
import { productOf } from './products.ts';
import { addLabel, alertOf, attackIn, emptyParts, type Parts, refusal } from './record-parts.ts';
import { firstTime } from './security-alert.ts';

const TEXT_FIELDS = ['Title', 'Severity', 'Status', 'Id', 'EventDateTime', 'CreatedDateTime'];
const TIME_FIELDS = ['EventDateTime', 'CreatedDateTime', 'LastEventDateTime', 'LastModifiedDateTime'];

export function readGraphAlertV1(fields: Fields): ReadResult {
  const wrong = fields.notText(...TEXT_FIELDS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const parts = emptyParts();
  for (const [list, add] of STATES) {
    for (const state of fields.list(list).filter(isObject)) {
      if (parts.collector.capped) break;
      add(readFields(state), parts);
    }
  }
  addAnalyst(fields, parts);
  for (const tag of fields.list('Tags').map(textOf)) if (tag !== '') parts.labels.add(tag);
  addLabel(parts, 'actor', fields.text('ActivityGroupName'));
  for (const url of fields.list('SourceMaterials').map(textOf)) parts.links.add('Alert', url);
  const vendor = fields.object('VendorInformation');
  const title = fields.text('Title');
  const category = fields.text('Category');
  return alertOf(
    {
      vendor: vendor.text('Vendor'),
      product: productOf(vendor.text('SubProvider'), vendor.text('Provider'), DEFENDER_XDR),
      ref: fields.text('Id'),
      title: title || category,
      description: fields.text('Description'),
      category,
      severity: severityOf(fields.text('Severity')),
      occurredAt: firstTime(fields, TIME_FIELDS),
      attack: attackIn([category], fields.list('MitreTechniques').map(textOf)),
      rule: { id: textOf(fields.list('DetectionIds')[0]) || category, name: title },
      closure: closureOf(fields, fields),
    },
    parts,
  );
}

type AddState = (state: Fields, parts: Parts) => void;

const CONNECTIONS = columnTable([
  ['SourceAddress NatSourceAddress', 'ip', 'source'],
  ['DestinationAddress NatDestinationAddress', 'ip', 'destination'],
  ['DestinationDomain', 'domain', 'destination'],
  ['DestinationUrl', 'link', 'destination'],
]);
const HOSTS = columnTable([
  ['Fqdn NetBiosName', 'host', 'target'],
  ['PrivateIpAddress', 'ip', 'target'],
  ['PublicIpAddress', 'ip', 'related'],
]);
const CLOUD_APPS = columnTable([['DestinationServiceIp', 'ip', 'destination']]);
const VULNERABILITIES = columnTable([['Cve', 'cve', 'related']]);
const MESSAGES = columnTable([
  ['ConnectingIP', 'ip', 'source'],
  ['SenderEmailAddress FromAddress', 'emails', 'source'],
  ['RecipientEmailAddress', 'emails', 'destination'],
]);
const CLICKS = columnTable([
  ['UriDomain', 'domain', 'related'],
  ['Uri Url', 'link', 'related'],
]);

function byTable(table: ColumnTable): AddState {
  return (state, { collector }) => addColumns(state, table, collector);
}

const STATES: readonly (readonly [list: string, add: AddState])[] = [
  ['UserStates', addUser],
  ['HostStates', byTable(HOSTS)],
  ['Processes', addProcess],
  ['FileStates', addFile],
  ['NetworkConnections', byTable(CONNECTIONS)],
  ['RegistryKeyStates', addKey],
  ['CloudAppStates', byTable(CLOUD_APPS)],
  ['VulnerabilityStates', byTable(VULNERABILITIES)],
  ['MessageSecurityStates', byTable(MESSAGES)],
  ['UriClickSecurityStates', byTable(CLICKS)],
  ['MalwareStates', (state, parts) => addLabel(parts, 'malware', state.text('Name', 'Family'))],
  ['SecurityResources', addResource],
];

/** An account; in a mail alert the sender or a recipient, whose name is then an address. */
function addUser(state: Fields, { collector }: Parts): void {
  const mailRole = foldName(state.text('EmailRole'));
  const role: EntityRole =
    mailRole === 'sender' ? 'source' : mailRole === 'recipient' ? 'destination' : 'related';
  const upn = state.text('UserPrincipalName');
  collector.add('ip', state.text('LogonIp'), 'source');
  if (role !== 'related') collector.add('email', upn, role);
  // The account of a sender is none of ours.
  if (role === 'source') return;
  const names = {
    name: state.text('AccountName'),
    domain: state.text('DomainName'),
    upn,
    sid: state.text('OnPremisesSecurityIdentifier'),
    objectId: state.text('AadUserId'),
  };
  addAccountNames(names, role, collector);
}

function addProcess(state: Fields, { collector }: Parts): void {
  collector.add('process_path', joinPath(state.text('Path'), state.text('Name')), 'related');
  collector.add('command_line', state.text('CommandLine'), 'related');
  addHash(state.object('FileHash'), collector);
  collector.add('process_path', state.text('ParentProcessName'), 'parent');
  addPrincipal(state.text('AccountName'), 'actor', collector);
}

function addFile(state: Fields, { collector }: Parts): void {
  collector.add('file_path', joinPath(state.text('Path'), state.text('Name')), 'related');
  addHash(state.object('FileHash'), collector);
}

function addHash(hash: Fields, collector: EntityCollector): void {
  // The list has kinds (`authenticodeHash256`, `lsHash`, `ctph`) that only look like a hash of the file.
  const type = foldName(hash.text('HashType'));
  if (type === 'sha1' || type === 'sha256' || type === 'md5')
    collector.add(type, hash.text('HashValue'), 'related');
}

const HIVES: ReadonlyMap<string, string> = new Map([
  ['currentconfig', 'HKCC'],
  ['currentuser', 'HKCU'],
  ['localmachinesam', 'HKLM\\SAM'],
  ['localmachinesecurity', 'HKLM\\SECURITY'],
  ['localmachinesoftware', 'HKLM\\SOFTWARE'],
  ['localmachinesystem', 'HKLM\\SYSTEM'],
  ['usersdefault', 'HKU\\.DEFAULT'],
]);

function addKey(state: Fields, { collector }: Parts): void {
  const hive = HIVES.get(foldName(state.text('Hive'))) ?? '';
  for (const field of ['Key', 'OldKey']) {
    const key = state.text(field);
    if (key === '') continue;
    collector.add('registry_key', /^HK/i.test(key) || hive === '' ? key : `${hive}\\${key}`, 'related');
  }
}

function addResource(state: Fields, { collector }: Parts): void {
  const role = foldName(state.text('ResourceType')) === 'attacked' ? 'target' : 'related';
  const resource = state.text('Resource');
  if (/^https?:/i.test(resource)) addUrl(resource, role, collector);
  else collector.add('cloud_resource', resource, role);
}
