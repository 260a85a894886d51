// Reading fields out of a vendor's JSON, tolerantly: a path that is not there is empty, never an error.

import type { JsonValue } from './source.ts';

/**
 * The value at a dot path. Flat keys that contain dots (`kibana.alert.rule.name`) are found as well as nested ones and
 * any mixture, the flattest first; a number is a step into an array. Undefined when absent.
 */
export function valueAt(record: JsonValue | undefined, path: string): JsonValue | undefined {
  if (typeof record !== 'object' || record === null) return undefined;
  if (isList(record)) return itemAt(record, path);
  if (Object.hasOwn(record, path)) return record[path];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const key = path.slice(0, dot);
    if (!Object.hasOwn(record, key)) continue;
    const found = valueAt(record[key], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function itemAt(list: readonly JsonValue[], path: string): JsonValue | undefined {
  const dot = path.indexOf('.');
  const step = dot < 0 ? path : path.slice(0, dot);
  if (step.length > 6 || !/^\d+$/.test(step)) return undefined;
  const item = list[Number(step)];
  return dot < 0 ? item : valueAt(item, path.slice(dot + 1));
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
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
