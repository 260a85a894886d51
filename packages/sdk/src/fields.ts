// Reading fields out of a vendor's JSON, tolerantly: a path that is not there is empty, never an error.

import type { JsonObject, JsonValue } from './source.ts';

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The value at a dot path. Flat keys that contain dots (`kibana.alert.rule.name`) are found as well as nested ones and
 * any mixture, the flattest first; a number is a step into an array. Undefined when absent.
 */
export function valueAt(record: JsonValue | undefined, path: string): JsonValue | undefined {
  if (isObject(record)) {
    if (Object.hasOwn(record, path)) return record[path];
    for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      const key = path.slice(0, dot);
      if (!Object.hasOwn(record, key)) continue;
      const found = valueAt(record[key], path.slice(dot + 1));
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!Array.isArray(record)) return undefined;
  const match = /^(\d{1,6})(?:\.(.+))?$/s.exec(path);
  if (match === null) return undefined;
  // Array.isArray widens readonly arrays to any[]; the type is the declared one again here.
  const item = (record as readonly JsonValue[])[Number(match[1])];
  return match[2] === undefined ? item : valueAt(item, match[2]);
}

/** The text at a dot path, trimmed; numbers and booleans as text; '' when absent, null, an object or an array. */
export function textAt(record: JsonValue | undefined, path: string): string {
  const value = valueAt(record, path);
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The JSON value of a text, or null when it is not JSON. For JSON that vendors put into string fields. */
export function parseJsonText(text: string): JsonValue | null {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
