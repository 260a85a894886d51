// What the mappers of the API and log sources have in common: the parts they gather while walking over a record, and how
// an alert or an event is made of them, with its limits and flags.

import {
  cut,
  type EntityCollector,
  entityCollector,
  type NormalizedEvent,
  type ReadResult,
  type RecordFlag,
  type Severity,
  tacticOf,
  techniquesIn,
  trimEndOf,
  type VendorClosure,
} from '@watchfloor/sdk';
import type { Attack } from './attack.ts';
import { type LinkList, linkList } from './links.ts';
import type { Product } from './products.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 16_384;
const LABELS_MAX = 50;
const LABEL_LENGTH_MAX = 200;
const CATEGORY_LENGTH_MAX = 60;

export interface Parts {
  readonly collector: EntityCollector;
  readonly flags: Set<RecordFlag>;
  readonly labels: Set<string>;
  readonly links: LinkList;
}

export function emptyParts(): Parts {
  return { collector: entityCollector(), flags: new Set(), labels: new Set(), links: linkList() };
}

export interface Draft {
  /** Who made the product that found it; Microsoft unless the record says otherwise. */
  readonly vendor?: string;
  readonly product: Product;
  /** '' when the record has no id of its own. */
  readonly ref: string;
  readonly title: string;
  readonly description: string;
  /** In the vendor's words; brought to lower-case words joined by `_`. */
  readonly category: string;
  /** Null when the vendor gives none we know: medium is assumed and flagged. */
  readonly severity: Severity | null;
  readonly occurredAt: string | null;
  readonly attack?: Attack;
}

export interface AlertDraft extends Draft {
  /** The rule or detector; '' where the record names none. */
  readonly rule: { readonly id: string; readonly name: string };
  readonly closure: VendorClosure | null;
}

export interface EventDraft extends Draft {
  readonly action: string;
  readonly outcome: NormalizedEvent['outcome'];
}

export function alertOf(draft: AlertDraft, parts: Parts): ReadResult {
  const rule = { id: cut(draft.rule.id, TITLE_MAX) || null, name: cut(draft.rule.name, TITLE_MAX) || null };
  const record = { kind: 'alert', ...baseOf(draft, parts), rule, closure: draft.closure } as const;
  return { ok: true, record };
}

export function eventOf(draft: EventDraft, parts: Parts): ReadResult {
  const { outcome } = draft;
  const action = cut(draft.action, TITLE_MAX);
  const rule = { id: null, name: null };
  return { ok: true, record: { kind: 'event', ...baseOf(draft, parts), rule, action, outcome } };
}

export function refusal(field: string | null, message: string): ReadResult {
  return { ok: false, refusal: { field, message } };
}

const NO_ATTACK: Attack = { tactics: [], techniques: [] };

function baseOf(draft: Draft, parts: Parts) {
  const { collector, flags, labels, links } = parts;
  if (draft.severity === null) flags.add('severity_unknown');
  if (draft.occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const title = draft.title || `${draft.product.product} record`;
  if (title.length > TITLE_MAX || draft.description.length > DESCRIPTION_MAX) flags.add('text_cut');
  return {
    vendor: draft.vendor || 'Microsoft',
    product: draft.product.product,
    source_ref: draft.ref || null,
    title: cut(title, TITLE_MAX),
    description: cut(draft.description, DESCRIPTION_MAX),
    category: snakeWords(draft.category),
    severity: draft.severity ?? 'medium',
    sensor: draft.product.sensor,
    occurred_at: draft.occurredAt,
    entities: collector.list(),
    labels: [...labels].slice(0, LABELS_MAX).map((label) => cut(label, LABEL_LENGTH_MAX)),
    links: links.list(),
    flags: [...flags],
    ...(draft.attack ?? NO_ATTACK),
  };
}

/** `SuspiciousActivity` and `Suspicious activity` as `suspicious_activity`. */
export function snakeWords(text: string): string {
  const words = cut(text, 2 * CATEGORY_LENGTH_MAX).replace(/([a-z])(?=[A-Z])/g, '$1_');
  return cut(words.toLowerCase().replace(/[^a-z0-9]+/g, '_'), CATEGORY_LENGTH_MAX).replace(/^_|_$/g, '');
}

/** Tactics among the words, and technique ids anywhere in the texts (`Regsvr32 (T1218.010)`). */
export function attackIn(words: readonly string[], texts: readonly string[]): Attack {
  const tactics = words.map(tacticOf).filter((tactic) => tactic !== null);
  const techniques = texts.flatMap((text) => techniquesIn(cut(text, 4096)));
  return { tactics: [...new Set(tactics)], techniques: [...new Set(techniques)] };
}

/** Adds `name:value` unless the value is empty or says nothing. */
export function addLabel(parts: Pick<Parts, 'labels'>, name: string, value: string): void {
  if (value === '' || SAYS_NOTHING.has(value.toLowerCase())) return;
  parts.labels.add(cut(`${name}:${value}`, LABEL_LENGTH_MAX));
}

const SAYS_NOTHING: ReadonlySet<string> = new Set([
  'unknown',
  'none',
  'null',
  'notset',
  'notfound',
  'hidden',
  'unknownfuturevalue',
]);

/** `Label: text.` for each part that has a text, as one line. */
export function sentences(parts: readonly (readonly [label: string, text: string])[]): string {
  return parts
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `${label}: ${trimEndOf(text, '.')}.`)
    .join(' ');
}

/** The texts that are not empty, each once, with the separator between them. */
export function joined(separator: string, texts: readonly string[]): string {
  return [...new Set(texts.filter((text) => text !== ''))].join(separator);
}
