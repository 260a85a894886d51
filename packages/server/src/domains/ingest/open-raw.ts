// A stored record back as the value that was read when it came: for mappings, dry runs and reading again.

import type { JsonObject, JsonValue } from '@watchfloor/sdk';
import { depthOf } from './json-spans.ts';
import { parseVendorJson } from './parse-json.ts';
import { parseLine } from './reader/parse-line.ts';
import { DEPTH_MAX } from './split-body.ts';
import { splitTable } from './split-table.ts';

/** The JSON value of a record's bytes, or their text when they are none. Never throws. */
export function openRaw(body: Buffer): JsonValue {
  const text = body
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  const rows = splitTable(text);
  if (rows?.length === 1 && rows[0]) return rows[0].value;
  if (!/^[[{]/.test(text) || depthOf(body) > DEPTH_MAX) return text;
  try {
    return parseVendorJson(text);
  } catch {
    // It was accepted as a line of text, and that is what it is.
    return text;
  }
}

/** The fields of a record: an object's own, or those that the reader of lines finds in a text. */
export function fieldsOf(value: JsonValue): JsonObject {
  if (typeof value === 'object' && value !== null && !isList(value)) return value;
  return typeof value === 'string' ? parseLine(value).fields : { items: value };
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
