// Rows of Microsoft Defender XDR's advanced hunting tables, as the streaming API writes them (`category:
// AdvancedHunting-<table>` around `properties`), as a query returns them, and as Log Analytics keeps them.
// https://learn.microsoft.com/defender-xdr/streaming-api
// https://learn.microsoft.com/defender-xdr/advanced-hunting-schema-tables

import type { EntityRole, NormalizedEvent, ReadResult, Severity } from '@watchfloor/sdk';
import { addColumns } from './columns.ts';
import { joinPath } from './entity-kinds.ts';
import { type Fields, foldName, isList, isObject, itemsOf, readFields, textOf } from './fields.ts';
import { addUserList } from './flat-evidence.ts';
import { readHuntingAlert } from './hunting-alert.ts';
import { HUNTING_COLUMNS, HUNTING_DETAILS, type TableKind, tableKind } from './hunting-columns.ts';
import { addAccountNames, addUrl } from './principal.ts';
import {
  addLabel,
  attackIn,
  emptyParts,
  eventOf,
  joined,
  type Parts,
  refusal,
  sentences,
} from './record-parts.ts';
import { firstTime } from './security-alert.ts';
import { addAuditEntities } from './unified-audit-entities.ts';

const TEXT_FIELDS = ['Timestamp', 'ActionType', 'DeviceName', 'AlertId', 'Title', 'Severity'];
const HUNTING_TIMES = ['Timestamp', 'TimeGenerated', 'Time', 'DataAggregationStartTime'];

/**
 * Reads one row.
 * @param fields the columns first, then what the stream wrote around them
 * @param name the name of the table without the stream's prefix (`DeviceProcessEvents`); '' when it is not told
 */
export function readHuntingRow(fields: Fields, name: string): ReadResult {
  const wrong = fields.notText(...TEXT_FIELDS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const table = foldName(name);
  if (table === 'alertinfo' || table === 'alertevidence') return readHuntingAlert(fields, table);
  const parts = emptyParts();
  const action = fields.text('ActionType', 'DeliveryAction') || name || 'row';
  const row: Row = { fields, table, action, kind: tableKind(table), raw: fields.object('RawEventData') };
  addDevice(row, parts);
  addProcess(row, parts);
  addSubject(row, parts);
  addColumns(fields, HUNTING_COLUMNS, parts.collector);
  const details = fields.object('AdditionalFields');
  addDetails(details, parts);
  addUserList(jsonList(fields, 'LoggedOnUsers'), 'related', parts);
  if (fields.value('RawEventData') !== undefined) addRawEvent(row.raw, parts);
  for (const field of ['ThreatTypes', 'ThreatNames']) addLabel(parts, 'threat', fields.text(field));
  return eventOf(
    {
      product: row.kind,
      ref: refOf(fields),
      title: titleOf(row),
      description: describe(fields),
      category: row.kind.category,
      severity: severityOfRow(row),
      occurredAt: firstTime(fields, HUNTING_TIMES),
      attack: attackIn([], details.list('AttackTechniques').map(textOf)),
      action,
      outcome: outcomeOf(row),
    },
    parts,
  );
}

interface Row {
  readonly fields: Fields;
  /** Folded; '' when the row does not tell. */
  readonly table: string;
  readonly action: string;
  readonly kind: TableKind;
  /** What a cloud application's own log said. */
  readonly raw: Fields;
}

/**
 * Device rows are numbered by a counter of the device that starts again; only with the device and the time is the number
 * an id. Elsewhere it is one by itself.
 */
function refOf(fields: Fields): string {
  const report = fields.text('ReportId');
  if (!/^\d{1,12}$/.test(report)) return report;
  const device = fields.text('DeviceId', 'DeviceName');
  return device === '' ? '' : `${device}/${fields.text('Timestamp', 'TimeGenerated')}/${report}`;
}

/** The device and the two ends of a connection; an inbound one began at the other end. */
function addDevice({ fields, kind, action }: Row, { collector }: Parts): void {
  const isInbound = /^Inbound|^Listening/i.test(action);
  const isConnection = kind.category === 'network';
  const local: EntityRole = isConnection ? (isInbound ? 'destination' : 'source') : kind.device;
  const remote: EntityRole = isConnection && !isInbound ? 'destination' : 'source';
  const other: EntityRole = kind.category === 'authentication' || isConnection ? remote : 'related';
  collector.add('host', fields.text('DeviceName'), local);
  collector.add('ip', fields.text('LocalIP'), local);
  collector.add('ip', fields.text('RemoteIP'), other);
  collector.add('host', fields.text('RemoteDeviceName'), other);
  addUrl(fields.text('RemoteUrl'), other, collector);
  for (const item of jsonList(fields, 'IPAddresses').filter(isObject)) {
    collector.add('ip', readFields(item).text('IPAddress'), local);
  }
}

/** The process that acted and its account. */
function addProcess({ fields, kind }: Row, { collector }: Parts): void {
  const role = kind.process;
  const path = joinPath(fields.text('InitiatingProcessFolderPath'), fields.text('InitiatingProcessFileName'));
  collector.add('process_path', path, role);
  collector.add('command_line', fields.text('InitiatingProcessCommandLine'), role);
  for (const hash of ['sha256', 'sha1', 'md5'] as const) {
    collector.add(hash, fields.text(`InitiatingProcess${hash}`), role);
  }
  collector.add(
    'process_path',
    fields.text('InitiatingProcessParentFileName', 'ParentProcessName'),
    'parent',
  );
  addAccountNames(accountOf(fields, 'InitiatingProcess'), 'actor', collector);
  addAccountNames(accountOf(fields, 'Request'), 'actor', collector);
}

function accountOf(fields: Fields, prefix: string) {
  return {
    name: fields.text(`${prefix}AccountName`),
    domain: fields.text(`${prefix}AccountDomain`),
    upn: fields.text(`${prefix}AccountUpn`),
    sid: fields.text(`${prefix}AccountSid`),
    objectId: fields.text(`${prefix}AccountObjectId`),
  };
}

/** What was acted on: the file, the process that was made, the account. */
function addSubject({ fields, kind, table, raw }: Row, { collector }: Parts): void {
  const isProcess = kind.category === 'process';
  const isMade = isProcess || /^(?:devicefile|deviceimage)/.test(table);
  const role: EntityRole = isMade || table.startsWith('device') ? 'target' : 'related';
  const path = joinPath(fields.text('FolderPath'), fields.text('FileName'));
  collector.add(isProcess ? 'process_path' : 'file_path', path, role);
  const previous = joinPath(fields.text('PreviousFolderPath'), fields.text('PreviousFileName'));
  collector.add('file_path', previous, 'related');
  for (const hash of ['sha256', 'sha1', 'md5'] as const) collector.add(hash, fields.text(hash), role);
  collector.add('command_line', fields.text('ProcessCommandLine'), role);
  const account = accountOf(fields, '');
  const id = fields.text('AccountId');
  const upn = account.upn || (id.includes('@') ? id : '');
  // Cloud applications know ids only; where their own log says the name, the id would be the same user once more.
  const objectId = raw.text('UserId').includes('@') ? '' : account.objectId || id;
  addAccountNames({ ...account, upn, objectId }, kind.account, collector);
}

/** Details of the action that stand in a JSON text beside the columns. */
function addDetails(details: Fields, parts: Parts): void {
  const { collector } = parts;
  addColumns(details, HUNTING_DETAILS, collector);
  addLabel(parts, 'malware', details.text('ThreatName'));
  // Addresses of a packet, not of the connection: an answer (SYN and ACK) comes from the end that was called.
  const isAnswer = (Number(details.text('TcpFlags')) & TCP_ACK) !== 0;
  collector.add('mac', details.text('SourceMac'), isAnswer ? 'destination' : 'source');
  collector.add('mac', details.text('DestinationMac'), isAnswer ? 'source' : 'destination');
}

const TCP_ACK = 16;

/** Events of cloud applications carry the record they were made of, most often one of the Microsoft 365 audit log. */
function addRawEvent(raw: Fields, parts: Parts): void {
  addAuditEntities(raw, parts);
  // The audit record of a Kubernetes cluster.
  parts.collector.add('user', raw.object('User').text('Username'), 'actor');
}

/** A column that holds a list of objects as JSON text. */
function jsonList(fields: Fields, name: string) {
  const value = fields.value(name);
  if (isList(value)) return value;
  return typeof value === 'string' && value.trimStart().startsWith('[') ? itemsOf(value).items : [];
}

/** `ProcessCreated: certutil.exe on web01.contoso.example`. */
function titleOf({ fields, action, raw }: Row): string {
  const subject =
    fields.text('FileName', 'Subject', 'RemoteUrl', 'RegistryKey', 'Url', 'ObjectName') ||
    raw.text('UserId') ||
    fields.text('AccountUpn', 'AccountName', 'RemoteIP', 'Application');
  const device = fields.text('DeviceName');
  const where = device === '' || device === subject ? '' : ` on ${device}`;
  return `${action}${subject === '' ? '' : `: ${subject}`}${where}`;
}

function describe(fields: Fields): string {
  return sentences([
    ['Protocol', fields.text('Protocol')],
    ['Logon type', fields.text('LogonType')],
    ['Failure', fields.text('FailureReason')],
    ['Subject', fields.text('Subject')],
    ['Delivery', joined(', ', [fields.text('DeliveryAction'), fields.text('DeliveryLocation')])],
    ['Threats', fields.text('ThreatTypes')],
    ['Registry value', joined(' = ', [fields.text('RegistryValueName'), fields.text('RegistryValueData')])],
    ['Application', fields.text('Application')],
    ['Operation', fields.text('Operation')],
    ['Location', joined(', ', [fields.text('City'), fields.text('CountryCode', 'Country', 'Location')])],
    ['Provider', fields.text('ISP')],
    ['User agent', fields.text('UserAgent')],
  ]);
}

/** Rows are facts, not findings. Those in which a guard of the device or the mail found something weigh a little more. */
function severityOfRow({ fields, action }: Row): Severity {
  const isThreat = fields.text('ThreatTypes') !== '';
  const delivery = fields.text('DeliveryAction');
  if (isThreat && (/^delivered/i.test(delivery) || action === 'ClickAllowed')) return 'medium';
  if (/^AntivirusDetection/.test(action)) return 'medium';
  return isThreat || /Blocked$/.test(action) ? 'low' : 'informational';
}

const FAILED = /fail|denied|blocked|rejected|unsuccessful|^false$/i;
const DONE =
  /success|succeeded|allowed|accepted|created|modified|deleted|renamed|loaded|added|removed|changed|connected|mounted|installed|delivered|set$|^true$/i;

function outcomeOf({ fields, action, raw }: Row): NormalizedEvent['outcome'] {
  const error = fields.text('ErrorCode');
  if (error !== '') return error === '0' ? 'success' : 'failure';
  const words = [action, raw.text('ResultStatus'), fields.text('DeliveryAction')];
  if (words.some((word) => FAILED.test(word))) return 'failure';
  return words.some((word) => DONE.test(word)) ? 'success' : 'unknown';
}
