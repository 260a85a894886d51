// One OCSF event, of any class and any version from 1.0 (and its release candidates) on.
//
// Findings (category 2) are alerts, every other class an event. Two things move an event over that line: a producer that calls
// an activity an alert (`is_alert`, with which controls report what they detected), and Watchfloor's own export, which writes
// its events as findings because OCSF has no other class with a title and evidences, and says so.

import {
  cut,
  type EntityCollector,
  entityCollector,
  type JsonObject,
  type NormalizedEvent,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Severity,
  severityOf,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import { attacksOf } from './attacks.ts';
import { closureOf } from './closure.ts';
import { addEventEntities } from './entities.ts';
import { classOf, type EventClass, FINDINGS, sensorOf, wordsOf } from './event-class.ts';
import { labelsOf, linksOf } from './extras.ts';
import { readNamedFields } from './named-fields.ts';
import { addObservables } from './observables.ts';
import { ruleOf } from './rule.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 4096;
const REF_MAX = 500;
const ACTION_MAX = 200;

/** Reads one event whose envelope and parts have been opened. */
export function readOcsfEvent(event: JsonObject): ReadResult {
  const eventClass = classOf(event);
  if (eventClass === null) {
    const isPresent = event.class_uid !== undefined && event.class_uid !== null;
    return refuse(
      'class_uid',
      isPresent ? 'must be the number of an OCSF class' : 'is missing: every OCSF event has one',
    );
  }
  const flags = new Set<RecordFlag>();
  const isAlert = isAlertRecord(event, eventClass);
  const collector = collectEntities(event, eventClass);
  if (collector.capped) flags.add('entities_capped');
  const severity = severityIn(event);
  if (severity === null) flags.add('severity_unknown');
  const occurredAt = timeOf(event);
  if (occurredAt === null) flags.add('time_missing');
  const title = titleOf(event, eventClass);
  const description = descriptionOf(event, title);
  if (title.length > TITLE_MAX || description.length > DESCRIPTION_MAX) flags.add('text_cut');
  const base = {
    ...productOf(event, eventClass),
    source_ref: refOf(event),
    title: cut(title, TITLE_MAX),
    description: cut(description, DESCRIPTION_MAX),
    category: categoryOf(event, eventClass),
    severity: severity ?? ((isAlert ? 'medium' : 'informational') satisfies Severity),
    sensor: sensorOf(event, eventClass),
    occurred_at: occurredAt,
    entities: collector.list(),
    labels: labelsOf(event),
    links: linksOf(event),
    flags: [...flags],
    ...attacksOf(event),
    rule: ruleOf(event, isAlert),
  };
  if (isAlert) return { ok: true, record: { kind: 'alert', ...base, closure: closureOf(event, eventClass) } };
  const action = cut(actionOf(event, eventClass), ACTION_MAX);
  return { ok: true, record: { kind: 'event', ...base, action, outcome: outcomeOf(event) } };
}

function refuse(field: string, message: string): ReadResult {
  return { ok: false, refusal: { field, message } };
}

function isAlertRecord(event: JsonObject, eventClass: EventClass): boolean {
  const flag = textAt(event, 'is_alert');
  if (eventClass.category !== FINDINGS) return flag === 'true';
  // `is_alert` alone does not make an event of a finding: producers set it on updates and closings, or leave it at its default.
  return flag !== 'false' || textAt(event, 'unmapped.watchfloor.kind') !== 'event';
}

function collectEntities(event: JsonObject, eventClass: EventClass): EntityCollector {
  const collector = entityCollector();
  addEventEntities(event, eventClass.uid, collector);
  readNamedFields(event.unmapped, 'related', collector);
  addObservables(event, collector);
  return collector;
}

// https://schema.ocsf.io/1.6.0/dictionary#severity_id: 6 is fatal, above critical; 0 and 99 say nothing.
const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ['1', 'informational'],
  ['2', 'low'],
  ['3', 'medium'],
  ['4', 'high'],
  ['5', 'critical'],
  ['6', 'critical'],
]);
const RISK_LEVELS: ReadonlyMap<string, Severity> = new Map([
  ['0', 'informational'],
  ['1', 'low'],
  ['2', 'medium'],
  ['3', 'high'],
  ['4', 'critical'],
]);

function severityIn(event: JsonObject): Severity | null {
  return (
    SEVERITIES.get(textAt(event, 'severity_id')) ??
    severityOf(textAt(event, 'severity')) ??
    RISK_LEVELS.get(textAt(event, 'risk_level_id')) ??
    severityOf(textAt(event, 'risk_level'))
  );
}

const TIMES = [
  'time',
  'time_dt',
  'finding_info.created_time',
  'finding_info.created_time_dt',
  'start_time',
  'start_time_dt',
  'metadata.original_time',
  'metadata.logged_time',
  'metadata.logged_time_dt',
] as const;

function timeOf(event: JsonObject): string | null {
  for (const path of TIMES) {
    const time = parseTime(valueAt(event, path));
    if (time !== null) return time;
  }
  return null;
}

/** The first text at the paths; '' when there is none. */
function firstText(event: JsonObject, paths: readonly string[]): string {
  for (const path of paths) {
    const text = textAt(event, path);
    if (text !== '') return text;
  }
  return '';
}

const FALLBACK = 'OCSF';

function productOf(event: JsonObject, eventClass: EventClass): { vendor: string; product: string } {
  const name = firstText(event, [
    'metadata.product.name',
    'metadata.product.feature.name',
    'metadata.product.uid',
    'finding_info.product.name',
    'metadata.log_provider',
  ]);
  const vendor = firstText(event, ['metadata.product.vendor_name', 'finding_info.product.vendor_name']);
  const product = name || vendor || (eventClass.category === FINDINGS ? 'OCSF Finding' : 'OCSF Event');
  return { vendor: cut(vendor || name || FALLBACK, 200), product: cut(product, 200) };
}

function refOf(event: JsonObject): string | null {
  const ref = firstText(event, [
    'finding_info.uid',
    'finding.uid',
    'metadata.uid',
    'metadata.correlation_uid',
  ]);
  return ref === '' ? null : cut(ref, REF_MAX);
}

/** Longer ones, and those that are records themselves, are no title. */
const MESSAGE_TITLE_MAX = 200;

function titleOf(event: JsonObject, eventClass: EventClass): string {
  const named = firstText(event, ['finding_info.title', 'finding.title']);
  if (named !== '') return named;
  const isFinding = eventClass.category === FINDINGS;
  const sentence = [textAt(event, 'message'), isFinding ? textAt(event, 'desc') : ''].find(isSentence);
  if (sentence !== undefined) return sentence;
  const typed = typeName(event, eventClass);
  if (isFinding)
    return (
      firstText(event, ['finding_info_list.0.title', 'finding_info.analytic.name', 'message', 'desc']) ||
      typed
    );
  const detail = firstText(event, DETAILS);
  return detail === '' ? typed : `${typed}: ${detail}`;
}

function isSentence(text: string): boolean {
  return text.length <= MESSAGE_TITLE_MAX && text.includes(' ') && !/^[{[<]|\n/.test(text);
}

/** What an activity without words of its own is told apart by. */
const DETAILS = [
  'api.operation',
  'query.hostname',
  'http_request.url.hostname',
  'email.subject',
  'process.name',
  'file.name',
] as const;

/** `Authentication: Logon`. */
function typeName(event: JsonObject, eventClass: EventClass): string {
  const name = textAt(event, 'type_name');
  if (name !== '') return name;
  const given = textAt(event, 'class_name');
  const className = (/[/_]/.test(given) ? '' : given) || titleCase(eventClass.name) || 'OCSF event';
  const activity = textAt(event, 'activity_name');
  return activity === '' ? className : `${className}: ${activity}`;
}

const ABBREVIATIONS = /^(?:api|dhcp|dns|ftp|http|iam|ntp|rdp|smb|ssh|url)$/;

function titleCase(words: string): string {
  return words
    .split('_')
    .map((word) =>
      ABBREVIATIONS.test(word) ? word.toUpperCase() : word.slice(0, 1).toUpperCase() + word.slice(1),
    )
    .join(' ');
}

function descriptionOf(event: JsonObject, title: string): string {
  const parts = [
    firstText(event, ['finding_info.desc', 'finding.desc', 'desc']) || textAt(event, 'message'),
    textAt(event, 'status_detail'),
    textAt(event, 'risk_details'),
  ];
  return [...new Set(parts)].filter((part) => part !== '' && part !== title).join('\n');
}

const FINDING_CATEGORIES: ReadonlyMap<number, string> = new Map([
  [2002, 'vulnerability'],
  [2003, 'compliance'],
  [2005, 'incident'],
  [2006, 'data_security'],
  [2007, 'application_security'],
  [2008, 'iam_analysis'],
]);

function categoryOf(event: JsonObject, eventClass: EventClass): string {
  const own = textAt(event, 'unmapped.watchfloor.category');
  if (/^[a-z0-9_]{1,80}$/.test(own)) return own;
  if (eventClass.category !== FINDINGS) return eventClass.name;
  const known = FINDING_CATEGORIES.get(eventClass.uid ?? 0);
  if (known !== undefined) return known;
  if (textAt(event, 'malware.0.name') !== '') return 'malware';
  // `TTPs/Defense Evasion/Stealth:…` of AWS, `Malware` of others: the first word that is about the matter.
  const type = firstText(event, ['finding_info.types.0', 'finding.types.0']);
  const parts = type.split(/[/:]/, 3);
  return wordsOf((parts[0] === 'TTPs' ? parts[1] : parts[0]) ?? '') || 'detection';
}

function actionOf(event: JsonObject, eventClass: EventClass): string {
  const operation = firstText(event, ['unmapped.watchfloor.action', 'api.operation', 'activity_name']);
  if (operation !== '' && operation.toLowerCase() !== 'unknown') return operation;
  const typed = textAt(event, 'type_name');
  return typed || eventClass.name || `class ${eventClass.uid ?? eventClass.category}`;
}

const OUTCOMES: ReadonlyMap<string, NormalizedEvent['outcome']> = new Map([
  ['1', 'success'],
  ['2', 'failure'],
  ['success', 'success'],
  ['failure', 'failure'],
]);
// Denied; and every disposition of a control that stopped it. https://schema.ocsf.io/1.6.0/dictionary#disposition_id
const STOPPED: ReadonlySet<string> = new Set(['2', '3', '4', '6', '21', '24', '25', '26']);

function outcomeOf(event: JsonObject): NormalizedEvent['outcome'] {
  const told = OUTCOMES.get(textAt(event, 'unmapped.watchfloor.outcome').toLowerCase());
  if (told !== undefined) return told;
  const status =
    OUTCOMES.get(textAt(event, 'status_id')) ?? OUTCOMES.get(textAt(event, 'status').toLowerCase());
  if (status !== undefined) return status;
  if (textAt(event, 'action_id') === '2' || STOPPED.has(textAt(event, 'disposition_id'))) return 'failure';
  return textAt(event, 'action_id') === '1' ? 'success' : 'unknown';
}
