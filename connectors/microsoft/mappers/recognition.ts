// Recognising a record cheaply: every source is asked about every record, so the first look is at the record's own keys and
// at nothing else.

import { type JsonObject, type JsonValue, valueAt } from '@watchfloor/sdk';
import { isList, isObject } from './fields.ts';

/** Names in the four spellings in which exports write them: `UserId`, `userId`, `userid`, `user_id`. */
export function spellings(names: string): ReadonlySet<string> {
  const all = names
    .split(/\s+/)
    .flatMap((name) => [
      name,
      `${name[0]?.toLowerCase()}${name.slice(1)}`,
      name.toLowerCase(),
      name.replace(/([a-z0-9])(?=[A-Z])/g, '$1_').toLowerCase(),
    ]);
  return new Set(all);
}

/** Whether one of the record's own keys is among the names. */
export function hasKey(record: JsonObject, names: ReadonlySet<string>): boolean {
  for (const key in record) if (names.has(key) && Object.hasOwn(record, key)) return true;
  return false;
}

/** The first record in one of the envelopes, which is what `auto` sees before it takes the records out; else the record. */
export function firstInside(record: JsonObject, envelopes: readonly string[]): JsonObject {
  for (const name of envelopes) {
    const list = valueAt(record, name);
    const first = isList(list) ? list[0] : undefined;
    if (isObject(first)) return first;
  }
  return record;
}

/**
 * The value under the first name, else under the second. An object that is asked for a property it does not have answers slowly
 * where objects of many shapes come by; whether it has the property costs next to nothing.
 */
export function eitherOf(record: JsonObject, name: string, other: string): JsonValue | undefined {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  if (value !== undefined && value !== null) return value;
  return Object.hasOwn(record, other) ? record[other] : undefined;
}
