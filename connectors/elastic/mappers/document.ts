// One view of a document, however Elasticsearch or a shipper wrote it: keys nested, flat with dots or any mixture; a value
// alone or in a list (the search API's `fields` puts each into one); names in lower case, as lake exports write them.
// The document is walked once; every look-up after that is one step.

import type { JsonObject, JsonValue } from '@watchfloor/sdk';

const DEPTH_MAX = 64;
const NONE: readonly never[] = [];

export type Scalar = string | number | boolean;

export interface EcsDocument {
  /** The first of the paths that holds a text (or a number or boolean, as text), trimmed; '' when none does. */
  text(...paths: readonly string[]): string;
  /** Every text under the path, trimmed, without empty ones. */
  texts(path: string): readonly string[];
  has(path: string): boolean;
  /** Every path in lower case with its value or values, in the document's order; objects in lists share their paths. */
  leaves(): Iterable<readonly [path: string, values: Scalar | readonly Scalar[]]>;
  /** Whether something lay deeper than 64 levels and was not read. */
  readonly isTooDeep: boolean;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A leaf with one value is that value: most are, and a list for each would be most of what a document costs. */
type Leaf = Scalar | Scalar[];

/** Walks the document once. */
export function readDocument(record: JsonObject): EcsDocument {
  const leaves = new Map<string, Leaf>();
  let isTooDeep = false;

  function put(path: string, value: Scalar): void {
    const known = leaves.get(path);
    if (known === undefined) leaves.set(path, value);
    else if (Array.isArray(known)) known.push(value);
    else leaves.set(path, [known, value]);
  }

  function walk(value: JsonValue | undefined, path: string, depth: number): void {
    if (typeof value !== 'object') {
      if (value !== undefined) put(path, value);
    } else if (value === null) {
      return;
    } else if (depth >= DEPTH_MAX) {
      isTooDeep = true;
    } else if (isList(value)) {
      for (const item of value) walk(item, path, depth + 1);
    } else if (isObject(value)) {
      for (const key of Object.keys(value)) {
        const name = key.toLowerCase();
        walk(value[key], path === '' ? name : `${path}.${name}`, depth + 1);
      }
    }
  }
  walk(record, '', 0);
  return documentOver(leaves, isTooDeep);
}

function documentOver(leaves: ReadonlyMap<string, Leaf>, isTooDeep: boolean): EcsDocument {
  return {
    text(...paths) {
      for (const path of paths) {
        const text = firstText(leaves.get(path));
        if (text !== '') return text;
      }
      return '';
    },
    texts(path) {
      const leaf = leaves.get(path);
      if (leaf === undefined) return NONE;
      const values = Array.isArray(leaf) ? leaf : [leaf];
      return values.map((value) => String(value).trim()).filter((text) => text !== '');
    },
    has: (path) => leaves.has(path),
    leaves: () => leaves,
    isTooDeep,
  };
}

function firstText(leaf: Leaf | undefined): string {
  if (leaf === undefined) return '';
  if (!Array.isArray(leaf)) return String(leaf).trim();
  for (const value of leaf) {
    const text = String(value).trim();
    if (text !== '') return text;
  }
  return '';
}
