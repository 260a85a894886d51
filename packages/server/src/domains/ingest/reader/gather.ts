// Everything a record says, whatever form it came in: fields of an object, fields of a line, and the lines that products
// put into fields (`message`, `full_log`, `_raw`), read as lines of their own.

import type { EntityRole, JsonObject } from '@watchfloor/sdk';
import { EntityReasons, type ReasonedEntity } from './entity-reasons.ts';
import { type ParsedLine, parseLine } from './parse-line.ts';
import { readFields } from './read-fields.ts';
import { addressesIn } from './text-shapes.ts';
import type { FieldLeaf } from './walk-fields.ts';

export interface Gathered {
  /** The line, when the record came as one. */
  readonly line: ParsedLine | null;
  readonly leaves: readonly FieldLeaf[];
  readonly entities: readonly ReasonedEntity[];
  readonly isCapped: boolean;
  readonly isTooDeep: boolean;
}

/** Lines inside fields that are read, and lines inside those. */
const INNER_LINES_MAX = 8;
const INNER_DEPTH_MAX = 3;
const INNER_LENGTH_MAX = 65_536;

export function gather(input: JsonObject | string): Gathered {
  const reasons = new EntityReasons();
  const line = typeof input === 'string' ? parseLine(input) : null;
  const fields = line === null ? (input as JsonObject) : line.fields;
  if (line !== null) addHeader(line, reasons);
  const reading = readFields(fields, reasons);
  if (typeof input === 'string' && line !== null) addLeftAddresses(input, line, reasons);
  const leaves = [...reading.leaves];
  let isTooDeep = reading.isTooDeep;
  let pending = reading.leaves;
  let lines = 0;
  for (let depth = 0; depth < INNER_DEPTH_MAX && pending.length > 0; depth += 1) {
    const found: FieldLeaf[] = [];
    for (const leaf of pending) {
      if (lines >= INNER_LINES_MAX || !isLineField(leaf)) continue;
      lines += 1;
      const inner = readInnerLine(leaf, reasons);
      found.push(...inner.leaves);
      isTooDeep ||= inner.isTooDeep;
    }
    for (const leaf of found) leaves.push(leaf);
    pending = found;
  }
  return { line, leaves, entities: reasons.list(), isCapped: reasons.isCapped, isTooDeep };
}

function addHeader(line: ParsedLine, reasons: EntityReasons): void {
  if (line.host === null) return;
  const role: EntityRole = 'observer';
  const because = 'host of the line header';
  if (!reasons.add('ip', line.host, { role, because })) reasons.add('host', line.host, { role, because });
}

/** Addresses of a line that no field and no phrase has given; the fields of JSON and XML were all read. */
function addLeftAddresses(text: string, line: ParsedLine, reasons: EntityReasons): void {
  if (line.form === 'json' || line.form === 'xml') return;
  for (const { type, value } of addressesIn(text)) {
    const role: EntityRole = 'related';
    if (!reasons.has(type, value)) reasons.add(type, value, { role, because: 'line: address in the text' });
  }
}

function isLineField(leaf: FieldLeaf): boolean {
  if (!leaf.meaning.purpose.isMessage || typeof leaf.value !== 'string') return false;
  if (leaf.value.length < 12 || leaf.value.length > INNER_LENGTH_MAX) return false;
  return /[\s=|]/.test(leaf.value);
}

/** Text of a mail in quoted-printable: lines broken with `=`, bytes as `=3D`. Other texts come back as they are. */
function unfoldMail(text: string): string {
  if (!/=\r?\n|=3D/.test(text)) return text;
  const whole = text.replaceAll(/=\r?\n/g, '');
  return whole.replaceAll(/(?:=[0-9A-F]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll('=', ''), 'hex').toString('utf8'),
  );
}

function readInnerLine(
  leaf: FieldLeaf,
  reasons: EntityReasons,
): { readonly leaves: readonly FieldLeaf[]; readonly isTooDeep: boolean } {
  const text = unfoldMail(String(leaf.value));
  // Some forwarders escape the line breaks of a message twice.
  const isEscaped = !text.includes('\n') && text.includes('\\n');
  const line = parseLine(isEscaped ? text.replaceAll(/\\r?\\n|\\n/g, '\n').replaceAll('\\t', '\t') : text);
  if (line.host !== null) addHeader(line, reasons);
  const reading = readFields(line.fields, reasons);
  return { leaves: reading.leaves, isTooDeep: reading.isTooDeep };
}
