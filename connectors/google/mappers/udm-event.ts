// A UDM event: what a parser of SecOps made of a product's log, from UDM search, the data export (BigQuery) or a parser's
// output. https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list
//
// It is an event, except where the product that reported it, or SecOps, marked it as an alert (`alertState: ALERTING`,
// `isAlert`): then it is what SecOps lists as a telemetry alert.

import {
  entityCollector,
  type JsonObject,
  type JsonValue,
  type NormalizedEvent,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Severity,
  severityRank,
} from '@watchfloor/sdk';
import { attackOfResults } from './attack.ts';
import {
  asText,
  categoryWord,
  isObject,
  memberItems,
  memberOf,
  memberText,
  sentences,
  shorten,
} from './fields.ts';
import { consoleLink } from './links.ts';
import { severityOfProduct } from './severity.ts';
import { addUdmEntities } from './udm-entities.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 4096;

export interface UdmEvent {
  readonly event: JsonObject;
  /** `idm.isAlert` of a parser's output. */
  readonly isAlert: boolean;
}

/**
 * The event inside the envelopes it comes in: `{event: {idm: {readOnlyUdm}}}` of a parser, `{udm}` and `{event}` of UDM
 * search, or itself. Null when there is none.
 */
export function udmIn(record: JsonObject): UdmEvent | null {
  let current: JsonObject = record;
  let isAlert = false;
  for (let level = 0; level < 4; level += 1) {
    if (isObject(memberOf(current, 'metadata'))) return { event: current, isAlert };
    isAlert ||= memberText(current, 'isAlert') === 'true';
    const next = ['event', 'idm', 'readOnlyUdm', 'udm']
      .map((name) => memberOf(current, name))
      .find((value) => isObject(value));
    if (!isObject(next)) return null;
    current = next;
  }
  return null;
}

/** The type of an event, when the object is one: a word of UDM's enumeration. */
export function eventTypeOf(event: JsonObject): string {
  const type = memberText(memberOf(event, 'metadata'), 'eventType');
  return type.length <= 60 && /^[A-Z]{3,}(?:_[A-Z0-9]+)*$/.test(type) ? type : '';
}

export function readUdmEvent(udm: UdmEvent): ReadResult {
  const { event } = udm;
  const metadata = memberOf(event, 'metadata');
  for (const field of ['eventType', 'eventTimestamp', 'description', 'id']) {
    const value = memberOf(metadata, field);
    // A protobuf timestamp may come as an object of seconds and nanoseconds.
    if (typeof value === 'object' && field !== 'eventTimestamp')
      return { ok: false, refusal: { field: `metadata.${field}`, message: 'must be a text' } };
  }
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  addUdmEntities(event, collector);
  const results = memberItems(event, 'securityResult');
  const type = memberText(metadata, 'eventType');
  const productType = memberText(metadata, 'productEventType');
  const severity = worstSeverity(results);
  const occurredAt = timeOf(memberOf(metadata, 'eventTimestamp'));
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const rule = results.find(
    (result) => memberText(result, 'ruleName') !== '' || memberText(result, 'ruleId'),
  );
  const base = {
    vendor: 'Google',
    product: 'Google SecOps',
    source_ref: memberText(metadata, 'id') || memberText(metadata, 'productLogId') || null,
    title: shorten(titleOf(event, results), TITLE_MAX, flags),
    description: shorten(describe(event, results), DESCRIPTION_MAX, flags),
    category: categoryOf(type),
    // Most events carry no rating; that they do not is no lack of information.
    severity: severity ?? 'informational',
    sensor: 'siem',
    occurred_at: occurredAt,
    entities: collector.list(),
    labels: labelsOf(metadata, results),
    links: consoleLink('Google SecOps', memberText(metadata, 'urlBackToProduct')),
    ...attackOfResults(results),
    rule: { id: memberText(rule, 'ruleId') || null, name: memberText(rule, 'ruleName') || null },
  } as const;
  if (udm.isAlert || results.some((result) => memberText(result, 'alertState') === 'ALERTING')) {
    if (severity === null) flags.add('severity_unknown');
    const rated = { ...base, severity: severity ?? ('medium' as const), flags: [...flags] };
    return { ok: true, record: { kind: 'alert', ...rated, closure: null } };
  }
  const action = shorten(productType || type || 'event', TITLE_MAX, flags);
  return {
    ok: true,
    record: {
      kind: 'event',
      ...base,
      flags: [...flags],
      action,
      outcome: outcomeOf(results),
    },
  };
}

/** RFC 3339, or seconds since 1970 where the message was written out field by field. */
export function timeOf(value: JsonValue | undefined): string | null {
  if (!isObject(value)) return parseTime(value);
  const seconds = Number(memberText(value, 'seconds') || Number.NaN);
  return Number.isFinite(seconds) ? parseTime(seconds) : null;
}

export function worstSeverity(results: readonly JsonValue[]): Severity | null {
  let worst: Severity | null = null;
  for (const result of results) {
    const severity = severityOfProduct(memberText(result, 'severity'));
    if (severity !== null && (worst === null || severityRank(severity) > severityRank(worst)))
      worst = severity;
  }
  return worst;
}

function titleOf(event: JsonObject, results: readonly JsonValue[]): string {
  const metadata = memberOf(event, 'metadata');
  const type = memberText(metadata, 'eventType');
  const told =
    memberText(results[0], 'ruleName') ||
    memberText(metadata, 'description') ||
    memberText(results[0], 'summary') ||
    memberText(metadata, 'productEventType');
  if (told === '') return type || 'UDM event';
  return type === '' ? told : `${told} (${type})`;
}

function describe(event: JsonObject, results: readonly JsonValue[]): string {
  const metadata = memberOf(event, 'metadata');
  const http = memberOf(memberOf(event, 'network'), 'http');
  const first = results[0];
  return sentences([
    ['Summary', memberText(first, 'summary')],
    ['Result', memberText(first, 'description')],
    ['Action', memberItems(first, 'action').map(asText).join(', ') || memberText(first, 'actionDetails')],
    ['Reported by', `${memberText(metadata, 'vendorName')} ${memberText(metadata, 'productName')}`.trim()],
    ['Application', memberText(memberOf(event, 'target'), 'application')],
    ['Request', `${memberText(http, 'method')} ${memberText(http, 'responseCode')}`.trim()],
    ['Client', memberText(http, 'userAgent')],
    [
      'Subject',
      memberItems(memberOf(memberOf(event, 'network'), 'email'), 'subject')
        .map(asText)
        .join(' '),
    ],
  ]);
}

const LABELS_MAX = 20;

/** The log type of SecOps, and the threats that were named. */
function labelsOf(metadata: JsonValue | undefined, results: readonly JsonValue[]): readonly string[] {
  const labels = new Set<string>();
  const logType = memberText(metadata, 'logType');
  if (logType !== '' && logType.length < 100) labels.add(`log_type:${logType.toLowerCase()}`);
  for (const result of results.slice(0, LABELS_MAX)) {
    const threat = memberText(result, 'threatName');
    if (threat !== '' && threat.length < 200) labels.add(`threat:${threat}`);
  }
  return [...labels];
}

// First words of event types, the longer before the shorter.
const CATEGORIES: readonly (readonly [prefix: string, category: string])[] = [
  ['USER_LOGIN', 'authentication'],
  ['USER_LOGOUT', 'authentication'],
  ['USER_CHANGE_PERMISSIONS', 'privilege_management'],
  ['USER_RESOURCE', 'resource_access'],
  ['USER_', 'account_management'],
  ['GROUP_', 'group_management'],
  ['NETWORK_DNS', 'dns'],
  ['NETWORK_HTTP', 'web'],
  ['NETWORK_', 'network'],
  ['PROCESS_', 'process'],
  ['FILE_', 'file'],
  ['REGISTRY_', 'registry'],
  ['MUTEX_', 'process'],
  ['EMAIL_', 'email'],
  ['SCAN_', 'scan'],
  ['SCHEDULED_TASK_', 'scheduled_task'],
  ['SERVICE_', 'service'],
  ['SETTING_', 'configuration'],
  ['RESOURCE_', 'resource_management'],
  ['DEVICE_', 'device_management'],
  ['SYSTEM_AUDIT_LOG', 'audit'],
  ['STATUS_', 'status'],
];

export function categoryOf(type: string): string {
  if (type === '' || type === 'GENERIC_EVENT' || type === 'EVENTTYPE_UNSPECIFIED') return '';
  return CATEGORIES.find(([prefix]) => type.startsWith(prefix))?.[1] ?? categoryWord(type);
}

const OUTCOMES: ReadonlyMap<string, NormalizedEvent['outcome']> = new Map([
  ['ALLOW', 'success'],
  ['ALLOW_WITH_MODIFICATION', 'success'],
  ['BLOCK', 'failure'],
  ['QUARANTINE', 'failure'],
  ['FAIL', 'failure'],
]);

function outcomeOf(results: readonly JsonValue[]): NormalizedEvent['outcome'] {
  for (const result of results) {
    for (const action of memberItems(result, 'action')) {
      const outcome = OUTCOMES.get(asText(action));
      if (outcome !== undefined) return outcome;
    }
  }
  return 'unknown';
}
