// Reading fields out of a vendor's JSON, tolerantly: a path that is not there is empty, never an error.

import type { JsonObject, JsonValue } from './source.ts';

/**
 * The value at a dot path. Flat keys that contain dots (`kibana.alert.rule.name`) are found as well as nested ones and
 * any mixture, the flattest first; a number is a step into an array. Undefined when absent.
 */
export function valueAt(record: JsonValue | undefined, path: string): JsonValue | undefined {
  if (typeof record !== 'object' || record === null) return undefined;
  if (isList(record)) return itemAt(record, path);
  if (Object.hasOwn(record, path)) return record[path];
  if (!path.includes('.')) return undefined;
  for (const { key, rest } of stepsOf(path)) {
    if (!Object.hasOwn(record, key)) continue;
    const found = valueAt(record[key], rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One way to take a path apart: a key of the record, and what is left of the path under it. */
interface Step {
  readonly key: string;
  readonly rest: string;
}

// Mappers ask for the same few thousand paths of every record, and a text that was cut out of another one has to be looked for
// among all names each time an object is asked for it. Bounded, since a path may be made of what a record says.
const STEPS_MAX = 5_000;
const PATH_LENGTH_MAX = 200;
const STEPS = new Map<string, readonly Step[]>();

/** The ways to take the path apart, the flattest first. */
function stepsOf(path: string): readonly Step[] {
  const known = STEPS.get(path);
  if (known !== undefined) return known;
  const steps: Step[] = [];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1))
    steps.push({ key: nameOf(path.slice(0, dot)), rest: nameOf(path.slice(dot + 1)) });
  if (STEPS.size >= STEPS_MAX) STEPS.clear();
  if (path.length <= PATH_LENGTH_MAX) STEPS.set(path, steps);
  return steps;
}

/** The same text as one of the engine's own names, which an object is looked up by at once. */
function nameOf(text: string): string {
  return Object.keys({ [text]: null })[0] ?? text;
}

function itemAt(list: readonly JsonValue[], path: string): JsonValue | undefined {
  const dot = path.indexOf('.');
  const end = dot < 0 ? path.length : dot;
  if (end === 0 || end > 6) return undefined;
  let position = 0;
  for (let index = 0; index < end; index += 1) {
    const digit = path.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return undefined;
    position = position * 10 + digit;
  }
  const item = list[position];
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

/**
 * A first look for `recognise`, which is asked about every record of every product and must cost next to nothing where the answer
 * is no: whether the record has one of the names at its top.
 * @param names made once, where the source is defined
 * @returns the look; it takes no memory and reads no value
 */
export function anyKeyOf(names: Iterable<string>): (record: JsonObject) => boolean {
  const wanted = new Set(names);
  // By length and first character nearly every key of another product's record is told from these without asking the set.
  const slots = new Uint8Array(2048);
  for (const name of wanted) slots[slotOf(name)] = 1;
  return (record) => {
    for (const key in record) if (slots[slotOf(key)] === 1 && wanted.has(key)) return true;
    return false;
  };
}

function slotOf(name: string): number {
  return ((name.length & 31) << 6) | (name.charCodeAt(0) & 63);
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
