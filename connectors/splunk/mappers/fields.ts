// One reader for the fields of a result. Splunk keeps several values in one field and writes them as a list (JSON), as lines
// (alert actions), or beside the field in `__mv_<field>` as `$a$;$b$` (CSV results). Names are matched in any case: the
// Common Information Model writes `src_user`, Windows' own fields `SubjectUserName`.

import { type JsonObject, type JsonValue, parseJsonText } from '@watchfloor/sdk';

export interface SplunkFields {
  /** The first of the names that has a value, trimmed; '' when none does. */
  text(...names: readonly string[]): string;
  /** Every value of the field, trimmed, without empty ones. */
  values(name: string): readonly string[];
  has(...names: readonly string[]): boolean;
  /** Every field with its values, in the record's order. */
  entries(): Iterable<readonly [name: string, values: readonly string[]]>;
  /** Whether something lay deeper than 64 levels and was not read. */
  readonly isTooDeep: boolean;
}

const DEPTH_MAX = 64;
const VALUES_MAX = 20_000;
const MULTI = '__mv_';

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The fields of an object, or of several: each layer adds what those before it do not have. */
export function readFields(...layers: readonly JsonObject[]): SplunkFields {
  const fields = new Map<string, string[]>();
  let isTooDeep = false;
  for (const layer of layers) {
    const own = new Map<string, string[]>();
    isTooDeep = walk(layer, '', { own, depth: 0 }) || isTooDeep;
    for (const [name, values] of own) {
      if (name.startsWith(MULTI)) continue;
      const multi = own.get(MULTI + name);
      if (!fields.has(name)) fields.set(name, multi === undefined ? values : multiValues(multi));
    }
  }
  return {
    text(...names) {
      for (const name of names) {
        const [first] = fields.get(name) ?? [];
        if (first !== undefined) return first;
      }
      return '';
    },
    values: (name) => fields.get(name) ?? [],
    has: (...names) => names.some((name) => fields.has(name)),
    entries: () => fields,
    isTooDeep,
  };
}

interface Walk {
  readonly own: Map<string, string[]>;
  readonly depth: number;
}

/** Collects values under names joined by dots, as Splunk names the parts of JSON; true when it stopped at the depth limit. */
function walk(value: JsonValue | undefined, path: string, { own, depth }: Walk): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value !== 'object') {
    add(own, path, value);
    return false;
  }
  if (depth >= DEPTH_MAX) return true;
  let isTooDeep = false;
  const next = { own, depth: depth + 1 };
  if (isList(value)) {
    for (const item of value) isTooDeep = walk(item, path, next) || isTooDeep;
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const name = key.toLowerCase();
      isTooDeep = walk(value[key], path === '' ? name : `${path}.${name}`, next) || isTooDeep;
    }
  }
  return isTooDeep;
}

function add(own: Map<string, string[]>, path: string, value: string | number | boolean): void {
  const text = String(value).trim();
  if (text === '') return;
  const known = own.get(path);
  if (known === undefined) own.set(path, [text]);
  else if (known.length < VALUES_MAX) known.push(text);
}

/** `$a$;$b$`; a dollar sign inside a value is doubled. */
function multiValues(values: readonly string[]): string[] {
  return values.flatMap((text) => {
    const inner = text.replace(/^\$/, '').replace(/\$$/, '');
    return inner
      .split('$;$')
      .map((value) => value.replaceAll('$$', '$').trim())
      .filter((value) => value !== '');
  });
}

/** Values of fields whose own values hold no line breaks: each line is one. */
export function linesOf(values: readonly string[]): readonly string[] {
  if (!values.some((value) => value.includes('\n'))) return values;
  return values.flatMap((value) =>
    value
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );
}

/** The object in a field that holds one, or the JSON text of one; else null. */
export function objectIn(value: JsonValue | undefined): JsonObject | null {
  if (isObject(value)) return value;
  if (typeof value !== 'string' || !/^\s*\{/.test(value)) return null;
  const parsed = parseJsonText(value);
  return isObject(parsed) ? parsed : null;
}
