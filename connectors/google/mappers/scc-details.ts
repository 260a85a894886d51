// The structured parts of a finding: who had access, from where, with which process, to which data.
// https://docs.cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.findings#Finding

import type { EntityCollector, JsonObject, JsonValue } from '@watchfloor/sdk';
import { addAccount, addMember } from './accounts.ts';
import { asText, memberItems, memberOf, memberText } from './fields.ts';

export function addFindingDetails(finding: JsonObject, collector: EntityCollector): void {
  addAccess(memberOf(finding, 'access'), collector);
  for (const binding of memberItems(finding, 'iamBindings'))
    addMember(collector, memberText(binding, 'member'), 'target');
  addIndicator(memberOf(finding, 'indicator'), collector);
  for (const connection of memberItems(finding, 'connections')) {
    collector.add('ip', memberText(connection, 'sourceIp'), 'source');
    collector.add('ip', memberText(connection, 'destinationIp'), 'destination');
  }
  for (const process of memberItems(finding, 'processes')) addProcess(process, collector);
  for (const file of memberItems(finding, 'files')) addFile(file, collector);
  const vulnerability = memberOf(finding, 'vulnerability');
  collector.add('cve', memberText(memberOf(vulnerability, 'cve'), 'id'), 'related');
  addWorkload(finding, collector);
  addData(finding, collector);
}

function addAccess(access: JsonValue | undefined, collector: EntityCollector): void {
  const email = memberText(access, 'principalEmail');
  addAccount(collector, email, 'actor');
  const subject = memberText(access, 'principalSubject');
  if (subject !== '' && !(email !== '' && subject.endsWith(email))) addMember(collector, subject, 'actor');
  collector.add('user', memberText(access, 'userName'), 'actor');
  collector.add('ip', memberText(access, 'callerIp'), 'source');
  collector.add('cloud_resource', memberText(access, 'serviceAccountKeyName'), 'related');
  for (const delegation of memberItems(access, 'serviceAccountDelegationInfo'))
    addAccount(collector, memberText(delegation, 'principalEmail'), 'actor');
}

function addIndicator(indicator: JsonValue | undefined, collector: EntityCollector): void {
  collector.add('ip', memberOf(indicator, 'ipAddresses'), 'related');
  collector.add('domain', memberOf(indicator, 'domains'), 'destination');
  collector.add('url', memberOf(indicator, 'uris'), 'destination');
}

function addProcess(process: JsonValue | undefined, collector: EntityCollector): void {
  const binary = memberOf(process, 'binary');
  collector.add('process_path', memberText(binary, 'path') || memberText(process, 'name'), 'actor');
  // The hash is of the part that was read (`hashedSize`), which for large files is not the whole.
  if (memberText(binary, 'partiallyHashed') !== 'true')
    collector.add('sha256', memberText(binary, 'sha256'), 'actor');
  const parameters = memberItems(process, 'args')
    .map(asText)
    .filter((text) => text !== '');
  if (parameters.length > 0) collector.add('command_line', parameters.join(' '), 'actor');
  for (const name of ['libraries', 'script'])
    for (const file of memberItems(process, name)) addFile(file, collector);
}

function addFile(file: JsonValue | undefined, collector: EntityCollector): void {
  collector.add(
    'file_path',
    memberText(file, 'path') || memberText(memberOf(file, 'diskPath'), 'relativePath'),
    'related',
  );
  if (memberText(file, 'partiallyHashed') !== 'true')
    collector.add('sha256', memberText(file, 'sha256'), 'related');
}

/** Containers, pods and nodes, and the accounts of Kubernetes that were bound to roles. */
function addWorkload(finding: JsonObject, collector: EntityCollector): void {
  for (const container of memberItems(finding, 'containers'))
    collector.add('cloud_resource', memberText(container, 'uri') || memberText(container, 'name'), 'target');
  const kubernetes = memberOf(finding, 'kubernetes');
  for (const pod of memberItems(kubernetes, 'pods'))
    collector.add('cloud_resource', memberText(pod, 'name'), 'target');
  for (const node of memberItems(kubernetes, 'nodes'))
    collector.add('host', memberText(node, 'name').replace(/^.*\//, ''), 'target');
  for (const binding of memberItems(kubernetes, 'bindings')) {
    for (const subject of memberItems(binding, 'subjects'))
      addAccount(collector, memberText(subject, 'name'), 'target');
  }
}

/** What was taken and where it went; which database was asked by whom. */
function addData(finding: JsonObject, collector: EntityCollector): void {
  const exfiltration = memberOf(finding, 'exfiltration');
  for (const source of memberItems(exfiltration, 'sources'))
    collector.add('cloud_resource', memberText(source, 'name'), 'source');
  for (const target of memberItems(exfiltration, 'targets'))
    collector.add('cloud_resource', memberText(target, 'name'), 'destination');
  const database = memberOf(finding, 'database');
  collector.add('user', memberText(database, 'userName'), 'actor');
  collector.add('cloud_resource', memberText(database, 'name'), 'target');
}
