// The event inside what arrives. OCSF is one nested object; on its way it is put into an envelope (EventBridge, an index's
// `_source`), and data lakes hand out rows whose nested columns are JSON texts or whose names are in upper case.

import { type JsonObject, type JsonValue, parseJsonText } from '@watchfloor/sdk';

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Longer texts are contents (a raw log, a policy document) and no part of the event. */
const PART_TEXT_MAX = 262_144;

/** The object or list itself, or the one that a JSON text holds; undefined for everything else. */
export function openPart(value: JsonValue | undefined): JsonObject | readonly JsonValue[] | undefined {
  if (typeof value !== 'string') return isObject(value) || isList(value) ? value : undefined;
  const first = value.charCodeAt(0);
  if ((first !== 0x7b && first !== 0x5b) || value.length > PART_TEXT_MAX) return undefined;
  const opened = parseJsonText(value) ?? undefined;
  return isObject(opened) || isList(opened) ? opened : undefined;
}

/** Keys under which a single event is handed on. */
const WRAPPERS = ['detail', 'event', 'ocsf', '_source', 'record', 'data'] as const;

/** Without one of these names a record is no event and nothing is around a single one. */
export const EVENT_NAMES: readonly string[] = ['class_uid', 'type_uid', 'CLASS_UID', 'TYPE_UID', ...WRAPPERS];

/**
 * The event of a record: itself, or what stands in its envelope, with the names in lower case and its parts opened.
 * Null when nothing in it says that it is OCSF.
 */
export function openEvent(record: JsonObject): JsonObject | null {
  if (namesItsClass(record)) return openParts(record);
  const lower = lowerNames(record);
  if (lower !== null) return openParts(lower);
  for (const key of WRAPPERS) {
    if (!Object.hasOwn(record, key)) continue;
    const value = record[key];
    // `auto` asks for every record that comes in: a text is only parsed when it names a class.
    if (typeof value === 'string' && !value.includes('class_uid')) continue;
    const inner = openPart(value);
    if (isObject(inner) && namesItsClass(inner)) return openParts(inner);
  }
  return null;
}

function namesItsClass(record: JsonObject): boolean {
  return Object.hasOwn(record, 'class_uid') || Object.hasOwn(record, 'type_uid');
}

/** Warehouses that fold names give `CLASS_UID`; null when this is no such row. */
function lowerNames(record: JsonObject): JsonObject | null {
  if (!Object.hasOwn(record, 'CLASS_UID') && !Object.hasOwn(record, 'TYPE_UID')) return null;
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));
}

/** Fields that are texts by definition and may begin with a bracket all the same. */
const TEXTS: ReadonlySet<string> = new Set(['raw_data', 'message', 'desc', 'comment', 'status_detail']);

function openParts(event: JsonObject): JsonObject {
  let changed: Record<string, JsonValue | undefined> | null = null;
  for (const [key, value] of Object.entries(event)) {
    if (typeof value !== 'string' || TEXTS.has(key)) continue;
    const opened = openPart(value);
    if (opened === undefined) continue;
    // Without a prototype: a field named `__proto__` is a field like any other.
    changed ??= Object.assign(Object.create(null), event);
    if (changed !== null) changed[key] = opened;
  }
  return changed ?? event;
}
