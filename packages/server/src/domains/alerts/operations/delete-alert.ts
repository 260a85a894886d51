import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { requireWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { publishAlertChange } from '../alert.events.ts';
import { alertIdText } from '../alert.schema.ts';
import { countRuleOutcome, findCountedRule } from '../alert.store.ts';
import { deleteAlert, listRecordHashes } from '../delete-alert.store.ts';
import { requireAlert } from './get-alert.ts';

export const deleteAlertOperation = operation({
  id: 'alerts.delete',
  summary: 'Delete an alert for good: its records, revisions, decisions, comments, words and links',
  permission: 'alerts:delete',
  effect: 'destroy',
  audit: { event: 'alert.deleted' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/alerts/{id}/delete' } },
  input: z.strictObject({
    id: alertIdText,
    reason: z.string().trim().min(1).max(500).describe('Why; it stays in the audit log.'),
  }),
  output: z.object({
    deleted: z.literal(true),
    revisions: z.number().int(),
    comments: z.number().int(),
    decisions: z.number().int(),
  }),
  errors: ['legal_hold'],
  async run(ctx, input) {
    const id = requireWireId('alert', input.id);
    // Not locked: the function locks in the order in which records are accepted.
    const alert = await requireAlert(ctx, input.id);
    const hashes = await listRecordHashes(ctx, id);
    const rule = await findCountedRule(ctx, id);
    const { outcome, ...removed } = await deleteAlert(ctx, id, ctx.at);
    if (outcome === 'held') throw new AppError('legal_hold');
    if (outcome === 'missing')
      throw new AppError('not_found', { message: 'There is no alert with this id.' });
    // What a person said of it must not go on weighing on the rule.
    if (rule && alert.verdict && alert.resolution_type === 'manual')
      await countRuleOutcome(ctx, { source: alert.source, rule, verdict: alert.verdict, delta: -1 });
    ctx.audit({
      subject: `alert:${id}`,
      before: {
        title: alert.title,
        source: alert.source,
        status: alert.status,
        verdict: alert.verdict,
        received_at: alert.received_at.toISOString(),
        record_sha256: hashes,
      },
      after: { ...removed, removed_bytes: Number(removed.removed_bytes) },
      reason: input.reason,
    });
    publishAlertChange(ctx, { type: 'alert.deleted', alertId: id, payload: {} });
    const { revisions, comments, decisions } = removed;
    return { deleted: true as const, revisions, comments, decisions };
  },
});
