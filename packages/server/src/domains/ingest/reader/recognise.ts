// Which product a record comes from, by its features: names of fields and a few telling values. Never by a file's name or
// by what the sender claims in a header, so that a misrouted feed is still read right.

import type { JsonObject, JsonValue, Sensor } from '@watchfloor/sdk';
import { type FieldPath, rootPath } from './field-path.ts';
import { parseOrNull } from './line-json.ts';
import { type ParsedLine, parseLine } from './parse-line.ts';
import type { ProductRow } from './product-row.ts';
import { matchLine } from './recognise-lines.ts';
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
  if (typeof input !== 'string') return recogniseRecord(input) ?? recogniseCarried(input);
  const line = parsed ?? parseLine(input);
  const byHeader = line.form === 'cef' || line.form === 'leef' ? recogniseHeader(line) : null;
  if (byHeader !== null) return byHeader;
  const byLine = recogniseText(input, line);
  const byFields = recogniseRecord(line.fields);
  if (byLine === null || byFields === null) return byLine ?? byFields ?? recogniseProgram(line);
  return byFields.confidence > byLine.confidence ? byFields : byLine;
}

const LINE_KEYS = [
  'message',
  'raw',
  '_raw',
  'event',
  'log',
  'full_log',
  'msg',
  'text',
  'line',
  'original',
  'body',
];
const CARRIED_MIN = 20;

/** A record that says nothing of a product itself, but carries the line of one (`{"message": "Mar  4 … sshd[1]: …"}`). */
function recogniseCarried(record: JsonObject): RecognisedProduct | null {
  for (const key of LINE_KEYS) {
    const text = Object.hasOwn(record, key) ? record[key] : undefined;
    if (typeof text !== 'string' || text.length < CARRIED_MIN || text.startsWith('{')) continue;
    const found = recogniseProduct(text);
    if (found !== null) return found;
  }
  return null;
}

/** Words that stand where a program's name does and name none. */
const NO_PROGRAMS: ReadonlySet<string> = new Set(
  `info error warn warning notice debug alert critical emerg message msg event events log logger syslog system user audit default
  unknown none date time subject from to status action result type level`.split(/\s+/),
);

/** A program that no row knows is still what wrote the line. */
function recogniseProgram(line: ParsedLine): RecognisedProduct | null {
  const name = (line.program ?? '').replace(/^.*\//, '').replace(/\[.*$/, '');
  if (!/^[A-Za-z][\w.+-]{1,40}$/.test(name) || NO_PROGRAMS.has(name.toLowerCase())) return null;
  return {
    vendor: '',
    product: name,
    source: squash(name),
    confidence: 40,
    because: `program ${line.program}`,
    kind: null,
    sensor: 'unknown',
  };
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
  'eventvendor',
];
/** Fields that name the program or application; less than a product, and only asked when no product is named. */
const PROGRAM_FIELDS = [
  'syslogidentifier',
  'appname',
  'applicationname',
  'programname',
  'program',
  'servicename',
  'service.name',
  'logger',
  'loggername',
  'eventsource',
];
const PRODUCT_FIELDS = [
  'deviceproduct',
  'observer.product',
  'productname',
  'eventproduct',
  'product',
  'event.product',
  'metadata.product.name',
  'sourcetype',
  'event.module',
  'plogtype',
  'event.dataset',
  'providername',
];

/** Texts of the known paths that the record has; '' for what is no short text. */
type Features = Map<string, string>;

/** Keys looked at in one record. */
const KEYS_MAX = 2_000;
const VALUE_MAX = 200;

/** A row with what is left to look for once its anchor is there. */
interface AnchoredRow {
  readonly row: ProductRow;
  readonly others: readonly string[];
  readonly any: readonly string[];
  readonly where: readonly (readonly [string, RegExp])[];
}

const BY_ANCHOR: ReadonlyMap<string, readonly AnchoredRow[]> = indexRows();

/** The rows of each anchor, surest first, so that most looks end at the first row that holds. */
function indexRows(): Map<string, AnchoredRow[]> {
  const index = new Map<string, AnchoredRow[]>();
  for (const row of PRODUCT_ROWS) {
    const [anchor = '', ...others] = row.all;
    const rows = index.get(anchor) ?? [];
    rows.push({ row, others, any: row.any ?? [], where: Object.entries(row.where ?? {}) });
    index.set(anchor, rows);
  }
  for (const rows of index.values()) rows.sort((a, b) => b.row.confidence - a.row.confidence);
  return index;
}

/** Every path that a row or the naming fields speak of; the others of a record are passed over. */
const KNOWN_PATHS: ReadonlySet<string> = new Set([
  ...PRODUCT_ROWS.flatMap((row) => [...row.all, ...(row.any ?? []), ...Object.keys(row.where ?? {})]),
  ...VENDOR_FIELDS,
  ...PRODUCT_FIELDS,
  ...PROGRAM_FIELDS,
]);

function recogniseRecord(record: JsonObject): RecognisedProduct | null {
  const features: Features = new Map();
  addFeatures({ features, keys: 0 }, record, { path: rootPath(), depth: 0 });
  let best: ProductRow | null = null;
  for (const path of features.keys()) {
    const rows = BY_ANCHOR.get(path);
    if (rows === undefined) continue;
    for (const candidate of rows) {
      if (best !== null && candidate.row.confidence <= best.confidence) break;
      if (!matches(candidate, features)) continue;
      best = candidate.row;
      break;
    }
  }
  if (best === null) return recogniseNames(features);
  const because = [...best.all, ...Object.keys(best.where ?? {})].join(', ');
  return { ...pick(best), because: `fields ${because}` };
}

function pick(row: Omit<RecognisedProduct, 'because'>): Omit<RecognisedProduct, 'because'> {
  const { vendor, product, source, confidence, kind, sensor } = row;
  return { vendor, product, source, confidence, kind, sensor };
}

function matches(candidate: AnchoredRow, features: Features): boolean {
  for (const path of candidate.others) if (!features.has(path)) return false;
  if (candidate.any.length > 0 && !candidate.any.some((path) => features.has(path))) return false;
  for (const [path, pattern] of candidate.where) if (!pattern.test(features.get(path) ?? '')) return false;
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

interface FeatureWalk {
  readonly features: Features;
  keys: number;
}

/** The known paths of a record, three levels deep, with the short texts among their values. */
function addFeatures(
  walk: FeatureWalk,
  object: JsonObject,
  place: { readonly path: FieldPath; readonly depth: number },
): void {
  for (const key in object) {
    if (!Object.hasOwn(object, key)) continue;
    walk.keys += 1;
    if (walk.keys > KEYS_MAX) return;
    const value = object[key];
    const path = place.path.at(key);
    path.features ??= knownFeatures(path);
    let text: string | null = path.features.length === 0 ? null : textOf(value);
    for (const feature of path.features) {
      if (!walk.features.has(feature)) walk.features.set(feature, text ?? '');
      text = null;
    }
    if (place.depth >= 2) continue;
    const inner = innerObject(value, key, place.depth);
    if (inner === null) continue;
    addFeatures(walk, inner, { path, depth: place.depth + 1 });
    if (place.depth > 0) continue;
    const isWrapper =
      typeof value !== 'object' ||
      Array.isArray(value) ||
      isOnly(object) ||
      (WRAPPERS.has(path.squashed) && key !== 'source');
    if (isWrapper) addFeatures(walk, inner, { path: rootPath(), depth: 1 });
  }
}

/** One key that holds everything: the root of a document. */
function isOnly(object: JsonObject): boolean {
  let keys = 0;
  for (const _ in object) {
    keys += 1;
    if (keys > 1) return false;
  }
  return keys === 1;
}

/**
 * What of a path is known: itself, if it is, and what stands above it (a flat key `kibana.alert.rule.name` has the features
 * `kibana.alert` and `kibana.alert.rule` as well). The first is the path itself, so that it takes the value.
 */
function knownFeatures(path: FieldPath): readonly string[] {
  const { squashed } = path;
  const found: string[] = [];
  for (let dot = squashed.lastIndexOf('.'); dot > 0; dot = squashed.lastIndexOf('.', dot - 1)) {
    const parent = squashed.slice(0, dot);
    if (KNOWN_PATHS.has(parent)) found.push(parent);
  }
  if (KNOWN_PATHS.has(squashed)) return [squashed, ...found];
  return found.length === 0 ? NO_FEATURES : ['', ...found];
}

const NO_FEATURES: readonly string[] = [];

const TEXT_KEYS = /^(?:_raw|raw|message|event|data|full_log|properties)$/i;
const BATCH_KEYS = /^(?:Records|records|items|events|alerts|value|messages|findings|detections)$/;

function innerObject(value: JsonValue | undefined, key: string, depth: number): JsonObject | null {
  if (typeof value === 'string') {
    // A record handed on as text in a field of its own.
    const isRecordText =
      depth === 0 && value.startsWith('{') && value.length < 100_000 && TEXT_KEYS.test(key);
    const parsed = isRecordText ? parseOrNull(value) : null;
    return isObject(parsed) ? parsed : null;
  }
  if (isObject(value)) return value;
  // A batch of one kind: its first record speaks for all.
  const first = Array.isArray(value) && BATCH_KEYS.test(key) ? value[0] : undefined;
  return isObject(first) ? first : null;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function squash(text: string): string {
  return text
    .slice(0, VALUE_MAX)
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]/g, '');
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string'
    ? value.slice(0, VALUE_MAX)
    : typeof value === 'number'
      ? String(value)
      : '';
}

/** A record that says who made it. `AWS.CloudTrail` in one field is vendor and product. */
function recogniseNames(features: Features): RecognisedProduct | null {
  const product = firstOf(features, PRODUCT_FIELDS);
  const vendor = firstOf(features, VENDOR_FIELDS);
  if (product === null && vendor === null) return recogniseApplication(features);
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

function recogniseApplication(features: Features): RecognisedProduct | null {
  const program = firstOf(features, PROGRAM_FIELDS);
  if (program === null || !/^[A-Za-z][\w .:+-]{1,40}$/.test(program.text)) return null;
  return {
    vendor: '',
    product: program.text,
    source: squash(program.text),
    confidence: 40,
    because: `named by ${program.path}`,
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

/**
 * What sensors write in CEF or LEEF are findings; what gateways, proxies and audit trails write is what passed through
 * them, whatever they thought of it.
 */
const HEADER_KINDS: readonly {
  readonly pattern: RegExp;
  readonly sensor: Sensor;
  readonly kind: 'event' | 'alert';
}[] = [
  {
    pattern:
      /extrahop|vectra|darktrace|fireeye|claroty|dragos|falconhost|attivo|illusive|guardicore|corelight\|notice|cortex xdr|stealthwatch/i,
    sensor: 'network',
    kind: 'alert',
  },
  {
    pattern:
      /forti(?:gate|proxy|web|adc|ddos)|pan-os|palo alto networks\|(?:lf|pan)|check ?point\|(?:vpn|fire|url|app|ident|anti|smart)|sonicwall|stormshield|zscaler|netskope|web ?gateway|proxysg|websense|forcepoint\|(?:sec|fire|ngfw)|barracuda|big-?ip|\|asm\b|incapsula|securesphere|cloudflare|akamai|citrix|netscaler|juniper|sophos\|(?:fire|sfos|xg)|infoblox|bluecat|efficientip|skyhigh|mcafee\|(?:web|mwg)|symantec\|proxy|arubanetworks|clearpass|watchguard\|fire/i,
    sensor: 'network',
    kind: 'event',
  },
  {
    pattern:
      /cyber-?ark|thycotic|delinea|beyondtrust|centrify|wallix|okta|ping ?identity|rsa\|auth|sailpoint/i,
    sensor: 'identity',
    kind: 'event',
  },
  {
    pattern: /email security|esa\b|mimecast|ironport|proofpoint\|(?:pps|protection)/i,
    sensor: 'email',
    kind: 'event',
  },
];

/** CEF and LEEF name their vendor and product; a source id is made of them. */
function recogniseHeader(line: ParsedLine): RecognisedProduct | null {
  const vendor = line.fields.device_vendor;
  const product = line.fields.device_product;
  if (typeof vendor !== 'string' || typeof product !== 'string') return null;
  const known = HEADER_KINDS.find(({ pattern }) => pattern.test(`${vendor}|${product}`));
  return {
    vendor,
    product,
    source: line.form,
    confidence: 90,
    because: `${line.form.toUpperCase()} header`,
    kind: known?.kind ?? null,
    sensor: known?.sensor ?? 'unknown',
  };
}

function recogniseText(text: string, line: ParsedLine): RecognisedProduct | null {
  const found = matchLine(text, line.program);
  return found === null ? null : { ...pick(found.row), because: found.because };
}
