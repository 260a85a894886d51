// The OCSF object on the wire. Its field names are the schema's, not ours: https://schema.ocsf.io/1.5.0/classes/detection_finding

import { z } from 'zod';

const time = z.number().int().describe('Milliseconds since 1970.');
const someObject = z.record(z.string(), z.unknown());

export const ocsfFindingSchema = z
  .object({
    activity_id: z.number().int().describe('1 create, 2 update, 3 close.'),
    activity_name: z.string(),
    category_uid: z.literal(2),
    category_name: z.literal('Findings'),
    class_uid: z.literal(2004),
    class_name: z.literal('Detection Finding'),
    type_uid: z.number().int(),
    type_name: z.string(),
    severity_id: z.number().int().describe('1 informational to 5 critical.'),
    severity: z.string(),
    time: time.describe('When it occurred, in milliseconds since 1970.'),
    message: z.string(),
    is_alert: z.boolean().describe('True for an open alert; false for an event and for what is closed.'),
    count: z.number().int().optional(),
    status_id: z.number().int().optional(),
    status: z.string().optional(),
    status_detail: z.string().optional(),
    comment: z.string().optional(),
    assignee: someObject.optional(),
    verdict_id: z.number().int().optional(),
    verdict: z.string().optional(),
    priority_id: z.number().int().optional(),
    priority: z.string().optional(),
    confidence_id: z.number().int().optional(),
    confidence: z.string().optional(),
    confidence_score: z.number().int().optional(),
    risk_score: z.number().int().optional(),
    metadata: z.object({
      version: z.literal('1.5.0'),
      uid: z.string(),
      product: z.object({ name: z.string(), vendor_name: z.string().optional() }),
      event_code: z.string().optional(),
      correlation_uid: z.string().optional(),
      tenant_uid: z.string(),
      log_name: z.string(),
      logged_time: time,
      labels: z.array(z.string()).optional(),
      profiles: z.array(z.string()).optional(),
      extensions: z.array(someObject).optional(),
      loggers: z.array(someObject),
    }),
    finding_info: z.object({
      uid: z.string(),
      uid_alt: z.string().optional().describe('The vendor’s own id.'),
      title: z.string(),
      desc: z.string().optional(),
      types: z.array(z.string()).optional(),
      analytic: someObject.optional(),
      attacks: z.array(someObject).optional(),
      created_time: time,
      first_seen_time: time.optional(),
      last_seen_time: time.optional(),
      modified_time: time.optional(),
      src_url: z.string().optional().describe('Deep link into the vendor’s console.'),
    }),
    evidences: z.array(someObject).optional().describe('The entities, by role; `name` is the role.'),
    resources: z.array(someObject).optional(),
    vulnerabilities: z.array(someObject).optional(),
    observables: z
      .array(z.object({ name: z.string(), type_id: z.number().int(), type: z.string(), value: z.string() }))
      .optional(),
    unmapped: z
      .object({ watchfloor: someObject })
      .describe('What OCSF has no field for, `kind` (alert or event) among it.'),
  })
  .meta({ id: 'OcsfFinding' });

export type OcsfFinding = z.input<typeof ocsfFindingSchema>;
