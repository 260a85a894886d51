// One reader for every spelling of Falcon's field names. The same field is `ComputerName` in the event stream, `hostname` in the
// API, `#event_simpleName` in Falcon LogScale and `configbuild` in a data lake; what differs is case and punctuation, so
// names are compared without either.

import { type JsonObject, type JsonValue, textAt } from '@watchfloor/sdk';

export interface Fields {
  /** The first of the folded names that has a value; undefined when none does. Null and '' are no values. */
  value(...names: readonly string[]): JsonValue | undefined;
  /** The first of the folded names that holds a text, a number or a boolean, as trimmed text; '' when none does. */
  text(...names: readonly string[]): string;
  /** The names of the first that has a value: an array's texts, or a text split at commas. */
  list(...names: readonly string[]): readonly string[];
}

// The same few hundred names come with every record; folding them is most of the work of reading one. The bounds keep a
// record full of made-up names from filling the memory.
const FOLDED = new Map<string, string>();
const FOLDED_MAX = 4000;
const FOLDED_LENGTH_MAX = 60;

/** `DetectName`, `detect_name` and `event.DetectName` are one name. */
export function foldName(name: string): string {
  const known = FOLDED.get(name);
  if (known !== undefined) return known;
  const plain = name.toLowerCase();
  const folded = (plain.startsWith('event.') ? plain.slice(6) : plain).replace(/[^a-z0-9]+/g, '');
  if (name.length <= FOLDED_LENGTH_MAX && FOLDED.size < FOLDED_MAX) FOLDED.set(name, folded);
  return folded;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The elements of a list; nothing of anything else. */
export function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  // Array.isArray widens readonly arrays to any[]; the type is the declared one again here.
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

/** The object, or the first object of the list. */
export function firstObject(value: JsonValue | undefined): JsonObject | undefined {
  return isObject(value) ? value : itemsOf(value).find(isObject);
}

/** The fields of all layers; where two have a name, the earlier layer's value counts. */
export function fieldsOf(...layers: readonly (JsonValue | undefined)[]): Fields {
  const values = new Map<string, JsonValue>();
  for (const layer of layers) {
    if (!isObject(layer)) continue;
    for (const [name, value] of Object.entries(layer)) {
      if (value === undefined || value === null || value === '') continue;
      const folded = foldName(name);
      if (!values.has(folded)) values.set(folded, value);
    }
  }
  const text = (...names: readonly string[]): string => {
    for (const name of names) {
      const found = textOf(values.get(name));
      if (found !== '') return found;
    }
    return '';
  };
  return {
    text,
    value: (...names) => names.map((name) => values.get(name)).find((value) => value !== undefined),
    list(...names) {
      const value = names.map((name) => values.get(name)).find((found) => found !== undefined);
      const texts = Array.isArray(value) ? itemsOf(value).map(textOf) : textOf(value).split(',');
      return texts.map((item) => item.trim()).filter((item) => item !== '');
    },
  };
}

export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'object' ? '' : textAt({ value }, 'value');
}
