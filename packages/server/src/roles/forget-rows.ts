// Removing rows that have served their use, whatever a tenant wants kept: keys whose window is over, answers that are no longer
// repeated, letters somebody has settled. What a tenant keeps for a time of its own choosing is retention (retention.ts).
//
// Batches of a transaction each, and a few batches of a tenant before it is the next one's turn, so that a tenant with millions of
// rows does not keep the others waiting. Where a round stands is in the database: whoever is killed leaves nothing undone that the
// next round, here or in another process, does not see. The conditions are those of the database function, which also asks for
// legal holds.

import { listStandingSubjects, removeSignInSteps } from '../domains/identity/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger, Sql } from '../kernel/context.ts';
import type { Database } from '../platform/db/database.ts';
import type { Metrics } from '../platform/telemetry/metrics.ts';

export interface ForgetParts {
  readonly database: Pick<Database, 'transaction' | 'workerPool'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'rowsRemoved'>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const FORGET_BATCH_ROWS = 1_000;
/** Batches of one kind in a tenant before the next tenant has its turn. */
const TURN_BATCHES = 10;
/** A round that has more to do than this goes on in the next hour. */
const ROUND_BATCHES_MAX = 20_000;
/** Jobs of ours end in a dead letter long before the queue gives them up; what it gave up this long ago nobody looks for. */
const SPENT_JOB_MS = 90 * DAY_MS;

interface Kind {
  /** Removed when so long past its use. */
  readonly afterMs: number;
  readonly everyMs: number;
  /** Whether the rows are gone through by id and looked at once, or in circles. */
  readonly goes?: 'once' | 'round';
  readonly isHeldBack: boolean;
}

/** What is removed, how long after its use. Each is a row of the list in row-lifetimes.ts. */
export const FORGET_KINDS = {
  // Repeated for 24 hours, by promise (idempotency.ts).
  idempotency_key: { afterMs: DAY_MS, everyMs: HOUR_MS, isHeldBack: false },
  // A day later than its window: a server whose clock is behind must still find it.
  dedup_key: { afterMs: DAY_MS, everyMs: HOUR_MS, isHeldBack: true },
  // No stream goes back further; what is about an alert that is there stays with it.
  domain_event: { afterMs: 30 * DAY_MS, everyMs: DAY_MS, goes: 'once', isHeldBack: true },
  dead_letter: { afterMs: 90 * DAY_MS, everyMs: DAY_MS, isHeldBack: true },
  // Who signed in when is in the audit log; these say it a second time.
  session: { afterMs: 30 * DAY_MS, everyMs: DAY_MS, isHeldBack: true },
  sign_in_link: { afterMs: 30 * DAY_MS, everyMs: DAY_MS, isHeldBack: true },
  // Rules show their last 90 days at most.
  detection_rule_day: { afterMs: 400 * DAY_MS, everyMs: DAY_MS, isHeldBack: true },
  entity: { afterMs: 30 * DAY_MS, everyMs: DAY_MS, goes: 'round', isHeldBack: true },
} as const satisfies Record<string, Kind>;
export type ForgetKind = keyof typeof FORGET_KINDS;

const KIND_NAMES = Object.keys(FORGET_KINDS) as ForgetKind[];

interface Turn {
  readonly tenantId: string;
  readonly kind: ForgetKind;
}

/** One round over tenants: what is due in each, in turns. An error in one tenant is logged and stops no other. */
export async function forgetRows(
  parts: ForgetParts,
  tenantIds: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  let turns: Turn[] = [];
  for (const tenantId of tenantIds) {
    if (signal.aborted) return;
    turns.push(...((await guarded(parts, { tenantId }, () => listDue(parts, tenantId))) ?? []));
  }
  for (let batches = 0; turns.length > 0 && batches < ROUND_BATCHES_MAX; ) {
    const unfinished: Turn[] = [];
    for (const turn of turns) {
      if (signal.aborted) return;
      batches += TURN_BATCHES;
      // One that failed is due again in the next round.
      if ((await guarded(parts, turn, () => takeTurn(parts, turn))) === false) unfinished.push(turn);
    }
    turns = unfinished;
  }
}

/** null when it failed, which is logged. */
async function guarded<Result>(
  parts: ForgetParts,
  about: Partial<Turn>,
  run: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await run();
  } catch (error) {
    parts.log.warn({ tenant: about.tenantId, kind: about.kind, error }, 'forget.failed');
    return null;
  }
}

interface ProgressRow {
  readonly kind: string;
  readonly reached: string | null;
  readonly finished_at: Date | null;
}

async function listDue(parts: ForgetParts, tenantId: string): Promise<Turn[]> {
  const at = parts.clock.now().getTime();
  return parts.database.transaction(tenantId, async (sql) => {
    const held = (await listStandingSubjects({ sql, tenantId })).includes('tenant');
    const rows = await sql.query<ProgressRow>(
      'forget.progress',
      'select kind, reached, finished_at from forget_progress where tenant_id = $1',
      [tenantId],
    );
    const finished = new Map(rows.map((row) => [row.kind, row.finished_at?.getTime() ?? 0]));
    return KIND_NAMES.filter((kind) => {
      const { everyMs, isHeldBack } = FORGET_KINDS[kind];
      return !(held && isHeldBack) && (finished.get(kind) ?? 0) + everyMs <= at;
    }).map((kind) => ({ tenantId, kind }));
  });
}

/** A few batches; true when nothing of this kind is left to look at. */
async function takeTurn(parts: ForgetParts, turn: Turn): Promise<boolean> {
  for (let batch = 0; batch < TURN_BATCHES; batch += 1) {
    const { removed, isDone } = await forgetBatch(parts, turn);
    if (removed > 0) {
      parts.metrics.rowsRemoved.inc({ class: turn.kind }, removed);
      parts.log.info({ tenant: turn.tenantId, kind: turn.kind, rows: removed }, 'forget.removed');
    }
    if (isDone) return true;
  }
  return false;
}

/** One batch in one transaction: rows and progress commit together. */
async function forgetBatch(
  { database, clock }: ForgetParts,
  { tenantId, kind }: Turn,
): Promise<{ removed: number; isDone: boolean }> {
  const at = clock.now();
  const rule: Kind = FORGET_KINDS[kind];
  const before = new Date(at.getTime() - rule.afterMs);
  return database.transaction(tenantId, async (sql) => {
    // Two schedulers in one tenant take turns on this row, so that neither steps over the other's place.
    const progress = await lockProgress(sql, { tenantId, kind });
    if (kind === 'dedup_key') {
      await sql.query('forget.settle', 'select settle_expired_keys($1, $2)', [before, FORGET_BATCH_ROWS]);
    }
    const rows = await sql.query<{ looked: string; removed: string; reached: string | null }>(
      'forget.rows',
      'select looked, removed, reached from forget_rows($1, $2, $3, $4)',
      [kind, before, FORGET_BATCH_ROWS, progress],
    );
    const looked = Number(rows[0]?.looked ?? 0);
    const removed = Number(rows[0]?.removed ?? 0);
    const isDone = looked < FORGET_BATCH_ROWS;
    const reached = isDone && rule.goes === 'round' ? null : (rows[0]?.reached ?? progress);
    await sql.query(
      'forget.note',
      `update forget_progress set reached = $3, removed_rows = removed_rows + $4,
         finished_at = case when $5::boolean then $6::timestamptz else finished_at end
       where tenant_id = $1 and kind = $2`,
      [tenantId, kind, reached, removed, isDone, at],
    );
    return { removed, isDone };
  });
}

async function lockProgress(sql: Sql, { tenantId, kind }: Turn): Promise<string | null> {
  await sql.query(
    'forget.begin',
    'insert into forget_progress (tenant_id, kind) values ($1, $2) on conflict do nothing',
    [tenantId, kind],
  );
  const rows = await sql.query<{ reached: string | null }>(
    'forget.lock',
    'select reached from forget_progress where tenant_id = $1 and kind = $2 for update',
    [tenantId, kind],
  );
  return rows[0]?.reached ?? null;
}

/**
 * What belongs to no tenant: steps of signing in and counted attempts that are over, and jobs that the queue itself gave up. The
 * next sign-in removes some as well; where nobody signs in any more, they end here.
 */
export async function forgetPlatformRows(parts: ForgetParts): Promise<void> {
  const at = parts.clock.now().getTime();
  await untilFew(parts, 'sign_in', async () => {
    const before = new Date(at - DAY_MS);
    return parts.database.transaction(null, (sql) => removeSignInSteps(sql, before, FORGET_BATCH_ROWS));
  });
  await untilFew(parts, 'spent_job', async () => {
    const result = await parts.database.workerPool.query<{ removed: string }>(
      'select wf_work.remove_spent_jobs($1, $2) as removed',
      [new Date(at - SPENT_JOB_MS), FORGET_BATCH_ROWS],
    );
    return Number(result.rows[0]?.removed ?? 0);
  });
}

async function untilFew(
  { metrics, log }: ForgetParts,
  kind: string,
  removeBatch: () => Promise<number>,
): Promise<void> {
  let removed: number;
  do {
    removed = await removeBatch();
    if (removed > 0) {
      metrics.rowsRemoved.inc({ class: kind }, removed);
      log.info({ kind, rows: removed }, 'forget.removed');
    }
  } while (removed >= FORGET_BATCH_ROWS);
}
