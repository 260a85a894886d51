// One raw log line, whatever it is, to fields. The header is read first; then the body is tried as the most telling form
// it can be, CEF and JSON before key=value, columns before prose; what no form explains is read as text.

import { FieldBag, type JsonObject, type JsonValue, readXml } from '@watchfloor/sdk';
import { findCef, readCef } from './line-cef.ts';
import { readColonPairs } from './line-colon.ts';
import { type ColumnsLine, readColumns, readHeadedColumns, readKnownColumns } from './line-columns.ts';
import { findJson } from './line-json.ts';
import { readBracketPairs, readKeyValues } from './line-key-value.ts';
import { readProgramText } from './line-programs.ts';
import { type LineHeader, type Priority, readLineHeader } from './line-syslog.ts';
import { readText } from './line-text.ts';
import { readWebLine } from './line-web.ts';

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
    const found = findJson(whole, 0);
    if (found !== null && found.start === 0) return jsonLine(found.value, EMPTY_HEADER);
  }
  const header = readLineHeader(text);
  const body = text.slice(header.bodyStart).trimEnd();
  return readStructured(body, header) ?? readLoose(body, header);
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
  const xmlStart = /^<[A-Za-z?!]/.test(body) ? 0 : body.indexOf('<Event ');
  if (xmlStart >= 0) {
    const xml = readXml(body, xmlStart);
    if (xml !== null) return lineOf('xml', header, { fields: xml, message: body });
  }
  const web = readWebLine(body, /^[A-Z][a-z]{3,10}: /.exec(body)?.[0].length ?? 0);
  if (web === null) return null;
  const fields = joinFields([web.fields, readKeyValues(web.rest).fields]);
  return { ...lineOf('text', header, { fields, message: body }), time: header.time ?? web.time };
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
  const isProse = rest !== '' && colon.count < 3;
  const fields = joinFields([
    brackets.fields,
    pairs.fields,
    colon.fields,
    isProse ? readText(rest) : {},
    readProgramText(header.program, body),
  ]);
  const hasHeader = header.priority !== null || header.host !== null || header.program !== null;
  const form = count + colon.count >= 2 ? 'key_value' : hasHeader ? 'syslog' : 'text';
  return lineOf(form, header, { fields, message: body });
}

function columnsLine(columns: ColumnsLine, body: string, header: LineHeader): ParsedLine {
  const line = lineOf('csv', header, { fields: columns.fields, message: body });
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

function joinFields(parts: readonly JsonObject[]): JsonObject {
  const filled = parts.filter((part) => Object.keys(part).length > 0);
  if (filled.length <= 1) return filled[0] ?? {};
  const bag = new FieldBag();
  for (const part of filled) {
    for (const [key, value] of Object.entries(part)) if (value !== undefined) bag.add(key, value);
  }
  return bag.toObject();
}
