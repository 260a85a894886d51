import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { fromWireId, toWireId } from '../../../kernel/ids.ts';
import { operation, pageOf } from '../../../kernel/operation.ts';
import { listAuditRecords } from '../audit.store.ts';

export const listAuditOperation = operation({
  id: 'audit.list',
  summary: 'Audit records, newest first',
  permission: 'audit:read',
  effect: 'read',
  audit: { none: 'reading the record does not change it' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/audit' } },
  input: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(100).optional(),
    subject: z.string().max(200).optional().describe('`alert:<uuid>`, `key:<uuid>` and so on.'),
  }),
  output: pageOf(
    z
      .object({
        id: z.string(),
        at: z.iso.datetime(),
        event: z.string(),
        actor: z.object({ kind: z.enum(['user', 'key', 'system']), id: z.string(), name: z.string() }),
        subject: z.string(),
        before: z.record(z.string(), z.unknown()).nullable(),
        after: z.record(z.string(), z.unknown()).nullable(),
        reason: z.string().nullable(),
        request_id: z.string(),
      })
      .meta({ id: 'AuditRecord' }),
  ),
  errors: [],
  async run(ctx, input) {
    const before = input.cursor ? fromWireId('audit', input.cursor) : null;
    if (input.cursor && !before) {
      throw new AppError('invalid', { field: 'cursor', message: 'The cursor is not one of ours.' });
    }
    const rows = await listAuditRecords(ctx, {
      limit: input.limit + 1,
      before,
      subject: input.subject ?? null,
    });
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    return {
      data: page.map((row) => ({
        id: toWireId('audit', row.id),
        at: row.at.toISOString(),
        event: row.event,
        actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
        subject: row.subject,
        before: row.before,
        after: row.after,
        reason: row.reason,
        request_id: row.request_id,
      })),
      next_cursor: rows.length > input.limit && last ? toWireId('audit', last.id) : null,
    };
  },
});
