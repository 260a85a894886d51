// Records in the input of the verbs that read files: JSON lines, raw lines, one JSON document.

import type { JsonObject, JsonValue } from '@watchfloor/sdk';
import { parseVendorJson } from '@watchfloor/server/offline';

export interface InputRecord {
  readonly id: string | number | null;
  readonly value: JsonValue;
}

/**
 * The records of the text, one a line; with `field` the record is what stands in that field of each line's object, beside its
 * `id`. A JSON document that stretches over several lines is one input, or as many as its array has elements.
 */
export function recordsOf(text: string, field: string | undefined): InputRecord[] {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line.trim() !== '');
  const document =
    /^\s*[[{]/.test(text) && lines.length > 1 && tryJson(lines[0] ?? '') === undefined
      ? tryJson(text)
      : undefined;
  if (document !== undefined) {
    const values = Array.isArray(document) ? document : [document];
    return values.map((value: JsonValue) => pick(value, field));
  }
  return lines.map((line) => pick(/^\s*[[{"]/.test(line) ? (tryJson(line) ?? line) : line, field));
}

function pick(value: JsonValue, field: string | undefined): InputRecord {
  if (field === undefined) return { id: null, value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { id: null, value };
  // Checked above: an object.
  const record = value as JsonObject;
  const { id } = record;
  return {
    id: typeof id === 'string' || typeof id === 'number' ? id : null,
    value: record[field] ?? null,
  };
}

function tryJson(text: string): JsonValue | undefined {
  try {
    return parseVendorJson(text);
  } catch {
    // A line that is not JSON is a raw line.
    return undefined;
  }
}
