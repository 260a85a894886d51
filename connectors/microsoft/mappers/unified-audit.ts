// The unified audit log of Microsoft 365: from the Management Activity API, as an export of Purview (`AuditData` as a text
// in a row), from Microsoft Graph (`auditData`), and as the table OfficeActivity of Log Analytics.
// https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema
// https://learn.microsoft.com/purview/audit-log-export-records
// https://learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity

import {
  cut,
  type JsonObject,
  type NormalizedEvent,
  parseJsonText,
  type ReadResult,
  type Severity,
} from '@watchfloor/sdk';
import { type Fields, foldName, isObject, itemsOf, readFields, textOf } from './fields.ts';
import { principalName } from './principal.ts';
import type { Product } from './products.ts';
import { addLabel, emptyParts, eventOf, joined, type Parts, refusal, sentences } from './record-parts.ts';
import { firstTime } from './security-alert.ts';
import { isAuditAlert, readAuditAlert } from './unified-audit-alert.ts';
import { addAuditEntities } from './unified-audit-entities.ts';

const TEXT_FIELDS = [
  'Operation',
  'CreationTime',
  'Id',
  'UserId',
  'Workload',
  'RecordType',
  'Name',
  'Severity',
];
export const AUDIT_TIMES = ['CreationTime', 'CreationDate', 'CreatedDateTime', 'TimeGenerated', 'StartTime'];

/** The fields of the record itself first, then those of the row around it. */
export function openAuditRecord(record: JsonObject): Fields {
  const inner = record.AuditData ?? record.auditData ?? record.auditdata ?? record.audit_data;
  const data = typeof inner === 'string' ? parseJsonText(inner) : inner;
  return isObject(data) ? readFields(data, record) : readFields(record);
}

export function readAuditRecord(fields: Fields): ReadResult {
  const wrong = fields.notText(...TEXT_FIELDS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const parts = emptyParts();
  addAuditEntities(fields, parts);
  if (isAuditAlert(fields)) return readAuditAlert(fields, parts);
  const action = operationOf(fields);
  const workload = fields.text('Workload', 'OfficeWorkload', 'Service');
  addLabels(fields, workload, parts);
  return eventOf(
    {
      product: productOfWorkload(foldName(workload)),
      ref: fields.text('Id', 'OfficeId'),
      title: titleOf(fields, action),
      description: describe(fields),
      category: categoryOf(foldName(workload), action),
      severity: severityOfEvent(fields),
      occurredAt: firstTime(fields, AUDIT_TIMES),
      action: action || 'audit record',
      outcome: outcomeOf(fields, action),
    },
    parts,
  );
}

/** Exports of Purview name the list of operations; there is one in a record. */
function operationOf(fields: Fields): string {
  return fields.text('Operation', 'Operations');
}

const WORKLOADS: ReadonlyMap<
  string,
  readonly [product: string, sensor: Product['sensor'], category: string]
> = new Map<string, readonly [string, Product['sensor'], string]>([
  ['exchange', ['Microsoft Exchange Online', 'email', 'mailbox']],
  ['azureactivedirectory', ['Microsoft Entra ID', 'identity', 'directory']],
  ['sharepoint', ['Microsoft SharePoint Online', 'application', 'file']],
  ['onedrive', ['Microsoft OneDrive', 'application', 'file']],
  ['microsoftteams', ['Microsoft Teams', 'application', 'collaboration']],
  ['threatintelligence', ['Microsoft Defender for Office 365', 'email', 'email_threat']],
  ['airinvestigation', ['Microsoft Defender for Office 365', 'email', 'investigation']],
  ['securitycompliancecenter', ['Microsoft Purview', 'application', 'compliance']],
  ['compliance', ['Microsoft Purview', 'application', 'compliance']],
]);

function productOfWorkload(workload: string): Product {
  const [product = 'Microsoft 365', sensor = 'application'] = WORKLOADS.get(workload) ?? [];
  return { product, sensor };
}

function categoryOf(workload: string, action: string): string {
  if (/^UserLog(?:gedIn|inFailed|gedOut)/i.test(action)) return 'authentication';
  return WORKLOADS.get(workload)?.[2] ?? workload;
}

/** What a person reads first: who, what, on what. */
function titleOf(fields: Fields, action: string): string {
  const user = principalName(fields.text('UserId', 'UserIds', 'UserPrincipalName'));
  const named = fields.text(
    'SourceFileName',
    'TeamName',
    'MailboxOwnerUPN',
    'Subject',
    'ObjectId',
    'OfficeObjectId',
  );
  const object = /^[0-9a-f-]{36}(?:-\d+)?$/i.test(named) ? '' : principalName(named);
  const by = user === '' ? '' : ` by ${cut(user, 100)}`;
  return `${action || 'Audit record'}${by}${object === '' || object === user ? '' : `: ${cut(object, 200)}`}`;
}

const PAIRS_MAX = 20;

/** `Name=Value` of the parameters of a command or the properties it changed. */
function pairs(fields: Fields, name: string): string {
  const { items } = itemsOf(fields.value(name));
  const texts = items.slice(0, PAIRS_MAX).map((item) => {
    if (!isObject(item)) return cut(textOf(item), 200);
    const pair = readFields(item);
    const value = pair.text('Value', 'NewValue');
    return value === '' ? pair.text('Name') : `${pair.text('Name')}=${cut(value, 200)}`;
  });
  return texts.filter((text) => text !== '').join(', ');
}

function describe(fields: Fields): string {
  return sentences([
    ['Service', fields.text('Workload', 'OfficeWorkload')],
    ['Object', cut(fields.text('ObjectId', 'OfficeObjectId'), 500)],
    ['Result', fields.text('LogonError', 'ResultStatus')],
    ['Parameters', pairs(fields, 'Parameters')],
    ['Changed', pairs(fields, 'ModifiedProperties')],
    ['Subject', fields.text('Subject')],
    ['Verdict', fields.text('Verdict')],
    ['Delivery', fields.text('DeliveryAction')],
    ['Team', joined(' / ', [fields.text('TeamName'), fields.text('ChannelName')])],
    ['Client', cut(fields.text('UserAgent', 'ClientInfoString', 'Client'), 300)],
  ]);
}

function addLabels(fields: Fields, workload: string, parts: Parts): void {
  addLabel(parts, 'workload', workload);
  addLabel(parts, 'verdict', fields.text('Verdict'));
  addLabel(parts, 'detection', fields.text('DetectionMethod'));
  if (/^true$/i.test(fields.text('ExternalAccess'))) parts.labels.add('external_access');
}

/**
 * Records are facts. Threats that Defender for Office 365 found in mail weigh more when they reached somebody; the alerts
 * about them come as records of their own.
 */
function severityOfEvent(fields: Fields): Severity {
  const isThreat = foldName(fields.text('Workload')) === 'threatintelligence';
  if (!isThreat) return 'informational';
  const place = `${fields.text('LatestDeliveryLocation', 'OriginalDeliveryLocation')} ${fields.text('DeliveryAction')}`;
  const isOverridden = /^[45]$|override/i.test(fields.text('UrlClickAction'));
  return /inbox|delivered/i.test(place) || isOverridden ? 'medium' : 'low';
}

const RESULTS: ReadonlyMap<string, NormalizedEvent['outcome']> = new Map([
  ['succeeded', 'success'],
  ['success', 'success'],
  ['true', 'success'],
  ['partiallysucceeded', 'success'],
  ['failed', 'failure'],
  ['failure', 'failure'],
  ['false', 'failure'],
  ['denied', 'failure'],
]);

/** For sign-ins the result only says that the request was served; the operation and the error say how it ended. */
function outcomeOf(fields: Fields, action: string): NormalizedEvent['outcome'] {
  if (/fail/i.test(action) || fields.text('LogonError') !== '') return 'failure';
  return RESULTS.get(foldName(fields.text('ResultStatus'))) ?? 'unknown';
}
