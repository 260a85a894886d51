// SecurityAlert: one row of the table, the same alert in its REST form, and the body of the alert trigger.
// https://learn.microsoft.com/azure/sentinel/security-alert-schema

import {
  cut,
  type EntityCollector,
  entityCollector,
  type JsonValue,
  parseTime,
  type ReadResult,
  type RecordFlag,
  severityOf,
  shapeOf,
} from '@watchfloor/sdk';
import { type Attack, attackOf } from './attack.ts';
import { closureOf } from './closure.ts';
import { walkEntities } from './entities.ts';
import { type Fields, isList, itemsOf, readFields, textOf } from './fields.ts';
import { linkList } from './links.ts';
import { productOf } from './products.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 16_384;
const LABELS_MAX = 50;

const TITLE_FIELDS = ['AlertName', 'AlertDisplayName', 'DisplayName', 'Title', 'FriendlyName'];
const SEVERITY_FIELDS = ['AlertSeverity', 'Severity'];
const ID_FIELDS = ['SystemAlertId', 'VendorOriginalId', 'ProviderAlertId'];
// The table writes StartTime, the REST form startTimeUtc. Some providers leave the start at year 1; then the end counts.
const TIME_FIELDS = [
  'StartTime',
  'StartTimeUtc',
  'EndTime',
  'EndTimeUtc',
  'TimeGenerated',
  'ProcessingEndTime',
];

export function readSecurityAlert(fields: Fields): ReadResult {
  const wrong = fields.notText(...TITLE_FIELDS, ...SEVERITY_FIELDS, ...ID_FIELDS, ...TIME_FIELDS);
  if (wrong !== null) return { ok: false, refusal: { field: wrong, message: 'must be a text' } };

  const flags = new Set<RecordFlag>();
  const labels = new Set<string>(labelsOf(fields));
  const collector = entityCollector();
  const properties = fields.object('ExtendedProperties', 'AdditionalData');
  addAlertEntities(fields, { collector, flags, labels });
  addProperties(properties, collector);
  addCompromisedEntity(fields, collector);

  const attack = attackOf(fields, properties);
  const { product, sensor } = productOf(
    fields.text('ProductName'),
    fields.text('ProviderName'),
    fields.text('ProductComponentName'),
  );
  const name = fields.text(...TITLE_FIELDS);
  const links = linkList();
  links.add(`Alert in ${product}`, fields.text('AlertLink'));
  links.addExtended(fields.list('ExtendedLinks'));
  const severity = severityOf(fields.text(...SEVERITY_FIELDS));
  if (severity === null) flags.add('severity_unknown');
  const occurredAt = firstTime(fields, TIME_FIELDS);
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const title = shorten(name || fields.text('AlertType') || `${product} alert`, TITLE_MAX, flags);
  const description = shorten(fields.text('Description'), DESCRIPTION_MAX, flags);
  return {
    ok: true,
    record: {
      kind: 'alert',
      vendor: fields.text('VendorName') || 'Microsoft',
      product,
      source_ref: fields.text(...ID_FIELDS, 'Name') || null,
      title,
      description,
      category: categoryOf(properties, attack),
      severity: severity ?? 'medium',
      sensor,
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: [...labels].slice(0, LABELS_MAX),
      links: links.list(),
      flags: [...flags],
      ...attack,
      rule: {
        id: ruleIdOf(properties, fields.text('AlertType')),
        name: properties.text('Analytic Rule Name') || name || null,
      },
      closure: closureOf(fields, properties),
    },
  };
}

export interface AlertParts {
  readonly collector: EntityCollector;
  readonly flags: Set<RecordFlag>;
  readonly labels: Set<string>;
}

/** The entity list of an alert, the resource it is about, and its threat name; incidents add those of their alerts too. */
export function addAlertEntities(fields: Fields, parts: AlertParts): void {
  for (const field of ['Entities', 'RelatedEntities']) {
    const { items, isCut } = itemsOf(fields.value(field));
    if (isCut) parts.flags.add('text_cut');
    walkEntities(items, parts);
  }
  parts.collector.add('cloud_resource', fields.text('ResourceId'), 'target');
  const threat = fields.object('ExtendedProperties', 'AdditionalData').text('ThreatName');
  if (threat !== '') parts.labels.add(cut(`malware:${threat}`, 200));
}

/** The names of labels or tags, which are objects in Sentinel's own forms and plain words elsewhere. */
export function labelsOf(fields: Fields): string[] {
  const items = fields.list('Labels', 'Tags');
  const names = items.map((item) =>
    typeof item === 'object' && item !== null && !isList(item)
      ? readFields(item).text('LabelName', 'Name')
      : textOf(item),
  );
  return names.filter((name) => name !== '').map((name) => cut(name, 100));
}

/** The first field that holds a time, in the order given. */
export function firstTime(fields: Fields, names: readonly string[]): string | null {
  for (const name of names) {
    const time = parseTime(fields.text(name));
    if (time !== null) return time;
  }
  return null;
}

/** The text within its limit; a cut is flagged. */
export function shorten(text: string, max: number, flags: Set<RecordFlag>): string {
  if (text.length > max) flags.add('text_cut');
  return cut(text, max);
}

/** Defender's own category, else the first tactic, as words with underscores. */
function categoryOf(properties: Fields, attack: Attack): string {
  const own = properties.text('MicrosoftDefenderAtp.Category', 'Category');
  const words = own === '' ? (attack.tactics[0] ?? '') : own.replace(/([a-z])(?=[A-Z])/g, '$1_');
  return cut(words.toLowerCase().replace(/[^a-z0-9]+/g, '_'), 60);
}

/**
 * The rule behind the alert. Scheduled rules carry their ids in a property (and `workspace_rule` as type); Defender carries
 * the id of the detector, where its type is no more than the product's name; elsewhere the type is the rule.
 */
function ruleIdOf(properties: Fields, alertType: string): string | null {
  const analytic = textOf(properties.list('Analytic Rule Ids')[0]);
  if (analytic !== '') return analytic;
  const detector = properties.text('DetectorId');
  if (detector !== '') return detector;
  return /_([0-9a-f-]{36})$/i.exec(alertType)?.[1] ?? (alertType || null);
}

/** The display name of the main entity: a host, an account, an address or a resource, and nothing says which. */
function addCompromisedEntity(fields: Fields, collector: EntityCollector): void {
  const name = fields.text('CompromisedEntity');
  if (name === '') return;
  const folded = name.toLowerCase();
  const known = collector.list().find(({ value }) => value.toLowerCase() === folded);
  const shape = shapeOf(name);
  if (known !== undefined) collector.add(known.type, name, 'target');
  else if (shape === 'domain') collector.add('host', name, 'target');
  else if (shape === 'email') collector.add('user', name, 'target');
  else if (shape !== null) collector.add(shape, name, 'target');
}

type PropertyType = 'ip' | 'host' | 'user' | 'process_path' | 'command_line' | 'file_path' | 'domain' | 'url';

type PropertyEntity = readonly [type: PropertyType, role: 'source' | 'target' | 'related'];

// Extended properties that name a thing, as Defender for Cloud, Identity Protection and Cloud Apps write them. Their
// values may have a label before them ("IP Address: 192.0.2.1").
const PROPERTY_ENTITIES: ReadonlyMap<string, PropertyEntity> = new Map<string, PropertyEntity>([
  ['clientipaddress', ['ip', 'source']],
  ['attackersourceip', ['ip', 'source']],
  ['attackerip', ['ip', 'source']],
  ['sourceipaddress', ['ip', 'source']],
  ['sourceip', ['ip', 'source']],
  ['ipaddress', ['ip', 'related']],
  ['destinationip', ['ip', 'related']],
  ['compromisedhost', ['host', 'target']],
  ['machinename', ['host', 'target']],
  ['username', ['user', 'related']],
  ['useraccount', ['user', 'related']],
  ['suspiciousprocess', ['process_path', 'related']],
  ['suspiciouscommandline', ['command_line', 'related']],
  ['commandline', ['command_line', 'related']],
  ['filepath', ['file_path', 'related']],
  ['domainname', ['domain', 'related']],
  ['suspiciousurl', ['url', 'related']],
]);

function addProperties(properties: Fields, collector: EntityCollector): void {
  for (const [name, value] of properties.entries()) {
    const known = PROPERTY_ENTITIES.get(name);
    if (known === undefined) continue;
    const [type, role] = known;
    const values: readonly JsonValue[] = type === 'command_line' ? [value] : itemsOf(value).items;
    for (const text of values.map(textOf)) collector.add(type, text.replace(/^IP Address:\s*/i, ''), role);
  }
  // Custom details are columns a rule's author picked; under any name, only what the shape makes sure is taken.
  for (const [, detail] of properties.object('Custom Details').entries()) {
    for (const item of itemsOf(detail).items) collector.addTyped(textOf(item), 'related');
  }
}
