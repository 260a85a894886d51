// What an alert says of work on it that failed for good. Triage takes the mark away when it gets further after all.

import type { Sql } from '../../kernel/context.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

/** Where the work on an alert stopped. */
export type FailedStage = 'accepted' | 'evidence' | 'revision';

/**
 * Marks those of the named alerts on which work is left, and tells where it stopped: at a stage, or before a revision of a
 * decided alert was taken over.
 */
export async function markWorkFailed(scope: Scope, ids: readonly string[]): Promise<FailedStage[]> {
  if (ids.length === 0) return [];
  const rows = await scope.sql.query<{ stage: FailedStage }>(
    'alert.work-failed',
    `with failed as materialized (
       select a.id, case when a.stage = 'decided' then 'revision' else a.stage end as stopped from alert a
       where a.tenant_id = $1 and a.id = any($2::uuid[]) and (a.stage <> 'decided' or exists (
         select from alert_revision r where r.tenant_id = $1 and r.alert_id = a.id and r.applied_at is null))
       order by a.id for no key update)
     update alert a set work_failure = 'failed' from failed f where a.tenant_id = $1 and a.id = f.id
     returning f.stopped as stage`,
    [scope.tenantId, ids],
  );
  return rows.map((row) => row.stage);
}

/** Takes the mark of the named alerts away: their work is in the queue again. */
export async function clearWorkFailure(scope: Scope, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await scope.sql.query(
    'alert.work-again',
    `with marked as materialized (
       select id from alert where tenant_id = $1 and id = any($2::uuid[]) and work_failure is not null order by id for no key update)
     update alert a set work_failure = null from marked m where a.tenant_id = $1 and a.id = m.id`,
    [scope.tenantId, ids],
  );
}

/** Says of the named alerts, as far as their work failed, that nobody will do it. */
export async function discardWork(scope: Scope, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await scope.sql.query(
    'alert.work-discarded',
    `with marked as materialized (
       select id from alert where tenant_id = $1 and id = any($2::uuid[]) and work_failure = 'failed' order by id for no key update)
     update alert a set work_failure = 'discarded' from marked m where a.tenant_id = $1 and a.id = m.id`,
    [scope.tenantId, ids],
  );
}
