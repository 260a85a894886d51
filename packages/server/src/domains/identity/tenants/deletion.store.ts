// All SQL on the deletion of tenants and on what is left of them. Rows are removed by functions of the database that refuse any
// tenant whose state does not say that it is being deleted.

import type { Sql } from '../../../kernel/context.ts';
import type { TenantId } from '../../../kernel/ids.ts';
import type { Scope } from './tenant.store.ts';

export interface TombstoneRow {
  readonly id: TenantId;
  readonly requested_at: Date;
  readonly requested_by: string;
  readonly reason: string;
  readonly deleted_at: Date | null;
  readonly counts: Readonly<Record<string, number>>;
  /** Null until the audit chain was closed. */
  readonly start_sequence: string | null;
  readonly start_hash: Buffer | null;
  readonly end_sequence: string | null;
  readonly end_hash: Buffer | null;
  readonly signed_at: Date | null;
  readonly key_id: string | null;
  readonly signature: Buffer | null;
}

const COLUMNS = `id, requested_at, requested_by, reason, deleted_at, counts, start_sequence, start_hash, end_sequence, end_hash,
  signed_at, key_id, signature`;

export async function insertTombstone(
  scope: Scope,
  row: Pick<TombstoneRow, 'id' | 'requested_at' | 'requested_by' | 'reason'>,
): Promise<void> {
  await scope.sql.query(
    'tombstone.insert',
    `insert into tenant_tombstone (tenant_id, id, requested_at, requested_by, reason) values ($1, $2, $3, $4, $5)`,
    [scope.tenantId, row.id, row.requested_at, row.requested_by, row.reason],
  );
}

export async function findTombstone(scope: Scope, id: string): Promise<TombstoneRow | null> {
  const rows = await scope.sql.query<TombstoneRow>(
    'tombstone.find',
    `select ${COLUMNS} from tenant_tombstone where tenant_id = $1 and id = $2`,
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}

export interface ClosedAudit {
  readonly start: { readonly sequence: number; readonly chain_hash: Buffer };
  readonly links: readonly { readonly sequence: number; readonly record_hash: Buffer }[];
  readonly checkpoint: {
    readonly sequence: number;
    readonly chain_hash: Buffer;
    readonly at: Date;
    readonly key_id: string;
    readonly signature: Buffer;
  };
}

const LINKS_STEP = 10_000;

/** Writes down, with the tenant above, what proves the audit records of one that is being deleted. */
export async function closeTombstone(scope: Scope, id: string, closed: ClosedAudit): Promise<void> {
  const { start, checkpoint, links } = closed;
  await scope.sql.query(
    'tombstone.close',
    `update tenant_tombstone set start_sequence = $3, start_hash = $4, end_sequence = $5, end_hash = $6, signed_at = $7,
       key_id = $8, signature = $9
     where tenant_id = $1 and id = $2`,
    [
      scope.tenantId,
      id,
      start.sequence,
      start.chain_hash,
      checkpoint.sequence,
      checkpoint.chain_hash,
      checkpoint.at,
      checkpoint.key_id,
      checkpoint.signature,
    ],
  );
  for (let from = 0; from < links.length; from += LINKS_STEP) {
    const step = links.slice(from, from + LINKS_STEP);
    await scope.sql.query(
      'tombstone.links',
      `insert into tombstone_link (tenant_id, tombstone_id, sequence, record_hash)
       select $1, $2, l.sequence, l.record_hash from unnest($3::bigint[], $4::bytea[]) as l (sequence, record_hash)
       on conflict do nothing`,
      [scope.tenantId, id, step.map((link) => link.sequence), step.map((link) => link.record_hash)],
    );
  }
}

/** The hashes of a tombstone in their order. */
export async function listTombstoneLinks(
  scope: Scope,
  id: string,
  page: { readonly after: number; readonly limit: number },
): Promise<{ sequence: number; record_hash: Buffer }[]> {
  const rows = await scope.sql.query<{ sequence: string; record_hash: Buffer }>(
    'tombstone.list-links',
    `select sequence, record_hash from tombstone_link
     where tenant_id = $1 and tombstone_id = $2 and sequence > $3 order by sequence limit $4`,
    [scope.tenantId, id, page.after, page.limit],
  );
  return rows.map((row) => ({ sequence: Number(row.sequence), record_hash: row.record_hash }));
}

export interface DyingTenant {
  readonly id: TenantId;
  readonly parent_id: TenantId;
}

/** Tenants whose deletion began before that time and is not done. Needs no tenant. */
export async function listDyingTenants(sql: Sql, begunBefore: Date): Promise<DyingTenant[]> {
  return sql.query<DyingTenant>('tenant.dying', 'select id, parent_id from list_dying_tenants($1)', [
    begunBefore,
  ]);
}

/** Tables with rows of tenants, in the order in which they can be emptied. */
export async function listPurgeOrder(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    'tenant.purge-order',
    "select name from list_purge_order('tenant') order by level, name",
  );
  return rows.map((row) => row.name);
}

/** Removes a batch of the transaction's tenant from one table; gives how many rows went. */
export async function purgeRows(sql: Sql, table: string, atMost: number): Promise<number> {
  const rows = await sql.query<{ removed: string }>(
    'tenant.purge',
    'select purge_tenant_rows($1, $2) as removed',
    [table, atMost],
  );
  return Number(rows[0]?.removed ?? 0);
}

/** Removes people who are members of the transaction's tenant alone, with what is theirs. */
export async function purgePeople(sql: Sql, atMost: number): Promise<number> {
  const rows = await sql.query<{ removed: string }>(
    'tenant.purge-people',
    'select purge_tenant_people($1) as removed',
    [atMost],
  );
  return Number(rows[0]?.removed ?? 0);
}

/** The end of the transaction's tenant; throws when a row of it is left anywhere. */
export async function finishDeletion(sql: Sql, at: Date): Promise<void> {
  await sql.query('tenant.finish-deletion', 'select finish_tenant_deletion($1)', [at]);
}
