// The alert as the database holds it, and the one place where it becomes what callers see.

import type { Entity, Indicator, Link, RecordFlag, Sensor, Severity, Verdict } from '@watchfloor/sdk';
import { type AlertId, toWireId } from '../../kernel/ids.ts';
import type { AlertStatus, AlertWire, Disposition, EventWire } from './alert.schema.ts';
import { type Narrative, renderNarrative } from './narrative.ts';

/** How far triage has come with an alert. */
export type TriageStage = 'accepted' | 'evidence' | 'decided';

export interface AlertRow {
  readonly tenant_id: string;
  readonly id: AlertId;
  readonly source: string;
  readonly source_ref: string | null;
  readonly vendor: string;
  readonly product: string;
  readonly sensor: Sensor;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly severity: Severity;
  readonly vendor_severity: Severity;
  readonly status: AlertStatus;
  readonly verdict: Verdict | null;
  readonly resolution_type: 'manual' | 'automated' | 'pending';
  readonly close_reason: string | null;
  readonly assignee: string | null;
  readonly notes: string;
  readonly case_id: string | null;
  readonly rule_id: string | null;
  readonly rule_name: string | null;
  /** What the vendor says of the rule, where the record carries it. */
  readonly rule_details: { readonly description?: string; readonly url?: string } | null;
  readonly occurred_at: Date;
  readonly received_at: Date;
  readonly resolved_at: Date | null;
  readonly tactics: string[];
  readonly techniques: string[];
  readonly entities: Entity[];
  readonly indicators: Indicator[];
  readonly labels: string[];
  readonly links: Link[];
  readonly flags: RecordFlag[];
  readonly record_id: string;
  readonly revision: number;
  /** The last two when the work on it failed for good, wherever it stood. */
  readonly stage: TriageStage | 'failed' | 'discarded';
  readonly risk_score: number | null;
  readonly disposition: Disposition | null;
  readonly recommended_disposition: Disposition | null;
  readonly confidence: NonNullable<AlertWire['confidence']> | null;
  readonly narrative: Narrative | null;
  readonly decision_version: number;
  readonly version: number;
  /** Counted by the deduplication key while its window is open, else the final count kept on the alert. */
  readonly duplicate_count: number;
  readonly last_seen: Date;
}

/**
 * Columns of an AlertRow: `a` is the alert, `d` its deduplication key while the key still points to it. An alert whose next
 * revision is stored but not yet taken over shows as accepted, so that nobody takes the decision on the old content for final; one
 * whose work failed for good shows that, whatever was decided before.
 */
export const ALERT_COLUMNS = `a.tenant_id, a.id, a.source, a.source_ref, a.vendor, a.product, a.sensor, a.title,
  a.description, a.category, a.severity, a.vendor_severity, a.status, a.verdict, a.resolution_type, a.close_reason,
  a.assignee, a.notes, a.case_id, a.rule_id, a.rule_name, a.rule_details, a.occurred_at, a.received_at, a.resolved_at, a.tactics,
  a.techniques, a.entities, a.indicators, a.labels, a.links, a.flags, a.record_id, a.revision, a.risk_score,
  coalesce(a.work_failure, case when d.revision > a.revision then 'accepted' else a.stage end) as stage,
  a.disposition, a.recommended_disposition, a.confidence, a.narrative, a.decision_version, a.version,
  coalesce(d.count, a.duplicate_count) as duplicate_count, greatest(d.last_seen, a.last_seen) as last_seen`;

/** What an alert's key counts while its window is open. */
export const DEDUP_JOIN = `left join dedup_key d
  on d.tenant_id = a.tenant_id and d.source = a.source and d.key = a.dedup_key and d.subject_id = a.id`;
export const ALERT_JOIN = `alert a ${DEDUP_JOIN}`;

export function toAlertWire(row: AlertRow): AlertWire {
  return {
    id: toWireId('alert', row.id),
    tenant: toWireId('tenant', row.tenant_id),
    title: row.title,
    description: row.description,
    category: row.category,
    severity: row.severity,
    vendor_severity: row.vendor_severity,
    status: row.status,
    verdict: row.verdict,
    resolution_type: row.resolution_type,
    close_reason: row.close_reason,
    assignee: row.assignee,
    notes: row.notes,
    case_id: row.case_id,
    source: row.source,
    vendor: row.vendor,
    product: row.product,
    sensor: row.sensor,
    source_ref: row.source_ref,
    rule: { id: row.rule_id, name: row.rule_name },
    occurred_at: row.occurred_at.toISOString(),
    received_at: row.received_at.toISOString(),
    resolved_at: row.resolved_at?.toISOString() ?? null,
    tactics: row.tactics,
    techniques: row.techniques,
    entities: row.entities,
    indicators: row.indicators,
    labels: row.labels,
    flags: row.flags,
    duplicate_count: row.duplicate_count,
    revision: row.revision,
    first_seen: row.received_at.toISOString(),
    last_seen: row.last_seen.toISOString(),
    stage: row.stage,
    disposition: row.disposition,
    recommended_disposition: row.recommended_disposition,
    risk_score: row.risk_score,
    confidence: row.confidence,
    narrative: row.narrative ? renderNarrative(row.narrative) : null,
    links: row.links,
    version: row.version,
  };
}

export interface EventRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly source: string;
  readonly source_ref: string | null;
  readonly vendor: string;
  readonly product: string;
  readonly sensor: Sensor;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly action: string;
  readonly outcome: 'success' | 'failure' | 'unknown';
  readonly severity: Severity;
  readonly occurred_at: Date;
  readonly received_at: Date;
  readonly tactics: string[];
  readonly techniques: string[];
  readonly rule_id: string | null;
  readonly rule_name: string | null;
  readonly entities: Entity[];
  readonly labels: string[];
  readonly links: Link[];
  readonly flags: RecordFlag[];
  readonly record_id: string;
}

export const EVENT_COLUMNS = `e.tenant_id, e.id, e.source, e.source_ref, e.vendor, e.product, e.sensor, e.title,
  e.description, e.category, e.action, e.outcome, e.severity, e.occurred_at, e.received_at, e.tactics, e.techniques,
  e.rule_id, e.rule_name, e.entities, e.labels, e.links, e.flags, e.record_id`;

export function toEventWire(row: EventRow): EventWire {
  return {
    id: toWireId('event', row.id),
    tenant: toWireId('tenant', row.tenant_id),
    title: row.title,
    description: row.description,
    category: row.category,
    action: row.action,
    outcome: row.outcome,
    severity: row.severity,
    source: row.source,
    vendor: row.vendor,
    product: row.product,
    sensor: row.sensor,
    source_ref: row.source_ref,
    rule: { id: row.rule_id, name: row.rule_name },
    occurred_at: row.occurred_at.toISOString(),
    received_at: row.received_at.toISOString(),
    tactics: row.tactics,
    techniques: row.techniques,
    entities: row.entities,
    labels: row.labels,
    flags: row.flags,
    links: row.links,
  };
}
