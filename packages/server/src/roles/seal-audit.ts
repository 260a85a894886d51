// The sealer of audit records as a reconciler: each second, the tenants that have records which wait, the oldest first. Any number
// of schedulers may run it; the lock inside lets one seal a tenant at a time.

import { listWaitingTenants, SEAL_BATCH, sealBatch, sealScope } from '../domains/audit/index.ts';
import type { SchedulerParts } from './scheduler.ts';

/** Of a tenant in one round, so that one with a backlog does not keep the others waiting. */
const BATCHES_A_ROUND = 20;

type Parts = Pick<SchedulerParts, 'database' | 'clock' | 'log' | 'metrics' | 'vault'>;

export async function sealAudit(parts: Parts): Promise<void> {
  const { metrics } = parts;
  const waiting = await parts.database.transaction(null, listWaitingTenants);
  metrics.auditUnsealed.set(waiting.reduce((sum, tenant) => sum + tenant.waiting, 0));
  const oldest = waiting[0]?.oldest;
  const now = parts.clock.now().getTime();
  metrics.auditUnsealedSeconds.set(oldest ? Math.max(0, now - oldest.getTime()) / 1000 : 0);
  for (const { tenantId } of waiting) await sealTenant(parts, tenantId);
}

/** A checkpoint an hour for chains that have grown and are quiet now. */
export async function checkpointAudit(
  parts: Parts,
  tenantIds: (parts: Parts) => Promise<string[]>,
): Promise<void> {
  for (const tenantId of await tenantIds(parts)) await sealTenant(parts, tenantId);
}

/** One tenant's failure is counted and keeps no other waiting; what was not sealed is tried again in a second. */
async function sealTenant(parts: Parts, tenantId: string): Promise<void> {
  try {
    for (let batch = 0; batch < BATCHES_A_ROUND; batch += 1) {
      const done = await parts.database.transaction(tenantId, (sql) =>
        sealBatch(sealScope(parts, { sql, tenantId }), { wait: false }),
      );
      parts.metrics.auditSealed.inc(done.sealed);
      if (!done.isFull || done.sealed === 0) return;
    }
    parts.log.info({ tenant: tenantId, records: BATCHES_A_ROUND * SEAL_BATCH }, 'audit.backlog');
  } catch (error) {
    parts.metrics.auditSealFailures.inc();
    parts.log.warn({ tenant: tenantId, error }, 'audit.seal-failed');
  }
}
