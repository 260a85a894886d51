// Alerts and incidents of Microsoft Defender XDR in Microsoft Graph (`security/alerts_v2`, `security/incidents`).
// https://learn.microsoft.com/graph/api/resources/security-alert
// https://learn.microsoft.com/graph/api/resources/security-incident

import { type ReadResult, severityOf, type VendorClosure } from '@watchfloor/sdk';
import type { Attack } from './attack.ts';
import { closureOf } from './closure.ts';
import { type Fields, foldName, isObject, readFields, textOf } from './fields.ts';
import { addGraphEvidence } from './graph-evidence.ts';
import { type Product, productOf, SENTINEL } from './products.ts';
import { addLabel, alertOf, attackIn, emptyParts, type Parts, refusal } from './record-parts.ts';
import { firstTime } from './security-alert.ts';

const ALERTS_MAX = 500;
export const DEFENDER_XDR = 'Microsoft Defender XDR';

const TEXT_FIELDS = ['Title', 'DisplayName', 'Severity', 'Status', 'Id', 'ServiceSource', 'CreatedDateTime'];
const ALERT_TIMES = [
  'FirstActivityDateTime',
  'CreatedDateTime',
  'LastActivityDateTime',
  'LastUpdateDateTime',
];

export function readGraphAlert(fields: Fields): ReadResult {
  const wrong = fields.notText(...TEXT_FIELDS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const parts = emptyParts();
  addGraphAlert(fields, parts);
  addAnalyst(fields, parts);
  const product = productOf(...productNames(fields));
  parts.links.add(`Alert in ${DEFENDER_XDR}`, fields.text('AlertWebUrl'));
  parts.links.add(`Incident in ${DEFENDER_XDR}`, fields.text('IncidentWebUrl'));
  const title = fields.text('Title', 'DisplayName');
  return alertOf(
    {
      product,
      ref: fields.text('Id', 'ProviderAlertId'),
      title,
      description: fields.text('Description'),
      category: fields.text('Category'),
      severity: severityOf(fields.text('Severity')),
      occurredAt: firstTime(fields, ALERT_TIMES),
      attack: attackOfAlert(fields),
      rule: { id: fields.text('DetectorId', 'AlertPolicyId'), name: title },
      closure: closureOf(fields, fields),
    },
    parts,
  );
}

export function readGraphIncident(fields: Fields): ReadResult {
  const wrong = fields.notText(...TEXT_FIELDS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const parts = emptyParts();
  const items = fields.list('Alerts').filter(isObject);
  if (items.length > ALERTS_MAX) parts.flags.add('entities_capped');
  const alerts = items.slice(0, ALERTS_MAX).map((item) => readFields(item));
  for (const alert of alerts) addGraphAlert(alert, parts);
  addLabels(fields, parts);
  addAnalyst(fields, parts);
  parts.links.add(`Incident in ${DEFENDER_XDR}`, fields.text('IncidentWebUrl'));
  for (const alert of alerts) parts.links.add('Alert', alert.text('AlertWebUrl'));
  const attacks = alerts.map(attackOfAlert);
  const id = fields.text('Id');
  return alertOf(
    {
      product: { product: DEFENDER_XDR, sensor: sensorOf(alerts.map(productNames)) },
      ref: id,
      title: fields.text('DisplayName', 'Title') || `${DEFENDER_XDR} incident ${id}`.trim(),
      description:
        fields.text('Description', 'Summary') || alertTitles(alerts.map((alert) => alert.text('Title'))),
      category: alerts[0]?.text('Category') ?? '',
      severity: severityOf(fields.text('Severity')),
      occurredAt: earliest(alerts) ?? firstTime(fields, ALERT_TIMES),
      attack: joinAttacks(attacks),
      rule: ruleOf(alerts),
      closure: incidentClosure(fields),
    },
    parts,
  );
}

/** The entities and labels of one alert, on its own or in an incident. */
function addGraphAlert(alert: Fields, parts: Parts): void {
  addGraphEvidence(alert.list('Evidence'), parts);
  // Custom details are columns a rule's author picked; under any name, only what the shape makes sure is taken.
  for (const [, detail] of alert.object('CustomDetails').entries()) {
    parts.collector.addTyped(textOf(detail), 'related');
  }
  addLabels(alert, parts);
}

function addLabels(fields: Fields, parts: Parts): void {
  for (const tag of [...fields.list('CustomTags', 'Tags'), ...fields.list('SystemTags')].map(textOf)) {
    if (tag !== '') parts.labels.add(tag);
  }
  addLabel(parts, 'malware', fields.text('ThreatFamilyName'));
  addLabel(parts, 'threat', fields.text('ThreatDisplayName'));
  addLabel(parts, 'actor', fields.text('ActorDisplayName'));
}

/** The analyst it is assigned to: named by the record, but no part of what happened. */
export function addAnalyst(fields: Fields, parts: Parts): void {
  const name = fields.text('AssignedTo');
  if (name.includes('@')) parts.collector.add('email', name, 'observer');
}

/** Names of the product that found it, the most telling first. */
function productNames(alert: Fields): readonly string[] {
  const source = alert.text('ServiceSource');
  return [foldName(source) === 'unknown' ? '' : source, alert.text('ProductName'), DEFENDER_XDR];
}

/** The sensor of the alerts when they are of one product. */
export function sensorOf(names: readonly (readonly string[])[]): Product['sensor'] {
  const products = new Map(names.map((all) => [productOf(...all).product, productOf(...all)]));
  const [only] = products.values();
  return products.size === 1 && only !== undefined ? only.sensor : SENTINEL.sensor;
}

function attackOfAlert(alert: Fields): Attack {
  return attackIn([alert.text('Category')], alert.list('MitreTechniques').map(textOf));
}

export function joinAttacks(attacks: readonly Attack[]): Attack {
  return {
    tactics: [...new Set(attacks.flatMap(({ tactics }) => tactics))],
    techniques: [...new Set(attacks.flatMap(({ techniques }) => techniques))],
  };
}

export function alertTitles(titles: readonly string[]): string {
  const names = new Set(titles.filter((title) => title !== ''));
  return names.size === 0 ? '' : `Alerts: ${[...names].join('; ')}`;
}

function earliest(alerts: readonly Fields[]): string | null {
  const times = alerts.map((alert) => firstTime(alert, ALERT_TIMES)).filter((time) => time !== null);
  return times.sort()[0] ?? null;
}

/** What found the incident, when one rule did: many incidents are of a single alert. */
function ruleOf(alerts: readonly Fields[]): { readonly id: string; readonly name: string } {
  const [first, ...rest] = alerts;
  const name = first?.text('Title') ?? '';
  if (first === undefined || rest.some((alert) => alert.text('Title') !== name)) return { id: '', name: '' };
  return { id: first.text('DetectorId', 'AlertPolicyId'), name };
}

/** An incident that was merged into another is over here; the other one carries on. */
export function incidentClosure(fields: Fields): VendorClosure | null {
  if (foldName(fields.text('Status')) !== 'redirected') return closureOf(fields, fields);
  const other = fields.text('RedirectIncidentId');
  return {
    verdict: 'undetermined',
    reason: other === '' ? 'merged into another incident' : `merged into incident ${other}`,
    at: firstTime(fields, ['LastUpdateDateTime', 'LastUpdateTime']),
  };
}
