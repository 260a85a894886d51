import { z } from 'zod';
import type { TenantId } from '../../../kernel/ids.ts';
import { job } from '../../../kernel/job.ts';

/** Moves a tenant's secrets to its newest data key. What it leaves undone, the scheduler brings to its end. */
export const rotateDataKeyJob = job({
  id: 'vault.rotate-data-key',
  // Parsed by this job alone, and put into the queue by the operation of its tenant.
  payload: z.object({ tenant_id: z.uuid().transform((id) => id as TenantId) }),
  run: (ctx, { tenant_id: tenantId }) => ctx.vaultRotations.finishDataKey(tenantId),
});

/** Wraps every data key of the installation under the newest master key. */
export const rotateMasterKeyJob = job({
  id: 'vault.rotate-master-key',
  payload: z.object({}),
  run: (ctx) => ctx.vaultRotations.finishMasterKey(),
});
