// One raw log line, whatever it is, to fields. The header is read first; then the body is tried as the most telling form
// it can be, CEF and JSON before key=value, columns before prose; what no form explains is read as text.

import { FieldBag, type JsonObject, type JsonValue, readXml } from '@watchfloor/sdk';
import { findCef, readCef } from './line-cef.ts';
import { readColonPairs } from './line-colon.ts';
import { type ColumnsLine, readColumns, readHeadedColumns, readKnownColumns } from './line-columns.ts';
import { findJson, parseOrNull } from './line-json.ts';
import { readBracketPairs, readKeyValues } from './line-key-value.ts';
import { readProgramText } from './line-programs.ts';
import { type LineHeader, type Priority, readLineHeader } from './line-syslog.ts';
import { readText } from './line-text.ts';
import { readWebLine } from './line-web.ts';
import { readHashes } from './text-shapes.ts';

export type LineForm = 'json' | 'key_value' | 'cef' | 'leef' | 'xml' | 'syslog' | 'csv' | 'text';

export interface ParsedLine {
  readonly form: LineForm;
  readonly fields: JsonObject;
  /** The body in words: the text of the message field if there is one, else the body itself. */
  readonly message: string;
  /** The time of the header as written. A time without a year is not yet a time: see `parseTimeNear`. */
  readonly time: string | null;
  readonly host: string | null;
  readonly program: string | null;
  readonly priority: Priority | null;
}

/** A longer line is read up to here; formats put what matters first. */
const LINE_MAX = 1_048_576;

/** Reads one line. Never throws; time is linear in the length of the line. */
export function parseLine(line: string): ParsedLine {
  const text = (line.length > LINE_MAX ? line.slice(0, LINE_MAX) : line).replace(/^\uFEFF/, '');
  const whole = text.trimStart();
  if (whole.startsWith('{') || whole.startsWith('[{')) {
    const value = parseOrNull(whole);
    if (value !== null && typeof value === 'object') return jsonLine(value, EMPTY_HEADER);
    const found = findJson(whole, 0);
    if (found !== null && found.start === 0) return jsonLine(found.value, EMPTY_HEADER);
  }
  const header = readLineHeader(text);
  const body = text.slice(header.bodyStart).trimEnd();
  return readStructured(body, header) ?? readHeadless(text, header) ?? readLoose(body, header);
}

/** Columns that begin with their date and clock, which pass for the header of a line. */
function readHeadless(text: string, header: LineHeader): ParsedLine | null {
  const isBare = header.priority === null && header.host === null && header.program === null;
  if (!isBare || header.time === null) return null;
  const known = readKnownColumns(text.trim());
  return known === null ? null : columnsLine(known, text.slice(header.bodyStart), header);
}

const EMPTY_HEADER: LineHeader = {
  priority: null,
  time: null,
  host: null,
  program: null,
  fields: {},
  bodyStart: 0,
};

/** The forms that announce themselves: CEF, LEEF, JSON, XML, access logs. */
function readStructured(body: string, header: LineHeader): ParsedLine | null {
  const cefStart = findCef(body, 0);
  if (cefStart >= 0) {
    const cef = readCef(body, cefStart);
    if (cef !== null) return lineOf(cef.form, header, { fields: cef.fields, message: '' });
  }
  if (body.includes('{')) {
    const json = findJson(body, 0);
    // JSON that is a small part of a line is one value of it, not its form.
    if (json !== null && (json.end - json.start) * 2 >= body.length) {
      const before = body.slice(0, json.start).trim();
      const line = jsonLine(json.value, header);
      return before === ''
        ? line
        : { ...line, fields: joinFields([readKeyValues(before).fields, line.fields]) };
    }
  }
  // A table has doubled the quotes of the JSON in one of its cells.
  if (body.includes('{""')) {
    const json = findJson(body.replaceAll('""', '"'), 0);
    if (json !== null && (json.end - json.start) * 2 >= body.length / 2) return jsonLine(json.value, header);
  }
  const xmlStart = /^<[A-Za-z?!]/.test(body) ? 0 : body.indexOf('<Event ');
  // `<Info:AAA.authPass> Login passed` opens with a mark of its own, and nothing is ever closed.
  if (xmlStart >= 0 && (body.includes('</') || body.includes('/>'))) {
    const xml = readXml(body, xmlStart);
    if (xml !== null) return lineOf('xml', header, { fields: xml, message: body });
  }
  const web = readWebLine(body, /^[A-Z][a-z]{3,10}: /.exec(body)?.[0].length ?? 0);
  if (web === null) return null;
  const fields = joinFields([web.fields, readKeyValues(web.rest).fields, readHashes(web.rest)]);
  return { ...lineOf('text', header, { fields, message: body }), time: web.time };
}

function jsonLine(value: JsonObject | readonly JsonValue[], header: LineHeader): ParsedLine {
  const fields = isList(value) ? { items: value } : value;
  return lineOf('json', header, { fields, message: '' });
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Pairs, columns and prose, which share lines: `sshd: error for user bob rhost=192.0.2.1 [id "7"]`. */
function readLoose(body: string, header: LineHeader): ParsedLine {
  const known = readHeadedColumns(body) ?? readKnownColumns(body);
  if (known !== null) return columnsLine(known, body, header);
  // Cells in quotes are cells, even where some of them are pairs.
  const cells = /^"[^"]{0,300}",/.test(body) ? readColumns(body) : null;
  if (cells !== null) return columnsLine(cells, body, header);
  const brackets = readBracketPairs(body);
  const pairs = readKeyValues(brackets.rest);
  const count = brackets.count + pairs.count;
  const rest = count === 0 ? body : pairs.rest;
  const colon = readColonPairs(rest);
  if (pairs.count + colon.count < 3) {
    const columns = readColumns(body);
    if (columns !== null) return columnsLine(columns, body, header);
  }
  // A text made of labels has nothing left for the patterns of prose, which would take its labels for phrases.
  const prose = colon.count < 3 ? rest : (colon.rest ?? '');
  const fields = joinFields([
    brackets.fields,
    pairs.fields,
    colon.fields,
    prose === '' ? {} : readText(prose),
    readProgramText(header.program, body),
  ]);
  const hasHeader = header.priority !== null || header.host !== null || header.program !== null;
  const form = count + colon.count >= 2 ? 'key_value' : hasHeader ? 'syslog' : 'text';
  const line = lineOf(form, header, { fields, message: body });
  // The audit system of Linux stamps its own records; the header is that of their dispatch.
  const stamp = AUDIT_STAMP.exec(body.slice(0, 200))?.[1];
  return stamp === undefined ? line : { ...line, time: stamp };
}

const AUDIT_STAMP = /\baudit\((\d{10}\.\d{3}):\d+\)/;

function columnsLine(columns: ColumnsLine, body: string, header: LineHeader): ParsedLine {
  const fields = joinFields([columns.fields, readProgramText(header.program, body)]);
  const line = lineOf('csv', header, { fields, message: body });
  return { ...line, time: columns.time ?? header.time };
}

function lineOf(
  form: LineForm,
  header: LineHeader,
  body: { readonly fields: JsonObject; readonly message: string },
): ParsedLine {
  return {
    form,
    fields: joinFields([body.fields, header.fields]),
    message: body.message,
    time: header.time,
    host: header.host,
    program: header.program,
    priority: header.priority,
  };
}

function hasFields(part: JsonObject): boolean {
  for (const _ in part) return true;
  return false;
}

/** Whether no name stands in both; `__proto__` is never just added. */
function areApart(one: JsonObject, other: JsonObject): boolean {
  for (const key in other) if (key === '__proto__' || Object.hasOwn(one, key)) return false;
  return true;
}

/** Puts parts together that nobody else holds: what can be is added to the first of them, since to copy is what costs. */
function joinFields(parts: readonly JsonObject[]): JsonObject {
  const filled = parts.filter(hasFields);
  const [first, ...others] = filled;
  if (first === undefined || others.length === 0) return first ?? {};
  if (
    others.every((part) => areApart(first, part)) &&
    areApart(others[0] ?? {}, others[1] ?? {}) &&
    others.length < 3
  )
    return Object.assign(first, ...others);
  const bag = new FieldBag();
  for (const part of filled) {
    for (const [key, value] of Object.entries(part)) if (value !== undefined) bag.add(key, value);
  }
  return bag.toObject();
}
