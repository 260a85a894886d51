// What triage reads and writes of alerts, a batch of one tenant at a time: one statement per step, whatever the batch's size.

import { type Entity, type Indicator, type NormalizedAlert, severityRank } from '@watchfloor/sdk';
import {
  instants,
  integers,
  jsons,
  type PlacedWord,
  smallints,
  texts,
  uuids,
  vectors,
} from '../../kernel/columns.ts';
import type { Sql } from '../../kernel/context.ts';
import type { AlertRow, TriageStage } from './alert.row.ts';
import type { Standing } from './alert.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export type AlertForTriage = Pick<
  AlertRow,
  | 'id'
  | 'source'
  | 'vendor'
  | 'product'
  | 'sensor'
  | 'title'
  | 'description'
  | 'category'
  | 'severity'
  | 'status'
  | 'rule_id'
  | 'rule_name'
  | 'rule_details'
  | 'tactics'
  | 'techniques'
  | 'entities'
  | 'indicators'
  | 'labels'
  | 'flags'
  | 'occurred_at'
  | 'received_at'
  | 'revision'
  | 'decision_version'
  | 'verdict'
  | 'resolution_type'
  | 'close_reason'
  | 'resolved_at'
> & {
  readonly stage: TriageStage;
  readonly closure: NormalizedAlert['closure'];
  readonly source_ref: string | null;
};

/**
 * Locks and reads those of the named alerts that stand at one of the stages, in the order of their ids, so that two workers
 * that were given the same alert take turns instead of deadlocking.
 */
export async function loadForTriage(
  scope: Scope,
  ids: readonly string[],
  stages: readonly TriageStage[],
): Promise<AlertForTriage[]> {
  return scope.sql.query<AlertForTriage>(
    'triage.load',
    `select id, source, source_ref, vendor, product, sensor, title, description, category, severity, status, rule_id,
       rule_name, rule_details, tactics, techniques, entities, indicators, labels, flags, occurred_at, received_at, revision, stage,
       decision_version, verdict, resolution_type, close_reason, resolved_at, closure
     from alert where tenant_id = $1 and id = any($2::uuid[]) and stage = any($3::text[]) order by id for no key update`,
    [scope.tenantId, ids, stages],
  );
}

interface WaitingRevision {
  readonly alert_id: string;
  readonly revision: number;
  readonly received_at: Date;
  readonly normalized: NormalizedAlert & { readonly occurred_at: string };
}

/**
 * Takes over the newest waiting content of each alert: what the vendor says now replaces what it said before, and the alert
 * stands at the beginning of its way again. What a person has set (status, assignee, an own severity, labels) stays.
 */
export async function applyRevisions(scope: Scope, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  const waiting = await scope.sql.query<WaitingRevision>(
    'triage.waiting',
    `select r.alert_id, r.revision, r.received_at, r.normalized
     from alert_revision r join alert a on a.tenant_id = r.tenant_id and a.id = r.alert_id
     where r.tenant_id = $1 and r.alert_id = any($2::uuid[]) and r.applied_at is null
       and not exists (select from alert_revision n
         where n.tenant_id = $1 and n.alert_id = r.alert_id and n.revision > r.revision)
     order by a.id for no key update of a`,
    [scope.tenantId, ids],
  );
  if (waiting.length === 0) return;
  const of = <Value>(pick: (record: WaitingRevision['normalized']) => Value) =>
    waiting.map((row) => pick(row.normalized));
  const revised = scope.sql.query(
    'triage.revise',
    `update alert a set
       title = r.title, description = r.description, category = r.category,
       severity = case when a.severity = a.vendor_severity then r.severity else a.severity end,
       severity_rank = case when a.severity = a.vendor_severity then r.severity_rank else a.severity_rank end,
       vendor_severity = r.severity, sensor = r.sensor, vendor = r.vendor, product = r.product, rule_id = r.rule_id,
       rule_name = r.rule_name, occurred_at = r.occurred_at,
       rule_details = nullif(jsonb_strip_nulls((r.body -> 'rule') - 'id' - 'name'), '{}'::jsonb),
       tactics = array(select jsonb_array_elements_text(r.body -> 'tactics')),
       techniques = array(select jsonb_array_elements_text(r.body -> 'techniques')),
       entities = r.body -> 'entities', links = r.body -> 'links',
       labels = array(select distinct unnest(a.labels || array(select jsonb_array_elements_text(r.body -> 'labels')))),
       flags = array(select jsonb_array_elements_text(r.body -> 'flags')),
       closure = nullif(r.body -> 'closure', 'null'::jsonb),
       revision = r.revision, last_seen = greatest(a.last_seen, r.received_at), stage = 'accepted', work_failure = null,
       version = version + 1
     from unnest($2::uuid[], $3::integer[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[],
       $9::smallint[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::timestamptz[],
       $16::jsonb[]) as r (id, revision, received_at, title, description, category, severity, severity_rank, sensor,
       vendor, product, rule_id, rule_name, occurred_at, body)
     where a.tenant_id = $1 and a.id = r.id and a.revision < r.revision`,
    [
      scope.tenantId,
      uuids(waiting.map((row) => row.alert_id)),
      integers(waiting.map((row) => row.revision)),
      instants(waiting.map((row) => row.received_at)),
      texts(of((record) => record.title)),
      texts(of((record) => record.description)),
      texts(of((record) => record.category)),
      texts(of((record) => record.severity)),
      smallints(of((record) => severityRank(record.severity))),
      texts(of((record) => record.sensor)),
      texts(of((record) => record.vendor)),
      texts(of((record) => record.product)),
      texts(of((record) => record.rule.id)),
      texts(of((record) => record.rule.name)),
      instants(of((record) => record.occurred_at)),
      jsons(of((record) => JSON.stringify(record))),
    ],
  );
  const applied = scope.sql.query(
    'triage.applied',
    `update alert_revision r set applied_at = $4
     from unnest($2::uuid[], $3::integer[]) as w (alert_id, revision)
     where r.tenant_id = $1 and r.alert_id = w.alert_id and r.revision <= w.revision and r.applied_at is null`,
    [
      scope.tenantId,
      uuids(waiting.map((row) => row.alert_id)),
      integers(waiting.map((row) => row.revision)),
      at,
    ],
  );
  await Promise.all([revised, applied]);
}

/** An alert that begins anew under a key whose window has passed: writes the old one's final count to it, once. */
export async function retireDedupKeys(scope: Scope, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await scope.sql.query(
    'triage.retire',
    `with retired as (
       update dedup_key d set previous_subject_id = null, previous_count = null, previous_last_seen = null
       from (select tenant_id, source, key, previous_subject_id as id, previous_count as count,
                    previous_last_seen as last_seen
             from dedup_key where tenant_id = $1 and previous_subject_id is not null
               and (source, key) in (select source, dedup_key from alert where tenant_id = $1 and id = any($2::uuid[]))
             for no key update) as old
       where d.tenant_id = old.tenant_id and d.source = old.source and d.key = old.key
       returning old.id, old.count, old.last_seen)
     update alert a set duplicate_count = r.count, last_seen = greatest(a.last_seen, r.last_seen)
     from retired r where a.tenant_id = $1 and a.id = r.id`,
    [scope.tenantId, ids],
  );
}

/** Writes the words by which each alert is found; those of a revised one take the place of what was there. */
export async function writeWords(
  scope: Scope,
  alerts: readonly { readonly id: string; readonly words: readonly PlacedWord[] }[],
): Promise<void> {
  await scope.sql.query(
    'triage.words',
    `insert into alert_search (tenant_id, alert_id, words)
     select $1, w.id, w.words from unnest($2::uuid[], $3::tsvector[]) as w (id, words)
     on conflict (tenant_id, alert_id) do update set words = excluded.words`,
    [scope.tenantId, uuids(alerts.map((alert) => alert.id)), vectors(alerts.map((alert) => alert.words))],
  );
}

export interface DecisionCopy {
  readonly id: string;
  readonly stage: 'evidence' | 'decided';
  readonly decision_version: number;
  readonly risk_score: number;
  readonly recommended_disposition: string;
  readonly disposition: string;
  readonly confidence: object;
  readonly narrative: object;
  readonly indicators: readonly Indicator[];
  readonly entities: readonly Entity[];
  /** How the alert stands from now on, where the vendor's closure or its taking back changes that. */
  readonly standing: Standing | null;
}

/** Copies the latest decision onto each alert and moves it to its next stage. */
export async function writeDecisionCopies(scope: Scope, copies: readonly DecisionCopy[]): Promise<void> {
  if (copies.length === 0) return;
  const of = <Value>(pick: (copy: DecisionCopy) => Value) => copies.map(pick);
  await scope.sql.query(
    'triage.copy',
    `update alert a set
       stage = c.stage, work_failure = null, decision_version = c.decision_version, risk_score = c.risk_score,
       recommended_disposition = c.recommended, disposition = c.disposition, confidence = c.confidence,
       narrative = c.narrative, indicators = c.indicators,
       -- A decision is no change that a person could overwrite, so it does not make their version stale; a closure is.
       version = version + case when c.status is null then 0 else 1 end,
       status = coalesce(c.status, a.status),
       verdict = case when c.status is null then a.verdict else c.verdict end,
       resolution_type = coalesce(c.resolution_type, a.resolution_type),
       close_reason = case when c.status is null then a.close_reason else c.reason end,
       resolved_at = case when c.status is null then a.resolved_at else c.resolved_at end
     from unnest($2::uuid[], $3::text[], $4::integer[], $5::smallint[], $6::text[], $7::text[], $8::jsonb[],
       $9::jsonb[], $10::jsonb[], $11::text[], $12::text[], $13::text[], $14::text[], $15::timestamptz[]) as c (id,
       stage, decision_version, risk_score, recommended, disposition, confidence, narrative, indicators, status, verdict,
       resolution_type, reason, resolved_at)
     where a.tenant_id = $1 and a.id = c.id`,
    [
      scope.tenantId,
      uuids(of((copy) => copy.id)),
      texts(of((copy) => copy.stage)),
      integers(of((copy) => copy.decision_version)),
      smallints(of((copy) => copy.risk_score)),
      texts(of((copy) => copy.recommended_disposition)),
      texts(of((copy) => copy.disposition)),
      jsons(of((copy) => JSON.stringify(copy.confidence))),
      jsons(of((copy) => JSON.stringify(copy.narrative))),
      jsons(of((copy) => JSON.stringify(copy.indicators))),
      texts(of((copy) => copy.standing?.status ?? null)),
      texts(of((copy) => copy.standing?.verdict ?? null)),
      texts(of((copy) => copy.standing?.resolution_type ?? null)),
      texts(of((copy) => copy.standing?.close_reason ?? null)),
      instants(of((copy) => copy.standing?.resolved_at ?? null)),
    ],
  );
}

/** What people decided about rules before: verdicts and false positives by source and rule. */
export async function loadRuleHistory(
  scope: Scope,
  rules: readonly { readonly source: string; readonly rule: string }[],
): Promise<Map<string, { false_positives: number; verdicts: number }>> {
  if (rules.length === 0) return new Map();
  const rows = await scope.sql.query<{ source: string; rule_key: string; fp: number; total: number }>(
    'rule_outcome.load',
    `select o.source, o.rule_key, coalesce(sum(o.count) filter (where o.verdict = 'false_positive'), 0)::integer as fp,
       coalesce(sum(o.count) filter (where o.verdict <> 'undetermined'), 0)::integer as total
     from rule_outcome o join unnest($2::text[], $3::text[]) as r (source, rule)
       on o.source = r.source and o.rule_key = r.rule
     where o.tenant_id = $1 group by o.source, o.rule_key`,
    [scope.tenantId, rules.map((rule) => rule.source), rules.map((rule) => rule.rule)],
  );
  return new Map(
    rows
      .filter((row) => row.total > 0)
      .map((row) => [`${row.source}\0${row.rule_key}`, { false_positives: row.fp, verdicts: row.total }]),
  );
}

/** How often people gave each verdict to alerts of one rule. */
export async function loadRuleVerdicts(
  scope: Scope,
  rule: { readonly source: string; readonly rule: string },
): Promise<Map<string, number>> {
  const rows = await scope.sql.query<{ verdict: string; count: number }>(
    'rule_outcome.verdicts',
    'select verdict, count from rule_outcome where tenant_id = $1 and source = $2 and rule_key = $3',
    [scope.tenantId, rule.source, rule.rule],
  );
  return new Map(rows.map((row) => [row.verdict, row.count]));
}

/** Tactics of the named alerts, by id. */
export async function loadTactics(scope: Scope, ids: readonly string[]): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map();
  const rows = await scope.sql.query<{ id: string; tactics: string[] }>(
    'triage.tactics',
    'select id, tactics from alert where tenant_id = $1 and id = any($2::uuid[])',
    [scope.tenantId, ids],
  );
  return new Map(rows.map((row) => [row.id, row.tactics]));
}

export interface EventForTriage {
  readonly id: string;
  readonly source: string;
  readonly occurred_at: Date;
  readonly entities: readonly Entity[];
}

/** The entities of the named events. */
export async function loadEvents(scope: Scope, ids: readonly string[]): Promise<EventForTriage[]> {
  return scope.sql.query<EventForTriage>(
    'triage.events',
    'select id, source, occurred_at, entities from event where tenant_id = $1 and id = any($2::uuid[]) order by id',
    [scope.tenantId, ids],
  );
}

export interface StandingAlert {
  readonly id: string;
  readonly stage: 'accepted' | 'evidence' | 'revision';
  /** When the alert, or the revision that waits, was received. */
  readonly since: Date;
}

/**
 * Alerts and revisions that stand still since before the given time, the oldest 500 of each kind; whether a job carries them is
 * the queue's to say. What lies in a dead letter waits for people and not for a job.
 */
export async function findStanding(scope: Scope, before: Date): Promise<StandingAlert[]> {
  return scope.sql.query<StandingAlert>(
    'triage.standing',
    `(select id, stage, received_at as since from alert
      where tenant_id = $1 and stage = 'accepted' and work_failure is null and received_at < $2 order by received_at limit 500)
     union all
     (select id, stage, received_at from alert
      where tenant_id = $1 and stage = 'evidence' and work_failure is null and received_at < $2 order by received_at limit 500)
     union all
     (select r.alert_id, 'revision', r.received_at from alert_revision r
      join alert a on a.tenant_id = r.tenant_id and a.id = r.alert_id
      where r.tenant_id = $1 and r.applied_at is null and r.received_at < $2 and a.work_failure is null limit 500)`,
    [scope.tenantId, before],
  );
}

/** Tenants in which something stands still since before the given time; asked without a tenant. */
export async function listStandingTenants(sql: Sql, before: Date): Promise<string[]> {
  const rows = await sql.query<{ tenant_id: string }>(
    'triage.standing-tenants',
    'select tenant_id from list_standing_tenants($1)',
    [before],
  );
  return rows.map((row) => row.tenant_id);
}
