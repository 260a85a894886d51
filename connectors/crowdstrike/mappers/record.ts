// Puts a normalised record together: the lengths, flags and fallbacks every form of Falcon's records shares.

import type { JsonValue } from '@watchfloor/sdk';
import {
  cut,
  type EntityCollector,
  type Link,
  type NormalizedEvent,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Rule,
  type Sensor,
  type Severity,
  urlParts,
  type VendorClosure,
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
  readonly link: string;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly rule: { readonly id: string; readonly name: string; readonly description?: string };
}

export function alertOf(draft: Draft, closure: VendorClosure | null): ReadResult {
  return { ok: true, record: { kind: 'alert', ...baseOf(draft), closure } };
}

export function eventOf(draft: Draft, action: string, outcome: NormalizedEvent['outcome']): ReadResult {
  return { ok: true, record: { kind: 'event', ...baseOf(draft), action, outcome } };
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
  const rule: Rule = {
    id: cut(draft.rule.id, LABEL_MAX) || null,
    name: cut(draft.rule.name, TITLE_MAX) || null,
    ...(draft.rule.description ? { description: cut(draft.rule.description, RULE_TEXT_MAX) } : {}),
  };
  return {
    vendor: 'CrowdStrike',
    product: 'CrowdStrike Falcon',
    source_ref: draft.sourceRef || null,
    title: cut(draft.title, TITLE_MAX),
    description: cut(description, DESCRIPTION_MAX),
    category: draft.category,
    severity: draft.severity ?? 'medium',
    sensor: draft.sensor,
    occurred_at: occurredAt,
    entities: draft.collector.list(),
    labels: labelsOf(draft.labels),
    links: linksOf(draft.link),
    flags: [...flags],
    tactics: draft.tactics,
    techniques: draft.techniques,
    rule,
  };
}

function firstTime(values: Draft['times']): string | null {
  for (const value of values) {
    const time = parseTime(value);
    if (time !== null) return time;
  }
  return null;
}

function labelsOf(labels: readonly string[]): readonly string[] {
  const short = labels.slice(0, LABELS_MAX).map((label) => cut(label.trim(), LABEL_MAX));
  return [...new Set(short.filter((label) => label !== ''))];
}

/** Detections quote what attackers wrote; only addresses of Falcon's own consoles become links. */
function linksOf(link: string): readonly Link[] {
  const url = consoleUrl(link);
  return url === null ? [] : [{ label: 'CrowdStrike Falcon', url }];
}

/** The address when it is https on a Falcon console (commercial or government cloud); else null. */
export function consoleUrl(link: string): string | null {
  if (!link.startsWith('https://falcon')) return null;
  const parts = urlParts(link);
  const isOwn = parts !== null && /^falcon(?:\.[a-z0-9-]+)*\.crowdstrike\.(?:com|mil)$/.test(parts.host);
  if (!isOwn || /\s/.test(parts.text) || !URL.canParse(parts.text)) return null;
  const url = new URL(parts.text);
  // Both readings agree on the host, and what goes on is as the browser reads it: control characters are escaped.
  return url.hostname === parts.host && url.username === '' && url.password === '' ? url.href : null;
}
