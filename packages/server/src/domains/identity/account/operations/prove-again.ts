import { z } from 'zod';
import type { OperationContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { operation } from '../../../../kernel/operation.ts';
import { newToken, SESSION_IDLE_MINUTES } from '../../credentials.ts';
import { beginAttempt } from '../../sign-in/attempts.ts';
import { beginSession } from '../../sign-in/begin-session.ts';
import { challengeText, codeText, passwordText } from '../../sign-in/operations/sign-in.schema.ts';
import {
  type Assertion,
  assertionSchema,
  CEREMONY_MINUTES,
  checkAssertion,
  newExpected,
  requestOptions,
  requestOptionsSchema,
} from '../../sign-in/passkey-ceremony.ts';
import { inTurn, isPassword } from '../../sign-in/passwords.ts';
import { relyingPartyOf } from '../../sign-in/relying-party.ts';
import { findPasskey, insertChallenge, useChallenge } from '../../sign-in/sign-in.store.ts';
import { isTotpCode } from '../../sign-in/totp-code.ts';
import {
  endOwnSessions,
  findCredential,
  findOwnPerson,
  listOwnSessions,
  listPasskeys,
  notePasskeyUse,
  type PersonScope,
} from '../account.store.ts';
import { ownScope, ownSessionId } from '../own.ts';

export const beginProofOperation = operation({
  id: 'session.begin-proof',
  summary: 'Begin to prove again who you are with a passkey: the challenge for it to sign',
  permission: 'own_session',
  effect: 'write',
  audit: { none: 'changes nothing yet; the proof is recorded' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/session/proof/options' } },
  input: z.strictObject({}),
  output: z.object({ challenge: challengeText, options: requestOptionsSchema }),
  errors: ['conflict'],
  async run(ctx) {
    const scope = ownScope(ctx);
    const party = relyingPartyOf(ctx.baseUrl);
    const known = await listPasskeys(scope);
    if (known.length === 0) throw new AppError('conflict', { message: 'You have no passkey.' });
    const challenge = newToken();
    const expected = newExpected();
    await insertChallenge(ctx.sql, {
      hash: ctx.secrets.keyedHash(challenge),
      kind: 'passkey_proof',
      personId: scope.personId,
      expected,
      at: ctx.at,
      expiresAt: new Date(ctx.at.getTime() + CEREMONY_MINUTES * 60_000),
    });
    return { challenge, options: requestOptions(party, expected, known) };
  },
});

const input = z.strictObject({
  password: passwordText.optional(),
  code: codeText.optional().describe('A one-time code.'),
  passkey: z
    .strictObject({ challenge: challengeText, response: assertionSchema })
    .optional()
    .describe('Answer to session.begin-proof.'),
});

export const refreshProofOperation = operation({
  id: 'session.refresh-proof',
  summary:
    'Prove again who you are, by one of password, one-time code and passkey: a fresh session in place of this one',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'session.refreshed' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/session/proof' } },
  input,
  output: z.object({ authenticated_at: z.iso.datetime() }),
  errors: ['sign_in_failed', 'too_many_attempts'],
  async run(ctx, given) {
    const scope = ownScope(ctx);
    if ([given.password, given.code, given.passkey].filter((proof) => proof !== undefined).length !== 1) {
      throw new AppError('invalid', {
        field: 'password',
        message: 'Give one proof: a password, a code or a passkey.',
      });
    }
    return given.password === undefined ? prove(ctx, scope, given) : inTurn(() => prove(ctx, scope, given));
  },
});

type Given = z.output<typeof input>;

async function prove(ctx: OperationContext, scope: PersonScope, given: Given) {
  const { personId } = scope;
  const person = await findOwnPerson(ctx, personId);
  // A passkey is not guessed: it works for an e-mail that somebody else has locked out.
  const email = given.passkey ? null : (person?.email ?? null);
  const attempt = await beginAttempt(ctx, { email, personId });
  const failure = await failureOf(ctx, scope, given);
  if (failure !== null) throw await attempt.fail({ subject: `user:${personId}`, reason: failure });
  await attempt.succeed();
  const own = ownSessionId(ctx);
  const sessions = await listOwnSessions(scope, ctx.at, SESSION_IDLE_MINUTES);
  const method = sessions.find((session) => session.id === own)?.method ?? 'password';
  await endOwnSessions(scope, { only: own, kept: null }, ctx.at);
  const begun = await beginSession(ctx, { tenantId: ctx.tenantId, personId, method });
  ctx.startSession(begun);
  ctx.audit({ subject: `session:${begun.id}`, after: { ended: `session:${own}`, by: proofOf(given) } });
  return { authenticated_at: ctx.at.toISOString() };
}

function proofOf(given: Given): string {
  if (given.passkey) return 'passkey';
  return given.code === undefined ? 'password' : 'totp';
}

/** What was wrong with the proof; null when it is right. */
async function failureOf(ctx: OperationContext, scope: PersonScope, given: Given): Promise<string | null> {
  if (given.passkey) return passkeyFailure(ctx, scope, given.passkey);
  if (given.code !== undefined) {
    return (await isTotpCode(ctx, scope, { code: given.code })) ? null : 'wrong code';
  }
  const { password_hash: hash } = await findCredential(scope);
  return (await isPassword(hash, given.password ?? '')) ? null : 'wrong password';
}

async function passkeyFailure(
  ctx: OperationContext,
  scope: PersonScope,
  given: { readonly challenge: string; readonly response: Assertion },
): Promise<string | null> {
  const wanted = { hash: ctx.secrets.keyedHash(given.challenge), kind: 'passkey_proof' } as const;
  const challenge = await useChallenge(ctx.sql, wanted, ctx.at);
  const passkey = await findPasskey(ctx.sql, Buffer.from(given.response.id, 'base64url'));
  if (!challenge?.expected || challenge.person_id !== scope.personId) return 'the challenge is over';
  if (passkey?.person_id !== scope.personId) return 'the passkey is not theirs';
  const expected = { party: relyingPartyOf(ctx.baseUrl), challenge: challenge.expected };
  const use = await checkAssertion(given.response, expected, passkey);
  if (typeof use === 'string') return `passkey: ${use}`;
  const noted = await notePasskeyUse(scope, { id: passkey.id, ...use, at: ctx.at });
  return noted ? null : 'passkey: its counter went back, so there may be a copy of it';
}
