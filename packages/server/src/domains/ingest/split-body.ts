// A request body becomes records: one object, an array, an array inside a vendor's envelope, NDJSON, a table with a header, or
// raw lines. Each record
// keeps its own bytes; a record that cannot be read is an error of its own and takes no other with it.

import type { JsonObject, JsonValue } from '@watchfloor/sdk';
import { AppError, type ErrorCode } from '../../kernel/errors.ts';
import { depthOf, elementSpans, findPath, type Span, valueSpan } from './json-spans.ts';
import { parseVendorJson } from './parse-json.ts';
import { splitTable } from './split-table.ts';

export const RECORDS_MAX = 1_000;
export const DEPTH_MAX = 1_000;

export interface SplitRecord {
  readonly raw: Buffer;
  /** What was read: a value, or why it could not be read. */
  readonly content: { readonly value: JsonValue } | { readonly error: ErrorCode; readonly message: string };
}

export interface SplitBody {
  readonly records: readonly SplitRecord[];
  /** Whether the answer is a list: an array, NDJSON, several lines, an envelope. */
  readonly batch: boolean;
  readonly contentType: string;
}

export type BodyForm = 'json' | 'ndjson' | 'text';

/** Which form a content type announces; null when it is none that we read. Without one, the first byte tells. */
export function bodyForm(contentType: string | undefined, body: Buffer): BodyForm | null {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (/ndjson|jsonl|json-seq|json-lines/.test(type)) return 'ndjson';
  if (/[/+]json$/.test(type)) return 'json';
  if (type.startsWith('text/') || /[/+]xml$/.test(type)) return 'text';
  if (type === '' || type === 'application/octet-stream')
    return /^[\s\ufeff]*[[{]/.test(head(body)) ? 'json' : 'text';
  return null;
}

function head(body: Buffer): string {
  return body.toString('utf8', 0, 64);
}

/** `envelopes` gives the paths under which this object may carry an array of records. */
export function splitBody(
  sent: Buffer,
  form: BodyForm,
  envelopes: (value: JsonObject) => readonly string[],
): SplitBody {
  const body = withoutMark(sent);
  if (form === 'text') return splitText(body);
  if (form === 'ndjson') return splitLines(body);
  const whole = valueSpan(body);
  if (whole.start >= body.length) throw new AppError('empty');
  if (body[whole.start] === 0x5b) return splitArray(body, whole);
  const isTooDeep = depthOf(body) > DEPTH_MAX;
  const text = body.toString('utf8');
  let value: JsonValue;
  try {
    // What is too deep is parsed without the reviver, which is recursive, and only to find the envelope around its records.
    value = isTooDeep ? JSON.parse(text) : parseVendorJson(text);
  } catch (cause) {
    const lines = looksLikeLines(body) ? splitLines(body) : null;
    if (lines?.records.every((record) => 'value' in record.content)) return lines;
    throw new AppError('bad_json', { message: `The body is not valid JSON: ${reasonOf(cause)}.`, cause });
  }
  if (isObject(value)) {
    const inside = splitEnvelope(body, envelopes(value));
    if (inside) return inside;
  }
  if (isTooDeep) throw new AppError('too_deep');
  return { records: [{ raw: sent, content: { value } }], batch: false, contentType: 'application/json' };
}

/** The body behind a byte order mark, which belongs to no record. */
function withoutMark(body: Buffer): Buffer {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}

function splitArray(body: Buffer, whole: Span): SplitBody {
  // The outer array is ours; depth counts inside each element. Only an array that is valid as a whole is split: the
  // nesting is known to be bounded for every element that is parsed.
  const spans = elementSpans(body, whole.start) ?? [];
  assertValidArray(body, spans);
  return { records: fromSpans(body, spans), batch: true, contentType: 'application/json' };
}

/** The array's own grammar, checked without parsing its elements twice: what lies between and behind them. */
function assertValidArray(body: Buffer, spans: readonly Span[]): void {
  const start = valueSpan(body).start;
  let rest = body.toString('latin1', start, spans[0]?.start ?? body.length);
  for (const [index, span] of spans.entries()) {
    const next = spans[index + 1];
    if (span.end === span.start) throw brokenArray();
    if (next) {
      if (body.toString('latin1', span.end, next.start).trim() !== ',') throw brokenArray();
    } else {
      rest += body.toString('latin1', span.end);
    }
  }
  if (rest.replace(/\s+/g, '') !== '[]') throw brokenArray();
}

function brokenArray(): AppError {
  return new AppError('bad_json', {
    message: 'The body is not valid JSON: the array is broken or not closed.',
  });
}

function splitEnvelope(body: Buffer, paths: readonly string[]): SplitBody | null {
  for (const path of paths) {
    const start = findPath(body, path.split('.'));
    const spans = start === null ? null : elementSpans(body, start);
    if (spans) return { records: fromSpans(body, spans), batch: true, contentType: 'application/json' };
  }
  return null;
}

function fromSpans(body: Buffer, spans: readonly Span[]): SplitRecord[] {
  limit(spans.length);
  return spans.map((span) => {
    const raw = body.subarray(span.start, span.end);
    if (span.depth > DEPTH_MAX)
      return failed(raw, 'too_deep', 'The record is nested more than 1,000 levels deep.');
    return parsed(raw);
  });
}

function splitLines(body: Buffer): SplitBody {
  const records: SplitRecord[] = [];
  for (const line of linesOf(body)) {
    limit(records.length + 1);
    if (depthOf(line) > DEPTH_MAX) {
      records.push(failed(line, 'too_deep', 'The record is nested more than 1,000 levels deep.'));
    } else {
      records.push(parsed(line));
    }
  }
  return { records, batch: true, contentType: 'application/x-ndjson' };
}

/** Rows of a table with a header, else lines of a log; a line that starts with white space goes on with the one before (stack traces, folded headers). */
function splitText(body: Buffer): SplitBody {
  const text = body.toString('utf8').trim();
  const events = splitEvents(text);
  if (events.length > 1) {
    limit(events.length);
    const records = events.map((event) => textRecord(Buffer.from(event), event));
    return { records, batch: true, contentType: 'text/plain' };
  }
  const isDocument = /^<[A-Za-z?!]/.test(text) && text.endsWith('>') && text.includes('\n');
  if (isDocument) return { records: [textRecord(body, text)], batch: false, contentType: 'text/plain' };
  const table = splitTable(text);
  if (table !== null) {
    limit(table.length);
    const rows = table.map((row) => ({ raw: Buffer.from(row.raw), content: { value: row.value } }));
    return { records: rows, batch: true, contentType: 'text/plain' };
  }
  const records: SplitRecord[] = [];
  let start = 0;
  let end = 0;
  const flush = () => {
    if (end > start) {
      limit(records.length + 1);
      const raw = body.subarray(start, end);
      records.push(textRecord(raw, raw.toString('utf8').trim()));
    }
  };
  for (const span of lineSpans(body)) {
    const continues = end > start && (body[span.start] === 0x20 || body[span.start] === 0x09);
    if (continues) {
      end = span.end;
      continue;
    }
    flush();
    start = span.start;
    end = span.end;
  }
  flush();
  return { records, batch: records.length !== 1, contentType: 'text/plain' };
}

/** The events of an export of the Windows event log, with or without `<Events>` around them; empty for anything else. */
function splitEvents(text: string): string[] {
  const events: string[] = [];
  if (!/^<(?:\?xml[^>]{0,200}>\s*<)?Events?[\s>]/.test(text)) return events;
  let start = text.search(/<Event[\s>]/);
  while (start >= 0) {
    const end = text.indexOf('</Event>', start);
    if (end < 0) break;
    events.push(text.slice(start, end + '</Event>'.length));
    start = text.indexOf('<Event', end);
  }
  return events;
}

function textRecord(raw: Buffer, text: string): SplitRecord {
  // A line of JSON is a record as much as one that came as NDJSON.
  if (text.startsWith('{') && depthOf(raw) <= DEPTH_MAX) {
    try {
      return { raw, content: { value: parseVendorJson(text) } };
    } catch {
      // Not JSON after all: it stays the line that it is.
    }
  }
  return { raw, content: { value: text } };
}

function parsed(raw: Buffer): SplitRecord {
  try {
    return { raw, content: { value: parseVendorJson(raw.toString('utf8')) } };
  } catch (cause) {
    return failed(raw, 'bad_json', `The record is not valid JSON: ${reasonOf(cause)}.`);
  }
}

function failed(raw: Buffer, error: ErrorCode, message: string): SplitRecord {
  return { raw, content: { error, message } };
}

function limit(count: number): void {
  if (count > RECORDS_MAX) throw new AppError('too_many_records');
}

function* lineSpans(body: Buffer): Generator<{ start: number; end: number }> {
  let start = 0;
  while (start < body.length) {
    const newline = body.indexOf(0x0a, start);
    const end = newline === -1 ? body.length : newline;
    const cut = body[end - 1] === 0x0d ? end - 1 : end;
    if (body.toString('latin1', start, cut).trim() !== '') yield { start, end: cut };
    start = end + 1;
  }
}

function* linesOf(body: Buffer): Generator<Buffer> {
  for (const span of lineSpans(body)) yield body.subarray(span.start, span.end);
}

function looksLikeLines(body: Buffer): boolean {
  return body.includes(0x0a) && body.subarray(0, 200).toString('utf8').trimStart().startsWith('{');
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** V8's own words, without the piece of the body that it quotes: errors must not carry what may be secret. */
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : '';
  return (
    /^(Unexpected end of JSON input|Unexpected non-whitespace character after JSON at position \d+)/.exec(
      message,
    )?.[1] ??
    (/position (\d+)/.exec(message)?.[0]
      ? `unexpected character at ${/position (\d+)/.exec(message)?.[0]}`
      : 'unexpected character')
  );
}
