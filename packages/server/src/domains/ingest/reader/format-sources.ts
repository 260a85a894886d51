// The sources `cef`, `leef` and `syslog`: formats, not products. Their lines are read by the generic reader, which takes vendor
// and product from the header; what the standards say beyond that (the meaning of their keys, LEEF's scale and its time formats,
// which of the header's parts is the rule) is put right here. What is not of the format is refused, since somebody who posts to
// `cef` has a sender to mend; `auto` takes everything.

import {
  canonicalValue,
  cut,
  defineSource,
  ENTITIES_MAX,
  type Entity,
  type EntityCollector,
  type EntityRole,
  type EntityType,
  entityCollector,
  type JsonObject,
  type JsonValue,
  type NormalizedRecord,
  productLabel,
  type ReadResult,
  type SourceAdapter,
  severityOnScale,
  textAt,
} from '@watchfloor/sdk';
import { TRANSPORT_FIELDS } from '../unwrap.ts';
import { CEF_ENTITIES, CEF_KEYS, LEEF_ENTITIES, LEEF_KEYS } from './format-sources-keys.ts';
import { type FoundLine, linesOf } from './format-sources-line.ts';
import { parseByPattern } from './format-sources-time.ts';
import { findCef } from './line-cef.ts';
import { readLineHeader } from './line-syslog.ts';
import { type ParsedLine, parseLine } from './parse-line.ts';
import { readAnything } from './read-anything.ts';

interface Format {
  readonly name: string;
  /** Why a line is not of the format, in words that follow the name of its field; null when it is. */
  refusalOf(parsed: ParsedLine, text: string): string | null;
  /** The generic reading, put right by the standard. */
  refine(record: NormalizedRecord, line: RefinedLine): NormalizedRecord;
}

interface RefinedLine {
  readonly parsed: ParsedLine;
  readonly text: string;
  readonly near: string | undefined;
}

const TITLE_MAX = 500;

const cefFormat: Format = {
  name: 'CEF',
  refusalOf(parsed, text) {
    if (parsed.form === 'cef') return null;
    return /\bCEF:\d/.test(text.slice(0, 1000))
      ? 'is no CEF: its CEF:0|… header is cut short, seven parts are needed'
      : 'is no CEF: the line has no CEF:0|… header';
  },
  refine(record, line) {
    const { fields } = line.parsed;
    const name = textAt(fields, 'event_name');
    const id = textAt(fields, 'device_event_class_id');
    const title = name.includes(' ')
      ? name
      : `${headerLabel(record)}: ${[id, name].filter((part) => part !== '').join(' ')}`;
    const refined = withEntities(record, fields, CEF_ENTITIES);
    return {
      ...refined,
      // A name of one word (`end`, `url`) says nothing without the product and the class beside it.
      title: isFallback(record, name) ? cut(title, TITLE_MAX) : record.title,
      rule: { id: id === '' ? null : cut(id, 200), name: name === '' ? null : cut(name, TITLE_MAX) },
      flags: withoutGuess(record, hasOnlyKeys(line, CEF_KEYS)),
      ...(refined.kind === 'event'
        ? { action: textAt(fields, 'act') || textAt(fields, 'deviceAction') || refined.action || name || id }
        : {}),
    };
  },
};

const leefFormat: Format = {
  name: 'LEEF',
  refusalOf(parsed, text) {
    if (parsed.form === 'leef') return null;
    return /\bLEEF:\d/.test(text.slice(0, 1000))
      ? 'is no LEEF: its LEEF:1.0|… header is cut short, five parts are needed'
      : 'is no LEEF: the line has no LEEF:1.0|… or LEEF:2.0|… header';
  },
  refine(record, line) {
    const { fields } = line.parsed;
    const id = textAt(fields, 'event_id');
    const severity = severityOnScale(textAt(fields, 'sev'), 10, 'up');
    const time = leefTime(fields, line.near);
    const flags = withoutGuess(record, hasOnlyKeys(line, LEEF_KEYS)).filter(
      (flag) =>
        !(flag === 'time_missing' && time !== null) && !(flag === 'severity_unknown' && severity !== null),
    );
    const refined = withEntities(record, fields, LEEF_ENTITIES);
    return {
      ...refined,
      title: leefTitle(record, fields),
      severity: severity ?? record.severity,
      occurred_at: time ?? record.occurred_at,
      rule: { id: id === '' ? null : cut(id, 200), name: record.rule.name },
      flags,
      ...(refined.kind === 'event' && refined.action === '' ? { action: cut(id, 200) } : {}),
    };
  },
};

const syslogFormat: Format = {
  name: 'syslog',
  refusalOf({ priority, time, host }) {
    return priority !== null || (time !== null && host !== null)
      ? null
      : 'is no syslog: the line has neither a <PRI> nor a time and a host before its message';
  },
  refine(record, { parsed }) {
    return {
      ...record,
      // The program is the product as far as syslog knows one.
      vendor: record.vendor || 'Syslog',
      product: record.product || parsed.program || 'Syslog',
      flags: withoutGuess(record, isPlain5424(parsed)),
      ...(record.kind === 'event' && record.action === ''
        ? { action: cut(textAt(parsed.fields, 'msgid'), 200) }
        : {}),
    };
  },
};

function headerLabel({ vendor, product }: NormalizedRecord): string {
  return productLabel(vendor, product) || 'Event';
}

/** Whether the generic reader had no better title than the name, or none. */
function isFallback(record: NormalizedRecord, name: string): boolean {
  return record.title === name || record.title === `${headerLabel(record)} ${record.kind}`;
}

/** LEEF has no name of the event: what vendors add as one, else its category and id. */
function leefTitle(record: NormalizedRecord, fields: JsonObject): string {
  const named = ['eventName', 'name', 'eventDesc', 'msg', 'message', 'description', 'title']
    .map((key) => textAt(fields, key))
    .find((text) => text !== '');
  const parts = [textAt(fields, 'cat'), textAt(fields, 'event_id')].filter((part) => part !== '');
  return cut(named ?? `${headerLabel(record)}: ${parts.join(' ') || record.kind}`, TITLE_MAX);
}

function leefTime(fields: JsonObject, near: string | undefined): string | null {
  const pattern = textAt(fields, 'devTimeFormat');
  return pattern === '' ? null : parseByPattern(textAt(fields, 'devTime'), pattern, near);
}

type Flags = NormalizedRecord['flags'];

function withoutGuess({ flags }: NormalizedRecord, isDefined: boolean): Flags {
  return isDefined ? flags.filter((flag) => flag !== 'best_effort') : flags;
}

const HEADER_KEYS: ReadonlySet<string> = new Set([
  'device_vendor',
  'device_product',
  'device_version',
  'device_event_class_id',
  'device_severity',
  'event_name',
  'event_id',
  'procid',
  'msgid',
  'pid',
]);

/** Whether every key is one of the standard's, or the label that the sender gave to one of its custom fields. */
function hasOnlyKeys({ parsed, text }: RefinedLine, keys: ReadonlySet<string>): boolean {
  return Object.keys(parsed.fields).every(
    (key) =>
      keys.has(key) || HEADER_KEYS.has(key) || (key.length <= LABEL_MAX && text.includes(`Label=${key}`)),
  );
}

/** The reader takes longer labels for texts, and leaves them where they are. */
const LABEL_MAX = 64;

/** A 5424 line of which nothing was read but its header and the structured data that IANA registered. */
function isPlain5424(parsed: ParsedLine): boolean {
  const registered = new Set([
    'procid',
    'msgid',
    'tzKnown',
    'isSynced',
    'syncAccuracy',
    'ip',
    'enterpriseId',
    'software',
    'swVersion',
  ]);
  const isIso = parsed.time === null || /^\d{4}-\d\d-\d\dT/.test(parsed.time);
  const keys = Object.keys(parsed.fields).filter(
    (key) => !['sequenceId', 'sysUpTime', 'language'].includes(key),
  );
  return (
    parsed.form === 'syslog' && isIso && parsed.priority !== null && keys.every((key) => registered.has(key))
  );
}

/** Adds what the standard's keys name and the reader by name and shape passed over. */
function withEntities(
  record: NormalizedRecord,
  fields: JsonObject,
  table: ReadonlyMap<string, readonly [EntityType, EntityRole]>,
): NormalizedRecord {
  const collector = entityCollector();
  for (const [key, value] of Object.entries(fields)) {
    const row = table.get(key);
    if (row === undefined) continue;
    addValue(collector, row, value);
  }
  const told = new Map(collector.list().map((entity) => [nameOf(entity), entity]));
  const known = new Set(record.entities.map(nameOf));
  const added = [...told.values()].filter((entity) => !known.has(nameOf(entity)));
  // A name that says its part knows better than the absence of one.
  const kept = record.entities.map((entity) =>
    entity.role === 'related' ? (told.get(nameOf(entity)) ?? entity) : entity,
  );
  const entities = [...kept, ...added];
  const isCapped = entities.length > ENTITIES_MAX && !record.flags.includes('entities_capped');
  return {
    ...record,
    entities: entities.slice(0, ENTITIES_MAX),
    flags: isCapped ? [...record.flags, 'entities_capped'] : record.flags,
  };
}

function addValue(
  collector: EntityCollector,
  [type, role]: readonly [EntityType, EntityRole],
  value: JsonValue | undefined,
): void {
  if (type === 'host') collector.addTyped(value, role, 'host');
  else if (type !== 'url' || typeof value !== 'string') collector.add(type, value, role);
  else if (canonicalValue('url', value) !== null) collector.add('url', value, role);
  // Endpoint products write the file that was asked for into the key for addresses.
  else collector.addTyped(value.replace(/^"(.{1,4096})"$/, '$1'), role);
}

function nameOf({ type, value }: Entity): string {
  return `${type} ${value}`;
}

/** Reads the first line of the record that is of the format; else says why none is. */
function readFormatted(format: Format, value: JsonValue, near: string | undefined): ReadResult {
  const lines = linesOf(value);
  let refused: { readonly line: FoundLine; readonly message: string } | null = null;
  for (const line of lines) {
    const parsed = parseLine(line.text);
    const message = format.refusalOf(parsed, line.text);
    if (message === null)
      return { ok: true, record: readLine(format, line, { parsed, text: line.text, near }) };
    refused ??= { line, message };
  }
  if (refused === null)
    return refuse('message', `must hold a ${format.name} line: the record carries no text`);
  return refused.line.field === null
    ? refuse(null, `The record ${refused.message}.`)
    : refuse(refused.line.field, refused.message);
}

function readLine(format: Format, line: FoundLine, refined: RefinedLine): NormalizedRecord {
  const near = line.time ?? refined.near;
  // Type 2 is a correlation event: what a correlation engine found. The others do not say whether anybody has to look.
  const isFinding = format === cefFormat && textAt(refined.parsed.fields, 'type') === '2';
  const read = readAnything(line.text, {
    ...(near === undefined ? {} : { near }),
    ...(isFinding ? { kind: 'alert' as const } : {}),
  });
  const record = format.refine(read, { ...refined, near });
  if (record.occurred_at !== null || line.time === null) return record;
  // The collector's own time is when the line came, which is nearer than nothing.
  return { ...record, occurred_at: line.time, flags: record.flags.filter((flag) => flag !== 'time_missing') };
}

function refuse(field: string | null, message: string): ReadResult {
  return { ok: false, refusal: { field, message } };
}

/** How sure it is that a record is nothing but a line of the format with what a collector put around it. */
function recogniseLine(record: JsonObject, isFormat: (text: string) => boolean): number {
  const keys = Object.keys(record);
  if (keys.length > 12 || keys.some((key) => !TRANSPORT_FIELDS.has(key))) return 0;
  const line = linesOf(record)[0];
  return line !== undefined && isFormat(line.text) ? SURE : 0;
}

/** Above what `auto` needs, below what an adapter says of a line that its own product wrote. */
const SURE = 60;

function startsTag(text: string, tag: 'CEF:' | 'LEEF:'): boolean {
  if (!text.slice(0, 1000).includes(tag)) return false;
  const { bodyStart } = readLineHeader(text);
  const start = findCef(text, bodyStart);
  return start >= 0 && text.startsWith(tag, start);
}

const BEARER = '`Authorization: Bearer <key>`';

function setupOf(path: string, line: string): string {
  return `Post lines as text, many at once with a line break between them, to \`{url}\` with the header ${BEARER}:

    curl -H 'Authorization: Bearer <key>' -H 'Content-Type: text/plain' {url} --data-binary '${line}'

**rsyslog** (\`omhttp\`; host, port and path are those of the address above):

    module(load="omhttp")
    template(name="wire" type="string" string="%rawmsg%")
    action(type="omhttp" server="<host>" serverport="443" usehttps="on" restpath="v1/ingest/${path}" template="wire"
      httpheaders=["Authorization: Bearer <key>"] httpcontenttype="text/plain" batch="on" batch.format="newline")

**syslog-ng** (\`http()\`, with \`flags(store-raw-message)\` on its source):

    destination d_watchfloor { http(url("{url}") method("POST") headers("Authorization: Bearer <key>", "Content-Type: text/plain")
      body("\${RAWMSG}") delimiter("\\n") batch-lines(200) batch-timeout(2000)); };

**Fluent Bit** (any input; the line stands in \`log\` or \`message\` of its JSON, which is opened):

    [OUTPUT]
        Name    http
        Match   *
        Host    <host>
        Port    443
        Tls     On
        URI     /v1/ingest/${path}
        Format  json_lines
        Header  Authorization Bearer <key>

JSON that carries the line (\`message\`, \`event\`, \`raw\`, \`_raw\`, a Splunk HTTP event) is opened.`;
}

function formatSource(
  format: Format,
  about: Pick<SourceAdapter, 'id' | 'summary' | 'documentation' | 'setup' | 'recognise' | 'parseText'>,
): SourceAdapter {
  return defineSource({
    ...about,
    vendor: 'Generic',
    product: format.name,
    envelopes: ['events', 'records', 'lines'],
    read: (record) => readFormatted(format, record, undefined),
  });
}

const cef = formatSource(cefFormat, {
  id: 'cef',
  summary: 'lines in the ArcSight Common Event Format, with or without a syslog header, of any product',
  documentation:
    'https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-8.4/cef-implementation-standard/',
  setup: setupOf('cef', 'CEF:0|Vendor|Product|1.0|100|Worm stopped|10|src=192.0.2.1 dst=198.51.100.2'),
  recognise: (record) => recogniseLine(record, (text) => startsTag(text, 'CEF:')),
  parseText: (text) => (startsTag(text, 'CEF:') ? { message: text } : null),
});

const leef = formatSource(leefFormat, {
  id: 'leef',
  summary: 'lines in the Log Event Extended Format 1.0 and 2.0 of QRadar, of any product',
  documentation: 'https://www.ibm.com/docs/en/dsm?topic=leef-overview',
  setup: setupOf('leef', 'LEEF:2.0|Vendor|Product|1.0|EventID|^|src=192.0.2.1^dst=198.51.100.2^sev=7'),
  recognise: (record) => recogniseLine(record, (text) => startsTag(text, 'LEEF:')),
  parseText: (text) => (startsTag(text, 'LEEF:') ? { message: text } : null),
});

const syslog = formatSource(syslogFormat, {
  id: 'syslog',
  summary: 'syslog lines after RFC 3164 and RFC 5424, of any program',
  documentation: 'https://www.rfc-editor.org/rfc/rfc5424',
  setup: setupOf('syslog', '<34>1 2026-03-04T05:06:07Z host-1 su - ID47 - su root failed for adele'),
  // `auto` gives such a line to the generic reader, which knows its program; only an addressed one must be syslog.
  recognise: () => 0,
});

const FORMATS: ReadonlyMap<string, Format> = new Map([
  [cef.id, cefFormat],
  [leef.id, leefFormat],
  [syslog.id, syslogFormat],
]);

/** The sources of formats, as the catalogue lists them. */
export const formatSources: readonly SourceAdapter[] = [cef, leef, syslog];

/**
 * Reads for one of the sources above, a text as well as an object, with the time at which it came; null for any other source.
 * The time is what an adapter's `read` has no way to get, and lines of RFC 3164 do not carry their year.
 */
export function readFormat(source: string, value: JsonValue, near: string | undefined): ReadResult | null {
  const format = FORMATS.get(source);
  return format === undefined ? null : readFormatted(format, value, near);
}
