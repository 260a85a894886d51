// What is asked of entities: one of them with its history, or those of a type or a beginning. Counts stop at a bound, so that
// the address that every record names costs no more than another.

import type { EntityType } from '@watchfloor/sdk';
import type { Sql } from '../../kernel/context.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export interface EntityRow {
  readonly id: string;
  readonly type: EntityType;
  readonly value: string;
  readonly first_seen: Date;
}

export async function findEntity(scope: Scope, id: string): Promise<EntityRow | null> {
  const rows = await scope.sql.query<EntityRow>(
    'entity.find',
    'select id, type, value, first_seen from entity where tenant_id = $1 and id = $2',
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}

/** Entities with one of the ids, in no order. */
export async function findEntities(scope: Scope, ids: readonly string[]): Promise<EntityRow[]> {
  return scope.sql.query<EntityRow>(
    'entity.find-many',
    'select id, type, value, first_seen from entity where tenant_id = $1 and id = any($2::uuid[])',
    [scope.tenantId, ids],
  );
}

export interface After {
  readonly value: string;
  readonly id: string;
}

/** Entities whose value begins so, in the order of their values; `types` null for every type. */
export async function listByBeginning(
  scope: Scope,
  ask: {
    readonly beginning: string;
    readonly types: readonly string[] | null;
    readonly after: After | null;
    readonly limit: number;
  },
): Promise<EntityRow[]> {
  // The next text in the order of bytes that does not begin so: U+10FFFF is behind every character.
  const end = `${ask.beginning}\u{10FFFF}`;
  return scope.sql.query<EntityRow>(
    'entity.beginning',
    `select id, type, value, first_seen from entity
     where tenant_id = $1 and value collate "C" >= $2 and value collate "C" < $3
       and ($4::text[] is null or type = any($4))
       and ($5::text is null or (value collate "C", id) > ($5, $6::uuid))
     order by value collate "C", id limit $7`,
    [
      scope.tenantId,
      ask.beginning,
      end,
      ask.types,
      ask.after?.value ?? null,
      ask.after?.id ?? null,
      ask.limit,
    ],
  );
}

/** The newest entities of each type, newest first. */
export async function listNewest(
  scope: Scope,
  ask: {
    readonly types: readonly string[];
    readonly before: { readonly at: Date; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<EntityRow[]> {
  return scope.sql.query<EntityRow>(
    'entity.newest',
    `select e.id, e.type, e.value, e.first_seen
     from unnest($2::text[]) as t (type) cross join lateral (
       select n.id, n.type, n.value, n.first_seen from entity n
       where n.tenant_id = $1 and n.type = t.type
         and ($3::timestamptz is null or (n.first_seen, n.id) < ($3, $4::uuid))
       order by n.first_seen desc, n.id desc limit $5) e
     order by e.first_seen desc, e.id desc limit $5`,
    [scope.tenantId, ask.types, ask.before?.at ?? null, ask.before?.id ?? null, ask.limit],
  );
}

export interface EntityActivity {
  readonly entity_id: string;
  readonly alerts: number;
  readonly events: number;
  readonly last_seen: Date | null;
}

/** Alerts and events of each entity since a time, each counted up to `bound`, and when it was last seen at all. */
export async function countActivity(
  scope: Scope,
  ask: { readonly ids: readonly string[]; readonly since: Date; readonly bound: number },
): Promise<Map<string, EntityActivity>> {
  const rows = await scope.sql.query<EntityActivity>(
    'entity.activity',
    `select i.id as entity_id, a.count as alerts, v.count as events,
       greatest(
         (select max(l.at) from entity_link l
          where l.tenant_id = $1 and l.entity_id = i.id and l.subject_kind = 'alert'),
         (select max(l.at) from entity_link l
          where l.tenant_id = $1 and l.entity_id = i.id and l.subject_kind = 'event')) as last_seen
     from unnest($2::uuid[]) as i (id)
     cross join lateral (select count(*)::integer as count from (
       select from entity_link l where l.tenant_id = $1 and l.entity_id = i.id and l.subject_kind = 'alert'
         and l.at >= $3 limit $4) n) a
     cross join lateral (select count(*)::integer as count from (
       select from entity_link l where l.tenant_id = $1 and l.entity_id = i.id and l.subject_kind = 'event'
         and l.at >= $3 limit $4) n) v`,
    [scope.tenantId, ask.ids, ask.since, ask.bound],
  );
  return new Map(rows.map((row) => [row.entity_id, row]));
}

/** Ids of the entity's newest alerts since a time. */
export async function listAlertIds(
  scope: Scope,
  ask: { readonly id: string; readonly since: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await scope.sql.query<{ subject_id: string }>(
    'entity.alerts',
    `select subject_id from entity_link
     where tenant_id = $1 and entity_id = $2 and subject_kind = 'alert' and at >= $3 order by at desc limit $4`,
    [scope.tenantId, ask.id, ask.since, ask.limit],
  );
  return rows.map((row) => row.subject_id);
}

export interface RelatedRow extends EntityRow {
  readonly shared: number;
}

/** Entities that stand on the same alerts and events, by how many of the newest `subjects` of each kind they share. */
export async function listRelated(
  scope: Scope,
  ask: { readonly id: string; readonly since: Date; readonly subjects: number; readonly limit: number },
): Promise<RelatedRow[]> {
  return scope.sql.query<RelatedRow>(
    'entity.related',
    `with own as (
       (select subject_id from entity_link where tenant_id = $1 and entity_id = $2 and subject_kind = 'alert'
          and at >= $3 order by at desc limit $4)
       union all
       (select subject_id from entity_link where tenant_id = $1 and entity_id = $2 and subject_kind = 'event'
          and at >= $3 order by at desc limit $4)),
     shared as (
       select l.entity_id, count(*)::integer as shared
       from own join entity_link l on l.tenant_id = $1 and l.subject_id = own.subject_id
       where l.entity_id <> $2 group by l.entity_id order by count(*) desc, l.entity_id limit $5)
     select e.id, e.type, e.value, e.first_seen, s.shared
     from shared s cross join lateral (
       select id, type, value, first_seen from entity where tenant_id = $1 and id = s.entity_id limit 1) e
     order by s.shared desc, e.id`,
    [scope.tenantId, ask.id, ask.since, ask.subjects, ask.limit],
  );
}
