// All SQL on audit records. There is no update and no delete, here or in the role's grants.

import type { Sql } from '../../kernel/context.ts';

export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly event: string;
  readonly actor_kind: 'user' | 'key' | 'system';
  readonly actor_id: string;
  readonly actor_name: string;
  readonly subject: string;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
  readonly reason: string | null;
  readonly request_id: string;
}

export async function insertAuditRecord(
  scope: { readonly sql: Sql; readonly tenantId: string },
  row: AuditRow,
): Promise<void> {
  await scope.sql.query(
    'audit.insert',
    `insert into audit_record
       (tenant_id, id, at, event, actor_kind, actor_id, actor_name, subject, before, after, reason, request_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      scope.tenantId,
      row.id,
      row.at,
      row.event,
      row.actor_kind,
      row.actor_id,
      row.actor_name,
      row.subject,
      row.before && JSON.stringify(row.before),
      row.after && JSON.stringify(row.after),
      row.reason,
      row.request_id,
    ],
  );
}

/** Newest first; `before` is the id of the last row of the page before. */
export async function listAuditRecords(
  scope: { readonly sql: Sql; readonly tenantId: string },
  page: { readonly limit: number; readonly before: string | null; readonly subject: string | null },
): Promise<AuditRow[]> {
  return scope.sql.query<AuditRow>(
    'audit.list',
    `select id, at, event, actor_kind, actor_id, actor_name, subject, before, after, reason, request_id
     from audit_record
     where tenant_id = $1 and ($2::uuid is null or id < $2::uuid) and ($3::text is null or subject = $3::text)
     order by id desc limit $4`,
    [scope.tenantId, page.before, page.subject, page.limit],
  );
}
