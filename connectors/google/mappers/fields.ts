// Reading Google's JSON. The same message comes in camelCase (REST), in snake_case (protobuf JSON with original names,
// BigQuery) and in lower case (data lakes); mappers name a field once, as REST spells it.

import { cut, type JsonObject, type JsonValue, type RecordFlag } from '@watchfloor/sdk';

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A table from every spelling of the names to the name as REST spells it. */
export function spellingsOf(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    names.flatMap((name): [string, string][] => [
      [snakeOf(name), name],
      [name.toLowerCase(), name],
      [name, name],
    ]),
  );
}

/** The names as REST spells them and in snake_case: what `memberOf` looks for, for a first look with `anyKeyOf`. */
export function memberNames(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.flatMap((name) => [name, snakeOf(name)]));
}

const SNAKE = new Map<string, string>();

function snakeOf(name: string): string {
  const known = SNAKE.get(name);
  if (known !== undefined) return known;
  // Names come from our own code, so the table stays as small as the code is.
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  SNAKE.set(name, snake);
  return snake;
}

/** The member of an object in camelCase or snake_case; undefined when absent, null, or not of an object. */
export function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, name)) return value[name] ?? undefined;
  // Most names are one word, which both cases spell alike.
  const snake = snakeOf(name);
  return snake !== name && Object.hasOwn(value, snake) ? (value[snake] ?? undefined) : undefined;
}

/** A text, number or boolean as trimmed text; '' for everything else. */
export function asText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function memberText(value: JsonValue | undefined, name: string): string {
  return asText(memberOf(value, name));
}

/** The items of a list; a single value stands for the list of it, since some exporters unwrap lists of one. */
export function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  // Array.isArray widens readonly arrays to any[]; the type is the declared one again here.
  if (Array.isArray(value)) return value as readonly JsonValue[];
  return value === undefined || value === null ? [] : [value];
}

export function memberItems(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  return itemsOf(memberOf(value, name));
}

/** The object with the names of the table; the first value of a name that is not null wins. */
export function restoreNames(record: JsonObject, spellings: ReadonlyMap<string, string>): JsonObject {
  // Without a prototype: a field named `__proto__` is a field like any other.
  const restored: Record<string, JsonValue | undefined> = Object.create(null);
  for (const [key, value] of Object.entries(record)) {
    const name = spellings.get(key) ?? key;
    if (restored[name] === undefined || restored[name] === null) restored[name] = value;
  }
  return restored;
}

/** The text within its limit; a cut is flagged. */
export function shorten(text: string, max: number, flags: Set<RecordFlag>): string {
  if (text.length > max) flags.add('text_cut');
  return cut(text, max);
}

/** `Label: text. Label: text.` of the parts that have a text. */
export function sentences(parts: readonly (readonly [label: string, text: string])[]): string {
  return parts
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `${label}: ${text.endsWith('.') ? text : `${text}.`}`)
    .join(' ');
}

/** Lower-case words joined by underscores, as categories are written. */
export function categoryWord(text: string): string {
  return cut(text, 80)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}
