// The queue, for rotations of keys; the keys themselves are the vault's (platform/secrets/).

import type { Sql } from '../../kernel/context.ts';
import type { WorkCause } from '../../kernel/trace.ts';

interface RotationJob {
  readonly job: 'vault.rotate-data-key' | 'vault.rotate-master-key';
  readonly tenantId: string | null;
  readonly cause: WorkCause;
}

/** Enqueued in the transaction that asks for the rotation; one queue each, so that two of one kind never run at once. */
export async function enqueueRotation(sql: Sql, { job, tenantId, cause }: RotationJob): Promise<void> {
  const causes = [{ ...cause, records: 1 }];
  const payload = tenantId === null ? { causes } : { tenant_id: tenantId, causes };
  const spec = { job, payload, queue: `${tenantId ?? 'installation'}:vault`, priority: 5 };
  await sql.query('vault.enqueue', 'select wf_work.enqueue($1::jsonb)', [JSON.stringify([spec])]);
}
