import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../../kernel/cursor.ts';
import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import { breakSchema, toBreakWire } from '../audit.schema.ts';
import { countUnsealed } from '../chain.store.ts';
import { openVerifyingKeys } from '../signing.ts';
import { VERIFY_LINKS_MAX, type VerifyCursor, verifyChain } from '../verify.ts';

const CURSOR_SORT = 'audit-verify';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const place = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const verifyInput = z.strictObject({
  limit: z
    .number()
    .int()
    .min(1)
    .max(VERIFY_LINKS_MAX)
    .default(20_000)
    .describe('Links to look at in this call; `next_cursor` goes on behind them.'),
  cursor: z.string().max(200).optional(),
  from_sequence: place.optional().describe('Begin at this link, and take the one before it as it is.'),
  to_sequence: place.optional().describe('End at this link, and do not look for records outside the chain.'),
});

export const verifyAuditOperation = operation({
  id: 'audit.verify',
  summary: 'Verify the chain of audit records: whether any was altered, removed or put in',
  permission: 'audit:read',
  effect: 'read',
  audit: { event: 'audit.verified' },
  idempotency: 'natural',
  expose: { http: { method: 'POST', path: '/v1/audit/verify' } },
  input: verifyInput,
  output: z
    .object({
      ok: z.boolean().describe('Nothing is wrong with what was covered by this call.'),
      complete: z.boolean().describe('Whether this call reached the end of what was asked for.'),
      broken: breakSchema.nullable().describe('What is wrong first.'),
      covered: z.object({
        first_sequence: z.number().int().nullable(),
        last_sequence: z.number().int().nullable(),
        links: z.number().int(),
        records: z
          .number()
          .int()
          .describe('Records looked up the other way round: whether each stands in the chain.'),
      }),
      checkpoints_checked: z.number().int(),
      bodies_removed: z.number().int().describe('Bodies whose removal is on record.'),
      unsealed: z.number().int().describe('Records that wait for their place in the chain.'),
      next_cursor: z.string().nullable(),
    })
    .meta({ id: 'AuditVerification' }),
  errors: [],
  async run(ctx, input) {
    const { sql, tenantId, platformVault } = ctx;
    const keys = await openVerifyingKeys({ sql, platformVault });
    const found = await verifyChain(
      { sql, tenantId, keys },
      { from: startOf(input), to: input.to_sequence ?? null, limit: input.limit },
    );
    const { broken, first, last, links, records, next } = found;
    ctx.audit({
      subject: `tenant:${tenantId}`,
      after: {
        ok: broken === null,
        links,
        ...(first === null ? {} : { first_sequence: first, last_sequence: last }),
        ...(broken && { broken: { ...broken } }),
      },
    });
    return {
      ok: broken === null,
      complete: next === null && broken === null,
      broken: broken && toBreakWire(broken),
      covered: { first_sequence: first, last_sequence: last, links, records },
      checkpoints_checked: found.checkpoints,
      bodies_removed: found.bodiesRemoved,
      unsealed: (await countUnsealed(ctx)).count,
      next_cursor: next && encodeCursor({ sort: CURSOR_SORT, values: [next.step, next.after] }),
    };
  },
});

function startOf(input: z.output<typeof verifyInput>): VerifyCursor | null {
  if (input.cursor !== undefined) return cursorOf(input.cursor);
  return input.from_sequence === undefined ? null : { step: 'links', after: input.from_sequence - 1 };
}

function cursorOf(text: string): VerifyCursor {
  const [step, after] = decodeCursor(text, CURSOR_SORT, 2);
  if (step === 'links' && Number.isSafeInteger(after) && Number(after) >= 0)
    return { step, after: Number(after) };
  if (step === 'records' && typeof after === 'string' && UUID.test(after)) return { step, after };
  throw new AppError('invalid', { field: 'cursor', message: 'The cursor is not one of ours.' });
}
