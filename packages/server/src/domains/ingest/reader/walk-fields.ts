// Walks any JSON value and hands out its plain values with their paths. It sees through what products do to JSON: objects
// in strings, lists of `{name, value}` pairs, objects whose `type` says what their `id` is. Bounded in depth and number.

import type { JsonObject, JsonValue } from '@watchfloor/sdk';
import { NOUNS } from './field-knowledge.ts';
import type { FieldMeaning } from './field-meaning.ts';
import { wordsOf } from './field-names.ts';
import { type FieldPath, rootPath } from './field-path.ts';
import { parseOrNull, parsePythonOrNull } from './line-json.ts';

export interface FieldLeaf {
  /** Dotted path without list positions; a pair's name and a typed object's type count as a step. */
  readonly path: string;
  readonly value: string | number | boolean;
  /** What the path says; looked up once here because everyone asks. */
  readonly meaning: FieldMeaning;
  /** Which object the value stands in, counted in walking order: values of one object belong together. */
  readonly owner: number;
}

export interface WalkResult {
  readonly leaves: readonly FieldLeaf[];
  /** Nesting went beyond depth 64 and was not followed. */
  readonly isTooDeep: boolean;
  /** More values than `LEAVES_MAX`; the rest was not read. */
  readonly isTooMany: boolean;
}

export const DEPTH_MAX = 64;
const LEAVES_MAX = 20_000;

interface Walk {
  readonly leaves: FieldLeaf[];
  isTooDeep: boolean;
  isTooMany: boolean;
  owners: number;
}

/** All plain values of the record, in its order. */
export function walkFields(record: JsonValue): WalkResult {
  const walk: Walk = { leaves: [], isTooDeep: false, isTooMany: false, owners: 0 };
  visit(walk, record, { path: rootPath(), depth: 0, owner: 0 });
  return { leaves: walk.leaves, isTooDeep: walk.isTooDeep, isTooMany: walk.isTooMany };
}

/** Made once for each object: for each of its values only the path is set anew, and whoever reads it does so at once. */
interface Place {
  path: FieldPath;
  readonly depth: number;
  readonly owner: number;
}

function visit(walk: Walk, value: JsonValue | undefined, place: Place): void {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') visitPlain(walk, value, place);
  else if (place.depth >= DEPTH_MAX) walk.isTooDeep = true;
  else if (isList(value)) {
    const inside = { path: place.path, depth: place.depth + 1, owner: place.owner };
    for (const item of value) visit(walk, item, inside);
  } else visitObject(walk, value, place);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function visitPlain(walk: Walk, value: string | number | boolean, place: Place): void {
  const inner = typeof value === 'string' ? recordIn(value) : null;
  if (inner !== null) {
    visit(walk, inner, { path: place.path, depth: place.depth + 1, owner: place.owner });
    return;
  }
  if (walk.leaves.length >= LEAVES_MAX) {
    walk.isTooMany = true;
    return;
  }
  const { path } = place;
  walk.leaves.push({ path: path.text, value, meaning: path.meaning, owner: place.owner });
}

/** What a string holds that is JSON, or a Python dictionary; null for every other text. */
function recordIn(text: string): JsonValue {
  const first = text.charCodeAt(0);
  if (first !== 123 && first !== 91 && first !== 32 && first !== 34) return null;
  if (text.length < 5 || !/^\s*[{["]/.test(text) || !/[}\]"]\s*$/.test(text.slice(-40))) return null;
  const inner = parseOrNull(text) ?? parsePythonOrNull(text);
  if (typeof inner === 'object') return inner;
  return typeof inner === 'string' && /^\s*[{[]/.test(inner) ? inner : null;
}

/** What a key can be for the object it stands in. */
type KeyUse = 'pair name' | 'pair value' | 'type' | 'identity';

function uses(rows: Readonly<Record<KeyUse, string>>): ReadonlyMap<string, readonly KeyUse[]> {
  const map = new Map<string, KeyUse[]>();
  // Object.entries forgets that the keys are KeyUse.
  for (const [use, keys] of Object.entries(rows) as [KeyUse, string][]) {
    for (const key of keys.split(/\s+/)) map.set(key, [...(map.get(key) ?? []), use]);
  }
  return map;
}

const KEY_USES = uses({
  'pair name': 'name Name key Key label Label field Field fieldName',
  'pair value': `value Value values multiValue intValue boolValue stringValue newValue NewValue multiIntValue messageValue`,
  type: 'type Type $type item_type itemType entityType EntityType entity_type objectType resourceType kind',
  identity: `id Id ID item_name itemName name Name value Value entityValue address Address displayName displayname DisplayName alternateId alternateid
    identifier Identifier key Key uid Uid UID externalId external_id text Text data Data n v`,
});

/** What the keys of an object make of it. */
interface Nature {
  readonly hasPairValue: boolean;
  readonly pairName: string | null;
  readonly type: string | null;
  readonly hasIdentity: boolean;
  readonly size: number;
}

/** One look at each key: records have many objects, and asking every object for every key is what costs. */
function natureOf(object: JsonObject): Nature {
  let hasPairValue = false;
  let pairName: string | null = null;
  let type: string | null = null;
  let hasIdentity = false;
  let size = 0;
  for (const key in object) {
    size += 1;
    const found = KEY_USES.get(key);
    if (found === undefined) continue;
    const value = object[key];
    for (const use of found) {
      if (use === 'pair value') hasPairValue = true;
      else if (use === 'identity') hasIdentity = true;
      else if (typeof value !== 'string' || value === '') continue;
      else if (use === 'pair name') pairName ??= value;
      else type ??= value;
    }
  }
  return { hasPairValue, pairName, type, hasIdentity, size };
}

const PAIR_SIZE_MAX = 6;
const PAIR_NAME_MAX = 80;

function visitObject(walk: Walk, object: JsonObject, place: Place): void {
  walk.owners += 1;
  // The record itself is neither a pair nor a thing of some type.
  const nature = place.depth === 0 ? null : natureOf(object);
  const pair = nature === null ? null : pairOf(nature);
  const base = nature === null || pair !== null ? place.path : typedPath(nature, place.path);
  const inside: Place = { path: base, depth: place.depth + 1, owner: walk.owners };
  for (const key in object) {
    if (!Object.hasOwn(object, key)) continue;
    const value = object[key];
    if (value === null || value === undefined || value === '') continue;
    const use = pair === null ? undefined : KEY_USES.get(key);
    if (use?.includes('pair name') === true) continue;
    const name = pair !== null && use?.includes('pair value') === true ? pair : key;
    inside.path = base.at(name);
    visit(walk, value, inside);
  }
}

/** The name of a `{name, value}` pair: an object of few keys, one of which names and one of which holds. */
function pairOf(nature: Nature): string | null {
  const name = nature.pairName;
  if (!nature.hasPairValue || name === null || name.length > PAIR_NAME_MAX || nature.size > PAIR_SIZE_MAX)
    return null;
  return name.replaceAll('.', ' ');
}

/** `{"type":"User","id":"bob"}`: the type becomes a step of the path, so that `id` is a user's. */
function typedPath(nature: Nature, path: FieldPath): FieldPath {
  const { type } = nature;
  if (path.text === '' || type === null || !nature.hasIdentity) return path;
  if (type.length > 40 || !/^[#A-Za-z][\w .#-]*$/.test(type)) return path;
  const last = type.slice(Math.max(type.lastIndexOf('.'), type.lastIndexOf('#')) + 1);
  return isThing(last) ? path.at(last) : path;
}

const THINGS_MAX = 2_000;
const things = new Map<string, boolean>();

/** Whether a type is the name of a kind of thing we know (`User`, `ip`, `AwsEc2Instance`), and not of a record. */
function isThing(type: string): boolean {
  const known = things.get(type);
  if (known !== undefined) return known;
  if (things.size >= THINGS_MAX) things.clear();
  const result = type !== 'Endpoints' && NOUNS.has(wordsOf(type).at(-1) ?? '');
  things.set(type, result);
  return result;
}
