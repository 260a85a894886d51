// Logs of Microsoft Intune, as diagnostic settings write them and as its audit log stands in Microsoft Graph.
// https://learn.microsoft.com/mem/intune/fundamentals/review-logs-using-azure-monitor
// https://learn.microsoft.com/graph/api/resources/intune-auditing-auditevent

import type { EntityRole, NormalizedEvent, ReadResult } from '@watchfloor/sdk';
import { type Fields, foldName, isObject, readFields, textOf } from './fields.ts';
import { addPrincipal } from './principal.ts';
import type { Product } from './products.ts';
import { addLabel, emptyParts, eventOf, type Parts, refusal, sentences } from './record-parts.ts';
import { firstTime } from './security-alert.ts';

const INTUNE: Product = { product: 'Microsoft Intune', sensor: 'endpoint' };
const TEXT_FIELDS = [
  'OperationName',
  'Time',
  'Category',
  'ResultType',
  'Identity',
  'DeviceName',
  'ActivityType',
];
const TIMES = ['Time', 'TimeGenerated', 'ActivityDateTime', 'StartTimeUtc'];

export function readIntuneRecord(fields: Fields): ReadResult {
  const wrong = fields.notText(...TEXT_FIELDS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const parts = emptyParts();
  addActor(fields, parts);
  addDevice(fields, parts);
  const action = fields.text('OperationName', 'Activity', 'DisplayName') || fields.text('ActivityType');
  const alert = fields.text('AlertDisplayName');
  const state = fields.text('ComplianceState_loc', 'CompliantState');
  addLabel(parts, 'compliance', state);
  const targets = targetNames(fields);
  // What is done to a managed device names the device; elsewhere a target may be a policy, an app or a group.
  if (/ManagedDevice\b/.test(action)) parts.collector.add('host', targets, 'target');
  const isNonCompliant = /not\s?compliant|noncompliant/i.test(`${fields.text('AlertType')} ${state}`);
  return eventOf(
    {
      product: INTUNE,
      ref:
        fields.text('AuditEventId') || (fields.text('ActivityOperationType') === '' ? '' : fields.text('Id')),
      title: alert || `${action || 'Intune record'}${subjectOf(fields, targets)}`,
      description: sentences([
        [
          'Result',
          fields.text('ResultDescription', 'FailureReason', 'ActivityResult').replace(/^none$/i, ''),
        ],
        ['Detail', fields.text('Description')],
        ['Targets', targets.join(', ')],
        ['System', fields.text('DeviceOperatingSystem', 'OSDescription', 'OS')],
      ]),
      category: fields.text('OperationalLogCategory') || categoryOf(fields.text('Category')),
      severity: isNonCompliant ? 'low' : 'informational',
      occurredAt: firstTime(fields, TIMES),
      action: action || 'Intune record',
      outcome: outcomeOf(fields.text('ResultType', 'ActivityResult')),
    },
    parts,
  );
}

/** The administrator, or the application that acted without one. */
function addActor(fields: Fields, { collector }: Parts): void {
  const actor = fields.object('Actor');
  const name = actor.text('UPN', 'UserPrincipalName') || fields.text('Identity');
  const isNamed = name !== '' && !/^see actor details/i.test(name);
  addPrincipal(
    isNamed ? name : actor.text('Name', 'ApplicationName', 'ApplicationDisplayName'),
    'actor',
    collector,
  );
  collector.add('ip', actor.text('IpAddress'), 'source');
}

function addDevice(fields: Fields, { collector }: Parts): void {
  for (const name of ['DeviceHostName', 'DeviceNetBiosName', 'DeviceName', 'ManagedDeviceName']) {
    collector.add('host', fields.text(name), 'target');
  }
  collector.add('mac', fields.text('WifiMacAddress'), 'target');
  const role: EntityRole = 'related';
  addPrincipal(fields.text('UPN'), role, collector);
  collector.add('email', fields.text('UserEmail'), role);
  const user = fields.text('UserName');
  const suffix = fields.text('UPNSuffix');
  if (user !== '' && suffix !== '' && !user.includes('@')) addPrincipal(`${user}@${suffix}`, role, collector);
  addPrincipal(user, role, collector);
}

const TARGETS_MAX = 20;

/** Names of what was changed: policies, apps, devices; which of them it is, the record does not say. */
function targetNames(fields: Fields): readonly string[] {
  const resources = fields.list('Resources').filter(isObject);
  const names = [
    ...fields.list('TargetDisplayNames').map(textOf),
    ...resources.map((resource) => readFields(resource).text('DisplayName')),
  ];
  return [...new Set(names.filter((name) => name !== '' && name !== '<null>'))].slice(0, TARGETS_MAX);
}

function subjectOf(fields: Fields, targets: readonly string[]): string {
  const subject = targets[0] ?? fields.text('DeviceName');
  return subject === '' ? '' : `: ${subject}`;
}

function categoryOf(category: string): string {
  return /^(?:AuditLogs|\d*)$/.test(category) ? 'device_management' : category;
}

function outcomeOf(result: string): NormalizedEvent['outcome'] {
  const folded = foldName(result);
  if (folded === 'success' || folded === 'succeeded') return 'success';
  return /^(?:fail|error|clienterror)/.test(folded) ? 'failure' : 'unknown';
}
