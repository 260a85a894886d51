// Tables in a text body: logs of Zeek, W3C extended logs (IIS and others) and CSV or TSV with a header row. Their rows mean
// nothing without the header, so each row becomes an object here, and its record is kept as the header followed by the row:
// what is stored can be read again by itself.

import type { JsonObject, JsonValue } from '@watchfloor/sdk';

export interface TableRow {
  /** Header and row, as one text that is such a table again. */
  readonly raw: string;
  readonly header: string;
  readonly value: JsonObject;
}

const COLUMNS_MAX = 500;
/** A header is recognised by this many columns at least; two words and a comma are a sentence. */
const COLUMNS_MIN = 3;
/** Every row carries its header: a longer one would make a body many times its size. */
const HEADER_LENGTH_MAX = 8_000;

/** The rows of a table, or null when the text is none. Empty cells are left out. Linear in the length of the text. */
export function splitTable(text: string): TableRow[] | null {
  const rows = text.startsWith('#') ? (splitZeek(text) ?? splitW3c(text)) : splitCsv(text);
  return rows?.some((row) => row.header.length > HEADER_LENGTH_MAX) ? null : rows;
}

function tableRow(header: string, line: string, cells: readonly (readonly [string, JsonValue])[]): TableRow {
  // fromEntries defines own properties, so a column named __proto__ is a column like any other.
  return { raw: `${header}\n${line}`, header, value: Object.fromEntries(cells) };
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}

// Zeek: https://docs.zeek.org/en/master/log-formats.html

function splitZeek(text: string): TableRow[] | null {
  const lines = linesOf(text);
  const names = zeekHeader(lines, '#fields');
  if (names === null || !text.startsWith('#separator')) return null;
  const types = zeekHeader(lines, '#types') ?? [];
  const path = zeekHeader(lines, '#path')?.[0];
  const header = lines.filter((line) => line.startsWith('#') && !/^#(?:open|close)\b/.test(line)).join('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const cells = line.split('\t');
      const values = names.flatMap((name, index) => {
        const value = zeekValue(cells[index] ?? '-', types[index] ?? 'string');
        return value === null ? [] : [[name, value] as const];
      });
      return tableRow(header, line, path === undefined ? values : [['_path', path], ...values]);
    });
}

function zeekHeader(lines: readonly string[], name: string): string[] | null {
  const line = lines.slice(0, 20).find((text) => text.startsWith(`${name}\t`));
  return line === undefined ? null : line.split('\t').slice(1, COLUMNS_MAX);
}

function zeekValue(cell: string, type: string): JsonValue | null {
  if (cell === '-' || cell === '') return null;
  if (/^(?:set|vector)\[/.test(type)) return cell === '(empty)' ? null : cell.split(',');
  if (cell === '(empty)') return null;
  if (type === 'bool') return cell === 'T';
  const isNumber = /^(?:time|interval|double|count|int|port)$/.test(type) && /^-?\d+(?:\.\d+)?$/.test(cell);
  return isNumber ? Number(cell) : cell;
}

// W3C extended log file format: https://www.w3.org/TR/WD-logfile.html

function splitW3c(text: string): TableRow[] | null {
  const rows: TableRow[] = [];
  let names: string[] | null = null;
  let header = '';
  let software = '';
  for (const line of linesOf(text)) {
    if (line.startsWith('#')) {
      if (line.startsWith('#Software:')) software = `${line}\n`;
      const fields = /^#Fields:\s*(\S.*)$/.exec(line)?.[1];
      // A server that was configured anew writes a new header into the same file.
      if (fields !== undefined) names = fields.trim().split(/\s+/).slice(0, COLUMNS_MAX);
      if (fields !== undefined) header = `${software}${line}`;
      continue;
    }
    if (line.trim() === '') continue;
    if (names === null) return null;
    const cells = w3cCells(line);
    const columns = names;
    rows.push(
      tableRow(
        header,
        line,
        columns.flatMap((name, index) => w3cCell(name, cells[index] ?? '-')),
      ),
    );
  }
  return names === null ? null : rows;
}

function w3cCells(line: string): string[] {
  if (line.includes('\t')) return line.split('\t');
  // Blue Coat and others quote cells with spaces.
  return line.match(/"(?:[^"]|"")*"|\S+/g)?.map((cell) => cell.replace(/^"(.*)"$/s, '$1')) ?? [];
}

function w3cCell(name: string, cell: string): (readonly [string, string])[] {
  if (cell === '-' || cell === '') return [];
  // IIS writes the spaces of a user agent as plus signs.
  return [[name, /user-agent/i.test(name) ? cell.replaceAll('+', ' ') : cell]];
}

// CSV as RFC 4180 has it, with the separators that spreadsheets and products use.

const HEADER_CELL = /^\s*[\p{L}_@$][\p{L}\p{N}_@$ .()/:#%-]{0,99}\s*$/u;

function splitCsv(text: string): TableRow[] | null {
  const firstEnd = text.search(/\r?\n/);
  if (firstEnd <= 0) return null;
  const headerLine = text.slice(0, firstEnd);
  const separator = [',', ';', '\t', '|'].find((sign) => isHeader(headerLine, sign));
  if (separator === undefined) return null;
  const names = (csvRows(headerLine, separator)[0]?.cells ?? []).map((name) => name.trim());
  const rows = csvRows(text.slice(firstEnd).replace(/^\r?\n/, ''), separator).filter(
    (row) => row.text.trim() !== '',
  );
  // A log whose first line happens to look like a header has other numbers of cells below.
  const isTable = rows.length > 0 && rows.slice(0, 20).every((row) => row.cells.length === names.length);
  if (!isTable) return null;
  return rows.map((row) =>
    tableRow(
      headerLine,
      row.text,
      names.flatMap((name, index) => {
        const cell = row.cells[index] ?? '';
        return cell === '' ? [] : [[name, cell] as const];
      }),
    ),
  );
}

function isHeader(line: string, separator: string): boolean {
  if (line.length > HEADER_LENGTH_MAX || !line.includes(separator)) return false;
  const cells = csvRows(line, separator)[0]?.cells ?? [];
  return (
    cells.length >= COLUMNS_MIN &&
    cells.length <= COLUMNS_MAX &&
    cells.every((cell) => HEADER_CELL.test(cell)) &&
    new Set(cells.map((cell) => cell.trim().toLowerCase())).size === cells.length
  );
}

interface CsvRow {
  readonly text: string;
  readonly cells: readonly string[];
}

/** Quoted cells may hold separators, doubled quotes and line breaks. */
function csvRows(text: string, separator: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let start = 0;
  let at = 0;
  while (at <= text.length) {
    const cell = csvCell(text, at, separator);
    cells.push(cell.value);
    at = cell.end;
    if (text.startsWith(separator, at)) {
      at += separator.length;
      continue;
    }
    rows.push({ text: text.slice(start, at), cells });
    cells = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
    start = at;
  }
  return rows;
}

function csvCell(text: string, start: number, separator: string): { value: string; end: number } {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && text[end] !== '\n' && text[end] !== '\r' && !text.startsWith(separator, end))
      end += 1;
    return { value: text.slice(start, end), end };
  }
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  // A quote that is never closed is a cell up to the end of the text.
  if (end < 0) return { value: text.slice(start + 1), end: text.length };
  const value = text.slice(start + 1, end).replaceAll('""', '"');
  let after = end + 1;
  while (
    after < text.length &&
    text[after] !== '\n' &&
    text[after] !== '\r' &&
    !text.startsWith(separator, after)
  )
    after += 1;
  return { value: value + text.slice(end + 1, after), end: after };
}
