// All SQL on single alerts, their comments, revisions and raw records. Every statement names the tenant, although row-level
// security would keep it anyway.

import { inflateRawSync } from 'node:zlib';
import type { Sql } from '../../kernel/context.ts';
import type { AlertId } from '../../kernel/ids.ts';
import { ALERT_COLUMNS, ALERT_JOIN, type AlertRow, EVENT_COLUMNS, type EventRow } from './alert.row.ts';

export interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export async function findAlert(scope: Scope, id: AlertId): Promise<AlertRow | null> {
  const rows = await scope.sql.query<AlertRow>(
    'alert.find',
    `select ${ALERT_COLUMNS} from ${ALERT_JOIN} where a.tenant_id = $1 and a.id = $2`,
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}

/** As `findAlert`, and nobody else may change it until this transaction ends. */
export async function lockAlert(scope: Scope, id: AlertId): Promise<AlertRow | null> {
  await scope.sql.query(
    'alert.lock',
    'select 1 from alert where tenant_id = $1 and id = $2 for no key update',
    [scope.tenantId, id],
  );
  return findAlert(scope, id);
}

export interface AlertChange {
  readonly status: string;
  readonly verdict: string | null;
  readonly resolution_type: string;
  readonly close_reason: string | null;
  readonly assignee: string | null;
  readonly severity: string;
  readonly severity_rank: number;
  readonly labels: readonly string[];
  readonly notes: string;
  readonly resolved_at: Date | null;
}

/** Writes what people may change; the version rises by one. */
export async function updateAlert(scope: Scope, id: AlertId, change: AlertChange): Promise<void> {
  await scope.sql.query(
    'alert.update',
    `update alert set status = $3, verdict = $4, resolution_type = $5, close_reason = $6, assignee = $7, severity = $8,
       severity_rank = $9, labels = $10, notes = $11, resolved_at = $12, version = version + 1
     where tenant_id = $1 and id = $2`,
    [
      scope.tenantId,
      id,
      change.status,
      change.verdict,
      change.resolution_type,
      change.close_reason,
      change.assignee,
      change.severity,
      change.severity_rank,
      change.labels,
      change.notes,
      change.resolved_at,
    ],
  );
}

export interface CommentRow {
  readonly id: string;
  readonly at: Date;
  readonly author_kind: 'user' | 'key' | 'agent' | 'system';
  readonly author_id: string;
  readonly author_name: string;
  readonly body: string;
}

export async function addComment(scope: Scope, alertId: AlertId, comment: CommentRow): Promise<void> {
  await scope.sql.query(
    'alert.comment',
    `insert into alert_comment (tenant_id, id, alert_id, at, author_kind, author_id, author_name, body)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      scope.tenantId,
      comment.id,
      alertId,
      comment.at,
      comment.author_kind,
      comment.author_id,
      comment.author_name,
      comment.body,
    ],
  );
}

/** The newest 500 comments, oldest first. */
export async function listComments(scope: Scope, alertId: AlertId): Promise<CommentRow[]> {
  const rows = await scope.sql.query<CommentRow>(
    'alert.comments',
    `select id, at, author_kind, author_id, author_name, body from alert_comment
     where tenant_id = $1 and alert_id = $2 order by id desc limit 500`,
    [scope.tenantId, alertId],
  );
  return rows.reverse();
}

export interface RevisionRow {
  readonly revision: number;
  readonly record_id: string;
  readonly received_at: Date;
  readonly applied_at: Date | null;
}

/** Revisions after the first, oldest first. */
export async function listRevisions(scope: Scope, alertId: AlertId): Promise<RevisionRow[]> {
  return scope.sql.query<RevisionRow>(
    'alert.revisions',
    `select revision, record_id, received_at, applied_at from alert_revision
     where tenant_id = $1 and alert_id = $2 order by revision limit 500`,
    [scope.tenantId, alertId],
  );
}

export interface RawRow {
  readonly id: string;
  readonly received_at: Date;
  readonly source: string;
  readonly content_type: string;
  readonly size_bytes: number;
  readonly sha256: Buffer;
  readonly body: Buffer;
}

/** A record as received, unpacked. */
export async function findRaw(scope: Scope, recordId: string): Promise<RawRow | null> {
  const rows = await scope.sql.query<RawRow & { encoding: string }>(
    'raw.find',
    `select id, received_at, source, content_type, size_bytes, sha256, encoding, body from raw_record
     where tenant_id = $1 and id = $2`,
    [scope.tenantId, recordId],
  );
  const row = rows[0];
  if (!row) return null;
  return { ...row, body: row.encoding === 'deflate' ? inflateRawSync(row.body) : row.body };
}

export async function findEvent(scope: Scope, id: string): Promise<EventRow | null> {
  const rows = await scope.sql.query<EventRow>(
    'event.find',
    `select ${EVENT_COLUMNS} from event e where e.tenant_id = $1 and e.id = $2`,
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}

export interface ChangeRow {
  readonly id: string;
  readonly at: Date;
  readonly type: string;
  readonly payload: Record<string, unknown>;
}

/** What the domains published about this alert, oldest first. */
export async function listChanges(scope: Scope, alertId: AlertId): Promise<ChangeRow[]> {
  return scope.sql.query<ChangeRow>(
    'alert.changes',
    `select id, at, type, payload from domain_event
     where tenant_id = $1 and subject_id = $2 order by id limit 1000`,
    [scope.tenantId, alertId],
  );
}

export interface RuleOutcome {
  readonly source: string;
  readonly rule: string;
  readonly verdict: string;
  readonly delta: 1 | -1;
}

/** The rule for which the verdict of the last closing was counted; null when it was none. */
export async function findCountedRule(scope: Scope, alertId: AlertId): Promise<string | null> {
  const rows = await scope.sql.query<{ rule: string | null }>(
    'alert.counted-rule',
    `select payload ->> 'counted_rule' as rule from domain_event
     where tenant_id = $1 and subject_id = $2 and type = 'alert.closed' order by id desc limit 1`,
    [scope.tenantId, alertId],
  );
  return rows[0]?.rule ?? null;
}

/** Counts a verdict for the rule that raised the alert; taken back when the alert is reopened. */
export async function countRuleOutcome(scope: Scope, outcome: RuleOutcome): Promise<void> {
  await scope.sql.query(
    'rule_outcome.count',
    `insert into rule_outcome (tenant_id, source, rule_key, verdict, count) values ($1, $2, $3, $4, greatest($5::integer, 0))
     on conflict (tenant_id, source, rule_key, verdict)
       do update set count = greatest(rule_outcome.count + $5::integer, 0)`,
    [scope.tenantId, outcome.source, outcome.rule, outcome.verdict, outcome.delta],
  );
}
