// The alert and its parts on the wire. What goes out is explicit, field by field; what comes in is strict.

import { ENTITY_ROLES, ENTITY_TYPES, RECORD_FLAGS, SENSORS, SEVERITIES, VERDICTS } from '@watchfloor/sdk';
import { z } from 'zod';

export const ALERT_STATUSES = [
  'new',
  'triaging',
  'investigating',
  'escalated',
  'resolved',
  'auto_resolved',
] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

export const DISPOSITIONS = [
  'critical_immediate',
  'suspicious_escalate',
  'requires_investigation',
  'benign_auto_resolved',
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export const CLOSE_REASONS = [
  'malicious_confirmed',
  'benign_expected',
  'known_change',
  'misconfigured_rule',
  'inaccurate_data',
  'duplicate',
  'test',
  'insufficient_data',
  'policy',
  'other',
] as const;

export const isoTime = z.iso.datetime({ offset: true });
export const alertIdText = z.string().min(1).max(60).describe('Id of the alert: `alert_` and 32 hex digits.');

export const entitySchema = z.object({
  type: z.enum(ENTITY_TYPES),
  value: z.string(),
  role: z.enum(ENTITY_ROLES),
});
export const markSchema = z.object({
  scope: z
    .enum(['private', 'loopback', 'link_local', 'multicast', 'reserved', 'documentation', 'unspecified'])
    .optional()
    .describe('From where an address that is not public can be reached.'),
  known: z
    .enum(['known_good', 'test', 'scanner', 'shared_service', 'popular'])
    .optional()
    .describe('What is known of the value by itself; it marks and never drops.'),
  list: z.string().optional().describe('The list that knows it.'),
});
export const indicatorSchema = z.object({
  type: z.enum(ENTITY_TYPES),
  value: z.string(),
  ...markSchema.shape,
});
export const linkSchema = z.object({ label: z.string(), url: z.string() });
export const ruleSchema = z.object({ id: z.string().nullable(), name: z.string().nullable() });

export const factorSchema = z.object({
  id: z.string().describe('Name of the factor, such as `severity` or `floor.critical`.'),
  label: z.string(),
  points: z.number().int().describe('What it added to the score; negative where it took away.'),
  detail: z.string().describe('Why, in one sentence with the values it saw.'),
  evidence: z
    .array(z.string())
    .describe('What to open: `field:severity`, `entity:ip:192.0.2.1`, `rule:…`, `policy:3`.'),
});

export const confidenceSchema = z.object({
  score: z.number().min(0).max(1),
  label: z.enum(['low', 'medium', 'high']),
  factors: z.array(z.object({ id: z.string(), label: z.string(), points: z.number().int() })),
});

export const alertSchema = z
  .object({
    id: z.string(),
    tenant: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    severity: z.enum(SEVERITIES),
    vendor_severity: z.enum(SEVERITIES),
    status: z.enum(ALERT_STATUSES),
    verdict: z.enum(VERDICTS).nullable(),
    resolution_type: z.enum(['manual', 'automated', 'pending']),
    close_reason: z.string().nullable(),
    assignee: z.string().nullable(),
    notes: z.string(),
    case_id: z.string().nullable(),
    source: z.string(),
    vendor: z.string(),
    product: z.string(),
    sensor: z.enum(SENSORS),
    source_ref: z.string().nullable(),
    rule: ruleSchema,
    occurred_at: isoTime,
    received_at: isoTime,
    resolved_at: isoTime.nullable(),
    tactics: z.array(z.string()),
    techniques: z.array(z.string()),
    entities: z.array(entitySchema),
    indicators: z.array(indicatorSchema),
    labels: z.array(z.string()),
    flags: z.array(z.enum(RECORD_FLAGS)),
    duplicate_count: z.number().int(),
    revision: z.number().int(),
    first_seen: isoTime,
    last_seen: isoTime,
    stage: z
      .enum(['accepted', 'evidence', 'decided', 'failed', 'discarded'])
      .describe(
        'How far triage has come. `failed`: its work failed for good and lies in a dead letter; `discarded`: somebody discarded that letter.',
      ),
    disposition: z.enum(DISPOSITIONS).nullable(),
    recommended_disposition: z.enum(DISPOSITIONS).nullable(),
    risk_score: z.number().int().min(0).max(100).nullable(),
    confidence: confidenceSchema.nullable(),
    narrative: z.string().nullable(),
    links: z.array(linkSchema),
    version: z.number().int(),
  })
  .meta({ id: 'Alert' });
export type AlertWire = z.input<typeof alertSchema>;

export const eventSchema = z
  .object({
    id: z.string(),
    tenant: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    action: z.string(),
    outcome: z.enum(['success', 'failure', 'unknown']),
    severity: z.enum(SEVERITIES),
    source: z.string(),
    vendor: z.string(),
    product: z.string(),
    sensor: z.enum(SENSORS),
    source_ref: z.string().nullable(),
    rule: ruleSchema,
    occurred_at: isoTime,
    received_at: isoTime,
    tactics: z.array(z.string()),
    techniques: z.array(z.string()),
    entities: z.array(entitySchema),
    labels: z.array(z.string()),
    flags: z.array(z.enum(RECORD_FLAGS)),
    links: z.array(linkSchema),
  })
  .meta({ id: 'Event' });
export type EventWire = z.input<typeof eventSchema>;

export const commentSchema = z
  .object({
    id: z.string(),
    at: isoTime,
    author: z.object({ kind: z.enum(['user', 'key', 'agent', 'system']), id: z.string(), name: z.string() }),
    body: z.string(),
  })
  .meta({ id: 'Comment' });

export const timelineEntrySchema = z
  .object({
    at: isoTime,
    kind: z.enum([
      'received',
      'repeated',
      'revised',
      'decided',
      'changed',
      'closed',
      'reopened',
      'commented',
    ]),
    actor: z.string().describe('Who or what did it: a person, a key, or the part of the system.'),
    summary: z.string(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineEntry' });

export const rawRecordSchema = z
  .object({
    id: z.string(),
    revision: z.number().int(),
    received_at: isoTime,
    source: z.string(),
    content_type: z.string(),
    size_bytes: z.number().int(),
    sha256: z.string(),
    body: z.string().describe('The record as received; bytes that are not UTF-8 are shown as U+FFFD.'),
    exact: z.boolean().describe('Whether `body` holds every byte; false when some were not UTF-8.'),
  })
  .meta({ id: 'RawRecord' });

/** `a,b,c` or repeated parameters, each one of the allowed words. */
export function listOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (Array.isArray(value) ? value : [value]).flatMap((part) => part.split(',')))
    .pipe(z.array(z.enum(words)).min(1).max(words.length));
}

/** `a,b,c` or repeated parameters of free text, at most 50. */
export const textList = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]).flatMap((part) => part.split(',')))
  .pipe(z.array(z.string().min(1).max(500)).min(1).max(50));

export const pageInput = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Rows of a page, 1 to 200.'),
  cursor: z.string().max(500).optional().describe('`next_cursor` of the page before.'),
};

export const ALERT_SORTS = ['received_at', 'occurred_at', 'severity', 'risk_score'] as const;

export const listAlertsInput = z.strictObject({
  ...pageInput,
  status: listOf(ALERT_STATUSES).optional(),
  severity: listOf(SEVERITIES).optional(),
  source: textList.optional(),
  disposition: listOf(DISPOSITIONS).optional().describe('Recommended disposition.'),
  verdict: listOf(VERDICTS).optional(),
  assignee: z.string().max(320).optional().describe('Exact assignee, `me`, or `none` for unassigned.'),
  label: z.string().max(200).optional(),
  technique: z.string().max(20).optional().describe('ATT&CK id; a technique also finds its sub-techniques.'),
  rule: z
    .string()
    .max(500)
    .optional()
    .describe('The vendor’s id of the rule, or its name where it has no id.'),
  entity: z
    .string()
    .max(2_100)
    .regex(/^[a-z0-9_]+:./s, 'has the form type:value')
    .optional()
    .describe('`type:value`, such as `ip:192.0.2.1`.'),
  risk_min: z.coerce.number().int().min(0).max(100).optional(),
  from: isoTime.optional().describe('Received at or after.'),
  to: isoTime.optional().describe('Received before.'),
  q: z
    .string()
    .max(500)
    .optional()
    .describe(
      'Words, addresses, hashes: all must occur. `word*` finds a beginning, `"two words"` a phrase, `host:ws-1` a field.',
    ),
  sort: z.enum(ALERT_SORTS).default('received_at'),
  order: z.enum(['asc', 'desc']).default('desc'),
});
export type ListAlertsInput = z.output<typeof listAlertsInput>;

export const listEventsInput = z.strictObject({
  ...pageInput,
  source: textList.optional(),
  entity: listAlertsInput.shape.entity,
  from: isoTime.optional().describe('Occurred at or after.'),
  to: isoTime.optional().describe('Occurred before.'),
});
export type ListEventsInput = z.output<typeof listEventsInput>;
