// An alert of SecOps SOAR: as a connector hands it in (`CaseInfo`: rule_generator, device_vendor, events), as the platform shows
// it to playbooks and webhooks (`Alert`: alert_identifier, security_events, domain_entities), or over its API in camelCase.
// https://docs.cloud.google.com/chronicle/docs/soar/reference/siemplify-data-model-module
// https://docs.cloud.google.com/chronicle/docs/reference/rest/v1alpha/LegacyCaseInfo

import {
  type EntityCollector,
  type EntityRole,
  type EntityType,
  entityCollector,
  type JsonObject,
  type JsonValue,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Severity,
  severityOf,
  shapeOf,
  type VendorClosure,
  type Verdict,
} from '@watchfloor/sdk';
import { addAccount } from './accounts.ts';
import { attackSet } from './attack.ts';
import { asText, isObject, memberItems, memberOf, memberText, sentences, shorten } from './fields.ts';
import { consoleLink } from './links.ts';
import { addUdmEntities } from './udm-entities.ts';
import { eventTypeOf, udmIn } from './udm-event.ts';
import { addByPath } from './udm-path.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 8192;

/** The first of the names that holds a text. */
function firstText(record: JsonValue | undefined, names: readonly string[]): string {
  for (const name of names) {
    const text = memberText(record, name);
    if (text !== '') return text;
  }
  return '';
}

const ID_FIELDS = ['alertIdentifier', 'identifier', 'siemAlertId', 'ticketId', 'displayId', 'externalId'];
const NAME_FIELDS = ['name', 'alertName', 'displayName'];
const TIME_FIELDS = ['startTime', 'detectedTime', 'endTime', 'creationTime', 'createTime'];
const VENDOR_FIELDS = ['deviceVendor', 'reportingVendor', 'vendor'];
const PRODUCT_FIELDS = ['deviceProduct', 'reportingProduct', 'product', 'sourceSystemName'];

export function readSoarAlert(alert: JsonObject): ReadResult {
  for (const field of [...ID_FIELDS, 'name', 'ruleGenerator', 'description']) {
    if (typeof memberOf(alert, field) === 'object')
      return { ok: false, refusal: { field, message: 'must be a text' } };
  }
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  const attack = attackSet();
  const events = [...memberItems(alert, 'events'), ...memberItems(alert, 'securityEvents')];
  for (const event of events) if (isObject(event)) addEvent(event, collector);
  for (const name of ['entities', 'domainEntities', 'involvedEntities']) {
    for (const entity of memberItems(alert, name)) addEntity(entity, collector);
  }
  for (const tag of memberItems(alert, 'tags')) attack.add(asText(tag));
  const severity = severityOfPriority(memberText(alert, 'priority') || memberText(alert, 'severity'));
  if (severity === null) flags.add('severity_unknown');
  const occurredAt = firstTime(alert, events);
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const rule = memberText(alert, 'ruleGenerator');
  const name = firstText(alert, NAME_FIELDS) || rule || 'SOAR alert';
  return {
    ok: true,
    record: {
      kind: 'alert',
      vendor: 'Google',
      product: 'Google SecOps',
      source_ref: firstText(alert, ID_FIELDS) || null,
      title: shorten(name, TITLE_MAX, flags),
      description: shorten(describe(alert), DESCRIPTION_MAX, flags),
      category: 'detection',
      severity: severity ?? 'medium',
      sensor: 'siem',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: labelsOf(alert),
      links: consoleLink('Google SecOps', memberText(alert, 'sourceSystemUrl')),
      flags: [...flags],
      ...attack.result(),
      rule: { id: memberText(alert, 'sourceRuleIdentifier') || null, name: rule || name },
      closure: closureOf(alert),
    },
  };
}

function firstTime(alert: JsonObject, events: readonly JsonValue[]): string | null {
  const own = TIME_FIELDS.map((name) => memberOf(alert, name));
  const ofEvent = ['startTime', 'eventTime', 'endTime'].map((name) => memberOf(events[0], name));
  for (const value of [...own, ...ofEvent]) {
    const time = parseTime(value);
    if (time !== null) return time;
  }
  return null;
}

// The platform's priorities: a number, the word of the connector's enumeration, or that of the API's (`PRIORITY_HIGH`).
const PRIORITIES: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['-1', 'informational'],
  ['0', 'informational'],
  ['40', 'low'],
  ['60', 'medium'],
  ['80', 'high'],
  ['100', 'critical'],
]);

function severityOfPriority(priority: string): Severity | null {
  return (
    PRIORITIES.get(priority) ??
    severityOf(priority.replace(/^priority_?/i, '').replace(/^info$/i, 'informational'))
  );
}

function describe(alert: JsonObject): string {
  const told = memberText(alert, 'description');
  const facts = sentences([
    ['Reported by', `${firstText(alert, VENDOR_FIELDS)} ${firstText(alert, PRODUCT_FIELDS)}`.trim()],
    ['Environment', memberText(alert, 'environment')],
    ['Reason', memberText(alert, 'reason')],
  ]);
  return [told, facts].filter((text) => text !== '').join('\n\n');
}

function labelsOf(alert: JsonObject): readonly string[] {
  const caseId = firstText(alert, ['caseId', 'caseIdentifier']);
  const tags = memberItems(alert, 'tags').slice(0, 20).map(asText);
  const labels = ['soar', caseId === '' ? '' : `case:${caseId}`, ...tags];
  return [...new Set(labels)].filter((label) => label !== '' && label.length <= 200);
}

const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['malicious', 'true_positive'],
  ['notmalicious', 'false_positive'],
  ['maintenance', 'benign_true_positive'],
]);

function closureOf(alert: JsonObject): VendorClosure | null {
  const details = memberOf(alert, 'closureDetails');
  const status = memberText(alert, 'status').toLowerCase();
  if (!/^(?:closed?|2)$/.test(status) && !isObject(details)) return null;
  const reason = memberText(details, 'reason') || firstText(alert, ['closeReason', 'closingReason']);
  const told = [reason, memberText(details, 'rootCause'), memberText(details, 'comment')];
  const word = reason
    .toLowerCase()
    .replace(/^reason_/, '')
    .replace(/[^a-z]/g, '');
  return {
    verdict: VERDICTS.get(word) ?? 'undetermined',
    reason:
      told
        .filter((text) => text !== '')
        .join(': ')
        .slice(0, DESCRIPTION_MAX) || null,
    at: parseTime(memberOf(alert, 'modificationTime') ?? memberOf(alert, 'closeTime')),
  };
}

type Meaning = readonly [type: EntityType | 'account', role: EntityRole];

// The platform's entity types.
const ENTITY_KINDS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['hostname', ['host', 'related']],
  ['address', ['ip', 'related']],
  ['useruniqname', ['account', 'related']],
  ['username', ['account', 'related']],
  ['macaddress', ['mac', 'related']],
  ['domain', ['domain', 'related']],
  ['destinationdomain', ['domain', 'destination']],
  ['destinationurl', ['url', 'destination']],
  ['url', ['url', 'related']],
  ['filename', ['file_path', 'related']],
  ['process', ['process_path', 'related']],
  ['parentprocess', ['process_path', 'parent']],
  ['childprocess', ['process_path', 'related']],
  ['cve', ['cve', 'related']],
  ['cveid', ['cve', 'related']],
]);

function addEntity(entity: JsonValue | undefined, collector: EntityCollector): void {
  const text = memberText(entity, 'identifier');
  const kind = firstText(entity, ['entityType', 'type'])
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  if (/hash$/.test(kind) || kind === 'childhash') {
    const shape = shapeOf(text);
    if (shape === 'md5' || shape === 'sha1' || shape === 'sha256' || shape === 'sha512')
      collector.add(shape, text, 'related');
    return;
  }
  addAs(collector, ENTITY_KINDS.get(kind), text);
}

function addAs(collector: EntityCollector, meaning: Meaning | undefined, text: string): void {
  if (meaning === undefined) return;
  const [type, role] = meaning;
  if (type === 'account') addAccount(collector, text, role);
  else if (type === 'host') collector.addTyped(text, role, 'host');
  else collector.add(type, text, role);
}

// Fields of a security event of the platform's own model, without separators.
const EVENT_FIELDS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['sourcehostname', ['host', 'source']],
  ['destinationhostname', ['host', 'destination']],
  ['devicehostname', ['host', 'observer']],
  ['hostname', ['host', 'related']],
  ['sourceaddress', ['ip', 'source']],
  ['destinationaddress', ['ip', 'destination']],
  ['deviceaddress', ['ip', 'observer']],
  ['sourceip', ['ip', 'source']],
  ['destinationip', ['ip', 'destination']],
  ['sourcemacaddress', ['mac', 'source']],
  ['destinationmacaddress', ['mac', 'destination']],
  ['sourceusername', ['account', 'actor']],
  ['destinationusername', ['account', 'target']],
  ['username', ['account', 'related']],
  ['sourceprocessname', ['process_path', 'actor']],
  ['destinationprocessname', ['process_path', 'target']],
  ['commandline', ['command_line', 'related']],
  ['filename', ['file_path', 'related']],
  ['filepath', ['file_path', 'related']],
  ['md5', ['md5', 'related']],
  ['sha1', ['sha1', 'related']],
  ['sha256', ['sha256', 'related']],
  ['url', ['url', 'related']],
  ['destinationurl', ['url', 'destination']],
  ['destinationdnsdomain', ['domain', 'destination']],
  ['sourcednsdomain', ['domain', 'source']],
  ['domain', ['domain', 'related']],
  ['cve', ['cve', 'related']],
]);

const KEY_MAX = 200;

/** One event: UDM as it is or flattened into names (`event_principal_hostname`), or fields of the platform's model. */
function addEvent(event: JsonObject, collector: EntityCollector): void {
  const udm = udmIn(event);
  if (udm !== null && eventTypeOf(udm.event) !== '') {
    addUdmEntities(udm.event, collector);
    return;
  }
  for (const [key, value] of Object.entries(event)) {
    if (key.length > KEY_MAX) continue;
    const text = asText(value);
    if (text === '') continue;
    if (addByPath(collector, key, text)) continue;
    const name = key.toLowerCase().replace(/[^a-z0-9]/g, '');
    if (name === 'filehash' || name === 'hash')
      collector.addTyped(/^[0-9a-f]{32,128}$/i.test(text) ? text : '', 'related');
    else addAs(collector, EVENT_FIELDS.get(name), text);
  }
}
