// One reader for every spelling of Microsoft's field names. The same field is `AlertName` in the table, `alertName` in the
// REST form, `alert_name` where a program passed the record on through the Python SDK; a nested value is an object in one
// and a JSON text in the other. Mappers name a field once, in the table's spelling, and do not care which form it came in.

import { type JsonObject, type JsonValue, parseJsonText } from '@watchfloor/sdk';

export interface Fields {
  /** The value under any spelling of the name; undefined when absent or null. */
  value(name: string): JsonValue | undefined;
  /** The first of the names that holds a text (or a number or boolean, as text), trimmed; '' when none does. */
  text(...names: readonly string[]): string;
  /** The first of the names that holds an object, or a JSON text of one; empty when none does. */
  object(...names: readonly string[]): Fields;
  /** The first of the names that holds a list in any form (`itemsOf`); empty when none does. */
  list(...names: readonly string[]): readonly JsonValue[];
  /** The first of the names, as the record spells it, whose value can be no text (an object or a list); null when none. */
  notText(...names: readonly string[]): string | null;
  /** Every field with its folded name. */
  entries(): Iterable<readonly [string, JsonValue]>;
}

/** A list and whether its JSON text had been cut off before its end. */
export interface Items {
  readonly items: readonly JsonValue[];
  readonly isCut: boolean;
}

const NO_ITEMS: Items = { items: [], isCut: false };

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

// Rows of one table repeat their column names; folding each anew was half of the time of reading a row. Bounded, so that
// names made up by a sender cost speed and no memory.
const FOLDED = new Map<string, string>();
const FOLDED_MAX = 4096;
const FOLDED_LENGTH_MAX = 80;

/** `SystemAlertId`, `systemAlertId`, `system_alert_id` and `System Alert Id` are one name. */
export function foldName(name: string): string {
  const known = FOLDED.get(name);
  if (known !== undefined) return known;
  const folded = name.toLowerCase().replace(/[^a-z0-9$]/g, '');
  if (FOLDED.size < FOLDED_MAX && name.length <= FOLDED_LENGTH_MAX) FOLDED.set(name, folded);
  return folded;
}

/** The fields of an object, or of several: each layer adds what those before it do not have. */
export function readFields(...layers: readonly JsonObject[]): Fields {
  const values = new Map<string, JsonValue>();
  for (const layer of layers) {
    for (const key in layer) {
      const value = layer[key];
      if (value === null || value === undefined) continue;
      const name = foldName(key);
      if (!values.has(name)) values.set(name, value);
    }
  }
  return fieldsOver(values, layers);
}

const NO_FIELDS: Fields = fieldsOver(new Map(), []);

function fieldsOver(values: ReadonlyMap<string, JsonValue>, layers: readonly JsonObject[]): Fields {
  const value = (name: string): JsonValue | undefined => values.get(foldName(name));
  return {
    value,
    text(...names) {
      for (const name of names) {
        const text = textOf(value(name));
        if (text !== '') return text;
      }
      return '';
    },
    object(...names) {
      for (const name of names) {
        const found = objectOf(value(name));
        if (found !== null) return readFields(found);
      }
      return NO_FIELDS;
    },
    list(...names) {
      for (const name of names) {
        const { items } = itemsOf(value(name));
        if (items.length > 0) return items;
      }
      return [];
    },
    notText(...names) {
      for (const name of names) {
        if (typeof value(name) === 'object') return spellingOf(name, layers);
      }
      return null;
    },
    entries: () => values.entries(),
  };
}

/** The name as the first layer that has a value under it spells it. */
function spellingOf(name: string, layers: readonly JsonObject[]): string {
  const folded = foldName(name);
  for (const layer of layers) {
    for (const key in layer) {
      const value = layer[key];
      if (value !== null && value !== undefined && foldName(key) === folded) return key;
    }
  }
  return name;
}

/** A text as it is, a number or boolean as text, '' for everything else. */
export function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function objectOf(value: JsonValue | undefined): JsonObject | null {
  if (isObject(value)) return value;
  if (typeof value !== 'string' || !/^\s*\{/.test(value)) return null;
  const parsed = parseJsonText(value);
  return isObject(parsed) ? parsed : null;
}

/**
 * The items of a list in each form Microsoft writes lists: an array, a JSON text of an array, or words between commas or
 * semicolons. Log Analytics cuts a column at 32 KB, which leaves JSON without an end: the whole items before the cut are
 * read, and the cut is reported.
 */
export function itemsOf(value: JsonValue | undefined): Items {
  if (isList(value)) return { items: value, isCut: false };
  if (typeof value !== 'string') return NO_ITEMS;
  const text = value.trim();
  if (text === '') return NO_ITEMS;
  if (!text.startsWith('[')) {
    if (text.startsWith('{')) return NO_ITEMS;
    const words = text.split(/[,;]/).map((word) => word.trim());
    return { items: words.filter((word) => word !== ''), isCut: false };
  }
  const parsed = parseJsonText(text);
  if (parsed !== null) return isList(parsed) ? { items: parsed, isCut: false } : NO_ITEMS;
  const end = lastWholeItem(text);
  const whole = end < 0 ? null : parseJsonText(`${text.slice(0, end)}]`);
  return isList(whole) ? { items: whole, isCut: true } : { items: [], isCut: true };
}

/** The position behind the last item that is complete in a cut-off JSON text of a list; -1 when there is none. */
function lastWholeItem(text: string): number {
  let depth = 0;
  let isInText = false;
  let end = -1;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (isInText) {
      if (char === 0x5c) index += 1;
      else if (char === 0x22) isInText = false;
    } else if (char === 0x22) {
      isInText = true;
    } else if (char === 0x5b || char === 0x7b) {
      depth += 1;
    } else if (char === 0x5d || char === 0x7d) {
      depth -= 1;
      if (depth === 1) end = index + 1;
    }
  }
  return end;
}
