// All SQL on decisions and policies.

import { byteas, instants, integers, jsons, smallints, texts, uuids } from '../../kernel/columns.ts';
import type { Sql } from '../../kernel/context.ts';
import type { DecisionInputs, DecisionOutcome } from './decide.ts';
import type { Policy, PolicyBody } from './policy.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

/** The newest policy of the tenant; null while it has none of its own. */
export async function findPolicy(
  scope: Scope,
): Promise<(Policy & { created_at: Date; created_by: string }) | null> {
  const rows = await scope.sql.query<Policy & { created_at: Date; created_by: string }>(
    'policy.latest',
    `select version, body, created_at, created_by from triage_policy where tenant_id = $1 order by version desc limit 1`,
    [scope.tenantId],
  );
  return rows[0] ?? null;
}

export async function findPolicyVersion(scope: Scope, version: number): Promise<Policy | null> {
  const rows = await scope.sql.query<Policy>(
    'policy.version',
    'select version, body from triage_policy where tenant_id = $1 and version = $2',
    [scope.tenantId, version],
  );
  return rows[0] ?? null;
}

/** Adds a version; false when another writer took that number first. */
export async function insertPolicy(
  scope: Scope,
  policy: { readonly version: number; readonly body: PolicyBody; readonly at: Date; readonly by: string },
): Promise<boolean> {
  const rows = await scope.sql.query(
    'policy.insert',
    `insert into triage_policy (tenant_id, version, body, created_at, created_by) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning version`,
    [scope.tenantId, policy.version, JSON.stringify(policy.body), policy.at, policy.by],
  );
  return rows.length === 1;
}

export interface DecisionRow extends Omit<DecisionOutcome, 'confidence'> {
  readonly alert_id: string;
  readonly version: number;
  readonly id: string;
  readonly phase: 'provisional' | 'final';
  readonly alert_revision: number;
  readonly as_of: Date;
  readonly inputs: DecisionInputs;
  readonly inputs_hash: Buffer;
  readonly policy_version: number;
  readonly engine_version: string;
  readonly confidence: DecisionOutcome['confidence'];
  readonly supersedes: number | null;
}

/** A decision that is to be stored, with its inputs as the text that their hash was taken of. */
export interface NewDecision extends DecisionRow {
  readonly inputs_text: string;
}

/** Many decisions in one statement. */
export async function insertDecisions(scope: Scope, rows: readonly NewDecision[]): Promise<void> {
  if (rows.length === 0) return;
  const json = (value: unknown) => JSON.stringify(value);
  await scope.sql.query(
    'decision.insert',
    `insert into decision (tenant_id, alert_id, version, id, phase, alert_revision, as_of, inputs, inputs_hash,
       policy_version, engine_version, risk_score, recommended_disposition, disposition, confidence, factors, narrative,
       supersedes)
     select $1, r.* from unnest($2::uuid[], $3::integer[], $4::uuid[], $5::text[], $6::integer[], $7::timestamptz[],
       $8::jsonb[], $9::bytea[], $10::integer[], $11::text[], $12::smallint[], $13::text[], $14::text[], $15::jsonb[],
       $16::jsonb[], $17::jsonb[], $18::integer[]) as r`,
    [
      scope.tenantId,
      uuids(rows.map((row) => row.alert_id)),
      integers(rows.map((row) => row.version)),
      uuids(rows.map((row) => row.id)),
      texts(rows.map((row) => row.phase)),
      integers(rows.map((row) => row.alert_revision)),
      instants(rows.map((row) => row.as_of)),
      jsons(rows.map((row) => row.inputs_text)),
      byteas(rows.map((row) => row.inputs_hash)),
      integers(rows.map((row) => row.policy_version)),
      texts(rows.map((row) => row.engine_version)),
      smallints(rows.map((row) => row.risk_score)),
      texts(rows.map((row) => row.recommended_disposition)),
      texts(rows.map((row) => row.disposition)),
      jsons(rows.map((row) => json(row.confidence))),
      jsons(rows.map((row) => json(row.factors))),
      jsons(rows.map((row) => json(row.narrative))),
      integers(rows.map((row) => row.supersedes)),
    ],
  );
}

/** All decisions about an alert, newest first; at most 200. */
export async function listDecisions(scope: Scope, alertId: string): Promise<DecisionRow[]> {
  return scope.sql.query<DecisionRow>(
    'decision.list',
    `select alert_id, version, id, phase, alert_revision, as_of, inputs, inputs_hash, policy_version, engine_version,
       risk_score, recommended_disposition, disposition, confidence, factors, narrative, supersedes
     from decision where tenant_id = $1 and alert_id = $2 order by version desc limit 200`,
    [scope.tenantId, alertId],
  );
}
