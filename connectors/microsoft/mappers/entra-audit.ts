// Audit and provisioning logs of Microsoft Entra ID, and the log of calls to Microsoft Graph.
// https://learn.microsoft.com/graph/api/resources/directoryaudit
// https://learn.microsoft.com/graph/api/resources/provisioningobjectsummary
// https://learn.microsoft.com/azure/azure-monitor/reference/tables/microsoftgraphactivitylogs

import { cut, type EntityCollector, type NormalizedEvent, type ReadResult } from '@watchfloor/sdk';
import { ENTRA } from './entra-sign-in.ts';
import { type Fields, foldName, isObject, readFields } from './fields.ts';
import { addPrincipal } from './principal.ts';
import { addLabel, emptyParts, eventOf, type Parts, refusal, sentences } from './record-parts.ts';
import { firstTime } from './security-alert.ts';

const AUDIT_TEXTS = ['ActivityDisplayName', 'OperationName', 'ActivityDateTime', 'Id', 'Result', 'Category'];
const AUDIT_TIMES = ['ActivityDateTime', 'Time', 'TimeGenerated'];
const TARGETS_MAX = 200;
const PROPERTIES_MAX = 20;

export function readDirectoryAudit(fields: Fields): ReadResult {
  const wrong = fields.notText(...AUDIT_TEXTS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const parts = emptyParts();
  const by = addInitiator(fields, parts);
  const targets = objectsOf(fields, 'TargetResources');
  for (const target of targets) addTarget(target, parts.collector);
  for (const detail of objectsOf(fields, 'AdditionalDetails')) addDetail(detail, parts.collector);
  const action = fields.text('ActivityDisplayName', 'OperationName');
  const names = targets
    .map((target) => target.text('UserPrincipalName', 'DisplayName'))
    .filter((name) => name !== '');
  addLabel(parts, 'service', fields.text('LoggedByService'));
  return eventOf(
    {
      product: ENTRA,
      ref: fields.text('Id'),
      title: `${action || 'Directory change'}${names[0] === undefined ? '' : `: ${names[0]}`}${by === '' ? '' : ` by ${by}`}`,
      description: describeAudit(fields, targets, names),
      category: categoryOf(fields),
      severity: 'informational',
      occurredAt: firstTime(fields, AUDIT_TIMES),
      action: action || 'audit',
      outcome: outcomeOf(fields.text('Result', 'ResultType')),
    },
    parts,
  );
}

/** The category of the record itself; around it stands that of the log (`AuditLogs`). */
function categoryOf(fields: Fields): string {
  const category = fields.text('Category');
  return category === '' || foldName(category) === 'auditlogs' ? 'directory' : category;
}

function objectsOf(fields: Fields, name: string): readonly Fields[] {
  return fields
    .list(name)
    .slice(0, TARGETS_MAX)
    .filter(isObject)
    .map((item) => readFields(item));
}

/** Adds the user or the application that did it and gives the name for the title. */
function addInitiator(fields: Fields, { collector }: Parts): string {
  const by = fields.object('InitiatedBy');
  const user = by.object('User');
  const app = by.object('App');
  const upn = user.text('UserPrincipalName');
  const name = upn || user.text('DisplayName');
  addPrincipal(upn, 'actor', collector);
  // A display name is one for people; without a space it is the name of the account.
  const shown = user.text('DisplayName');
  if (!/\s/.test(shown)) addPrincipal(shown, 'actor', collector);
  if (upn === '') addPrincipal(name || user.text('Id'), 'actor', collector);
  const appName = app.text('DisplayName', 'ServicePrincipalName');
  addPrincipal(appName || app.text('ServicePrincipalId', 'AppId'), 'actor', collector);
  collector.add(
    'ip',
    user.text('IpAddress') || fields.text('CallerIpAddress', 'InitiatingIpAddress'),
    'source',
  );
  collector.add('ip', app.text('IpAddress'), 'source');
  return name || appName || fields.text('Identity');
}

/** What was changed. Groups, roles and policies have no entity type of ours and stand in the description. */
function addTarget(target: Fields, collector: EntityCollector): void {
  const name = target.text('DisplayName');
  const upn = target.text('UserPrincipalName');
  switch (foldName(target.text('Type'))) {
    case 'user':
      addPrincipal(upn || name || target.text('Id'), 'target', collector);
      return;
    case 'device':
      collector.add('host', name, 'target');
      return;
    case 'serviceprincipal':
      addPrincipal(name || target.text('Id'), 'target', collector);
      return;
    case 'application':
      collector.add('cloud_resource', name || target.text('Id'), 'target');
      return;
    default:
      addPrincipal(upn, 'target', collector);
  }
}

/** Details by a key: the address of an invited guest, of a client. */
function addDetail(detail: Fields, collector: EntityCollector): void {
  const key = foldName(detail.text('Key', 'Name'));
  if (key.endsWith('emailaddress')) collector.add('email', detail.text('Value'), 'target');
  else if (/^(?:client)?ipaddr(?:ess)?$|^clientip$/.test(key))
    collector.add('ip', detail.text('Value'), 'source');
}

function describeAudit(fields: Fields, targets: readonly Fields[], names: readonly string[]): string {
  const changes = targets.flatMap((target) => changesOf(target)).slice(0, PROPERTIES_MAX);
  return sentences([
    ['Result', fields.text('ResultReason', 'ResultDescription')],
    ['Service', fields.text('LoggedByService')],
    ['Targets', [...new Set(names)].slice(0, PROPERTIES_MAX).join(', ')],
    ['Changed', changes.join(', ')],
  ]);
}

/** `Role.DisplayName=Global Administrator`: the values are JSON texts of what they were and are. */
function changesOf(target: Fields): readonly string[] {
  return objectsOf(target, 'ModifiedProperties').map((property) => {
    const value = cut(property.text('NewValue').replace(/^\[?"?|"?\]?$/g, ''), 200);
    const name = property.text('DisplayName', 'Name');
    return value === '' ? name : `${name}=${value}`;
  });
}

function outcomeOf(result: string): NormalizedEvent['outcome'] {
  const folded = foldName(result);
  if (folded === 'success' || folded === 'succeeded' || folded === '0') return 'success';
  return folded === 'failure' || folded === 'failed' || folded === 'timeout' ? 'failure' : 'unknown';
}

const PROVISIONING_TIMES = ['ActivityDateTime', 'Time', 'TimeGenerated'];

/** One object that was created, changed or removed in another system by provisioning. */
export function readProvisioning(fields: Fields): ReadResult {
  const parts = emptyParts();
  const by = fields.object('InitiatedBy');
  const name = by.text('DisplayName', 'Name');
  addPrincipal(name, 'actor', parts.collector);
  const subjects = ['SourceIdentity', 'TargetIdentity'].map((side) => fields.object(side));
  for (const subject of subjects) {
    const isUser = foldName(subject.text('IdentityType')) === 'user';
    const subjectName = subject.text('DisplayName', 'Name');
    if (isUser || subjectName.includes('@')) addPrincipal(subjectName, 'target', parts.collector);
  }
  const action = fields.text('ProvisioningAction', 'Action', 'OperationName');
  const status = fields.object('ProvisioningStatusInfo', 'StatusInfo');
  const system = fields.object('TargetSystem').text('DisplayName', 'Name');
  const subject = subjects.map((side) => side.text('DisplayName', 'Name')).find((text) => text !== '') ?? '';
  return eventOf(
    {
      product: ENTRA,
      ref: fields.text('Id'),
      title: `Provisioning${action === '' ? '' : ` ${action}`}${subject === '' ? '' : `: ${subject}`}`,
      description: sentences([
        ['Target system', system],
        ['Error', status.object('ErrorInformation').text('Reason')],
      ]),
      category: 'provisioning',
      severity: 'informational',
      occurredAt: firstTime(fields, PROVISIONING_TIMES),
      action: action || 'provisioning',
      outcome: outcomeOf(status.text('Status') || fields.text('ResultType')),
    },
    parts,
  );
}

const CALL_TIMES = ['Time', 'TimeGenerated', 'TimeRequested'];

/** One call of the Microsoft Graph API. */
export function readGraphCall(fields: Fields): ReadResult {
  const parts = emptyParts();
  const { collector } = parts;
  collector.add('user', fields.text('UserId', 'ServicePrincipalId', 'AppId'), 'actor');
  collector.add('ip', fields.text('IpAddress', 'CallerIpAddress'), 'source');
  const uri = fields.text('RequestUri');
  collector.add('url', uri, 'target');
  const method = fields.text('RequestMethod');
  const code = Number(fields.text('ResponseStatusCode', 'ResultSignature') || Number.NaN);
  return eventOf(
    {
      product: { product: 'Microsoft Graph', sensor: 'identity' },
      ref: fields.text('RequestId'),
      title: `${method || 'Call'} ${cut(uri, 300)}`.trim(),
      description: sentences([
        ['Status', fields.text('ResponseStatusCode')],
        ['User agent', cut(fields.text('UserAgent'), 300)],
      ]),
      category: 'api_call',
      severity: 'informational',
      occurredAt: firstTime(fields, CALL_TIMES),
      action: method || 'Microsoft Graph Activity',
      outcome: Number.isNaN(code) ? 'unknown' : code < 400 ? 'success' : 'failure',
    },
    parts,
  );
}
