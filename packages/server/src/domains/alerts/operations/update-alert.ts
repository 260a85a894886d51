import { SEVERITIES, severityRank } from '@watchfloor/sdk';
import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import { publishAlertChange } from '../alert.events.ts';
import { type AlertRow, toAlertWire } from '../alert.row.ts';
import { ALERT_STATUSES, alertIdText, alertSchema } from '../alert.schema.ts';
import { type AlertChange, addComment, type CommentRow, updateAlert } from '../alert.store.ts';
import { refuseStatusChange } from '../alert.ts';
import { requireAlert, requireAlertForChange } from './get-alert.ts';

export const updateAlertOperation = operation({
  id: 'alerts.update',
  summary: 'Change status, assignee, severity, labels or note of an alert',
  permission: 'alerts:update',
  effect: 'write',
  audit: { event: 'alert.changed' },
  idempotency: 'key',
  expose: { http: { method: 'PATCH', path: '/v1/alerts/{id}', ifMatch: 'version' } },
  input: z.strictObject({
    id: alertIdText,
    version: z.coerce.number().int().min(1).optional().describe('Version you have read (If-Match).'),
    status: z.enum(ALERT_STATUSES).optional().describe('Closing and reopening have operations of their own.'),
    assignee: z
      .string()
      .trim()
      .min(1)
      .max(320)
      .nullable()
      .optional()
      .describe('Name or e-mail; `me` is you; null takes the assignment back.'),
    severity: z.enum(SEVERITIES).optional(),
    labels: z.array(z.string().trim().min(1).max(100)).max(50).optional().describe('Replaces all labels.'),
    note: z.string().trim().min(1).max(10_000).optional().describe('Becomes the note and a comment.'),
  }),
  output: alertSchema,
  errors: ['version_mismatch', 'conflict'],
  async run(ctx, input) {
    const { id, version, ...fields } = input;
    if (Object.keys(fields).length === 0) {
      throw new AppError('invalid', {
        message: 'Name at least one of status, assignee, severity, labels, note.',
      });
    }
    const alert = await requireAlertForChange(ctx, id, version);
    const refusal = input.status ? refuseStatusChange(alert.status, input.status) : null;
    if (refusal) throw new AppError('conflict', { field: 'status', message: refusal });
    const severity = input.severity ?? alert.severity;
    const change: AlertChange = {
      ...changeOf(alert),
      status: input.status ?? alert.status,
      assignee: assigneeOf(alert, input.assignee, ctx.principal.name),
      severity,
      severity_rank: severityRank(severity),
      labels: input.labels ? [...new Set(input.labels)] : alert.labels,
      notes: input.note ?? alert.notes,
    };
    const difference = differenceOf(alert, change);
    await updateAlert(ctx, alert.id, change);
    if (input.note) await addComment(ctx, alert.id, commentBy(ctx, input.note));
    ctx.audit({ subject: `alert:${alert.id}`, ...difference });
    publishAlertChange(ctx, { type: 'alert.changed', alertId: alert.id, payload: difference });
    return toAlertWire(await requireAlert(ctx, id));
  },
});

/** The alert's present values of what people may change: the ground on which a change is put. */
export function changeOf(alert: AlertRow): AlertChange {
  return {
    status: alert.status,
    verdict: alert.verdict,
    resolution_type: alert.resolution_type,
    close_reason: alert.close_reason,
    assignee: alert.assignee,
    severity: alert.severity,
    severity_rank: severityRank(alert.severity),
    labels: alert.labels,
    notes: alert.notes,
    resolved_at: alert.resolved_at,
  };
}

interface Difference {
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
}

/** Only the fields that differ, for the audit record and the timeline. */
export function differenceOf(alert: AlertRow, change: AlertChange): Difference {
  const old = changeOf(alert);
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const key of [
    'status',
    'verdict',
    'close_reason',
    'assignee',
    'severity',
    'labels',
    'notes',
  ] as const) {
    if (JSON.stringify(old[key]) === JSON.stringify(change[key])) continue;
    before[key] = old[key];
    after[key] = change[key];
  }
  return { before, after };
}

function assigneeOf(alert: AlertRow, wanted: string | null | undefined, me: string): string | null {
  if (wanted === undefined) return alert.assignee;
  return wanted === 'me' ? me : wanted;
}

/** A comment by whoever asks. */
export function commentBy(ctx: Pick<OperationContext, 'ids' | 'at' | 'principal'>, body: string): CommentRow {
  return {
    id: ctx.ids.next('comment'),
    at: ctx.at,
    author_kind: ctx.principal.kind,
    author_id: ctx.principal.id,
    author_name: ctx.principal.name,
    body,
  };
}
