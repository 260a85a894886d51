// The third pass as the worker does it: a tenant's mappings over the raw records of a batch. Raw records are loaded for those alerts
// only that a mapping can say something about.

import { ENTITIES_MAX, type Entity } from '@watchfloor/sdk';
import type { Sql } from '../../kernel/context.ts';
import { loadAlertRecords, loadEventRecords, replaceEntities } from '../alerts/index.ts';
import { fieldsOf, openRaw } from '../ingest/index.ts';
import type { MappingRow } from './mapping.store.ts';
import { applyMappings, joinMapped, mappedEntities } from './mapping.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export interface MappableSubject {
  readonly id: string;
  readonly source: string;
  readonly entities: readonly Entity[];
}

interface Mappable {
  readonly kind: 'alert' | 'event';
  readonly subjects: readonly MappableSubject[];
  /** Those of the tenant that are switched on. */
  readonly mappings: readonly MappingRow[];
}

/**
 * Adds what the tenant's mappings find to the alerts or events. Gives the entities of those that got more, and has stored them.
 * Idempotent: a mapped entity that is there already is not added again.
 */
export async function mapRecords(
  scope: Scope,
  { kind, subjects, mappings }: Mappable,
): Promise<ReadonlyMap<string, Entity[]>> {
  const byId = new Map(
    subjects
      .filter(({ source }) =>
        mappings.some((mapping) => mapping.source === null || mapping.source === source),
      )
      .map((subject) => [subject.id, subject]),
  );
  if (byId.size === 0) return new Map();
  const load = kind === 'alert' ? loadAlertRecords : loadEventRecords;
  const records = await load(scope, [...byId.keys()]);
  const changed = records.flatMap((record) => {
    const subject = byId.get(record.subject_id);
    if (!subject) return [];
    const own = mappings.filter(({ source }) => source === null || source === subject.source);
    const mapped = mappedEntities(applyMappings(fieldsOf(openRaw(record.body)), own));
    const entities = joinMapped(subject.entities, mapped).slice(0, ENTITIES_MAX);
    return entities.length > subject.entities.length ? [{ id: subject.id, entities }] : [];
  });
  await replaceEntities(scope, kind, changed);
  return new Map(changed.map(({ id, entities }) => [id, entities]));
}
