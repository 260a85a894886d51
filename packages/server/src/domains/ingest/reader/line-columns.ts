// Lines of columns without names: firewall CSV, flow records, W3C logs. What a column is can be told from the shape of its
// value; a name for the column is invented from that (`source_ip`, `user`), so that the field knowledge reads it like any
// other field. Layouts published by a vendor are named exactly (csv-layouts.ts).

import { FieldBag, type JsonObject, shapeOf } from '@watchfloor/sdk';
import { CSV_LAYOUTS } from './csv-layouts.ts';
import { isAddress } from './line-web.ts';

export interface ColumnsLine {
  readonly fields: JsonObject;
  readonly time: string | null;
}

const COLUMNS_MAX = 400;

/**
 * A header row and one row of values, as exports hand on single records: `account_id,action,…` and below it `1234,ACCEPT,…`.
 */
export function readHeadedColumns(body: string): ColumnsLine | null {
  const lineEnd = body.indexOf('\n');
  if (lineEnd < 0 || lineEnd > 8_000) return null;
  const rows = body.split(/\r?\n/, 3).filter((row) => row.trim() !== '');
  const [head = '', values = ''] = rows;
  if (rows.length !== 2) return null;
  const delimiter = [',', '\t', ';', '|', ' '].find((mark) => head.split(mark).length >= 4);
  if (delimiter === undefined) return null;
  const names = splitQuoted(head, delimiter);
  const columns = splitQuoted(values, delimiter);
  if (names.length !== columns.length || !names.every((name) => /^[A-Za-z_@#][\w.@()/ -]{0,63}$/.test(name)))
    return null;
  return readLayout(columns, names);
}

/** Reads columns whose layout a vendor has published; null when it is none of them. */
export function readKnownColumns(body: string): ColumnsLine | null {
  for (const delimiter of [',', '\t', ' ']) {
    if (!hasMany(body, delimiter, 8)) continue;
    const columns = splitWith(body, delimiter);
    const layout = CSV_LAYOUTS.find((candidate) => candidate.matches(columns));
    if (layout !== undefined) return readLayout(columns, layout.names);
  }
  return null;
}

/** Quoted columns may hold the delimiter, save that a space is one only where a quote opens right behind it. */
function splitWith(body: string, delimiter: string): readonly string[] {
  return delimiter === ' ' && !body.includes(' "')
    ? body.split(' ', COLUMNS_MAX)
    : splitQuoted(body, delimiter);
}

/** Whether the mark stands in the text at least so many times; stops looking as soon as it does. */
function hasMany(text: string, mark: string, least: number): boolean {
  let found = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    found += 1;
    if (found >= least) return true;
  }
  return false;
}

/** Reads columns cut by commas, tabs, semicolons, pipes or spaces; null when the body is prose. */
export function readColumns(body: string): ColumnsLine | null {
  const columns = splitColumns(body);
  if (columns === null) return null;
  return readByShape(columns);
}

function splitColumns(body: string): readonly string[] | null {
  for (const delimiter of [',', '\t', ';', '|']) {
    if (!hasMany(body, delimiter, 6)) continue;
    const columns = splitQuoted(body, delimiter);
    if (columns.length >= 7 && isColumnar(columns)) return columns;
  }
  const spaced = body.split(' ', COLUMNS_MAX);
  return spaced.length >= 10 && isMachineWritten(spaced) ? spaced : null;
}

/** Splits at the delimiter outside double quotes; `""` inside quotes is one quote. */
function splitQuoted(body: string, delimiter: string): string[] {
  const columns: string[] = [];
  let at = 0;
  while (at <= body.length && columns.length < COLUMNS_MAX) {
    while (body[at] === ' ' && delimiter !== ' ') at += 1;
    if (body[at] === '"') {
      const { value, end } = readQuoted(body, at + 1);
      columns.push(value);
      const next = body.indexOf(delimiter, end);
      at = next < 0 ? body.length + 1 : next + 1;
    } else {
      const next = body.indexOf(delimiter, at);
      columns.push(body.slice(at, next < 0 ? body.length : next).trim());
      at = next < 0 ? body.length + 1 : next + 1;
    }
  }
  return columns;
}

function readQuoted(body: string, from: number): { value: string; end: number } {
  let value = '';
  let at = from;
  while (at < body.length) {
    const quote = body.indexOf('"', at);
    if (quote < 0) return { value: value + body.slice(at), end: body.length };
    value += body.slice(at, quote);
    if (body[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
  return { value, end: at };
}

/** Prose has commas too; columns are short, and few of them are clauses of several words. */
function isColumnar(columns: readonly string[]): boolean {
  // A sentence that runs up to the first comma is the beginning of prose.
  if ((columns[0] ?? '').split(' ').length > 4) return false;
  const wordy = columns.filter((column) => column.split(' ').length > 3).length;
  return wordy * 3 <= columns.length;
}

/** Space-separated columns: most hold a digit, a dash or nothing but capitals, as in a flow log. */
function isMachineWritten(columns: readonly string[]): boolean {
  const odd = columns.filter((column) => /^(?:-|[A-Z_]+|\S*\d\S*)$/.test(column)).length;
  return odd * 10 >= columns.length * 7 && columns.some(isAddress);
}

function readLayout(columns: readonly string[], names: readonly string[]): ColumnsLine {
  const bag = new FieldBag();
  let time: string | null = null;
  columns.forEach((column, index) => {
    const name = names[index] ?? '';
    if (name === '' || isBlank(column)) return;
    if (name === 'time' && time === null) time = column;
    bag.add(name, column);
  });
  const date = bag.get('date');
  const clock = bag.get('clock');
  if (time === null && typeof date === 'string' && typeof clock === 'string') time = `${date} ${clock}`;
  return { fields: bag.toObject(), time };
}

function isBlank(column: string): boolean {
  return column === '' || column === '-' || column === '0.0.0.0';
}

const TIME = /^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d/;
const DOMAIN_USER = /^[A-Za-z0-9][\w.-]{0,30}\\{1,2}[\w.$-]{1,64}$/;

const EPOCH = /^\d{10}\.\d{3,9}$/;
const PAIR = /^([A-Za-z_][\w.-]{0,40})=(.+)$/s;

/** A column that names itself: `src_user="jdoe"` among others without names. */
function addPair(column: string, bag: FieldBag): boolean {
  const match = PAIR.exec(column);
  if (match === null) return false;
  bag.add(match[1] ?? '', (match[2] ?? '').replace(/^(["'])(.*)\1$/s, '$2'));
  return true;
}

/** Names columns by shape. The first two addresses of a row are, in every layout we know, source and destination. */
function readByShape(columns: readonly string[]): ColumnsLine {
  const bag = new FieldBag();
  let time: string | null = null;
  let addresses = 0;
  columns.forEach((column, index) => {
    if (isBlank(column)) return;
    if (isAddress(column)) {
      addresses += 1;
      bag.add(addresses === 1 ? 'source_ip' : addresses === 2 ? 'destination_ip' : 'ip', column);
    } else if (TIME.test(column) || (index === 0 && EPOCH.test(column))) {
      time ??= column;
    } else if (addPair(column, bag)) {
      return;
    } else if (column.includes(' ') && column.split(' ').length > 3) {
      bag.add('message', column);
    } else if (column.includes('.') && shapeOf(column.replace(/\.$/, '')) === 'domain') {
      bag.add('domain', column.replace(/\.$/, ''));
    } else if (DOMAIN_USER.test(column)) {
      bag.add('user', column.replace('\\\\', '\\'));
    } else {
      bag.add(`column_${index + 1}`, column);
    }
  });
  return { fields: bag.toObject(), time };
}
