// All SQL on audit records as such; the chain over them is chain.store.ts. There is no update and no delete, here or in the
// role's grants.

import type { PrincipalKind, Sql } from '../../kernel/context.ts';

export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly event: string;
  readonly actor_kind: PrincipalKind;
  readonly actor_id: string;
  readonly actor_name: string;
  /** The tenant of an actor who acted in a customer's; null when it is the record's own. */
  readonly actor_tenant_id: string | null;
  readonly address: string | null;
  readonly subject: string;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
  readonly reason: string | null;
  readonly request_id: string;
}

/** A record with its place in the chain; null while it waits for it. */
export interface PlacedRow extends AuditRow {
  readonly sequence: string | null;
  readonly is_body_removed: boolean;
}

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

/** Writes the record, and that it waits for its place in the chain. */
export async function insertAuditRecord(scope: Scope, row: AuditRow): Promise<void> {
  await scope.sql.query(
    'audit.insert',
    `with written as (
       insert into audit_record
         (tenant_id, id, at, event, actor_kind, actor_id, actor_name, actor_tenant_id, address, subject, before, after,
          reason, request_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       returning tenant_id, id, at)
     insert into audit_unsealed (tenant_id, id, at) select tenant_id, id, at from written`,
    [
      scope.tenantId,
      row.id,
      row.at,
      row.event,
      row.actor_kind,
      row.actor_id,
      row.actor_name,
      row.actor_tenant_id,
      row.address,
      row.subject,
      row.before && JSON.stringify(row.before),
      row.after && JSON.stringify(row.after),
      row.reason,
      row.request_id,
    ],
  );
}

const COLUMNS = `r.id, r.at, r.event, r.actor_kind, r.actor_id, r.actor_name, r.actor_tenant_id, r.address, r.subject, r.before,
  r.after, r.reason, r.request_id, l.sequence, l.record_id is not null and l.body_salt is null as is_body_removed`;

export interface AuditFilter {
  readonly subject: string | null;
  /** Events that begin so. */
  readonly event: string | null;
  readonly actorId: string | null;
  readonly actorKind: PrincipalKind | null;
  readonly requestId: string | null;
  /** In. */
  readonly from: Date | null;
  /** Not in. */
  readonly to: Date | null;
}

export const NO_FILTER: AuditFilter = {
  subject: null,
  event: null,
  actorId: null,
  actorKind: null,
  requestId: null,
  from: null,
  to: null,
};

/** Conditions by their filter. Only those that are asked for stand in the statement, so that the index that fits can lead it. */
const CONDITIONS: Readonly<Record<keyof AuditFilter | 'before', (place: string) => string>> = {
  before: (place) => `r.id < ${place}::uuid`,
  subject: (place) => `r.subject = ${place}`,
  event: (place) => `r.event collate "C" >= ${place} and r.event collate "C" < ${place} || chr(1114111)`,
  actorId: (place) => `r.actor_id = ${place}`,
  actorKind: (place) => `r.actor_kind = ${place}`,
  requestId: (place) => `r.request_id = ${place}`,
  from: (place) => `r.at >= ${place}`,
  to: (place) => `r.at < ${place}`,
};

interface Filtered {
  /** Ends the name of the statement, since another set of filters is another statement. */
  readonly name: string;
  readonly condition: string;
  readonly values: readonly unknown[];
}

function filtered(tenantId: string, { before, filter }: AuditPage): Filtered {
  const given = Object.entries({ before, ...filter }).filter(([, value]) => value !== null);
  const condition = given.map(([name], index) =>
    // The names of the filter are those of the conditions, by their type.
    CONDITIONS[name as keyof typeof CONDITIONS](`$${index + 2}`),
  );
  return {
    // By place: a statement's name has at most 63 characters.
    name: given.map(([name]) => Object.keys(CONDITIONS).indexOf(name)).join(''),
    condition: ['r.tenant_id = $1', ...condition].join(' and '),
    values: [tenantId, ...given.map(([, value]) => value)],
  };
}

export interface AuditPage {
  /** The id of the last row of the page before. */
  readonly before: string | null;
  readonly limit: number;
  readonly filter: AuditFilter;
}

/** Newest first. */
export async function listAuditRecords(scope: Scope, page: AuditPage): Promise<PlacedRow[]> {
  const { name, condition, values } = filtered(scope.tenantId, page);
  return scope.sql.query<PlacedRow>(
    `audit.list ${name}`,
    `select ${COLUMNS}
     from audit_record r left join audit_link l on l.tenant_id = r.tenant_id and l.record_id = r.id
     where ${condition}
     order by r.id desc limit $${values.length + 1}`,
    [...values, page.limit],
  );
}

export interface Search {
  readonly rows: readonly PlacedRow[];
  /** The last record that was looked at; null when there are no more. */
  readonly lastSeen: string | null;
}

/**
 * Those of the next `window` records that name these words in their subject or their actor's name. No index can lead to a part
 * of a word under row-level security, so each page looks at so many records and no more.
 */
export async function searchAuditRecords(
  scope: Scope,
  page: AuditPage & { readonly words: string; readonly window: number },
): Promise<Search> {
  const { name, condition, values } = filtered(scope.tenantId, page);
  const place = (offset: number) => `$${values.length + offset}`;
  const rows = await scope.sql.query<PlacedRow & { is_found: boolean; is_window_full: boolean }>(
    `audit.search ${name}`,
    `with seen as materialized (
       select r.id, position(lower(${place(1)}) in lower(r.subject)) > 0
         or position(lower(${place(1)}) in lower(r.actor_name)) > 0 as is_found
       from audit_record r where ${condition} order by r.id desc limit ${place(2)}),
     ends as (select count(*) = ${place(2)} as is_window_full, (array_agg(id order by id))[1] as last from seen),
     wanted as (
       (select id, true as is_found from seen where is_found order by id desc limit ${place(3)})
       union all select last, false from ends)
     select ${COLUMNS}, w.is_found, e.is_window_full
     from wanted w cross join ends e
     join audit_record r on r.tenant_id = $1 and r.id = w.id
     left join audit_link l on l.tenant_id = r.tenant_id and l.record_id = r.id
     order by r.id desc`,
    [...values, page.words, page.window, page.limit],
  );
  const last = rows.find((row) => !row.is_found);
  return {
    rows: rows.filter((row) => row.is_found).map(({ is_found, is_window_full, ...row }) => row),
    lastSeen: last?.is_window_full ? last.id : null,
  };
}

export async function findAuditRecord(scope: Scope, id: string): Promise<PlacedRow | null> {
  const rows = await scope.sql.query<PlacedRow>(
    'audit.find',
    `select ${COLUMNS}
     from audit_record r left join audit_link l on l.tenant_id = r.tenant_id and l.record_id = r.id
     where r.tenant_id = $1 and r.id = $2`,
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}
