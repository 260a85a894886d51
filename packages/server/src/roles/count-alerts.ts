// Keeps the counts of alerts cheap to read, and sure: what came is merged in, and now and then everything is counted anew. The counts are
// right at every moment without either; merging only shortens what a reader sums, and counting anew only finds a fault of ours.

import { listUncountedTenants, MERGE_MAX, mergeAlertCounts, recountAlerts } from '../domains/alerts/index.ts';
import type { SchedulerParts } from './scheduler.ts';

type Parts = Pick<SchedulerParts, 'database' | 'clock' | 'log' | 'metrics'>;

/** Rounds of one tenant, so that one who sends without end does not keep the others waiting. */
const ROUNDS_MAX = 20;

export async function mergeCounts({ database }: Pick<Parts, 'database'>, signal: AbortSignal): Promise<void> {
  for (const tenantId of await database.transaction(null, listUncountedTenants)) {
    for (let round = 0; round < ROUNDS_MAX && !signal.aborted; round += 1) {
      const merged = await database.transaction(tenantId, (sql) => mergeAlertCounts({ sql }));
      if (merged < MERGE_MAX) break;
    }
  }
}

/** Counts the alerts of each tenant anew; what was wrong is put right, told in the log and counted for /metrics. */
export async function recountAll(
  parts: Parts,
  tenants: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const tenantId of tenants) {
    if (signal.aborted) return;
    const wrong = await parts.database.transaction(tenantId, (sql) => recountAlerts({ sql }));
    parts.metrics.alertCountDrift.inc(wrong);
    if (wrong > 0) parts.log.warn({ tenant: tenantId, alerts: wrong }, 'scheduler.counts-corrected');
  }
}
