// Evidence as the older Defender APIs write it: one flat object for every kind, told apart by `entityType`.
// https://learn.microsoft.com/defender-endpoint/api/alerts
// https://learn.microsoft.com/defender-xdr/api-list-incidents

import type { EntityRole, JsonValue } from '@watchfloor/sdk';
import { joinPath } from './entity-kinds.ts';
import { type Fields, foldName, isObject, readFields } from './fields.ts';
import { addAccountNames, addPrincipal, addUrl } from './principal.ts';
import { addLabel, type Parts } from './record-parts.ts';

export function addFlatEvidence(items: readonly JsonValue[], parts: Parts): void {
  for (const item of items) {
    if (parts.collector.capped) return;
    if (isObject(item)) addItem(readFields(item), parts);
  }
}

function addItem(item: Fields, parts: Parts): void {
  const { collector } = parts;
  const kind = foldName(item.text('EntityType'));
  const isProcess = kind === 'process';
  addLabel(parts, 'verdict', item.text('Verdict'));
  addLabel(parts, 'remediation', item.text('RemediationStatus', 'DetectionStatus'));
  const path = joinPath(item.text('FilePath'), item.text('FileName'));
  collector.add(isProcess ? 'process_path' : 'file_path', path, 'related');
  for (const hash of ['sha256', 'sha1', 'md5'] as const) collector.add(hash, item.text(hash), 'related');
  collector.add('command_line', item.text('ProcessCommandLine'), 'related');
  const parent = joinPath(item.text('ParentProcessFilePath'), item.text('ParentProcessFileName'));
  collector.add('process_path', parent, 'parent');
  collector.add('ip', item.text('IpAddress'), 'related');
  addUrl(item.text('Url'), 'related', collector);
  collector.add('domain', item.text('DomainUrl'), 'related');
  addKey(item, parts);
  addAccount(item, isProcess ? 'actor' : 'related', parts);
  addMail(item, parts);
}

function addKey(item: Fields, { collector }: Parts): void {
  const hive = item.text('RegistryHive');
  const key = item.text('RegistryKey');
  collector.add('registry_key', hive === '' || key === '' ? hive || key : `${hive}\\${key}`, 'related');
}

function addAccount(item: Fields, role: EntityRole, { collector }: Parts): void {
  const names = {
    name: item.text('AccountName'),
    domain: item.text('DomainName'),
    upn: item.text('UserPrincipalName'),
    sid: item.text('UserSid'),
    objectId: item.text('AadUserId'),
  };
  addAccountNames(names, role, collector);
}

function addMail(item: Fields, { collector }: Parts): void {
  addPrincipal(item.text('MailboxAddress'), 'target', collector);
  collector.add('email', item.text('Sender'), 'source');
  collector.add('ip', item.text('SenderIp'), 'source');
  collector.add('email', item.list('Recipient'), 'destination');
  for (const url of item.list('Urls')) if (typeof url === 'string') addUrl(url, 'related', collector);
}

/** The accounts in a list such as `loggedOnUsers`. */
export function addUserList(items: readonly JsonValue[], role: EntityRole, { collector }: Parts): void {
  for (const item of items) {
    if (collector.capped) return;
    if (typeof item === 'string') addPrincipal(item, role, collector);
    if (!isObject(item)) continue;
    const user = readFields(item);
    const names = {
      name: user.text('AccountName', 'UserName'),
      domain: user.text('DomainName', 'AccountDomain'),
      upn: user.text('UserPrincipalName', 'AccountUpn'),
      sid: user.text('Sid', 'AccountSid'),
      objectId: '',
    };
    addAccountNames(names, role, collector);
  }
}
