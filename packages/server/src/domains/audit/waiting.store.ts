// Which tenants have audit records that wait to be chained.

import type { Sql } from '../../kernel/context.ts';

export interface WaitingTenant {
  readonly tenantId: string;
  readonly waiting: number;
  readonly oldest: Date;
}

/** The one with the oldest first. */
export async function listWaitingTenants(sql: Sql): Promise<WaitingTenant[]> {
  const rows = await sql.query<{ tenant_id: string; waiting: string; oldest: Date }>(
    'audit.waiting-tenants',
    'select tenant_id, waiting, oldest from list_unsealed_audit()',
  );
  return rows.map((row) => ({ tenantId: row.tenant_id, waiting: Number(row.waiting), oldest: row.oldest }));
}
