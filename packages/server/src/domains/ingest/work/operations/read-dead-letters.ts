import { z } from 'zod';
import type { OperationContext } from '../../../../kernel/context.ts';
import { decodeCursor, encodeCursor } from '../../../../kernel/cursor.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { requireWireId } from '../../../../kernel/ids.ts';
import { operation, pageOf } from '../../../../kernel/operation.ts';
import {
  filterOf,
  letterDetailSchema,
  letterIdText,
  letterSchema,
  listLettersInput,
  toLetterDetail,
  toLetterWire,
} from '../dead-letter.schema.ts';
import { findLetter, type LetterRow, listLetters, lockLetter } from '../dead-letter.store.ts';

const SORT = 'dead-letters';

export const listLettersOperation = operation({
  id: 'dead-letters.list',
  summary: 'Work that failed for good, the latest failure first',
  permission: 'settings:manage',
  effect: 'read',
  audit: { none: 'reading what failed does not change it' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/dead-letters' } },
  input: listLettersInput,
  output: pageOf(letterSchema),
  errors: [],
  async run(ctx, input) {
    const rows = await listLetters(ctx, {
      filter: filterOf(input),
      after: input.cursor === undefined ? null : readCursor(input.cursor),
      limit: input.limit + 1,
    });
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    return {
      data: page.map((row) => toLetterWire(row, ctx.tenantId)),
      next_cursor:
        rows.length > input.limit && last
          ? encodeCursor({ sort: SORT, values: [last.failed_at.toISOString(), last.id] })
          : null,
    };
  },
});

export const getLetterOperation = operation({
  id: 'dead-letters.get',
  summary: 'One dead letter with its payload',
  permission: 'settings:manage',
  effect: 'read',
  audit: { none: 'reading what failed does not change it' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/dead-letters/{id}' } },
  input: z.strictObject({ id: letterIdText }),
  output: letterDetailSchema,
  errors: [],
  run: async (ctx, input) => readLetter(ctx, requireWireId('letter', input.id)),
});

const missing = () => new AppError('not_found', { message: 'There is no dead letter with this id.' });

/** The letter as it stands now, for the answer of what changed it. */
export async function readLetter(ctx: OperationContext, id: string) {
  const row = await findLetter(ctx, id);
  if (row === null) throw missing();
  return toLetterDetail(row, ctx.tenantId);
}

export async function requireLetter(ctx: OperationContext, wireId: string): Promise<LetterRow> {
  const row = await lockLetter(ctx, requireWireId('letter', wireId));
  if (row === null) throw missing();
  return row;
}

function readCursor(cursor: string) {
  const [failedAt, id] = decodeCursor(cursor, SORT, 2);
  if (
    typeof failedAt !== 'string' ||
    typeof id !== 'string' ||
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(failedAt) ||
    !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ||
    Number.isNaN(Date.parse(failedAt))
  )
    throw new AppError('invalid', { field: 'cursor', message: 'The cursor is not one of ours.' });
  return { failedAt, id };
}
