// A tenant's own mapping: a path into the raw record, and what stands there. The third pass of finding indicators, for fields
// that no adapter can know: custom columns of a rule, a customer's asset tag, a vendor's new field.

import type { Entity, EntityRole, EntityType, JsonObject } from '@watchfloor/sdk';
import { type Conversion, convertValue } from './convert-value.ts';
import { readPath } from './read-path.ts';

export interface Mapping {
  readonly path: string;
  readonly type: EntityType;
  readonly role: EntityRole;
  readonly conversion: Conversion;
}

export interface MappedValue {
  readonly mapping: Mapping;
  /** As it stands in the record, cut at 200 characters. */
  readonly raw: string;
  /** What became of it: empty when it is no value of the mapping's type. */
  readonly values: readonly string[];
}

const RAW_SHOWN_MAX = 200;
/** Values one record may add by mappings, of all mappings together. */
export const MAPPED_MAX = 100;

/** What the mappings find in a record, with what they found but could not use. */
export function applyMappings(record: JsonObject, mappings: readonly Mapping[]): MappedValue[] {
  return mappings.flatMap((mapping) =>
    readPath(record, mapping.path).map((raw) => ({
      mapping,
      raw: raw.slice(0, RAW_SHOWN_MAX),
      values: convertValue(mapping.conversion, mapping.type, raw),
    })),
  );
}

/** The entities among mapped values, each once, at most 100. */
export function mappedEntities(found: readonly MappedValue[]): Entity[] {
  const entities = new Map<string, Entity>();
  for (const { mapping, values } of found) {
    for (const value of values) {
      if (entities.size >= MAPPED_MAX) return [...entities.values()];
      const key = `${mapping.type} ${value}`;
      if (!entities.has(key)) entities.set(key, { type: mapping.type, value, role: mapping.role });
    }
  }
  return [...entities.values()];
}

/** The record's own entities followed by those that only a mapping found; a mapped role does not overrule the adapter's. */
export function joinMapped(own: readonly Entity[], mapped: readonly Entity[]): Entity[] {
  const known = new Set(own.map((entity) => `${entity.type} ${entity.value}`));
  return [...own, ...mapped.filter((entity) => !known.has(`${entity.type} ${entity.value}`))];
}
