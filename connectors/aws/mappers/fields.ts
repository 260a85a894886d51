// One reader for every spelling of AWS's field names. The same field is `eventName` as the service writes it, `EventName`
// through an SDK or in a table, `eventname` as an Athena column, `event_name` in some lakes; a nested value is an object in
// one and a JSON text in the other. Mappers name a field once and do not care which form it came in.
//
// Most records are spelt as the mappers spell them, so a field is looked up as written first; the fold over all names of an
// object is made only when that finds nothing, and once. Folds of names are remembered, since records repeat them: without
// that, folding took half of the time of reading an event.

import { type JsonObject, type JsonValue, parseJsonText } from '@watchfloor/sdk';

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The fields of an object, or of the JSON text of one; anything else has none. */
export function fieldsOf(value: JsonValue | undefined): Fields {
  const object = objectOf(value);
  return object === null ? NO_FIELDS : new Fields(object);
}

/** A text as it is, a number or boolean as text, '' for everything else. */
export function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

// The longest list of objects AWS documents is that of the 1,000 objects of a call; 400 actors of an attack sequence follow.
const OBJECTS_MAX = 2_000;
const FOLDS_MAX = 5_000;
const FOLDED_NAME_MAX = 100;
const folds = new Map<string, string>();

/** `productArn`, `ProductArn`, `productarn` and `product_arn` are one name. */
export function foldName(name: string): string {
  const known = folds.get(name);
  if (known !== undefined) return known;
  const folded = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  // A record may be made of names nobody saw before; they must not fill the memory.
  if (folds.size >= FOLDS_MAX) folds.clear();
  if (name.length <= FOLDED_NAME_MAX) folds.set(name, folded);
  return folded;
}

// Mappers ask for the same paths of every record, and an object looks longer for a name that was just cut out of a text. Bounded,
// though the paths are those of our own code.
const SPLITS_MAX = 2_000;
const splits = new Map<string, Split>();

interface Split {
  readonly name: string;
  readonly rest: string;
}

/** The first step of a path and what follows. */
function splitPath(path: string): Split {
  const known = splits.get(path);
  if (known !== undefined) return known;
  const dot = path.indexOf('.');
  const split = { name: nameOf(path.slice(0, dot)), rest: nameOf(path.slice(dot + 1)) };
  if (splits.size < SPLITS_MAX && path.length <= FOLDED_NAME_MAX) splits.set(path, split);
  return split;
}

/** The same text as one of the engine's own names, which an object is looked up by at once. */
function nameOf(text: string): string {
  return Object.keys({ [text]: null })[0] ?? text;
}

/** The members of an object, under any spelling; nulls count as absent. */
export class Fields {
  readonly #object: JsonObject;
  #folded: Map<string, JsonValue> | null = null;
  #children: Map<string, Fields> | null = null;

  constructor(object: JsonObject) {
    this.#object = object;
  }

  get isEmpty(): boolean {
    for (const _ in this.#object) return false;
    return true;
  }

  /** The value at a dot path, each step under any spelling; undefined when absent or null. */
  value(path: string): JsonValue | undefined {
    if (!path.includes('.')) return this.#member(path);
    const { name, rest } = splitPath(path);
    return this.#child(name).value(rest);
  }

  /** The first of the paths that holds a text (or a number or boolean, as text), trimmed; '' when none does. */
  text(...paths: readonly string[]): string {
    for (const path of paths) {
      const text = textOf(this.value(path));
      if (text !== '') return text;
    }
    return '';
  }

  /** The first of the paths that holds an object with members, or a JSON text of one; without fields when none does. */
  object(...paths: readonly string[]): Fields {
    for (const path of paths) {
      const found = this.#objectAt(path);
      if (!found.isEmpty) return found;
    }
    return NO_FIELDS;
  }

  /** The items at a path: of an array, of a JSON text of one, or the single value that stands without its list. */
  list(path: string): readonly JsonValue[] {
    return itemsOf(this.value(path));
  }

  /** The objects among the items at a path; of a longer list than AWS writes, the first ones. */
  objects(path: string): readonly Fields[] {
    const items = this.list(path);
    if (items.length === 0) return [];
    return items
      .slice(0, OBJECTS_MAX)
      .map(fieldsOf)
      .filter((item) => item !== NO_FIELDS);
  }

  /** Every member as it is spelt, nulls left out. */
  entries(): readonly (readonly [name: string, value: JsonValue])[] {
    const entries: (readonly [string, JsonValue])[] = [];
    for (const [name, value] of Object.entries(this.#object)) {
      if (value !== null && value !== undefined) entries.push([name, value]);
    }
    return entries;
  }

  #objectAt(path: string): Fields {
    if (!path.includes('.')) return this.#child(path);
    const { name, rest } = splitPath(path);
    return this.#child(name).object(rest);
  }

  #member(name: string): JsonValue | undefined {
    const direct = Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
    if (direct !== undefined && direct !== null) return direct;
    this.#folded ??= foldMembers(this.#object);
    return this.#folded.get(foldName(name));
  }

  #child(name: string): Fields {
    const known = this.#children?.get(name);
    if (known !== undefined) return known;
    const made = fieldsOf(this.#member(name));
    this.#children ??= new Map();
    this.#children.set(name, made);
    return made;
  }
}

const NO_FIELDS = new Fields({});

function foldMembers(object: JsonObject): Map<string, JsonValue> {
  const folded = new Map<string, JsonValue>();
  for (const [name, value] of Object.entries(object)) {
    if (value === null || value === undefined) continue;
    const key = foldName(name);
    if (!folded.has(key)) folded.set(key, value);
  }
  return folded;
}

function objectOf(value: JsonValue | undefined): JsonObject | null {
  if (isObject(value)) return value;
  if (typeof value !== 'string' || !/^\s*\{/.test(value)) return null;
  const parsed = parseJsonText(value) ?? undefined;
  return isObject(parsed) ? parsed : null;
}

function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined || value === null || value === '') return [];
  if (isList(value)) return value;
  if (typeof value === 'string' && /^\s*\[/.test(value)) {
    const parsed = parseJsonText(value) ?? undefined;
    if (isList(parsed)) return parsed;
  }
  return [value];
}
