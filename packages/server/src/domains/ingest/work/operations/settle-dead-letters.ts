// What people do about dead letters. The job is enqueued in the transaction that marks the letter: either both are or none is.

import { z } from 'zod';
import type { OperationContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { operation } from '../../../../kernel/operation.ts';
import { clearWorkFailure, discardWork } from '../../../alerts/index.ts';
import { subjectsOf } from '../bury.ts';
import { filterOf, letterDetailSchema, letterFilter, letterIdText } from '../dead-letter.schema.ts';
import {
  countLetters,
  enqueueLetters,
  LETTER_STAGES,
  type LetterRow,
  lockLetters,
  markDiscarded,
  markReplayed,
} from '../dead-letter.store.ts';
import { readLetter, requireLetter } from './read-dead-letters.ts';

export const REPLAY_MAX = 500;

/** The operations that replay, which must know what jobs there are: one of a release before would lie in the queue for ever. */
export function replayOperations(jobIds: () => readonly string[]) {
  return { one: replayOperation(jobIds), many: replayManyOperation(jobIds) };
}

function replayOperation(jobIds: () => readonly string[]) {
  return operation({
    id: 'dead-letters.replay',
    summary: 'Do the work of a letter again; also of a discarded one',
    permission: 'settings:manage',
    effect: 'write',
    audit: { event: 'dead-letter.replayed' },
    idempotency: 'key',
    expose: { http: { method: 'POST', path: '/v1/dead-letters/{id}/replay' } },
    input: z.strictObject({ id: letterIdText }),
    output: letterDetailSchema,
    errors: ['conflict'],
    async run(ctx, input) {
      const letter = await requireLetter(ctx, input.id);
      if (letter.state === 'replayed') {
        throw new AppError('conflict', {
          message:
            letter.followed_by === null
              ? 'This letter was replayed already.'
              : 'This letter was replayed already and failed again: replay the letter that followed.',
        });
      }
      if (!jobIds().includes(letter.job)) {
        throw new AppError('conflict', {
          message: `This release has no job "${letter.job.slice(0, 100)}": the letter can only be discarded.`,
        });
      }
      await replay(ctx, [letter]);
      ctx.audit({
        subject: `dead-letter:${letter.id}`,
        before: { state: letter.state },
        after: { state: 'replayed', job: letter.job },
      });
      return readLetter(ctx, letter.id);
    },
  });
}

function replayManyOperation(jobIds: () => readonly string[]) {
  return operation({
    id: 'dead-letters.replay-many',
    summary: 'Do the work of open letters again, the oldest first, at most 500 at once',
    permission: 'settings:manage',
    effect: 'write',
    audit: { event: 'dead-letters.replayed' },
    idempotency: 'key',
    expose: { http: { method: 'POST', path: '/v1/dead-letters/replay' } },
    input: z.strictObject({
      ...letterFilter,
      // A body says a list as a list; only a query has commas.
      stage: z.array(z.enum(LETTER_STAGES)).min(1).max(LETTER_STAGES.length).optional(),
      limit: z.number().int().min(1).max(REPLAY_MAX).default(REPLAY_MAX),
    }),
    output: z.object({
      replayed: z.number().int(),
      remaining: z
        .number()
        .int()
        .describe('Open letters that the filter lets pass and that were not replayed.'),
    }),
    errors: [],
    async run(ctx, { limit, ...given }) {
      const filter = filterOf({ ...given, state: ['open'] });
      const letters = await lockLetters(ctx, { filter, jobs: jobIds(), limit });
      await replay(ctx, letters);
      const remaining = await countLetters(ctx, filter);
      ctx.audit({
        subject: 'dead-letters',
        after: { ...given, replayed: letters.length, letters: letters.map((letter) => letter.id) },
      });
      return { replayed: letters.length, remaining };
    },
  });
}

async function replay(ctx: OperationContext, letters: readonly LetterRow[]): Promise<void> {
  if (letters.length === 0) return;
  await enqueueLetters(ctx, letters);
  await markReplayed(
    ctx,
    letters.map((letter) => letter.id),
    { at: ctx.at, by: ctx.principal.name },
  );
  await clearWorkFailure(
    ctx,
    letters.flatMap((letter) => subjectsOf(letter.payload).alerts),
  );
}

export const discardLetterOperation = operation({
  id: 'dead-letters.discard',
  summary: 'Leave the work of a letter undone; letter and alert stay and say so',
  permission: 'settings:manage',
  effect: 'write',
  audit: { event: 'dead-letter.discarded' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/dead-letters/{id}/discard' } },
  input: z.strictObject({
    id: letterIdText,
    reason: z.string().trim().min(1).max(500),
  }),
  output: letterDetailSchema,
  errors: ['conflict'],
  async run(ctx, input) {
    const letter = await requireLetter(ctx, input.id);
    if (letter.state !== 'open') {
      throw new AppError('conflict', { message: `This letter is ${letter.state} already.` });
    }
    await markDiscarded(ctx, letter.id, { at: ctx.at, by: ctx.principal.name, reason: input.reason });
    await discardWork(ctx, subjectsOf(letter.payload).alerts);
    ctx.audit({
      subject: `dead-letter:${letter.id}`,
      before: { state: 'open' },
      after: { state: 'discarded', job: letter.job },
      reason: input.reason,
    });
    return readLetter(ctx, letter.id);
  },
});
