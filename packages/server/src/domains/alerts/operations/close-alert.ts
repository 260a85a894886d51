import { VERDICTS } from '@watchfloor/sdk';
import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import { publishAlertChange } from '../alert.events.ts';
import { toAlertWire } from '../alert.row.ts';
import { alertIdText, alertSchema, CLOSE_REASONS } from '../alert.schema.ts';
import { addComment, countRuleOutcome, updateAlert } from '../alert.store.ts';
import { isClosed } from '../alert.ts';
import { requireAlert, requireAlertForChange } from './get-alert.ts';
import { changeOf, commentBy, differenceOf } from './update-alert.ts';

export const closeAlertOperation = operation({
  id: 'alerts.close',
  summary: 'Close an alert with a verdict and a reason',
  permission: 'alerts:update',
  effect: 'write',
  audit: { event: 'alert.closed' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/alerts/{id}/close', ifMatch: 'version' } },
  input: z.strictObject({
    id: alertIdText,
    version: z.coerce.number().int().min(1).optional().describe('Version you have read (If-Match).'),
    verdict: z.enum(VERDICTS),
    reason: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .describe(`Why, in your words or as one of: ${CLOSE_REASONS.join(', ')}.`),
    note: z.string().trim().min(1).max(10_000).optional(),
  }),
  output: alertSchema,
  errors: ['version_mismatch', 'conflict'],
  async run(ctx, input) {
    const alert = await requireAlertForChange(ctx, input.id, input.version);
    if (isClosed(alert.status)) {
      throw new AppError('conflict', {
        message: `The alert is ${alert.status} already; reopen it to change the verdict.`,
      });
    }
    const change = {
      ...changeOf(alert),
      status: 'resolved',
      verdict: input.verdict,
      resolution_type: 'manual',
      close_reason: input.reason,
      notes: input.note ?? alert.notes,
      resolved_at: ctx.at,
    };
    const difference = differenceOf(alert, change);
    await updateAlert(ctx, alert.id, change);
    if (input.note) await addComment(ctx, alert.id, commentBy(ctx, input.note));
    const rule = alert.rule_id ?? alert.rule_name;
    if (rule) await countRuleOutcome(ctx, { source: alert.source, rule, verdict: input.verdict, delta: 1 });
    ctx.audit({ subject: `alert:${alert.id}`, ...difference, reason: input.reason });
    publishAlertChange(ctx, {
      type: 'alert.closed',
      alertId: alert.id,
      payload: { ...difference, counted_rule: rule },
    });
    return toAlertWire(await requireAlert(ctx, input.id));
  },
});
