// What every normalised record must satisfy, whatever the product. Told as sentences, so that a failing test says what to do.

import { tacticOf } from '../attack/attack.ts';
import { canonicalValue } from '../canonical.ts';
import { ENTITIES_MAX } from '../entity-collector.ts';
import {
  ENTITY_ROLES,
  ENTITY_TYPES,
  type Entity,
  type NormalizedRecord,
  RECORD_FLAGS,
  SENSORS,
  SEVERITIES,
  VERDICTS,
} from '../record.ts';
import type { ReadResult } from '../source.ts';

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const TITLE_MAX = 1000;
const DESCRIPTION_MAX = 32_768;
const LABELS_MAX = 100;

/** What is wrong with a result; empty when nothing is. A refusal must name what is wrong in words. */
export function recordProblems(result: ReadResult): string[] {
  if (!result.ok) return result.refusal.message.trim() === '' ? ['the refusal has no message'] : [];
  const { record } = result;
  return [
    ...textProblems(record),
    ...vocabularyProblems(record),
    ...entityProblems(record),
    ...linkProblems(record),
  ];
}

function* textProblems(record: NormalizedRecord): Generator<string> {
  if (record.title.trim() === '') yield 'the title is empty: fall back to the rule or the event type';
  if (record.title.length > TITLE_MAX)
    yield `the title is longer than ${TITLE_MAX}: cut() it and flag text_cut`;
  if (record.description.length > DESCRIPTION_MAX)
    yield `the description is longer than ${DESCRIPTION_MAX}: cut() it`;
  if (record.vendor === '' || record.product === '') yield 'vendor and product must be set';
  if (record.source_ref === '') yield 'source_ref is "": use null when the product gives no id';
  if (record.rule.id === '' || record.rule.name === '') yield 'rule.id or rule.name is "": use null';
  if (record.kind === 'event' && record.action === '')
    yield 'an event needs the action, in the product’s own word';
  if (!/^[a-z0-9_]*$/.test(record.category))
    yield `category "${record.category}" must be lower-case words joined by _`;
  if (record.labels.length > LABELS_MAX) yield `more than ${LABELS_MAX} labels`;
  if (record.labels.some((label) => label === '' || label.length > 300))
    yield 'a label is empty or longer than 300';
}

function* vocabularyProblems(record: NormalizedRecord): Generator<string> {
  if (!SEVERITIES.includes(record.severity)) yield `severity "${record.severity}" is none of ours`;
  if (!SENSORS.includes(record.sensor)) yield `sensor "${record.sensor}" is none of ours`;
  const hasTime = record.occurred_at !== null;
  if (record.occurred_at !== null && !ISO_TIME.test(record.occurred_at)) {
    yield `occurred_at "${record.occurred_at}" is not ISO 8601 UTC with milliseconds: use parseTime()`;
  }
  if (hasTime === record.flags.includes('time_missing'))
    yield 'flag time_missing exactly when occurred_at is null';
  if (record.flags.some((flag) => !RECORD_FLAGS.includes(flag)))
    yield `unknown flag among ${record.flags.join(', ')}`;
  if (new Set(record.flags).size !== record.flags.length) yield 'a flag is set twice';
  for (const tactic of record.tactics) {
    if (tacticOf(tactic) !== tactic) yield `tactic "${tactic}" is no ATT&CK short name: use tacticOf()`;
  }
  for (const technique of record.techniques) {
    if (canonicalValue('technique', technique) !== technique)
      yield `technique "${technique}" is no ATT&CK id`;
  }
  if (record.kind !== 'alert' || record.closure === null) return;
  if (!VERDICTS.includes(record.closure.verdict)) yield `verdict "${record.closure.verdict}" is none of ours`;
  if (record.closure.at !== null && !ISO_TIME.test(record.closure.at)) yield 'closure.at: use parseTime()';
}

function* entityProblems(record: NormalizedRecord): Generator<string> {
  const seen = new Set<string>();
  for (const { type, value, role } of record.entities satisfies readonly Entity[]) {
    if (!ENTITY_TYPES.includes(type)) yield `entity type "${type}" is none of ours`;
    else if (canonicalValue(type, value) !== value)
      yield `entity ${type} "${value}" is not canonical: use entityCollector()`;
    if (!ENTITY_ROLES.includes(role)) yield `entity role "${role}" is none of ours`;
    const key = `${type} ${value}`;
    if (seen.has(key)) yield `entity ${key} is listed twice`;
    seen.add(key);
  }
  if (record.entities.length > ENTITIES_MAX)
    yield `more than ${ENTITIES_MAX} entities: use entityCollector()`;
}

function* linkProblems(record: NormalizedRecord): Generator<string> {
  const links = record.rule.url ? [...record.links, { label: 'rule', url: record.rule.url }] : record.links;
  for (const { label, url } of links) {
    const parsed = URL.canParse(url) ? new URL(url) : null;
    if (parsed === null || parsed.protocol !== 'https:')
      yield `link "${url}" is not an absolute https address`;
    else if (parsed.username !== '' || parsed.password !== '') yield `link "${url}" carries credentials`;
    if (label === '') yield `link "${url}" has no label`;
  }
}
