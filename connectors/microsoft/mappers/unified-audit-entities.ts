// Who did what to what from where, in a record of the Microsoft 365 audit log. Every service adds fields of its own to the
// common ones; most are read by name, the lists by their shape.
// https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema

import { cut, type EntityCollector, type EntityRole, type JsonValue, shapeOf } from '@watchfloor/sdk';
import { addColumns, columnTable } from './columns.ts';
import { walkEntities } from './entities.ts';
import { joinPath } from './entity-kinds.ts';
import { type Fields, foldName, isObject, itemsOf, readFields, textOf } from './fields.ts';
import { addPrincipal } from './principal.ts';
import { addLabel, type Parts } from './record-parts.ts';

const COLUMNS = columnTable([
  ['UserId ActorUserId', 'account', 'actor'],
  ['ClientIP ClientIPAddress ActorIpAddress UserIp', 'ip', 'source'],
  ['SenderIp', 'ip', 'source'],
  ['MailboxOwnerUPN DestMailboxOwnerUPN SendAsUserSmtp SendOnBehalfOfUserSmtp Invitee', 'account', 'target'],
  ['P1Sender P2Sender Sender', 'email', 'source'],
  ['Recipients Receivers', 'emails', 'destination'],
  ['Url MessageURLs', 'links', 'related'],
  ['LastModifiedBy', 'account', 'related'],
  ['DeviceName ClientMachineName', 'host', 'source'],
  ['Sha256', 'sha256', 'related'],
  ['Sha1', 'sha1', 'related'],
  ['TargetFilePath SourceFilePath', 'file_path', 'related'],
  ['TargetDomain', 'domain', 'destination'],
  ['OriginatingDomain', 'domain', 'source'],
]);

const LIST_MAX = 1000;

export function addAuditEntities(fields: Fields, parts: Parts): void {
  const { collector } = parts;
  addColumns(fields, COLUMNS, collector);
  addObject(fields.text('ObjectId', 'OfficeObjectId'), collector);
  for (const name of ['TargetUserOrGroupName', 'UserSharedWith', 'TargetUserId']) {
    const target = fields.text(name);
    // Groups stand in the same fields; only an address is sure to be a person.
    if (target.includes('@')) addPrincipal(target, 'target', collector);
  }
  for (const member of objectsOf(fields, 'Members')) addPrincipal(member.text('UPN'), 'target', collector);
  for (const parameter of objectsOf(fields, 'Parameters')) addParameter(parameter, collector);
  for (const property of objectsOf(fields, 'DeviceProperties')) {
    if (foldName(property.text('Name')) === 'displayname')
      collector.add('host', property.text('Value'), 'source');
  }
  addTarget(objectsOf(fields, 'Target'), collector);
  addFiles(fields, parts);
  addContent(fields, collector);
  addData(fields, parts);
}

function objectsOf(fields: Fields, name: string): readonly Fields[] {
  const value = fields.value(name);
  if (value === undefined || (typeof value === 'string' && !value.startsWith('['))) return [];
  const { items } = itemsOf(value);
  return items
    .slice(0, LIST_MAX)
    .filter(isObject)
    .map((item) => readFields(item));
}

/** What was acted on: an address of a document, a user, a path. Anything else is an id or a name of unknown kind. */
function addObject(id: string, collector: EntityCollector): void {
  // Addresses of documents keep the spaces of their names.
  if (/^https?:\/\//i.test(id)) {
    collector.add('url', id, 'target');
    return;
  }
  const shape = shapeOf(id);
  if (shape === 'email') addPrincipal(id, 'target', collector);
  else if (shape === 'file_path' || shape === 'cloud_resource') collector.add(shape, id, 'target');
}

// Parameters of Exchange commands that send mail elsewhere, and those that say whose mailbox it is about.
const FORWARD = /^(?:forward|redirect|blindcopy|copyto|bcc|addtorecipients|journalemail)/;
const OWNER = /^(?:identity|mailbox|user|member|members|trustee|grantsendonbehalfto|delegate|owner)$/;

/** Addresses in the value of a command's parameter; `smtp:` before them and lists of them are usual. */
function addParameter(parameter: Fields, collector: EntityCollector): void {
  const value = cut(parameter.text('Value'), 4096);
  const isAddress = value.includes('@');
  if (!isAddress && !/^\d{1,3}(?:\.\d{1,3}){3}/.test(value)) return;
  const name = foldName(parameter.text('Name'));
  const role: EntityRole = FORWARD.test(name) ? 'destination' : OWNER.test(name) ? 'target' : 'related';
  for (const token of value.split(/[;,\s"[\]]+/)) {
    if (token.includes('@') && role === 'target') addPrincipal(token.replace(/^smtp:/i, ''), role, collector);
    else if (token.includes('@')) collector.add('email', token, role);
    else if (!isAddress) collector.add('ip', token, role);
  }
}

/** The target of a directory operation: a list of its names, one of which says what it is (`User`, `Device`). */
function addTarget(names: readonly Fields[], collector: EntityCollector): void {
  const kind = names
    .map((item) => item.text('ID'))
    .find((id) => /^(?:User|Device|ServicePrincipal)$/.test(id));
  for (const item of names) {
    const id = item.text('ID');
    const isName = item.text('Type') === '1';
    if (id.includes('@')) addPrincipal(id, 'target', collector);
    else if (isName && kind === 'Device') collector.add('host', id, 'target');
    else if (isName && kind === 'ServicePrincipal') collector.add('user', id, 'target');
  }
}

/** Attachments of a mail, and the file that Defender for Office 365 found. */
function addFiles(fields: Fields, parts: Parts): void {
  for (const file of [...objectsOf(fields, 'AttachmentData'), fields.object('FileData')]) {
    const name = file.text('FileName');
    const path = file.text('FilePath');
    parts.collector.add('file_path', joinPath(path, name), 'related');
    parts.collector.add('sha256', file.text('SHA256'), 'related');
    addLabel(parts, 'malware', file.text('MalwareFamily'));
  }
}

/** The mail or document in which a data loss prevention rule found something. */
function addContent(fields: Fields, collector: EntityCollector): void {
  const mail = fields.object('ExchangeMetaData');
  collector.add('email', mail.text('From'), 'source');
  for (const field of ['To', 'CC', 'BCC']) collector.add('email', mail.list(field), 'destination');
  const document = fields.object('SharePointMetaData');
  addPrincipal(document.text('From'), 'actor', collector);
  collector.add('url', document.text('FilePathUrl'), 'target');
  for (const field of ['FileOwner', 'DocumentSharer']) {
    const name = document.text(field);
    if (name.includes('@')) addPrincipal(name, 'related', collector);
  }
  const endpoint = fields.object('EndpointMetaData');
  addColumns(endpoint, COLUMNS, collector);
}

// Names of people in the blob of an alert: `eid` the entity it is about, `f3u` and `suid` the user, `trc` the recipients of
// a threat, `tsd` its sender.
const ALERT_PEOPLE: readonly (readonly [key: string, role: EntityRole])[] = [
  ['eid', 'target'],
  ['f3u', 'target'],
  ['suid', 'target'],
  ['trc', 'destination'],
  ['tsd', 'source'],
];

/** `Data` is the JSON of an alert: of an investigation with its entities, of an alert policy with short keys. */
function addData(fields: Fields, parts: Parts): void {
  const text: JsonValue | undefined = fields.value('Data');
  if (typeof text !== 'string' || !text.startsWith('{')) return;
  const data = fields.object('Data');
  const { items, isCut } = itemsOf(data.value('Entities'));
  if (isCut) parts.flags.add('text_cut');
  walkEntities(items, parts);
  for (const [key, role] of ALERT_PEOPLE) {
    for (const item of itemsOf(data.value(key)).items.map(textOf)) {
      if (!item.includes('@')) continue;
      if (role === 'target') addPrincipal(item, role, parts.collector);
      else parts.collector.add('email', item, role);
    }
  }
}
