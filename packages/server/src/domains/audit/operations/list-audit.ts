import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { fromWireId, requireWireId, toWireId } from '../../../kernel/ids.ts';
import { operation, pageOf } from '../../../kernel/operation.ts';
import { ACTOR_KINDS, auditRecordSchema, isoTime, toAuditWire } from '../audit.schema.ts';
import { type AuditFilter, findAuditRecord, listAuditRecords, searchAuditRecords } from '../audit.store.ts';

/** How many records a search for words looks at before it answers a page, full or not. */
const SEARCH_WINDOW = 50_000;

const listInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(100).optional(),
  subject: z.string().max(200).optional().describe('`alert:<uuid>`, `key:<uuid>` and so on.'),
  event: z.string().max(100).optional().describe('Events that begin so: `alert.closed`, or `alert.`.'),
  actor_id: z.string().max(100).optional(),
  actor_kind: z.enum(ACTOR_KINDS).optional(),
  request_id: z.string().max(100).optional(),
  from: isoTime.optional().describe('Not before this time.'),
  to: isoTime.optional().describe('Before this time.'),
  q: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Part of the subject or of the actor’s name. A page looks at 50,000 records: it may hold few or none and still have a cursor.',
    ),
});

export const listAuditOperation = operation({
  id: 'audit.list',
  summary: 'Audit records, newest first',
  permission: 'audit:read',
  effect: 'read',
  audit: { none: 'reading the record does not change it' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/audit' } },
  input: listInput,
  output: pageOf(auditRecordSchema),
  errors: [],
  async run(ctx, input) {
    const before = input.cursor ? fromWireId('audit', input.cursor) : null;
    if (input.cursor && !before) {
      throw new AppError('invalid', { field: 'cursor', message: 'The cursor is not one of ours.' });
    }
    const page = { before, limit: input.limit + 1, filter: filterOf(input) };
    const { rows, lastSeen } =
      input.q === undefined
        ? { rows: await listAuditRecords(ctx, page), lastSeen: null }
        : await searchAuditRecords(ctx, { ...page, words: input.q, window: SEARCH_WINDOW });
    const shown = rows.slice(0, input.limit);
    const next = rows.length > input.limit ? (shown.at(-1)?.id ?? null) : lastSeen;
    return { data: shown.map(toAuditWire), next_cursor: next && toWireId('audit', next) };
  },
});

function filterOf(input: z.output<typeof listInput>): AuditFilter {
  return {
    subject: input.subject ?? null,
    event: input.event ?? null,
    actorId: input.actor_id ?? null,
    actorKind: input.actor_kind ?? null,
    requestId: input.request_id ?? null,
    from: input.from === undefined ? null : new Date(input.from),
    to: input.to === undefined ? null : new Date(input.to),
  };
}

export const getAuditOperation = operation({
  id: 'audit.get',
  summary: 'One audit record',
  permission: 'audit:read',
  effect: 'read',
  audit: { none: 'reading the record does not change it' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/audit/{id}' } },
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: auditRecordSchema,
  errors: [],
  async run(ctx, input) {
    const row = await findAuditRecord(ctx, requireWireId('audit', input.id));
    if (!row) throw new AppError('not_found', { message: 'There is no audit record with this id.' });
    return toAuditWire(row);
  },
});
