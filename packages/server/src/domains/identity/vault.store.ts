// The queue, for rotations of keys; the keys themselves are the vault's (platform/secrets/).

import type { Sql } from '../../kernel/context.ts';

interface RotationJob {
  readonly job: 'vault.rotate-data-key' | 'vault.rotate-master-key';
  readonly tenantId: string | null;
}

/** Enqueued in the transaction that asks for the rotation; one queue each, so that two of one kind never run at once. */
export async function enqueueRotation(sql: Sql, { job, tenantId }: RotationJob): Promise<void> {
  const payload = tenantId === null ? {} : { tenant_id: tenantId };
  const spec = { job, payload, queue: `${tenantId ?? 'installation'}:vault`, priority: 5 };
  await sql.query('vault.enqueue', 'select wf_work.enqueue($1::jsonb)', [JSON.stringify([spec])]);
}
