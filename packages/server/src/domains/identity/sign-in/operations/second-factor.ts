import { z } from 'zod';
import type { AnonymousContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { anonymousOperation } from '../../../../kernel/operation.ts';
import { findCredential, type PersonScope, useRecoveryCode } from '../../account/account.store.ts';
import { beginAttempt } from '../attempts.ts';
import { type SignInMethod, signIn } from '../begin-session.ts';
import { readRecoveryCode, recoveryCodeHash } from '../recovery-codes.ts';
import { findPersonSignIn, tryChallenge, useChallenge } from '../sign-in.store.ts';
import { type CodeContext, isTotpCode } from '../totp-code.ts';
import { challengeText, codeText, SIGNED_IN } from './sign-in.schema.ts';

/** Wrong codes that use a step up; guessing goes on only with the password again. */
export const CODES_PER_CHALLENGE = 5;

const input = z.strictObject({ challenge: challengeText, code: codeText });

export const signInTotpOperation = anonymousOperation({
  id: 'sign-in.totp',
  summary: 'Second step of signing in: a one-time code',
  permission: 'anonymous',
  effect: 'write',
  audit: { event: 'session.started' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/sign-in/totp' } },
  input,
  output: SIGNED_IN,
  errors: ['sign_in_failed', 'too_many_attempts'],
  run: (ctx, given) =>
    secondStep(ctx, given, {
      method: 'password+totp',
      isRight: (scope) => isTotpCode(ctx, scope, { code: given.code }),
    }),
});

export const signInRecoveryCodeOperation = anonymousOperation({
  id: 'sign-in.recovery-code',
  summary: 'Second step of signing in without the device: a recovery code, which is used up by it',
  permission: 'anonymous',
  effect: 'write',
  audit: { event: 'session.started' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/sign-in/recovery-code' } },
  input,
  output: SIGNED_IN,
  errors: ['sign_in_failed', 'too_many_attempts'],
  run: (ctx, given) =>
    secondStep(ctx, given, {
      method: 'password+recovery',
      isRight: (scope) => isRecoveryCode(ctx, scope, given.code),
    }),
});

async function isRecoveryCode(ctx: CodeContext, scope: PersonScope, typed: string): Promise<boolean> {
  const code = readRecoveryCode(typed);
  return code !== null && useRecoveryCode(scope, recoveryCodeHash(ctx.secrets, scope.personId, code), ctx.at);
}

interface Step {
  readonly method: SignInMethod;
  isRight(scope: PersonScope): Promise<boolean>;
}

async function secondStep(ctx: AnonymousContext, given: z.output<typeof input>, step: Step) {
  const hash = ctx.secrets.keyedHash(given.challenge);
  const challenge = await tryChallenge(ctx.sql, hash, ctx.at);
  const known = challenge?.person_id ? await findPersonSignIn(ctx.sql, challenge.person_id) : null;
  if (!challenge || !known) return refuseUnknownStep(ctx);
  const { person_id: personId, tenant_id: tenantId } = known;
  const attempt = await beginAttempt(ctx, { email: known.email, personId });
  await ctx.enter({ tenantId, personId, name: known.name });
  const scope = { sql: ctx.sql, personId };
  if (!(await step.isRight(scope))) {
    const isLast = challenge.failures >= CODES_PER_CHALLENGE;
    if (isLast) await useChallenge(ctx.sql, { hash, kind: 'second_factor' }, ctx.at);
    throw await attempt.fail({
      subject: `user:${personId}`,
      reason: `wrong code (${step.method})${isLast ? ', the last one for this password' : ''}`,
    });
  }
  await useChallenge(ctx.sql, { hash, kind: 'second_factor' }, ctx.at);
  await attempt.succeed();
  await signIn(ctx, { tenantId, personId, method: step.method });
  const { must_change: mustChange } = await findCredential(scope);
  return { status: 'signed_in' as const, must_change_password: mustChange };
}

async function refuseUnknownStep(ctx: AnonymousContext): Promise<never> {
  const attempt = await beginAttempt(ctx, { email: null, personId: null });
  const refusal = await attempt.fail({
    subject: 'unknown step',
    reason: 'the step was used, has expired or never was',
  });
  throw new AppError(refusal.code, {
    message: 'This step is over: begin again with your e-mail and password.',
    keep: true,
  });
}
