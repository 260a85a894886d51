// Variants of a fixture, for what must hold on any input: a field gone, null, of another type; a text made huge, nested or
// adversarial; a list made long. Copies share what they do not change, and JSON texts inside fields (several products nest
// their data that way) are opened, changed inside and written back.

import type { JsonObject, JsonValue } from '../source.ts';

/** A changed copy and where it was changed. */
export interface Variant {
  readonly at: string;
  readonly value: JsonValue;
}

/** What to put in the place of a value; nothing leaves it as it is. `undefined` removes the field. */
type Change = (value: JsonValue, at: string) => Iterable<JsonValue | undefined>;

// Deep enough for any product's fixtures; bounds the walk through a mutated one.
const LEVELS_MAX = 24;
const ITEMS_MAX = 3;

interface Place {
  readonly at: string;
  readonly level: number;
}

const ROOT: Place = { at: '', level: 0 };

/** Each variant that changes one value, of objects, of the first items of lists, and inside JSON texts. */
export function* variants(value: JsonValue, change: Change, place = ROOT): Generator<Variant> {
  const { at, level } = place;
  if (level > LEVELS_MAX) return;
  const inner = typeof value === 'string' ? jsonInside(value) : value;
  if (typeof inner !== 'object' || inner === null) return;
  const isText = typeof value === 'string';
  const wrap = (changed: JsonValue): JsonValue => (isText ? JSON.stringify(changed) : changed);
  for (const [key, child] of childrenOf(inner)) {
    const path = at === '' ? String(key) : `${at}.${key}`;
    for (const next of change(child, path)) yield { at: path, value: wrap(replaced(inner, key, next)) };
    for (const deeper of variants(child, change, { at: path, level: level + 1 })) {
      yield { at: deeper.at, value: wrap(replaced(inner, key, deeper.value)) };
    }
  }
}

function jsonInside(text: string): JsonValue {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function childrenOf(
  value: readonly JsonValue[] | JsonObject,
): readonly (readonly [string | number, JsonValue])[] {
  if (Array.isArray(value))
    return value.slice(0, ITEMS_MAX).map((item: JsonValue, index) => [index, item] as const);
  return Object.entries(value).flatMap(([key, child]) =>
    child === undefined ? [] : [[key, child] as const],
  );
}

function replaced(container: JsonValue, key: string | number, next: JsonValue | undefined): JsonValue {
  if (Array.isArray(container)) {
    const copy: JsonValue[] = [...container];
    if (next === undefined) copy.splice(Number(key), 1);
    else copy[Number(key)] = next;
    return copy;
  }
  // What is no array is an object: only containers get here.
  const entries = Object.entries(container as JsonObject);
  const kept = entries.map(([name, value]) => [name, name === key ? next : value] as const);
  return Object.fromEntries(kept.filter(([name]) => name !== key || next !== undefined));
}

// Names that every object answers to: a table that is a plain object finds something under them.
const INHERITED_NAMES = ['constructor', '__proto__', 'toString'];

/** Gone, null, each type the value is not, half a surrogate pair, and names that objects inherit, as a value and as a field. */
export function* wrongTypes(value: JsonValue): Generator<JsonValue | undefined> {
  yield undefined;
  for (const other of [null, 42, true, '', 'x', [], ['x', null, 7], {}, { a: { b: 1 } }]) {
    if (typeof other !== typeof value || Array.isArray(other) !== Array.isArray(value) || other === '')
      yield other;
  }
  // encodeURIComponent throws on half a pair, which JSON may well carry.
  if (typeof value === 'string') yield* [...INHERITED_NAMES, `${value}\ud800`];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const inherited = INHERITED_NAMES.map((name): [string, JsonValue] => [name, [{ Type: name }]]);
  yield Object.fromEntries([...Object.entries(value), ...inherited]);
}

const ADVERSARIAL = ['a', '\\', ' ', '=', ',', '{', '.', '/', 'a.', '"'];

/** Texts that make a careless regular expression take the square of their length or worse. */
export function adversarialTexts(length: number): Change {
  const texts = ADVERSARIAL.map((unit) => `${unit.repeat(Math.ceil(length / unit.length))}!`);
  return (value) => (typeof value === 'string' ? texts : []);
}

/** Nesting: as deep as JSON text can carry in texts, as deep as ingest lets through (1,000) elsewhere. */
export function depthBombs(textDepth: number, valueDepth: number): Change {
  const texts = [
    `${'['.repeat(textDepth)}${']'.repeat(textDepth)}`,
    `${'{"a":'.repeat(textDepth)}1${'}'.repeat(textDepth)}`,
    `[${'{"Type":"x","Files":['.repeat(textDepth)}`,
  ];
  let list: JsonValue = 'x';
  let object: JsonValue = 'x';
  for (let level = 0; level < valueDepth; level += 1) {
    list = [list];
    object = { ParentProcess: object };
  }
  return (value) => (typeof value === 'string' ? texts : [list, object]);
}

/** Each wanted list of the fixture repeated to `length` items, every text in them made different. */
export function longLists(length: number, isWanted: (at: string) => boolean): Change {
  return (value, at) => {
    const inner = typeof value === 'string' ? jsonInside(value) : value;
    if (!Array.isArray(inner) || inner.length === 0 || !isWanted(at)) return [];
    const items = Array.from({ length }, (_, index) => varied(inner[index % inner.length], index, ''));
    return [typeof value === 'string' ? JSON.stringify(items) : items];
  };
}

// Fields whose texts are words of a fixed vocabulary: changing them would make another kind of thing of the item.
const VOCABULARY = /type|kind|algorithm|hive|status|severity|role|result|action/i;

function varied(value: JsonValue, index: number, key: string): JsonValue {
  if (typeof value === 'string') return VOCABULARY.test(key) ? value : variedText(value, index);
  if (Array.isArray(value)) return value.map((item: JsonValue) => varied(item, index, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, varied(child ?? null, index, name)]),
  );
}

/** Another value of the same shape, one per index. */
function variedText(text: string, index: number): string {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return `198.18.${(index >> 8) & 255}.${index & 255}`;
  if (/^[0-9a-f]{32,128}$/i.test(text)) return (index + 1).toString(16).padStart(text.length, 'a');
  if (text.includes('@')) return `n${index}.${text}`;
  return `${text}${index}`;
}
