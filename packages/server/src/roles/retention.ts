// Removing what is older than a tenant wants it kept. Batches of a transaction each, so that a round may be cut anywhere and the
// next one goes on where the state is. A legal hold on the tenant stops all of it, one on an alert keeps that alert and every audit
// record; the database functions that remove ask for holds themselves.

import { insertAuditRecord, type PruneParts, pruneAudit } from '../domains/audit/index.ts';
import {
  addRemovedBytes,
  dayOf,
  listRetention,
  listStandingSubjects,
  noteDropped,
  noteRemoved,
  type Removed,
  type RetentionClass,
  type RetentionRow,
  removeExpiredAlerts,
  removeExpiredEvidence,
  removeExpiredRaw,
} from '../domains/identity/index.ts';
import type { Logger, Sql } from '../kernel/context.ts';
import type { Metrics } from '../platform/telemetry/metrics.ts';

export interface RetentionParts extends PruneParts {
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'rowsRemoved'>;
}

const BATCH_ROWS = 1_000;
/** A tenant with more to lose goes on when the others have had their turn. */
const TURN_BATCHES = 20;
/** A round ends after so many turns of one tenant; the rest is the next hour's. */
const TURNS_MAX = 500;
const DAY_MS = 86_400_000;

const REMOVERS: Record<
  Exclude<RetentionClass, 'audit'>,
  (sql: Sql, before: Date, atMost: number) => Promise<Removed>
> = {
  raw: removeExpiredRaw,
  evidence: removeExpiredEvidence,
  decision: removeExpiredAlerts,
};

/** `onlyRequested`: the classes for which somebody asked to remove at once. */
export interface RetentionRound {
  readonly onlyRequested: boolean;
}

/** One round over tenants, in turns. An error in one of them is logged and stops no other. */
export async function runRetentionRound(
  parts: RetentionParts,
  tenantIds: readonly string[],
  round: RetentionRound & { readonly signal: AbortSignal },
): Promise<void> {
  let unfinished = tenantIds;
  for (let turn = 0; turn < TURNS_MAX && unfinished.length > 0; turn += 1) {
    const left: string[] = [];
    for (const tenantId of unfinished) {
      if (round.signal.aborted) return;
      try {
        if (!(await runRetention(parts, tenantId, round))) left.push(tenantId);
      } catch (error) {
        parts.log.warn({ tenant: tenantId, error }, 'retention.failed');
      }
    }
    unfinished = left;
  }
}

/** One turn of a tenant; true when nothing is left to remove now. */
export async function runRetention(
  parts: RetentionParts,
  tenantId: string,
  { onlyRequested }: RetentionRound,
): Promise<boolean> {
  const { rows, holds } = await parts.database.transaction(tenantId, async (sql) => ({
    rows: await listRetention({ sql, tenantId }),
    holds: await listStandingSubjects({ sql, tenantId }),
  }));
  if (holds.includes('tenant')) return true;
  let isComplete = true;
  for (const row of rows) {
    if (row.days === null || (onlyRequested && row.requested_at === null)) continue;
    if (row.class === 'audit' && holds.length > 0) continue;
    if (!(await runClass(parts, tenantId, { ...row, days: row.days }))) isComplete = false;
  }
  return isComplete;
}

async function runClass(
  parts: RetentionParts,
  tenantId: string,
  row: RetentionRow & { days: number },
): Promise<boolean> {
  const at = parts.clock.now();
  const before = new Date(at.getTime() - row.days * DAY_MS);
  const reason = `kept for ${row.days} days`;
  const done =
    row.class === 'audit'
      ? await pruneClass(parts, { tenantId, before, reason })
      : await removeBatches(parts, { tenantId, before, class: row.class });
  await parts.database.transaction(tenantId, async (sql) => {
    const scope = { sql, tenantId };
    const { rows } = done;
    if (done.isComplete) await noteRemoved(scope, { class: row.class, before, at, rows });
    else await noteDropped(scope, { class: row.class, before: null, at, rows });
    // The pruning of audit records is on record by itself.
    if (done.rows === 0 || row.class === 'audit') return;
    await insertAuditRecord(scope, {
      id: parts.ids.next('audit'),
      at,
      event: 'retention.removed',
      actor_kind: 'system',
      actor_id: 'retention',
      actor_name: row.requested_by ?? 'retention',
      actor_tenant_id: null,
      address: null,
      subject: `retention:${row.class}`,
      before: null,
      after: { rows: done.rows, before: before.toISOString() },
      reason,
      request_id: 'retention',
    });
  });
  if (done.rows > 0) {
    parts.metrics.rowsRemoved.inc({ class: row.class }, done.rows);
    parts.log.info({ tenant: tenantId, class: row.class, rows: done.rows }, 'retention.removed');
  }
  return done.isComplete;
}

interface Done {
  readonly rows: number;
  readonly isComplete: boolean;
}

async function pruneClass(
  parts: RetentionParts,
  given: { readonly tenantId: string; readonly before: Date; readonly reason: string },
): Promise<Done> {
  const by = {
    actor_kind: 'system',
    actor_id: 'retention',
    actor_name: 'retention',
    reason: given.reason,
    request_id: 'retention',
  } as const;
  const rows = await pruneAudit(parts, { tenantId: given.tenantId, before: given.before, by });
  return { rows, isComplete: true };
}

async function removeBatches(
  parts: RetentionParts,
  given: {
    readonly tenantId: string;
    readonly before: Date;
    readonly class: Exclude<RetentionClass, 'audit'>;
  },
): Promise<Done> {
  const { tenantId, before } = given;
  let rows = 0;
  for (let batch = 0; batch < TURN_BATCHES; batch += 1) {
    const removed = await parts.database.transaction(tenantId, async (sql) => {
      const step = await REMOVERS[given.class](sql, before, BATCH_ROWS);
      if (step.bytes > 0) await addRemovedBytes({ sql, tenantId }, dayOf(parts.clock.now()), step.bytes);
      return step;
    });
    rows += removed.rows;
    if (removed.rows < BATCH_ROWS) return { rows, isComplete: true };
  }
  return { rows, isComplete: false };
}
