// What the queue says of the transaction's tenant, through functions of the database: the queue's tables belong to another role.

import type { Sql } from '../../../kernel/context.ts';
import { findStanding, type StandingAlert } from '../../alerts/index.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

/** From then on work that no job carries is called stuck; a job is enqueued in the transaction of what it is about. */
export const STUCK_AFTER_SECONDS = 30;
/** A worker that was not heard of for so long counts as gone, and its jobs are given to others. */
export const WORKER_SILENT_SECONDS = 12;

export interface QueueRow {
  readonly priority: number;
  readonly jobs: number;
  readonly records: number;
  readonly running: number;
  readonly retrying: number;
  readonly oldest_seconds: number;
}

export async function readOwnQueue({ sql }: Scope): Promise<QueueRow[]> {
  return sql.query<QueueRow>('work.queue', 'select * from wf_work.read_own_queue() order by priority');
}

export interface Workers {
  readonly alive: number;
  readonly heard_seconds: number | null;
}

/** Of the whole installation. */
export async function countWorkers({ sql }: Pick<Scope, 'sql'>): Promise<Workers> {
  const rows = await sql.query<Workers>(
    'work.workers',
    'select alive, heard_seconds from wf_work.count_workers($1)',
    [WORKER_SILENT_SECONDS],
  );
  return rows[0] ?? { alive: 0, heard_seconds: null };
}

/** What stands still since before the time and no job carries. At most 500 of a stage. */
export async function findStuck(scope: Scope, at: Date): Promise<StandingAlert[]> {
  const standing = await findStanding(scope, new Date(at.getTime() - STUCK_AFTER_SECONDS * 1000));
  if (standing.length === 0) return [];
  const rows = await scope.sql.query<{ id: string }>(
    'work.uncarried',
    'select id from wf_work.list_uncarried($1::uuid[])',
    [standing.map((alert) => alert.id)],
  );
  const uncarried = new Set(rows.map((row) => row.id));
  return standing.filter((alert) => uncarried.has(alert.id));
}

/** Puts stuck alerts into the queue again. */
export async function enqueueStuck(scope: Scope, alerts: readonly string[]): Promise<void> {
  const job = {
    job: 'records.accepted',
    payload: { tenant_id: scope.tenantId, alerts, events: [] },
    queue: `${scope.tenantId}:sweep`,
    priority: 4,
  };
  await scope.sql.query('work.sweep', 'select wf_work.enqueue($1::jsonb)', [JSON.stringify([job])]);
}
