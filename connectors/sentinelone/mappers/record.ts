// Puts a normalised record together: the lengths, flags and fallbacks every form of SentinelOne's records shares.

import {
  cut,
  type EntityCollector,
  type JsonValue,
  type Link,
  type NormalizedEvent,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Sensor,
  type Severity,
  urlParts,
  type VendorClosure,
} from '@watchfloor/sdk';
import type { Flat } from './flat.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 4096;
const RULE_TEXT_MAX = 2000;
const LABELS_MAX = 50;
const LABEL_MAX = 200;

export interface Draft {
  readonly sourceRef: string;
  readonly title: string;
  /** Sentences that say what no entity carries; empty ones are left out. */
  readonly description: readonly string[];
  readonly category: string;
  /** Null when the record names none that is known. */
  readonly severity: Severity | null;
  readonly sensor: Sensor;
  /** The first that is a time counts. */
  readonly times: readonly (JsonValue | undefined)[];
  readonly collector: EntityCollector;
  readonly labels: readonly string[];
  readonly links: readonly Link[];
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly rule: { readonly id: string; readonly name: string; readonly description?: string };
}

export function alertOf(draft: Draft, closure: VendorClosure | null): ReadResult {
  return { ok: true, record: { kind: 'alert', ...baseOf(draft), closure } };
}

export function eventOf(draft: Draft, action: string, outcome: NormalizedEvent['outcome']): ReadResult {
  return { ok: true, record: { kind: 'event', ...baseOf(draft), action: cut(action, LABEL_MAX), outcome } };
}

export function refuse(field: string | null, message: string): ReadResult {
  return { ok: false, refusal: { field, message } };
}

function baseOf(draft: Draft): Omit<NormalizedEvent, 'kind' | 'action' | 'outcome'> {
  const flags = new Set<RecordFlag>();
  const description = draft.description.filter((part) => part !== '').join(' ');
  if (draft.severity === null) flags.add('severity_unknown');
  const occurredAt = firstTime(draft.times);
  if (occurredAt === null) flags.add('time_missing');
  if (draft.collector.capped) flags.add('entities_capped');
  if (draft.title.length > TITLE_MAX || description.length > DESCRIPTION_MAX) flags.add('text_cut');
  const labels = draft.labels.slice(0, LABELS_MAX).map((label) => cut(label.trim(), LABEL_MAX));
  return {
    vendor: 'SentinelOne',
    product: 'SentinelOne Singularity',
    source_ref: draft.sourceRef || null,
    title: cut(draft.title, TITLE_MAX),
    description: cut(description, DESCRIPTION_MAX),
    category: wordsOf(draft.category),
    severity: draft.severity ?? 'medium',
    sensor: draft.sensor,
    occurred_at: occurredAt,
    entities: draft.collector.list(),
    labels: [...new Set(labels.filter((label) => label !== ''))],
    links: draft.links,
    flags: [...flags],
    tactics: draft.tactics,
    techniques: draft.techniques,
    rule: {
      id: cut(draft.rule.id, LABEL_MAX) || null,
      name: cut(draft.rule.name, TITLE_MAX) || null,
      ...(draft.rule.description ? { description: cut(draft.rule.description, RULE_TEXT_MAX) } : {}),
    },
  };
}

function firstTime(values: Draft['times']): string | null {
  for (const value of values) {
    const time = parseTime(value);
    if (time !== null) return time;
  }
  return null;
}

function wordsOf(text: string): string {
  const plain = text
    .slice(0, 60)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  return plain.replace(/^_|_$/g, '');
}

export function labelled(label: string, text: string): string {
  return text === '' ? '' : sentence(`${label}: ${text}`);
}

/** The text with a full stop, so that the next sentence can follow. */
export function sentence(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}

// Kinds of event by their names: `PROCESSCREATION` of an alert, `ip` and `Login` of the Cloud Funnel.
const KINDS: readonly (readonly [pattern: RegExp, category: string])[] = [
  [/^(?:proc|cross_?process|openprocess|duplicate|remotethread)/i, 'process'],
  [/dns/i, 'dns'],
  [/log(?:in|on|out)s?/i, 'authentication'],
  [/^reg/i, 'registry'],
  [/^(?:ip|tcp|udp|network)/i, 'network'],
  [/^(?:url|http|get|post)/i, 'web'],
  [/task/i, 'scheduled_task'],
  [/script/i, 'script'],
  [/^(?:module|driver)/i, 'module'],
  [/^file|_file/i, 'file'],
  [/threat_?intel/i, 'threat_intelligence'],
  [/indicator/i, 'behavioral_indicator'],
];

/** The category of a kind of event; '' for one that is not known. */
export function eventCategory(kind: string): string {
  return KINDS.find(([pattern]) => pattern.test(kind.slice(0, 100)))?.[1] ?? '';
}

const CONSOLE = /^(?:[a-z0-9-]+\.)+sentinelone\.net$/;

/**
 * The page of a threat in the console, where the record says which console it is. Threats quote what attackers wrote: the
 * address is built from the console's host and a numeric id and from nothing else.
 */
export function threatLinks(flat: Flat, id: string): readonly Link[] {
  const raw = flat.text('mgmturl', 'managementurl', 'consoleurl', 'consolehost', 'agentrealtimeinfomgmturl');
  const host = urlParts(raw.includes('://') ? raw : `https://${raw}`)?.host ?? '';
  if (!CONSOLE.test(host) || !/^\d{5,25}$/.test(id)) return [];
  return [{ label: 'SentinelOne console', url: `https://${host}/incidents/threats/${id}/overview` }];
}
