// The entity kinds whose fields take more than a lookup: accounts, hosts, files and mail. Field names after
// https://learn.microsoft.com/azure/sentinel/entities-reference, the REST form's spellings beside the table's.

import type { EntityCollector, EntityRole, EntityType } from '@watchfloor/sdk';
import { type Fields, isObject, readFields } from './fields.ts';

/** An entity's fields and the part it played. */
export interface Owner {
  readonly fields: Fields;
  readonly role: EntityRole;
}

// Built-in names that mean another account on every machine; Microsoft drops entities that have no more than such a name.
const GENERIC_ACCOUNTS: ReadonlySet<string> = new Set([
  'admin',
  'administrator',
  'anonymous',
  'anonymous logon',
  'authenticated user',
  'guest',
  'local service',
  'local system',
  'localsystem',
  'network',
  'network service',
  'root',
  'system',
]);

/**
 * One account under the names by which other products know it: the UPN, else `DOMAIN\name`; the bare name beside it, which
 * is what endpoint logs write; the SID of a domain account and the Entra object id.
 */
export function addAccount({ fields, role }: Owner, collector: EntityCollector): void {
  const name = fields.text('Name', 'AccountName', 'FullName');
  const qualified = qualifiedName(name, fields);
  if (qualified !== '') collector.add('user', qualified, role);
  if (qualified === '' || !GENERIC_ACCOUNTS.has(name.toLowerCase())) collector.add('user', name, role);
  const sid = fields.text('Sid');
  if (/^S-1-(?:5-21|12-1)-/i.test(sid)) collector.add('user', sid, role);
  collector.add('user', fields.text('AadUserId'), role);
}

function qualifiedName(name: string, fields: Fields): string {
  const upn = fields.text('UserPrincipalName', 'Upn');
  if (upn !== '') return upn;
  if (name === '' || /[@\\]/.test(name)) return name;
  const suffix = fields.text('UPNSuffix', 'DnsDomain');
  if (suffix !== '') return `${name}@${suffix}`;
  const domain = fields.text('NTDomain', 'DomainName');
  return domain === '' ? '' : `${domain}\\${name}`;
}

/** One host under its full and its short name, with its addresses and, for a virtual machine in Azure, its resource. */
export function addHost({ fields, role }: Owner, collector: EntityCollector): void {
  // A device that Defender or an agent manages is one of our own: the alert is about it, not about the other end.
  const isOwn = fields.text('MdatpDeviceId', 'AzureID', 'OMSAgentID', 'AadDeviceId') !== '';
  const part = role === 'related' && isOwn ? 'target' : role;
  const name = fields.text('HostName', 'NetBiosName', 'FullName');
  const domain = fields.text('DnsDomain');
  const isQualified = name !== '' && domain.includes('.') && !name.includes('.');
  collector.add('host', fields.text('FQDN') || (isQualified ? `${name}.${domain}` : ''), part);
  collector.add('host', name, part);
  collector.add('ip', fields.text('LastIpAddress'), part);
  collector.add('ip', fields.text('LastExternalIpAddress'), 'related');
  collector.add('cloud_resource', fields.text('AzureID'), part);
  for (const user of fields.list('LoggedOnUsers')) {
    if (isObject(user)) collector.add('user', readFields(user).text('AccountName'), 'related');
  }
}

/** A file or the image of a process: its directory and name as one path. */
export function addFile(
  { fields, role }: Owner,
  type: Extract<EntityType, 'file_path' | 'process_path'>,
  collector: EntityCollector,
): void {
  collector.add(type, joinPath(fields.text('Directory'), fields.text('Name', 'FileName')), role);
}

export function joinPath(directory: string, name: string): string {
  if (directory === '' || name === '') return directory || name;
  if (/^(?:[a-z]:)?[\\/]/i.test(name)) return name;
  const separator = directory.includes('/') && !directory.includes('\\') ? '/' : '\\';
  const folder = directory.endsWith(separator) ? directory.slice(0, -1) : directory;
  // Some providers write the whole path where the directory belongs.
  return folder.toLowerCase().endsWith(`${separator}${name.toLowerCase()}`)
    ? folder
    : `${folder}${separator}${name}`;
}

/** A mailbox: its address, and the user it belongs to. */
export function addMailbox({ fields, role }: Owner, collector: EntityCollector): void {
  const part = role === 'related' ? 'target' : role;
  collector.add('email', fields.text('MailboxPrimaryAddress'), part);
  collector.add('user', fields.text('Upn'), part);
}

/** A message, or one that somebody reported: the submitter observed it and is no part of it. */
export function addMessage({ fields }: Owner, collector: EntityCollector): void {
  for (const sender of ['Sender', 'P1Sender', 'P2Sender'])
    collector.add('email', fields.text(sender), 'source');
  collector.add('ip', fields.text('SenderIP'), 'source');
  for (const recipient of ['Recipient', 'SuspiciousRecipients', 'ForwardedRecipients']) {
    collector.add('email', fields.list(recipient), 'destination');
  }
  collector.add('email', fields.text('Submitter'), 'observer');
  for (const url of fields.list('Urls')) collector.addTyped(url, 'related', 'url');
}
