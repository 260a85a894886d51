import { z } from 'zod';
import type { AnonymousContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { anonymousOperation } from '../../../../kernel/operation.ts';
import { newToken } from '../../credentials.ts';
import { securityPolicyOf } from '../../tenants/security-policy.ts';
import { type Attempt, beginAttempt } from '../attempts.ts';
import { signIn } from '../begin-session.ts';
import { readEmail, unknownEmail } from '../email.ts';
import { CEREMONY_MINUTES } from '../passkey-ceremony.ts';
import { inTurn, isPassword } from '../passwords.ts';
import { findSignIn, insertChallenge, type SignInRow } from '../sign-in.store.ts';
import { challengeText, passwordText, SIGNED_IN } from './sign-in.schema.ts';

export const signInPasswordOperation = anonymousOperation({
  id: 'sign-in.password',
  summary: 'Sign in with e-mail and password; with a second factor, the first of two steps',
  permission: 'anonymous',
  effect: 'write',
  audit: { event: 'session.started' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/sign-in/password' } },
  input: z.strictObject({ email: z.string().min(1).max(320), password: passwordText }),
  output: z.discriminatedUnion('status', [
    SIGNED_IN,
    z.object({
      status: z.literal('second_factor'),
      challenge: challengeText,
      methods: z.array(z.enum(['totp', 'recovery_code', 'passkey'])),
      expires_at: z.iso.datetime(),
    }),
  ]),
  errors: ['sign_in_failed', 'too_many_attempts'],
  run: (ctx, input) => inTurn(() => passwordStep(ctx, input)),
});

interface Given {
  readonly email: string;
  readonly password: string;
}

async function passwordStep(ctx: AnonymousContext, given: Given) {
  const email = readEmail(given.email);
  const known = await findSignIn(ctx.sql, email);
  const attempt = await beginAttempt(ctx, { email, personId: known?.person_id ?? null });
  const isRight = await isPassword(known?.password_hash ?? null, given.password);
  if (!known) {
    throw await attempt.fail({ subject: unknownEmail(ctx.secrets, email), reason: 'nobody has this e-mail' });
  }
  const subject = `user:${known.person_id}`;
  await ctx.enter({ tenantId: known.tenant_id, personId: known.person_id, name: known.name });
  if (!isRight) throw await attempt.fail({ subject, reason: `wrong password for ${email}` });
  return afterPassword(ctx, known, attempt);
}

async function afterPassword(ctx: AnonymousContext, known: SignInRow, attempt: Attempt) {
  const { tenant_id: tenantId, person_id: personId } = known;
  const policy = await securityPolicyOf({ sql: ctx.sql, tenantId, at: ctx.at });
  if (!policy.sign_in_methods.includes('password')) {
    await attempt.giveBack();
    ctx.audit({
      event: 'sign-in.failed',
      subject: `user:${personId}`,
      reason: 'passwords are not taken here',
    });
    throw new AppError('sign_in_failed', {
      message: 'Your tenant takes no passwords: sign in with a passkey or a one-time link.',
      keep: true,
    });
  }
  const methods = secondFactorsOf(known, policy.require_second_factor);
  if (methods.length === 0) {
    await attempt.succeed();
    await signIn(ctx, { tenantId, personId, method: 'password' });
    return { status: 'signed_in' as const, must_change_password: known.must_change };
  }
  // What was counted for this attempt is given back, and the failures before it are not forgotten: a right password must not buy
  // another round of guessing codes.
  await attempt.giveBack();
  const challenge = newToken();
  const expiresAt = new Date(ctx.at.getTime() + CEREMONY_MINUTES * 60_000);
  await insertChallenge(ctx.sql, {
    hash: ctx.secrets.keyedHash(challenge),
    kind: 'second_factor',
    personId,
    expected: null,
    at: ctx.at,
    expiresAt,
  });
  ctx.audit({ event: 'sign-in.second-factor-asked', subject: `user:${personId}`, after: { methods } });
  return { status: 'second_factor' as const, challenge, methods, expires_at: expiresAt.toISOString() };
}

/** What has to follow the password. A passkey is both factors by itself, so it follows only where two are required. */
function secondFactorsOf(known: SignInRow, isRequired: boolean): ('totp' | 'recovery_code' | 'passkey')[] {
  const hasPasskey = known.passkeys > 0;
  if (!known.has_totp) return isRequired && hasPasskey ? ['passkey'] : [];
  return [
    'totp',
    ...(known.recovery_codes > 0 ? (['recovery_code'] as const) : []),
    ...(hasPasskey ? (['passkey'] as const) : []),
  ];
}
