// The leaves of a record under one flat name each. SentinelOne writes the same field as `src.process.cmdline` in the Cloud Funnel,
// nested by some collectors, `src_process_cmdline` in a data lake, and `sourceProcessInfo.commandline` in an alert; a folded
// path (`srcprocesscmdline`) is what they have in common.

import { type JsonObject, type JsonValue, textAt } from '@watchfloor/sdk';

export interface Flat {
  /** The first of the folded paths that holds a text, a number or a boolean, as trimmed text; '' when none does. */
  text(...paths: readonly string[]): string;
  /** The value of the first of the folded paths that has one. */
  value(...paths: readonly string[]): JsonValue | undefined;
  /** Folded path and value: a scalar, or a list of scalars. */
  entries(): Iterable<readonly [path: string, value: JsonValue]>;
}

const DEPTH_MAX = 8;
const LEAVES_MAX = 3000;
const ITEMS_MAX = 300;

// The same few hundred names come with every record; folding them is most of the work of reading one. The bounds keep a
// record full of made-up names from filling the memory.
const FOLDED = new Map<string, string>();
const FOLDED_MAX = 4000;
const FOLDED_LENGTH_MAX = 80;

export function foldName(name: string): string {
  const known = FOLDED.get(name);
  if (known !== undefined) return known;
  const folded = name.toLowerCase().replace(/[^a-z0-9]+/g, '');
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

/** A scalar as trimmed text. Some activities write ids of 19 digits as numbers; what JSON left of those is another id. */
export function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return '';
  return typeof value === 'object' ? '' : textAt({ value }, 'value');
}

export function flatten(record: JsonObject): Flat {
  const leaves = new Map<string, JsonValue>();
  collect(record, { path: '', depth: 0 }, leaves);
  return {
    entries: () => leaves.entries(),
    value: (...paths) => paths.map((path) => leaves.get(path)).find((value) => value !== undefined),
    text(...paths) {
      for (const path of paths) {
        const text = textOf(leaves.get(path));
        if (text !== '') return text;
      }
      return '';
    },
  };
}

function collect(
  record: JsonObject,
  at: { readonly path: string; readonly depth: number },
  leaves: Map<string, JsonValue>,
): void {
  for (const [key, value] of Object.entries(record)) {
    if (value === undefined || value === null || value === '' || leaves.size >= LEAVES_MAX) continue;
    const path = at.path + foldName(key);
    if (typeof value !== 'object') put(path, value, leaves);
    else if (at.depth >= DEPTH_MAX) continue;
    else if (isObject(value)) collect(value, { path, depth: at.depth + 1 }, leaves);
    else {
      for (const item of itemsOf(value).slice(0, ITEMS_MAX)) {
        if (isObject(item)) collect(item, { path, depth: at.depth + 1 }, leaves);
        else if (typeof item !== 'object') put(path, item, leaves);
      }
    }
  }
}

/** A path met again (the items of a list) gathers its values. */
function put(path: string, value: JsonValue, leaves: Map<string, JsonValue>): void {
  const before = leaves.get(path);
  if (before === undefined) leaves.set(path, value);
  else if (Array.isArray(before)) before.push(value);
  else leaves.set(path, [before, value]);
}
