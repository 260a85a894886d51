// Alerts among the advanced hunting tables: AlertInfo is the alert, AlertEvidence one row for each thing it involves, with
// the same graph of entities that Sentinel's alerts have.
// https://learn.microsoft.com/defender-xdr/advanced-hunting-alertinfo-table
// https://learn.microsoft.com/defender-xdr/advanced-hunting-alertevidence-table

import {
  type EntityRole,
  type JsonObject,
  type JsonValue,
  parseJsonText,
  type ReadResult,
  severityOf,
} from '@watchfloor/sdk';
import { addColumns, columnTable } from './columns.ts';
import { walkEntities } from './entities.ts';
import { joinPath } from './entity-kinds.ts';
import { type Fields, foldName, isObject, readFields, textOf } from './fields.ts';
import { DEFENDER_XDR } from './graph-alert.ts';
import { addAccountNames, addUrl } from './principal.ts';
import { productOf } from './products.ts';
import { addLabel, alertOf, attackIn, emptyParts, type Parts, sentences } from './record-parts.ts';
import { firstTime } from './security-alert.ts';

const TIME_FIELDS = ['Timestamp', 'TimeGenerated', 'Time'];

export function readHuntingAlert(fields: Fields, table: 'alertinfo' | 'alertevidence'): ReadResult {
  const parts = emptyParts();
  const alertId = fields.text('AlertId');
  const graph = graphOf(fields.value('AdditionalFields'));
  const details = readFields(graph);
  if (table === 'alertevidence') {
    addEvidence(fields, parts);
    walkEntities([graph], parts);
    for (const url of details.list('Urls'))
      if (typeof url === 'string') addUrl(url, 'related', parts.collector);
  }
  if (/^[a-z]{2}[a-z0-9-]{8,60}(?:_-?\d{1,20})?$/i.test(alertId)) {
    parts.links.add(`Alert in ${DEFENDER_XDR}`, `https://security.microsoft.com/alerts/${alertId}`);
  }
  const title = fields.text('Title');
  // The stream's own category is the table's name; the columns come first, so this is the alert's.
  const words = fields
    .list('Categories', 'Category')
    .map(textOf)
    .filter((word) => !/^AdvancedHunting-/i.test(word));
  return alertOf(
    {
      product: productOf(fields.text('ServiceSource'), fields.text('DetectionSource'), DEFENDER_XDR),
      ref: table === 'alertinfo' ? alertId : evidenceRef(alertId, fields, details),
      title: title || `${DEFENDER_XDR} alert`,
      description: sentences([
        ['Detected by', fields.text('DetectionSource')],
        ['Evidence', fields.text('EntityType')],
        ['Remediation', details.text('LastRemediationState')],
      ]),
      category: words[0] ?? '',
      severity: severityOf(fields.text('Severity')),
      occurredAt: firstTime(fields, TIME_FIELDS),
      attack: attackIn(words, fields.list('AttackTechniques').map(textOf)),
      rule: { id: fields.text('DetectorId'), name: title },
      closure: null,
    },
    parts,
  );
}

/**
 * A row of evidence has no id. Were the alert's id taken, every row would be a revision that replaces the one before it, and
 * an alert would show the last of its devices only; so each thing is told by the key under which Defender merges it.
 */
function evidenceRef(alertId: string, fields: Fields, details: Fields): string {
  if (alertId === '') return '';
  const key =
    details.text('MergeByKeyHex') ||
    fields.text(
      'SHA256',
      'SHA1',
      'DeviceId',
      'AccountObjectId',
      'AccountSid',
      'NetworkMessageId',
      'RemoteUrl',
      'RemoteIP',
    );
  return `${alertId}/${fields.text('EntityType')}/${key.slice(0, 100)}`;
}

const COLUMNS = columnTable([
  ['DeviceName', 'host', 'related'],
  ['LocalIP', 'ip', 'related'],
  ['RegistryKey', 'registry_key', 'related'],
  ['ResourceID CloudResource', 'cloud_resource', 'related'],
]);

function addEvidence(fields: Fields, parts: Parts): void {
  const { collector } = parts;
  const role: EntityRole = foldName(fields.text('EvidenceRole')) === 'impacted' ? 'target' : 'related';
  const isProcess = foldName(fields.text('EntityType')) === 'process';
  const names = {
    name: fields.text('AccountName'),
    domain: fields.text('AccountDomain'),
    upn: fields.text('AccountUpn'),
    sid: fields.text('AccountSid'),
    objectId: fields.text('AccountObjectId'),
  };
  addAccountNames(names, role, collector);
  if (role === 'target') collector.add('host', fields.text('DeviceName'), role);
  addColumns(fields, COLUMNS, collector);
  const direction = foldName(fields.text('EvidenceDirection'));
  const end = direction === 'source' || direction === 'destination' ? direction : 'related';
  collector.add('ip', fields.text('RemoteIP'), end);
  addUrl(fields.text('RemoteUrl'), end, collector);
  const path = joinPath(fields.text('FolderPath'), fields.text('FileName'));
  collector.add(isProcess ? 'process_path' : 'file_path', path, role);
  for (const hash of ['sha256', 'sha1', 'md5'] as const) collector.add(hash, fields.text(hash), role);
  collector.add('command_line', fields.text('ProcessCommandLine'), role);
  addLabel(parts, 'malware', fields.text('ThreatFamily'));
}

/** The entity itself, which is JSON text in the stream and an object where somebody has opened it. */
function graphOf(value: JsonValue | undefined): JsonObject {
  const parsed = typeof value === 'string' ? parseJsonText(value) : value;
  return isObject(parsed) ? parsed : {};
}
