// Which product a record comes from, by its features: names of fields and a few telling values. Never by a file's name or
// by what the sender claims in a header, so that a misrouted feed is still read right.

import type { JsonObject, JsonValue, Sensor } from '@watchfloor/sdk';
import { parseOrNull } from './line-json.ts';
import { type ParsedLine, parseLine } from './parse-line.ts';
import type { ProductRow } from './product-row.ts';
import { LINE_ROWS } from './recognise-lines.ts';
import { PRODUCT_ROWS } from './recognise-table.ts';

export interface RecognisedProduct {
  readonly vendor: string;
  readonly product: string;
  /** A short id of the format, such as `aws-cloudtrail`; not always the id of a source adapter. */
  readonly source: string;
  /** 0 to 100. */
  readonly confidence: number;
  /** The features that decided. */
  readonly because: string;
  /** What the product's records are; null when the record itself must tell. */
  readonly kind: 'event' | 'alert' | null;
  readonly sensor: Sensor;
}

/**
 * Recognises the product of a record or raw line; null when nothing about it is known.
 * @param parsed the line as already parsed, to save doing it twice
 */
export function recogniseProduct(input: JsonObject | string, parsed?: ParsedLine): RecognisedProduct | null {
  if (typeof input !== 'string') return recogniseRecord(input);
  const line = parsed ?? parseLine(input);
  const byHeader = line.form === 'cef' || line.form === 'leef' ? recogniseHeader(line) : null;
  if (byHeader !== null) return byHeader;
  const byLine = recogniseText(input, line);
  const byFields = recogniseRecord(line.fields);
  if (byLine === null || byFields === null) return byLine ?? byFields;
  return byFields.confidence > byLine.confidence ? byFields : byLine;
}

type Features = ReadonlyMap<string, string>;

const FEATURES_MAX = 2_000;
const VALUE_MAX = 200;

const BY_ANCHOR: ReadonlyMap<string, readonly ProductRow[]> = indexRows();

function indexRows(): Map<string, ProductRow[]> {
  const index = new Map<string, ProductRow[]>();
  for (const row of PRODUCT_ROWS) {
    const anchor = row.all[0] ?? '';
    index.set(anchor, [...(index.get(anchor) ?? []), row]);
  }
  return index;
}

function recogniseRecord(record: JsonObject): RecognisedProduct | null {
  const features = featuresOf(record);
  let best: ProductRow | null = null;
  for (const path of features.keys()) {
    for (const row of BY_ANCHOR.get(path) ?? []) {
      if ((best === null || row.confidence > best.confidence) && matches(row, features)) best = row;
    }
  }
  const named = recogniseNames(features);
  if (best === null) return named;
  const because = [...best.all, ...Object.keys(best.where ?? {})].join(', ');
  return { ...pick(best), because: `fields ${because}` };
}

function pick(row: Omit<RecognisedProduct, 'because'>): Omit<RecognisedProduct, 'because'> {
  const { vendor, product, source, confidence, kind, sensor } = row;
  return { vendor, product, source, confidence, kind, sensor };
}

function matches(row: ProductRow, features: Features): boolean {
  if (!row.all.every((path) => features.has(path))) return false;
  if (row.any !== undefined && !row.any.some((path) => features.has(path))) return false;
  for (const [path, pattern] of Object.entries(row.where ?? {})) {
    if (!pattern.test(features.get(path) ?? '')) return false;
  }
  return true;
}

/** Wrappers whose content is the record: document stores, event buses, collectors. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'source',
  'detail',
  'result',
  'alertdata',
  'rawevent',
  'payload',
  'body',
]);

/** The squashed paths of a record, three levels deep, with the short texts among their values. */
function featuresOf(record: JsonObject): Features {
  const features = new Map<string, string>();
  addFeatures(features, record, { prefix: '', depth: 0 });
  return features;
}

function addFeatures(
  features: Map<string, string>,
  object: JsonObject,
  place: { readonly prefix: string; readonly depth: number },
): void {
  for (const [key, value] of Object.entries(object)) {
    if (features.size >= FEATURES_MAX) return;
    const squashed = squash(key);
    const path = place.prefix === '' ? squashed : `${place.prefix}.${squashed}`;
    if (!features.has(path)) features.set(path, textOf(value));
    addDotted(features, path);
    const inner = innerObject(value, key, place.depth);
    if (inner === null || place.depth >= 2) continue;
    addFeatures(features, inner, { prefix: path, depth: place.depth + 1 });
    const isBatch = Array.isArray(value);
    const isWrapper = place.depth === 0 && (isBatch || (WRAPPERS.has(squashed) && key !== 'source'));
    if (isWrapper) addFeatures(features, inner, { prefix: '', depth: 1 });
  }
}

/** A flat key `kibana.alert.rule.name` has the features `kibana.alert` and `kibana.alert.rule` as well. */
function addDotted(features: Map<string, string>, path: string): void {
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const parent = path.slice(0, dot);
    if (features.has(parent)) return;
    features.set(parent, '');
  }
}

function innerObject(value: JsonValue | undefined, key: string, depth: number): JsonObject | null {
  if (typeof value === 'string') {
    // A record handed on as text in a field of its own.
    const isRecordText =
      depth === 0 &&
      /^(?:_raw|raw|message|event|data|full_log|properties)$/i.test(key) &&
      value.startsWith('{');
    const parsed = isRecordText && value.length < 100_000 ? parseOrNull(value) : null;
    return isObject(parsed) ? parsed : null;
  }
  if (isObject(value)) return value;
  // A batch of one kind: its first record speaks for all.
  const first =
    Array.isArray(value) &&
    /^(?:Records|records|items|events|alerts|value|messages|findings|detections)$/.test(key)
      ? value[0]
      : undefined;
  return isObject(first) ? first : null;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const squashedKeys = new Map<string, string>();

function squash(key: string): string {
  const known = squashedKeys.get(key);
  if (known !== undefined) return known;
  if (squashedKeys.size > 20_000) squashedKeys.clear();
  const squashed = key
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]/g, '');
  squashedKeys.set(key, squashed);
  return squashed;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string'
    ? value.slice(0, VALUE_MAX)
    : typeof value === 'number'
      ? String(value)
      : '';
}

const VENDOR_FIELDS = [
  'devicevendor',
  'observer.vendor',
  'vendorname',
  'vendor',
  'productvendor',
  'metadata.product.vendorname',
  'event.vendor',
  'companyname',
];
const PRODUCT_FIELDS = [
  'deviceproduct',
  'observer.product',
  'productname',
  'product',
  'event.product',
  'metadata.product.name',
  'sourcetype',
  'event.module',
  'plogtype',
  'event.dataset',
  'providername',
];

/** A record that says who made it. `AWS.CloudTrail` in one field is vendor and product. */
function recogniseNames(features: Features): RecognisedProduct | null {
  const product = firstOf(features, PRODUCT_FIELDS);
  const vendor = firstOf(features, VENDOR_FIELDS);
  if (product === null && vendor === null) return null;
  const parts = vendor === null ? (product?.text ?? '').split(/[.:]/) : [];
  return {
    vendor: vendor?.text ?? parts[0] ?? '',
    product: parts.length > 1 ? parts.slice(1).join(' ') : (product?.text ?? vendor?.text ?? ''),
    source: squash(vendor?.text ?? parts[0] ?? product?.text ?? ''),
    confidence: vendor === null ? 55 : 65,
    because: `named by ${[vendor?.path, product?.path].filter((path) => path !== undefined).join(' and ')}`,
    kind: null,
    sensor: 'unknown',
  };
}

function firstOf(features: Features, paths: readonly string[]): { path: string; text: string } | null {
  for (const path of paths) {
    const text = (features.get(path) ?? '').trim();
    if (text.length > 1 && text.length <= 80 && !/^[{[\d]/.test(text)) return { path, text };
  }
  return null;
}

/** CEF and LEEF name their vendor and product; a source id is made of them. */
function recogniseHeader(line: ParsedLine): RecognisedProduct | null {
  const vendor = line.fields.device_vendor;
  const product = line.fields.device_product;
  if (typeof vendor !== 'string' || typeof product !== 'string') return null;
  return {
    vendor,
    product,
    source: line.form,
    confidence: 90,
    because: `${line.form.toUpperCase()} header`,
    kind: null,
    sensor: 'unknown',
  };
}

function recogniseText(text: string, line: ParsedLine): RecognisedProduct | null {
  const head = text.slice(0, 600);
  let best: (typeof LINE_ROWS)[number] | null = null;
  let because = '';
  for (const row of LINE_ROWS) {
    if (best !== null && row.confidence <= best.confidence) continue;
    const byProgram = line.program !== null && row.program?.test(line.program) === true;
    if (!byProgram && row.text?.test(head) !== true) continue;
    best = row;
    because = byProgram ? `program ${line.program}` : 'wording of the line';
  }
  return best === null ? null : { ...pick(best), because };
}
