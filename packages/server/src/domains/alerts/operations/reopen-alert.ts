import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import { publishAlertChange } from '../alert.events.ts';
import { toAlertWire } from '../alert.row.ts';
import { alertIdText, alertSchema } from '../alert.schema.ts';
import { countRuleOutcome, findCountedRule, updateAlert } from '../alert.store.ts';
import { isClosed } from '../alert.ts';
import { requireAlert, requireAlertForChange } from './get-alert.ts';
import { changeOf, differenceOf } from './update-alert.ts';

export const reopenAlertOperation = operation({
  id: 'alerts.reopen',
  summary: 'Reopen a closed alert',
  permission: 'alerts:update',
  effect: 'write',
  audit: { event: 'alert.reopened' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/alerts/{id}/reopen', ifMatch: 'version' } },
  input: z.strictObject({
    id: alertIdText,
    version: z.coerce.number().int().min(1).optional().describe('Version you have read (If-Match).'),
    reason: z.string().trim().min(1).max(500).describe('Why it must be looked at again.'),
  }),
  output: alertSchema,
  errors: ['version_mismatch', 'conflict'],
  async run(ctx, input) {
    const alert = await requireAlertForChange(ctx, input.id, input.version);
    if (!isClosed(alert.status)) {
      throw new AppError('conflict', { message: `The alert is ${alert.status}: it is open already.` });
    }
    const change = {
      ...changeOf(alert),
      status: 'investigating',
      verdict: null,
      resolution_type: 'pending',
      close_reason: null,
      resolved_at: null,
    };
    const difference = differenceOf(alert, change);
    await updateAlert(ctx, alert.id, change);
    // A verdict that a person took back must not stay in the rule's history; a revision may have named another rule since.
    const rule = await findCountedRule(ctx, alert.id);
    if (rule && alert.verdict && alert.resolution_type === 'manual') {
      await countRuleOutcome(ctx, { source: alert.source, rule, verdict: alert.verdict, delta: -1 });
    }
    ctx.audit({ subject: `alert:${alert.id}`, ...difference, reason: input.reason });
    publishAlertChange(ctx, {
      type: 'alert.reopened',
      alertId: alert.id,
      payload: { ...difference, reason: input.reason },
    });
    return toAlertWire(await requireAlert(ctx, input.id));
  },
});
