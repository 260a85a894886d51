// One reader for every spelling of Zeek's field names. A dot joins a record's name to its field: `id.orig_h` is a flat key in
// Zeek's own JSON, an object `id` after a pipeline has taken it apart, and `id_orig_h` in stores that allow no dots.

import { type JsonObject, type JsonValue, textAt, valueAt } from '@watchfloor/sdk';

export interface Fields {
  /** The value under any spelling; undefined when absent or null. */
  value(name: string): JsonValue | undefined;
  /** The first of the names that holds a text, number or boolean, as text; '' when none does. Zeek's `-` is none. */
  text(...names: readonly string[]): string;
  has(name: string): boolean;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readFields(record: JsonObject): Fields {
  const value = (name: string): JsonValue | undefined => {
    const found = valueAt(record, name) ?? undefined;
    if (found !== undefined || !name.includes('.')) return found;
    return valueAt(record, underscored(name)) ?? undefined;
  };
  return {
    value,
    text(...names) {
      for (const name of names) {
        const plain = textAt(record, name);
        const text = plain === '' && name.includes('.') ? textAt(record, underscored(name)) : plain;
        if (text !== '' && text !== '-' && text !== '(empty)') return text;
      }
      return '';
    },
    has: (name) => value(name) !== undefined,
  };
}

// Asked for of every record. The names are those of our own tables, so there are as many as those have.
const UNDERSCORED = new Map<string, string>();

/** `id.orig_h` as `id_orig_h`. */
function underscored(name: string): string {
  const known = UNDERSCORED.get(name);
  if (known !== undefined) return known;
  const made = name.replaceAll('.', '_');
  UNDERSCORED.set(name, made);
  return made;
}
