// The records behind alerts and events, for what reads them again: a batch of one tenant in one statement.

import { inflateRawSync } from 'node:zlib';
import type { Entity } from '@watchfloor/sdk';
import type { Sql } from '../../kernel/context.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export interface StoredRecord {
  /** Of the alert or event that was read from it. */
  readonly subject_id: string;
  readonly source: string;
  readonly received_at: Date;
  /** As received, unpacked. */
  readonly body: Buffer;
}

interface PackedRecord extends StoredRecord {
  readonly encoding: 'identity' | 'deflate';
}

function unpack({ encoding, ...record }: PackedRecord): StoredRecord {
  return encoding === 'deflate' ? { ...record, body: inflateRawSync(record.body) } : record;
}

/** The record of each alert's present revision. */
export async function loadAlertRecords(scope: Scope, ids: readonly string[]): Promise<StoredRecord[]> {
  const rows = await scope.sql.query<PackedRecord>(
    'record.of-alerts',
    // Materialized: a condition with the coalesce in it is not leakproof, so it would never reach the index.
    `with wanted as materialized (
       select a.id as subject_id, coalesce(v.record_id, a.record_id) as record_id
       from alert a
       left join alert_revision v on v.tenant_id = a.tenant_id and v.alert_id = a.id and v.revision = a.revision
       where a.tenant_id = $1 and a.id = any($2::uuid[]))
     select w.subject_id, r.source, r.received_at, r.encoding, r.body
     from wanted w join raw_record r on r.tenant_id = $1 and r.id = w.record_id`,
    [scope.tenantId, ids],
  );
  return rows.map(unpack);
}

/** The record of each event. */
export async function loadEventRecords(scope: Scope, ids: readonly string[]): Promise<StoredRecord[]> {
  const rows = await scope.sql.query<PackedRecord>(
    'record.of-events',
    `select e.id as subject_id, r.source, r.received_at, r.encoding, r.body
     from event e join raw_record r on r.tenant_id = e.tenant_id and r.id = e.record_id
     where e.tenant_id = $1 and e.id = any($2::uuid[])`,
    [scope.tenantId, ids],
  );
  return rows.map(unpack);
}

/** The newest records of a source, or of all sources, of alerts and of events alike. */
export async function listRecentRecords(
  scope: Scope,
  source: string | null,
  limit: number,
): Promise<StoredRecord[]> {
  const rows = await scope.sql.query<PackedRecord>(
    'record.recent',
    `select n.subject_id, r.source, r.received_at, r.encoding, r.body
     from (
       (select a.id as subject_id, a.record_id, a.received_at from alert a
        where a.tenant_id = $1 and ($2::text is null or a.source = $2) order by a.received_at desc limit $3)
       union all
       (select e.id, e.record_id, e.received_at from event e
        where e.tenant_id = $1 and ($2::text is null or e.source = $2) order by e.occurred_at desc limit $3)
     ) n join raw_record r on r.tenant_id = $1 and r.id = n.record_id
     order by n.received_at desc limit $3`,
    [scope.tenantId, source, limit],
  );
  return rows.map(unpack);
}

/** Sets the entities of each alert or event to those that it has with its mapped ones. */
export async function replaceEntities(
  scope: Scope,
  kind: 'alert' | 'event',
  rows: readonly { readonly id: string; readonly entities: readonly Entity[] }[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = [scope.tenantId, rows.map((row) => row.id), rows.map((row) => JSON.stringify(row.entities))];
  if (kind === 'alert') {
    await scope.sql.query(
      'record.alert-entities',
      `update alert a set entities = n.entities from unnest($2::uuid[], $3::jsonb[]) as n (id, entities)
       where a.tenant_id = $1 and a.id = n.id`,
      values,
    );
  } else {
    await scope.sql.query(
      'record.event-entities',
      `update event e set entities = n.entities from unnest($2::uuid[], $3::jsonb[]) as n (id, entities)
       where e.tenant_id = $1 and e.id = n.id`,
      values,
    );
  }
}

/** How many open alerts there are of each severity, and since when the oldest waits. */
export async function countOpen(
  scope: Scope,
): Promise<readonly { readonly severity: string; readonly count: number; readonly oldest: Date }[]> {
  return scope.sql.query<{ severity: string; count: number; oldest: Date }>(
    'record.open',
    `select severity, count(*)::integer as count, min(received_at) as oldest from alert
     where tenant_id = $1 and status = any(array['new', 'triaging', 'investigating', 'escalated']) group by severity`,
    [scope.tenantId],
  );
}

/** How many of the named alerts have each severity. */
export async function countSeverities(
  scope: Scope,
  ids: readonly string[],
): Promise<readonly { readonly severity: string; readonly count: number }[]> {
  return scope.sql.query<{ severity: string; count: number }>(
    'record.severities',
    `select severity, count(*)::integer as count from alert where tenant_id = $1 and id = any($2::uuid[])
     group by severity`,
    [scope.tenantId, ids],
  );
}
