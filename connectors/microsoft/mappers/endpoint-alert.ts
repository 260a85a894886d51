// Alerts of Microsoft Defender for Endpoint by its own API, the incidents of the Microsoft 365 Defender API, and the
// detections of the SIEM API that both replaced.
// https://learn.microsoft.com/defender-endpoint/api/alerts
// https://learn.microsoft.com/defender-xdr/api-list-incidents
// https://learn.microsoft.com/defender-endpoint/api-portal-mapping

import { type ReadResult, severityOf } from '@watchfloor/sdk';
import { closureOf } from './closure.ts';
import { addColumns, columnTable } from './columns.ts';
import { joinPath } from './entity-kinds.ts';
import { type Fields, isObject, readFields, textOf } from './fields.ts';
import { addFlatEvidence, addUserList } from './flat-evidence.ts';
import {
  addAnalyst,
  alertTitles,
  DEFENDER_XDR,
  incidentClosure,
  joinAttacks,
  sensorOf,
} from './graph-alert.ts';
import { addAccountNames } from './principal.ts';
import { type Product, productOf } from './products.ts';
import { addLabel, alertOf, attackIn, emptyParts, type Parts, refusal } from './record-parts.ts';
import { firstTime } from './security-alert.ts';

const ALERTS_MAX = 500;
const ENDPOINT = 'Microsoft Defender for Endpoint';

const ALERT_TEXTS = ['Title', 'Severity', 'Status', 'Id', 'AlertCreationTime', 'ComputerDnsName'];
const ALERT_TIMES = ['FirstEventTime', 'AlertCreationTime', 'LastEventTime', 'LastUpdateTime'];

/** An alert of the endpoint API (`/api/alerts`). */
export function readEndpointAlert(fields: Fields): ReadResult {
  const wrong = fields.notText(...ALERT_TEXTS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const parts = emptyParts();
  parts.collector.add('host', fields.text('ComputerDnsName'), 'target');
  addFlatEvidence(fields.list('Evidence'), parts);
  const related = fields.object('RelatedUser');
  const relatedUser = { ...NO_NAMES, name: related.text('UserName'), domain: related.text('DomainName') };
  addAccountNames(relatedUser, 'related', parts.collector);
  addUserList(fields.list('LoggedOnUsers'), 'related', parts);
  addThreat(fields, parts);
  addAnalyst(fields, parts);
  const id = fields.text('Id');
  addAlertLink(id, parts);
  addIncidentLink(fields.text('IncidentId'), parts);
  const title = fields.text('Title');
  return alertOf(
    {
      product: productOf(sourceName(fields.text('ServiceSource')), ENDPOINT),
      ref: id,
      title: title || `${ENDPOINT} alert`,
      description: fields.text('Description'),
      category: fields.text('Category'),
      severity: severityOf(fields.text('Severity')),
      occurredAt: firstTime(fields, ALERT_TIMES),
      attack: attackIn([fields.text('Category')], fields.list('MitreTechniques').map(textOf)),
      rule: { id: fields.text('DetectorId'), name: title },
      closure: closureOf(fields, fields),
    },
    parts,
  );
}

const NO_NAMES = { name: '', domain: '', upn: '', sid: '', objectId: '' } as const;

/** Some services write `Unspecified` where they have no name. */
function sourceName(text: string): string {
  return /^un(?:known|specified)$/i.test(text) ? '' : text;
}

function addThreat(fields: Fields, parts: Parts): void {
  addLabel(parts, 'malware', fields.text('ThreatFamilyName'));
  addLabel(parts, 'threat', fields.text('ThreatName'));
  addLabel(parts, 'actor', fields.text('ActorName'));
}

/** Links are built from ids that can be nothing but ids: attackers write into many a field, not into these. */
function addAlertLink(id: string, parts: Parts): void {
  if (!/^[a-z]{2}[a-z0-9-]{8,60}(?:_-?\d{1,20})?$/i.test(id)) return;
  parts.links.add(`Alert in ${DEFENDER_XDR}`, `https://security.microsoft.com/alerts/${id}`);
}

function addIncidentLink(id: string, parts: Parts): void {
  if (!/^\d{1,15}$/.test(id)) return;
  parts.links.add(`Incident in ${DEFENDER_XDR}`, `https://security.microsoft.com/incidents/${id}`);
}

const INCIDENT_TEXTS = ['IncidentId', 'IncidentName', 'Severity', 'Status', 'CreatedTime'];
const INCIDENT_TIMES = ['FirstActivity', 'CreationTime', 'CreatedTime', 'LastUpdateTime', 'LastUpdatedTime'];

/** An incident of the Microsoft 365 Defender API (`/api/incidents`), with its alerts, devices and entities. */
export function readDefenderIncident(fields: Fields): ReadResult {
  const wrong = fields.notText(...INCIDENT_TEXTS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const parts = emptyParts();
  const items = fields.list('Alerts').filter(isObject);
  if (items.length > ALERTS_MAX) parts.flags.add('entities_capped');
  const alerts = items.slice(0, ALERTS_MAX).map((item) => readFields(item));
  for (const alert of alerts) addIncidentAlert(alert, parts);
  for (const tag of fields.list('Tags').map(textOf)) if (tag !== '') parts.labels.add(tag);
  addAnalyst(fields, parts);
  const id = fields.text('IncidentId');
  parts.links.add(`Incident in ${DEFENDER_XDR}`, fields.text('IncidentUri'));
  if (parts.links.list().length === 0) addIncidentLink(id, parts);
  const titles = alerts.map((alert) => alert.text('Title'));
  const times = alerts.map((alert) => firstTime(alert, INCIDENT_TIMES)).filter((time) => time !== null);
  const isOneRule = new Set(titles).size === 1;
  return alertOf(
    {
      product: { product: DEFENDER_XDR, sensor: sensorOf(alerts.map(incidentSources)) },
      ref: id,
      title: fields.text('IncidentName') || `${DEFENDER_XDR} incident ${id}`.trim(),
      description: fields.text('Description') || alertTitles(titles),
      category: alerts[0]?.text('Category') ?? '',
      severity: severityOf(fields.text('Severity')),
      occurredAt: times.sort()[0] ?? firstTime(fields, INCIDENT_TIMES),
      attack: joinAttacks(
        alerts.map((alert) => attackIn([alert.text('Category')], alert.list('MitreTechniques').map(textOf))),
      ),
      rule: {
        id: isOneRule ? (alerts[0]?.text('DetectorId') ?? '') : '',
        name: isOneRule ? (titles[0] ?? '') : '',
      },
      closure: incidentClosure(fields),
    },
    parts,
  );
}

function incidentSources(alert: Fields): readonly string[] {
  return [sourceName(alert.text('ServiceSource')), DEFENDER_XDR];
}

function addIncidentAlert(alert: Fields, parts: Parts): void {
  addFlatEvidence(alert.list('Entities', 'Evidence'), parts);
  for (const item of alert.list('Devices').filter(isObject)) {
    if (parts.collector.capped) break;
    const device = readFields(item);
    parts.collector.add('host', device.text('DeviceDnsName'), 'target');
    parts.collector.add('cloud_resource', device.object('VmMetadata').text('ResourceId'), 'target');
    addUserList(device.list('LoggedOnUsers'), 'related', parts);
  }
  addThreat(alert, parts);
}

// The SIEM API ended in 2024; its detections are still in archives and in the heads of those who wrote the queries.
const DETECTION_COLUMNS = columnTable([
  ['ComputerDnsName MachineName', 'host', 'target'],
  ['InternalIPv4List InternalIPv6List', 'ips', 'target'],
  ['IpAddress', 'ip', 'related'],
  ['Url IocUrl', 'link', 'related'],
  ['LogOnUsers', 'accounts', 'related'],
  ['Sha1 FileHash', 'sha1', 'related'],
  ['Sha256', 'sha256', 'related'],
  ['Md5', 'md5', 'related'],
  ['CommandLine ProcessCommandLine', 'command_line', 'related'],
  ['IocValue', 'shape', 'related'],
]);

const SIEM_PRODUCT: Product = { product: ENDPOINT, sensor: 'endpoint' };

/** A detection of the SIEM API (`AlertTitle`, `LinkToWDATP`, later `LinkToMTP`). */
export function readSiemDetection(fields: Fields): ReadResult {
  const wrong = fields.notText('AlertTitle', 'Severity', 'AlertId', 'AlertTime', 'ComputerDnsName');
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const parts = emptyParts();
  addColumns(fields, DETECTION_COLUMNS, parts.collector);
  parts.collector.add('file_path', joinPath(fields.text('FilePath'), fields.text('FileName')), 'related');
  const user = { ...NO_NAMES, name: fields.text('UserName'), domain: fields.text('UserDomain') };
  addAccountNames(user, 'related', parts.collector);
  addLabel(parts, 'malware', fields.text('ThreatFamily', 'ThreatFamilyName'));
  addLabel(parts, 'threat', fields.text('ThreatName'));
  addLabel(parts, 'actor', fields.text('Actor'));
  for (const link of ['LinkToMTP', 'LinkToWDATP', 'IncidentLinkToMTP', 'IncidentLinkToWDATP']) {
    parts.links.add(
      `${link.startsWith('Incident') ? 'Incident' : 'Alert'} in ${DEFENDER_XDR}`,
      fields.text(link),
    );
  }
  const title = fields.text('AlertTitle', 'AlertName');
  return alertOf(
    {
      product: SIEM_PRODUCT,
      ref: fields.text('AlertId', 'AlertPart'),
      title: title || `${ENDPOINT} detection`,
      description: fields.text('Description', 'AlertDescription'),
      category: fields.text('Category'),
      severity: severityOf(fields.text('Severity')),
      occurredAt: firstTime(fields, ['AlertTime', 'LastProcessedTimeUtc', 'CreationTime']),
      attack: attackIn([fields.text('Category')], fields.list('MitreTechniques').map(textOf)),
      rule: { id: fields.text('IoaDefinitionId', 'DetectorId'), name: title },
      closure: closureOf(fields, fields),
    },
    parts,
  );
}
