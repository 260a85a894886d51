import { z } from 'zod';
import type { AnonymousContext } from '../../../../kernel/context.ts';
import type { AppError } from '../../../../kernel/errors.ts';
import { anonymousOperation } from '../../../../kernel/operation.ts';
import { notePasskeyUse } from '../../account/account.store.ts';
import { newToken } from '../../credentials.ts';
import { securityPolicyOf } from '../../tenants/security-policy.ts';
import { beginAttempt, countChallenge } from '../attempts.ts';
import { signIn } from '../begin-session.ts';
import {
  assertionSchema,
  CEREMONY_MINUTES,
  checkAssertion,
  newExpected,
  requestOptions,
  requestOptionsSchema,
} from '../passkey-ceremony.ts';
import { relyingPartyOf } from '../relying-party.ts';
import { findPasskey, insertChallenge, useChallenge } from '../sign-in.store.ts';
import { challengeText, SIGNED_IN } from './sign-in.schema.ts';

export const signInPasskeyOptionsOperation = anonymousOperation({
  id: 'sign-in.passkey-options',
  summary: 'Begin to sign in with a passkey: the challenge for it to sign',
  permission: 'anonymous',
  effect: 'write',
  audit: { none: 'changes nothing that anybody has; the sign-in that follows is recorded' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/sign-in/passkey/options' } },
  input: z.strictObject({}),
  output: z.object({ challenge: challengeText, options: requestOptionsSchema }),
  errors: ['too_many_attempts'],
  async run(ctx) {
    const party = relyingPartyOf(ctx.baseUrl);
    await countChallenge(ctx);
    const challenge = newToken();
    const expected = newExpected();
    await insertChallenge(ctx.sql, {
      hash: ctx.secrets.keyedHash(challenge),
      kind: 'passkey_sign_in',
      personId: null,
      expected,
      at: ctx.at,
      expiresAt: new Date(ctx.at.getTime() + CEREMONY_MINUTES * 60_000),
    });
    return { challenge, options: requestOptions(party, expected, []) };
  },
});

const input = z.strictObject({ challenge: challengeText, response: assertionSchema });

export const signInPasskeyOperation = anonymousOperation({
  id: 'sign-in.passkey',
  summary: 'Sign in with a passkey, which counts as two factors',
  permission: 'anonymous',
  effect: 'write',
  audit: { event: 'session.started' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/sign-in/passkey' } },
  input,
  output: SIGNED_IN,
  errors: ['sign_in_failed', 'too_many_attempts'],
  async run(ctx, given) {
    const attempt = await beginAttempt(ctx, { email: null, personId: null });
    const refuse = (subject: string, reason: string): Promise<AppError> => attempt.fail({ subject, reason });
    const hash = ctx.secrets.keyedHash(given.challenge);
    const challenge = await useChallenge(ctx.sql, { hash, kind: 'passkey_sign_in' }, ctx.at);
    const passkey = await findPasskey(ctx.sql, Buffer.from(given.response.id, 'base64url'));
    if (!passkey) throw await refuse('unknown passkey', 'nobody has this passkey');
    const { person_id: personId, tenant_id: tenantId, name } = passkey;
    await ctx.enter({ tenantId, personId, name });
    const subject = `user:${personId}`;
    if (!challenge?.expected) throw await refuse(subject, 'the challenge was used, has expired or never was');
    const expected = { party: relyingPartyOf(ctx.baseUrl), challenge: challenge.expected };
    const use = await checkAssertion(given.response, expected, passkey);
    if (typeof use === 'string') throw await refuse(subject, `passkey: ${use}`);
    const noted = await notePasskeyUse({ sql: ctx.sql, personId }, { id: passkey.id, ...use, at: ctx.at });
    if (!noted) throw await refuse(subject, 'passkey: its counter went back, so there may be a copy of it');
    if (!(await takesPasskeys(ctx, tenantId))) throw await refuse(subject, 'passkeys are not taken here');
    await attempt.succeed();
    await signIn(ctx, { tenantId, personId, method: 'passkey' });
    return { status: 'signed_in' as const, must_change_password: false };
  },
});

async function takesPasskeys(ctx: AnonymousContext, tenantId: string): Promise<boolean> {
  const policy = await securityPolicyOf({ sql: ctx.sql, tenantId, at: ctx.at });
  return policy.sign_in_methods.includes('passkey');
}
