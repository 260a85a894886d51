// SecurityIncident: a row of the table or an incident in its REST form, with the alerts and entities grouped into it where
// they are part of the record. An incident is an alert record here: it stands in the queue and is decided about.
// https://learn.microsoft.com/azure/azure-monitor/reference/tables/securityincident

import {
  type EntityCollector,
  entityCollector,
  type ReadResult,
  type RecordFlag,
  severityOf,
} from '@watchfloor/sdk';
import { attackOf } from './attack.ts';
import { openEnvelope } from './automation-webhook.ts';
import { closureOf } from './closure.ts';
import { type Fields, isObject, textOf } from './fields.ts';
import { linkList } from './links.ts';
import { type Product, productOf, SENTINEL } from './products.ts';
import { addAlertEntities, firstTime, labelsOf, shorten } from './security-alert.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 16_384;
const LABELS_MAX = 50;
const ALERTS_MAX = 500;

const TIME_FIELDS = [
  'FirstActivityTime',
  'FirstActivityTimeUtc',
  'CreatedTime',
  'CreatedTimeUtc',
  'LastActivityTime',
  'LastActivityTimeUtc',
  'LastModifiedTime',
  'LastModifiedTimeUtc',
  'TimeGenerated',
];
const ID_FIELDS = ['IncidentName', 'Name', 'Id', 'IncidentNumber'];

export function readSecurityIncident(fields: Fields): ReadResult {
  const wrong = fields.notText('Title', 'Severity', 'IncidentName', 'IncidentNumber', ...TIME_FIELDS);
  if (wrong !== null) return { ok: false, refusal: { field: wrong, message: 'must be a text' } };

  const flags = new Set<RecordFlag>();
  const labels = new Set<string>(labelsOf(fields));
  const collector = entityCollector();
  const details = fields.object('AdditionalData');
  const alerts = alertsOf(fields, flags);
  for (const part of [fields, ...alerts]) addAlertEntities(part, { collector, flags, labels });
  addOwner(fields.object('Owner'), collector);

  const provider = productOf(fields.text('ProviderName'));
  const found = productOfAlerts(details, alerts);
  const number = fields.text('IncidentNumber', 'ProviderIncidentId');
  const links = linkList();
  links.add('Incident in Microsoft Sentinel', fields.text('IncidentUrl'));
  links.add(
    'Incident in Microsoft Defender',
    details.text('ProviderIncidentUrl') || fields.text('ProviderIncidentUrl'),
  );
  for (const alert of alerts) links.add('Alert', alert.text('AlertLink'));
  const severity = severityOf(fields.text('Severity'));
  if (severity === null) flags.add('severity_unknown');
  const occurredAt = firstTime(fields, TIME_FIELDS);
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const attack = attackOf(fields, details, ...alerts);
  const title = fields.text('Title') || `${provider.product} incident${number === '' ? '' : ` ${number}`}`;
  return {
    ok: true,
    record: {
      kind: 'alert',
      vendor: 'Microsoft',
      product: provider.product,
      source_ref:
        fields
          .text(...ID_FIELDS)
          .split('/')
          .at(-1) || null,
      title: shorten(title, TITLE_MAX, flags),
      description: shorten(fields.text('Description') || alertNames(alerts), DESCRIPTION_MAX, flags),
      category: (attack.tactics[0] ?? '').replaceAll('-', '_'),
      severity: severity ?? 'medium',
      sensor: found.sensor,
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: [...labels].slice(0, LABELS_MAX),
      links: links.list(),
      flags: [...flags],
      ...attack,
      rule: ruleOf(fields, alerts),
      closure: closureOf(fields, fields),
    },
  };
}

/** The alerts that came along, as rows or as resources; most forms only list their ids, which is none. */
function alertsOf(fields: Fields, flags: Set<RecordFlag>): readonly Fields[] {
  const items = fields.list('Alerts', 'RelatedAlerts');
  if (items.length > ALERTS_MAX) flags.add('entities_capped');
  const read = items.slice(0, ALERTS_MAX).filter(isObject);
  return read.map((item) => openEnvelope(item).fields);
}

function alertNames(alerts: readonly Fields[]): string {
  const names = new Set(alerts.map((alert) => alert.text('AlertName', 'AlertDisplayName', 'DisplayName')));
  names.delete('');
  return names.size === 0 ? '' : `Alerts: ${[...names].join('; ')}`;
}

/** The product whose alerts these are, when it is one: an incident of endpoint alerts only is an endpoint finding. */
function productOfAlerts(details: Fields, alerts: readonly Fields[]): Product {
  const names = [
    ...details.list('AlertProductNames').map(textOf),
    ...alerts.map((alert) => alert.text('ProductName')),
  ].filter((name) => name !== '');
  const products = new Map(names.map((name) => [productOf(name).product, productOf(name)]));
  const [only] = products.values();
  return products.size === 1 && only !== undefined ? only : SENTINEL;
}

/** The analyst it is assigned to in Sentinel: named by the record, but no part of what happened. */
function addOwner(owner: Fields, collector: EntityCollector): void {
  for (const field of ['Email', 'UserPrincipalName', 'AssignedTo']) {
    const text = owner.text(field);
    if (text.includes('@')) collector.add('email', text, 'observer');
  }
}

function ruleOf(fields: Fields, alerts: readonly Fields[]): { id: string | null; name: string | null } {
  const id = textOf(fields.list('RelatedAnalyticRuleIds')[0]).split('/').at(-1) ?? '';
  const names = alerts.map((alert) =>
    alert.object('AdditionalData', 'ExtendedProperties').text('Analytic Rule Name'),
  );
  return { id: id || null, name: names.find((name) => name !== '') ?? null };
}
