// The named data of an event. Shippers vary the case of names, flatten them, and write a value as text, number or object; a name
// is folded to its letters and digits in lower case, so that `TargetUserName`, `targetUserName` and `Threat Name` meet their rule.

import type { JsonObject, JsonValue } from '@watchfloor/sdk';

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

// The same few hundred names come with every event, and folding them was a tenth of the time of reading one. Bounded, since
// anybody can make up names.
const FOLDED = new Map<string, string>();
const FOLDED_MAX = 4_000;

/** `Threat Name`, `threat_name` and `ThreatName` are one name. */
export function foldName(name: string): string {
  const known = FOLDED.get(name);
  if (known !== undefined) return known;
  const folded = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (FOLDED.size < FOLDED_MAX && name.length <= 60) FOLDED.set(name, folded);
  return folded;
}

/** A text as it is, a number or boolean as text, '' for everything else. */
export function scalarOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value.trim();
  // The bits of `Keywords` are a whole number beyond what a double prints exactly, but often one that it holds exactly.
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return BigInt(value).toString();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

// Where the writers of JSON put an element's text and its attributes.
const TEXT_KEYS = ['#text', 'value', 'Value', '_', '$t', 'text', 'id', 'content'];
const ATTRIBUTE_KEYS = ['#attributes', '$', '@attributes', 'attributes'];

/** The text of an element that may have become an object because it has attributes: `{"#text": 7045, "Qualifiers": 16384}`. */
export function elementText(value: JsonValue | undefined): string {
  if (!isObject(value)) return scalarOf(value);
  for (const key of TEXT_KEYS) {
    const text = scalarOf(value[key]);
    if (text !== '') return text;
  }
  return '';
}

/** An attribute of an element in any writer's form: `Name`, `@Name`, `@_Name`, `#attributes.Name`; '' when it has none. */
export function attributeOf(element: JsonValue | undefined, name: string): string {
  if (!isObject(element)) return '';
  const lower = name.charAt(0).toLowerCase() + name.slice(1);
  for (const key of [name, lower, `@${name}`, `@_${name}`, `-${name}`]) {
    const text = scalarOf(element[key]);
    if (text !== '') return text;
  }
  for (const key of ATTRIBUTE_KEYS) {
    const attributes = element[key];
    if (isObject(attributes)) return scalarOf(attributes[name]) || scalarOf(attributes[lower]);
  }
  return '';
}

/** The text of an element with attributes; '' for an object that has members of its own, one of which may be called `value`. */
function ownText(value: JsonObject): string {
  const text = scalarOf(value['#text'] ?? value._ ?? value.$t);
  return text === '' && Object.keys(value).length <= 2 ? scalarOf(value.value) : text;
}

const VALUES_MAX = 500;
const DEPTH_MAX = 5;

/** What an event says under names, and what it says without (`<Data>` elements without a name, in their order). */
export class EventData {
  readonly #values = new Map<string, string>();
  readonly unnamed: string[] = [];

  /** The first of the names that has a value; names in the vendor's spelling or folded. */
  text(...names: readonly string[]): string {
    for (const name of names) {
      const value = this.#values.get(foldName(name));
      if (value !== undefined) return value;
    }
    return '';
  }

  /** By an already folded name; undefined when absent. */
  get(folded: string): string | undefined {
    return this.#values.get(folded);
  }

  entries(): IterableIterator<[string, string]> {
    return this.#values.entries();
  }

  /** Keeps the first value of a name; `-` and nothing are no values. */
  put(name: string, value: string): void {
    const folded = foldName(name);
    if (value === '' || value === '-' || folded === '' || this.#values.has(folded)) return;
    if (this.#values.size < VALUES_MAX) this.#values.set(folded, value);
  }

  delete(name: string): void {
    this.#values.delete(foldName(name));
  }

  /** Every named value in an object of any writer's form. */
  addObject(object: JsonObject, depth = 0): void {
    for (const [key, value] of Object.entries(object)) {
      if (key === 'Data' || key === 'data') this.addData(value, depth);
      else this.#addMember(key, value, depth);
    }
  }

  #addMember(key: string, value: JsonValue | undefined, depth: number): void {
    if (key.startsWith('@xmlns') || key === 'xmlns' || ATTRIBUTE_KEYS.includes(key)) return;
    if (isObject(value)) {
      const text = ownText(value);
      if (text !== '') this.put(key, text);
      else if (depth < DEPTH_MAX) this.addObject(value, depth + 1);
    } else if (isList(value)) {
      const texts = value.slice(0, VALUES_MAX).map(scalarOf);
      this.put(key, texts.filter((text) => text !== '').join(', '));
    } else {
      this.put(key, scalarOf(value));
    }
  }

  /** `Data` elements: named ones in the forms of several writers, unnamed ones in order. */
  addData(value: JsonValue | undefined, depth = 0): void {
    if (isList(value)) {
      for (const item of value.slice(0, VALUES_MAX)) this.addData(item, depth + 1);
      return;
    }
    if (!isObject(value)) {
      const text = scalarOf(value);
      if (text !== '' && this.unnamed.length < VALUES_MAX) this.unnamed.push(text);
      return;
    }
    const name = attributeOf(value, 'Name');
    if (name !== '') {
      this.put(name, elementText(value));
      return;
    }
    const inner = value['#text'];
    if (inner !== undefined) this.addData(inner, depth + 1);
    else if (depth < DEPTH_MAX) this.addObject(value, depth + 1);
  }
}
