// Puts a normalised record together: the lengths, flags and fallbacks both generations of Wazuh's documents share.

import {
  cut,
  type EntityCollector,
  type JsonValue,
  type NormalizedEvent,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Sensor,
  type Severity,
} from '@watchfloor/sdk';

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
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly rule: { readonly id: string; readonly name: string; readonly description?: string };
}

/** Wazuh closes nothing: an alert comes open. */
export function alertOf(draft: Draft): ReadResult {
  return { ok: true, record: { kind: 'alert', ...baseOf(draft), closure: null } };
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
    vendor: 'Wazuh',
    product: 'Wazuh',
    source_ref: draft.sourceRef || null,
    title: cut(draft.title, TITLE_MAX),
    description: cut(description, DESCRIPTION_MAX),
    category: draft.category,
    severity: draft.severity ?? 'medium',
    sensor: draft.sensor,
    occurred_at: occurredAt,
    entities: draft.collector.list(),
    labels: [...new Set(labels.filter((label) => label !== ''))],
    links: [],
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

export function labelled(label: string, text: string): string {
  if (text === '') return '';
  return /[.!?]$/.test(text) ? `${label}: ${text}` : `${label}: ${text}.`;
}
