// All SQL on entities and their links.

import type { Entity } from '@watchfloor/sdk';
import { instants, texts, uuids } from '../../kernel/columns.ts';
import type { Sql } from '../../kernel/context.ts';
import { entityId } from '../alerts/index.ts';
import type { KnownEntities } from './known-entities.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export interface EntitySubject {
  readonly kind: 'alert' | 'event';
  readonly id: string;
  readonly at: Date;
  readonly entities: readonly Pick<Entity, 'type' | 'value' | 'role'>[];
}

/**
 * Makes the entities that are new and links each subject to all of its own. Idempotent. Entities are written in the order of
 * their ids, so that two workers cannot deadlock on shared ones, and never updated: a busy address is not contended. Those that are
 * known to be there are not written; should one be gone, the links' foreign key refuses. Gives the ids of all that are linked.
 */
export async function linkEntities(
  scope: Scope,
  subjects: readonly EntitySubject[],
  known: Pick<KnownEntities, 'has'> | null = null,
): Promise<string[]> {
  const entities = new Map<string, { type: string; value: string; at: Date }>();
  const links: { entity: string; subject: EntitySubject; role: string }[] = [];
  for (const subject of subjects) {
    for (const entity of subject.entities) {
      const id = entityId(entity.type, entity.value);
      if (!entities.has(id)) entities.set(id, { type: entity.type, value: entity.value, at: subject.at });
      links.push({ entity: id, subject, role: entity.role });
    }
  }
  if (entities.size === 0) return [];
  const ordered = [...entities]
    .filter(([id]) => !known?.has(scope.tenantId, id))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const made =
    ordered.length === 0
      ? null
      : scope.sql.query(
          'entity.insert',
          `insert into entity (tenant_id, id, type, value, first_seen)
     select $1, e.* from unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[]) as e on conflict do nothing`,
          [
            scope.tenantId,
            uuids(ordered.map(([id]) => id)),
            texts(ordered.map(([, entity]) => entity.type)),
            texts(ordered.map(([, entity]) => entity.value)),
            instants(ordered.map(([, entity]) => entity.at)),
          ],
        );
  const linked = scope.sql.query(
    'entity.link',
    `insert into entity_link (tenant_id, entity_id, subject_kind, at, subject_id, role)
     select $1, l.* from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::uuid[], $6::text[]) as l
     on conflict do nothing`,
    [
      scope.tenantId,
      uuids(links.map((link) => link.entity)),
      texts(links.map((link) => link.subject.kind)),
      instants(links.map((link) => link.subject.at)),
      uuids(links.map((link) => link.subject.id)),
      texts(links.map((link) => link.role)),
    ],
  );
  await Promise.all([made, linked]);
  return [...entities.keys()];
}

/** Forgets the links of alerts whose content was replaced. */
export async function unlinkEntities(scope: Scope, subjectIds: readonly string[]): Promise<void> {
  if (subjectIds.length === 0) return;
  await scope.sql.query(
    'entity.unlink',
    'delete from entity_link where tenant_id = $1 and subject_id = any($2::uuid[])',
    [scope.tenantId, subjectIds],
  );
}

export interface LinkedAlert {
  readonly subject_id: string;
  readonly linked_id: string;
  readonly type: string;
  readonly value: string;
}

/**
 * Other alerts that share one of the given entities within the window before `at`, at most five for each entity, so that an
 * entity of ten thousand alerts costs no more than one of ten.
 */
export async function findLinkedAlerts(
  scope: Scope,
  wanted: readonly {
    readonly subjectId: string;
    readonly type: string;
    readonly value: string;
    readonly at: Date;
  }[],
  windowHours: number,
): Promise<LinkedAlert[]> {
  if (wanted.length === 0) return [];
  return scope.sql.query<LinkedAlert>(
    'entity.linked',
    `select w.subject_id, l.subject_id as linked_id, w.type, w.value
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
       as w (subject_id, entity_id, type, value, at)
     cross join lateral (
       select o.subject_id from entity_link o
       where o.tenant_id = $1 and o.entity_id = w.entity_id and o.subject_kind = 'alert'
         and o.at <= w.at and o.at > w.at - make_interval(hours => $7) and o.subject_id <> w.subject_id
       order by o.at desc, o.subject_id desc limit 5) l`,
    [
      scope.tenantId,
      uuids(wanted.map((entity) => entity.subjectId)),
      uuids(wanted.map((entity) => entityId(entity.type, entity.value))),
      texts(wanted.map((entity) => entity.type)),
      texts(wanted.map((entity) => entity.value)),
      instants(wanted.map((entity) => entity.at)),
      windowHours,
    ],
  );
}
