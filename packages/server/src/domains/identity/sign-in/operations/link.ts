import { z } from 'zod';
import { AppError } from '../../../../kernel/errors.ts';
import { anonymousOperation } from '../../../../kernel/operation.ts';
import { redeemSignInLink } from '../../identity.store.ts';
import { beginAttempt } from '../attempts.ts';
import { signIn } from '../begin-session.ts';
import { findPersonSignIn } from '../sign-in.store.ts';

export const signInLinkOperation = anonymousOperation({
  id: 'sign-in.link',
  summary: 'Sign in with the token of a one-time link',
  permission: 'anonymous',
  effect: 'write',
  audit: { event: 'session.started' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/sign-in/link' } },
  input: z.strictObject({ token: z.string().min(1).max(200) }),
  output: z.object({
    status: z.literal('signed_in'),
    next: z
      .enum(['welcome', 'console'])
      .describe('`welcome` when the person has neither password nor passkey yet.'),
  }),
  errors: ['sign_in_failed', 'too_many_attempts'],
  async run(ctx, input) {
    const attempt = await beginAttempt(ctx, { email: null, personId: null });
    const owner = await redeemSignInLink(ctx.sql, ctx.secrets.keyedHash(input.token), ctx.at);
    const known = owner ? await findPersonSignIn(ctx.sql, owner.person_id) : null;
    if (!owner || !known) {
      const refusal = await attempt.fail({
        subject: owner ? `user:${owner.person_id}` : 'unknown link',
        reason: owner ? 'the person can act nowhere' : 'the link was used, has expired or never was',
      });
      throw new AppError(refusal.code, {
        message: 'This link was used, has expired or never was: ask for a new one.',
        keep: true,
      });
    }
    const { tenant_id: tenantId, person_id: personId } = owner;
    await ctx.enter({ tenantId, personId, name: known.name });
    await attempt.succeed();
    await signIn(ctx, { tenantId, personId, method: 'link' });
    const isNew = !known.has_password && known.passkeys === 0;
    return { status: 'signed_in' as const, next: isNew ? ('welcome' as const) : ('console' as const) };
  },
});
