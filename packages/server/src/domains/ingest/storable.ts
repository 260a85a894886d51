// What PostgreSQL cannot store is made storable before it is sent: U+0000, lone surrogates, texts and lists beyond their limits.
// Each change is flagged on the record; the raw bytes keep the original.

import { createHash } from 'node:crypto';
import type { Entity, Link, NormalizedRecord, RecordFlag, Rule } from '@watchfloor/sdk';

export const LIMITS = {
  title: 500,
  description: 20_000,
  word: 500,
  ruleDescription: 2_000,
  entityValue: 4_000,
  url: 2_000,
  labels: 50,
  links: 20,
  techniques: 50,
  entities: 200,
  futureMs: 5 * 60_000,
} as const;

/** A record whose time is known and whose every text can be stored. */
export type StorableRecord = NormalizedRecord & { readonly occurred_at: string };

/** Cleans, cuts, and settles the time: none or a future one becomes the receive time, flagged. */
export function makeStorable(record: NormalizedRecord, receivedAt: Date): StorableRecord {
  const flags = new Set<RecordFlag>(record.flags);
  const text = (value: string, max: number): string => {
    const clean = cleanText(value);
    if (clean !== value) flags.add('text_cleaned');
    if (clean.length <= max) return clean;
    flags.add('text_cut');
    return `${cutText(clean, max - 1)}…`;
  };
  const maybe = (value: string | null, max: number) => (value === null ? null : text(value, max));
  const words = (values: readonly string[], max: number) =>
    [...new Set(values.slice(0, max).map((value) => text(value, LIMITS.word)))].filter(
      (value) => value !== '',
    );
  const cleaned = {
    ...record,
    vendor: text(record.vendor, LIMITS.word),
    product: text(record.product, LIMITS.word),
    source_ref: maybe(record.source_ref === null ? null : shortReference(record.source_ref), LIMITS.word),
    title:
      text(record.title.trim(), LIMITS.title) ||
      text(`${record.product.trim() || record.vendor.trim() || 'Unnamed'} ${record.kind}`, LIMITS.title),
    description: text(record.description, LIMITS.description),
    category: text(record.category, LIMITS.word),
    entities: record.entities.slice(0, LIMITS.entities).map((entity) => storableEntity(entity, text)),
    labels: words(record.labels, LIMITS.labels),
    links: record.links.slice(0, LIMITS.links).map((link) => storableLink(link, text)),
    tactics: words(record.tactics, LIMITS.techniques),
    techniques: words(record.techniques, LIMITS.techniques),
    rule: storableRule(record.rule, maybe),
    occurred_at: settleTime(record.occurred_at, receivedAt, flags),
  };
  if (record.entities.length > LIMITS.entities) flags.add('entities_capped');
  return { ...withKind(record, cleaned, text), flags: [...flags] };
}

type Clean = (value: string, max: number) => string;

/** The fields that only one of the kinds has. */
function withKind(record: NormalizedRecord, cleaned: object, text: Clean): StorableRecord {
  if (record.kind === 'event') {
    return { ...record, ...cleaned, action: text(record.action, LIMITS.word) } as StorableRecord;
  }
  const closure = record.closure
    ? {
        ...record.closure,
        reason: record.closure.reason === null ? null : text(record.closure.reason, LIMITS.word),
      }
    : null;
  // `cleaned` holds every shared field with a settled time; spreading loses that knowledge, hence the assertion.
  return { ...record, ...cleaned, closure } as StorableRecord;
}

function storableEntity(entity: Entity, text: Clean): Entity {
  return { type: entity.type, value: text(entity.value, LIMITS.entityValue), role: entity.role };
}

function storableRule(rule: Rule, text: (value: string | null, max: number) => string | null): Rule {
  const { id, name, description, url } = rule;
  return {
    id: text(id, LIMITS.word),
    name: text(name, LIMITS.word),
    ...(description ? { description: text(description, LIMITS.ruleDescription) } : {}),
    // An address that is cut leads nowhere.
    ...(url && url.length <= LIMITS.url ? { url: text(url, LIMITS.url) } : {}),
  };
}

function storableLink(link: Link, text: Clean): Link {
  return { label: text(link.label, LIMITS.word), url: text(link.url, LIMITS.url) };
}

/** Replaces what cannot be stored by U+FFFD. */
export function cleanText(value: string): string {
  const noNull = value.includes('\0') ? value.replaceAll('\0', '\u{fffd}') : value;
  return noNull.isWellFormed() ? noNull : noNull.toWellFormed();
}

/** The id is the identity: a long one is cut so that two which differ only behind the cut stay two. */
function shortReference(reference: string): string {
  if (reference.length <= LIMITS.word) return reference;
  const digest = createHash('sha256').update(reference).digest('hex');
  return `${cutText(reference, LIMITS.word - digest.length - 1)}…${digest}`;
}

/** Cuts without splitting a surrogate pair. */
function cutText(value: string, max: number): string {
  const end = value.charCodeAt(max - 1);
  return value.slice(0, end >= 0xd800 && end <= 0xdbff ? max - 1 : max);
}

function settleTime(occurredAt: string | null, receivedAt: Date, flags: Set<RecordFlag>): string {
  if (occurredAt === null) {
    flags.add('time_missing');
    return receivedAt.toISOString();
  }
  const time = Date.parse(occurredAt);
  if (Number.isNaN(time)) {
    flags.add('time_missing');
    return receivedAt.toISOString();
  }
  if (time > receivedAt.getTime() + LIMITS.futureMs) {
    flags.add('time_in_future');
    return receivedAt.toISOString();
  }
  return new Date(time).toISOString();
}
