import { z } from 'zod';
import type { OperationContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { operation } from '../../../../kernel/operation.ts';
import { beginAttempt } from '../../sign-in/attempts.ts';
import { readEmail } from '../../sign-in/email.ts';
import { passwordText } from '../../sign-in/operations/sign-in.schema.ts';
import { PASSWORD_MAX, PASSWORD_MIN, refusePassword } from '../../sign-in/password-policy.ts';
import { hashPassword, inTurn, isPassword } from '../../sign-in/passwords.ts';
import {
  claimEmail,
  endOwnSessions,
  findOwnPerson,
  lockCredential,
  type PersonScope,
  renamePerson,
  setPassword,
} from '../account.store.ts';
import { freshScope, ownScope, ownSessionId } from '../own.ts';
import { accountSchema, readAccount, UNCLAIMED_EMAIL } from './account.schema.ts';

export const getAccountOperation = operation({
  id: 'account.get',
  summary: 'Your own account: name, e-mail, and what you sign in with',
  permission: 'own_session',
  effect: 'read',
  audit: { none: 'shows the asker to themselves' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/account' } },
  input: z.strictObject({}),
  output: accountSchema,
  errors: [],
  run: (ctx) => readAccount(ctx, ownScope(ctx)),
});

export const updateAccountOperation = operation({
  id: 'account.update',
  summary: 'Change your name; the first owner also gives their e-mail by it',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'account.updated' },
  idempotency: 'natural',
  expose: { http: { method: 'PATCH', path: '/v1/account' } },
  input: z.strictObject({
    name: z.string().trim().min(1).max(200).optional(),
    email: z.email().max(320).optional().describe('Taken while it is still owner@localhost.'),
  }),
  output: accountSchema,
  errors: ['reauthenticate', 'conflict'],
  async run(ctx, input) {
    const scope = freshScope(ctx);
    const before = await findOwnPerson(ctx, scope.personId);
    if (!before) throw new AppError('not_found');
    const email = input.email === undefined ? before.email : readEmail(input.email);
    if (email !== before.email) {
      const isClaimable = before.email === UNCLAIMED_EMAIL && email.includes('@');
      if (!isClaimable || !(await claimEmail(scope, email))) {
        throw new AppError('conflict', {
          field: 'email',
          message:
            before.email === UNCLAIMED_EMAIL
              ? 'This e-mail cannot be taken.'
              : 'Your e-mail is how others know you: only an admin changes it.',
        });
      }
    }
    if (input.name !== undefined) await renamePerson(scope, input.name);
    ctx.audit({
      subject: `user:${scope.personId}`,
      before: { name: before.display_name, email: before.email },
      after: { name: input.name ?? before.display_name, email },
    });
    return readAccount(ctx, scope);
  },
});

export const setPasswordOperation = operation({
  id: 'account.set-password',
  summary: 'Set or change your password; your other sessions end',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'account.password-set' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/account/password' } },
  input: z.strictObject({
    password: passwordText.describe(
      `${PASSWORD_MIN} to ${PASSWORD_MAX} characters of any kind, none of the common passwords, not your e-mail or name.`,
    ),
    current_password: passwordText.optional().describe('Needed when there is one.'),
  }),
  output: z.object({ ended_sessions: z.int() }),
  errors: ['reauthenticate', 'sign_in_failed', 'too_many_attempts'],
  async run(ctx, input) {
    const scope = freshScope(ctx);
    const person = await findOwnPerson(ctx, scope.personId);
    if (!person) throw new AppError('not_found');
    const refusal = refusePassword(input.password, { email: person.email, name: person.display_name });
    if (refusal !== null) throw new AppError('invalid', { field: 'password', message: refusal });
    return inTurn(async () => {
      const { password_hash: present } = await lockCredential(scope);
      if (present !== null)
        await requireCurrent(ctx, { scope, present, email: person.email }, input.current_password);
      await setPassword(scope, await hashPassword(input.password), ctx.at);
      const ended = await endOwnSessions(scope, { only: null, kept: ownSessionId(ctx) }, ctx.at);
      ctx.audit({
        subject: `user:${scope.personId}`,
        after: { is_first: present === null, ended_sessions: ended.length },
      });
      return { ended_sessions: ended.length };
    });
  },
});

interface Present {
  readonly scope: PersonScope;
  readonly present: string;
  readonly email: string;
}

/** The present password, counted as an attempt to sign in: a stolen cookie must not be a place to guess it. */
async function requireCurrent(
  ctx: OperationContext,
  { scope, present, email }: Present,
  given: string | undefined,
): Promise<void> {
  if (given === undefined) {
    throw new AppError('invalid', {
      field: 'current_password',
      message: 'Give your present password as well.',
    });
  }
  const { personId } = scope;
  const attempt = await beginAttempt(ctx, { email, personId });
  if (await isPassword(present, given)) return attempt.succeed();
  throw await attempt.fail({ subject: `user:${personId}`, reason: 'wrong present password' });
}
