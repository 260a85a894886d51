// All SQL on people's judgements of entities. One that has expired is as if it were not there.

import type { Sql } from '../../kernel/context.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export const VERDICTS = ['benign', 'watch', 'malicious'] as const;
export type EntityVerdict = (typeof VERDICTS)[number];

export interface JudgementRow {
  readonly verdict: EntityVerdict;
  readonly note: string;
  readonly expires_at: Date | null;
  readonly judged_at: Date;
  readonly judged_by: string;
}

export async function findJudgement(scope: Scope, entityId: string, at: Date): Promise<JudgementRow | null> {
  const rows = await scope.sql.query<JudgementRow>(
    'judgement.find',
    `select verdict, note, expires_at, judged_at, judged_by from entity_judgement
     where tenant_id = $1 and entity_id = $2 and (expires_at is null or expires_at > $3)`,
    [scope.tenantId, entityId, at],
  );
  return rows[0] ?? null;
}

/** Those of the entities that people call benign. */
export async function findBenign(scope: Scope, ids: readonly string[], at: Date): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await scope.sql.query<{ entity_id: string }>(
    'judgement.benign',
    `select entity_id from entity_judgement
     where tenant_id = $1 and entity_id = any($2::uuid[]) and verdict = 'benign' and (expires_at is null or expires_at > $3)`,
    [scope.tenantId, ids, at],
  );
  return new Set(rows.map((row) => row.entity_id));
}

export async function saveJudgement(scope: Scope, entityId: string, row: JudgementRow): Promise<void> {
  await scope.sql.query(
    'judgement.save',
    `insert into entity_judgement (tenant_id, entity_id, verdict, note, expires_at, judged_at, judged_by)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, entity_id) do update set verdict = excluded.verdict, note = excluded.note,
       expires_at = excluded.expires_at, judged_at = excluded.judged_at, judged_by = excluded.judged_by`,
    [scope.tenantId, entityId, row.verdict, row.note, row.expires_at, row.judged_at, row.judged_by],
  );
}

export async function deleteJudgement(scope: Scope, entityId: string): Promise<void> {
  await scope.sql.query(
    'judgement.delete',
    'delete from entity_judgement where tenant_id = $1 and entity_id = $2',
    [scope.tenantId, entityId],
  );
}
