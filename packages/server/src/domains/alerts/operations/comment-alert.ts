import { z } from 'zod';
import { toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { publishAlertChange } from '../alert.events.ts';
import { alertIdText, commentSchema } from '../alert.schema.ts';
import { addComment, type CommentRow, listComments } from '../alert.store.ts';
import { requireAlert } from './get-alert.ts';
import { commentBy } from './update-alert.ts';

export const addCommentOperation = operation({
  id: 'alerts.add-comment',
  summary: 'Write a comment on an alert',
  permission: 'alerts:update',
  effect: 'write',
  audit: { event: 'alert.commented' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/alerts/{id}/comments', status: 201 } },
  input: z.strictObject({ id: alertIdText, body: z.string().trim().min(1).max(10_000) }),
  output: commentSchema,
  errors: [],
  async run(ctx, input) {
    const alert = await requireAlert(ctx, input.id);
    const comment = commentBy(ctx, input.body);
    await addComment(ctx, alert.id, comment);
    ctx.audit({ subject: `alert:${alert.id}`, after: { comment: toWireId('comment', comment.id) } });
    publishAlertChange(ctx, {
      type: 'alert.commented',
      alertId: alert.id,
      payload: { comment: toWireId('comment', comment.id) },
    });
    return toCommentWire(comment);
  },
});

export const listCommentsOperation = operation({
  id: 'alerts.comments',
  summary: 'Comments of an alert, oldest first (the newest 500)',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading alerts is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/alerts/{id}/comments' } },
  input: z.strictObject({ id: alertIdText }),
  output: z.array(commentSchema),
  errors: [],
  async run(ctx, input) {
    const alert = await requireAlert(ctx, input.id);
    return (await listComments(ctx, alert.id)).map(toCommentWire);
  },
});

function toCommentWire(row: CommentRow) {
  return {
    id: toWireId('comment', row.id),
    at: row.at.toISOString(),
    author: { kind: row.author_kind, id: row.author_id, name: row.author_name },
    body: row.body,
  };
}
