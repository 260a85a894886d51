import { z } from 'zod';
import type { OperationContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { operation } from '../../../../kernel/operation.ts';
import { beginAttempt } from '../../sign-in/attempts.ts';
import { codeText } from '../../sign-in/operations/sign-in.schema.ts';
import { newRecoveryCodes, recoveryCodeHash } from '../../sign-in/recovery-codes.ts';
import { newSeed, seedPurpose, seedUri } from '../../sign-in/totp.ts';
import { isTotpCode } from '../../sign-in/totp-code.ts';
import { securityPolicyOf } from '../../tenants/security-policy.ts';
import {
  confirmTotp,
  findOwnPerson,
  listPasskeys,
  lockCredential,
  type PersonScope,
  replaceRecoveryCodes,
  setTotp,
} from '../account.store.ts';
import { freshScope } from '../own.ts';
import { refuseTooFew } from '../remaining-factors.ts';

const recoveryCodes = z.object({
  recovery_codes: z
    .array(z.string())
    .describe('Each good once, in place of a one-time code. Shown this once.'),
});

export const beginTotpOperation = operation({
  id: 'account.begin-totp',
  summary: 'Begin to set up one-time codes: the seed, shown in this answer only',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'account.totp-begun' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/account/totp' } },
  input: z.strictObject({}),
  output: z.object({
    secret: z.string().describe('The seed in base32, to type into an authenticator app.'),
    uri: z.string().describe('The same as an otpauth address, to show as a QR code.'),
  }),
  errors: ['reauthenticate', 'conflict'],
  async run(ctx) {
    const scope = freshScope(ctx);
    const person = await findOwnPerson(ctx, scope.personId);
    if (!person) throw new AppError('not_found');
    const { totp_confirmed_at: confirmedAt } = await lockCredential(scope);
    if (confirmedAt !== null) {
      throw new AppError('conflict', { message: 'You have one-time codes already: remove them first.' });
    }
    const secret = newSeed();
    await setTotp(scope, await ctx.platformVault.seal(seedPurpose(scope.personId), Buffer.from(secret)));
    ctx.audit({ subject: `user:${scope.personId}` });
    return { secret, uri: seedUri(secret, person.email) };
  },
});

export const confirmTotpOperation = operation({
  id: 'account.confirm-totp',
  summary: 'Switch one-time codes on by a first code; gives recovery codes, shown in this answer only',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'account.totp-added' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/account/totp/confirm' } },
  input: z.strictObject({ code: codeText }),
  output: recoveryCodes,
  errors: ['reauthenticate', 'conflict', 'sign_in_failed', 'too_many_attempts'],
  async run(ctx, input) {
    const scope = freshScope(ctx);
    const credential = await lockCredential(scope);
    if (credential.totp_sealed === null || credential.totp_confirmed_at !== null) {
      throw new AppError('conflict', { message: 'There is nothing to confirm: begin first.' });
    }
    const person = await findOwnPerson(ctx, scope.personId);
    const attempt = await beginAttempt(ctx, { email: person?.email ?? null, personId: scope.personId });
    if (!(await isTotpCode(ctx, scope, { code: input.code, state: 'pending' }))) {
      throw await attempt.fail({ subject: `user:${scope.personId}`, reason: 'wrong code of a new seed' });
    }
    await attempt.giveBack();
    await confirmTotp(scope, ctx.at);
    const codes = await makeCodes(ctx, scope);
    ctx.audit({ subject: `user:${scope.personId}`, after: { recovery_codes: codes.length } });
    return { recovery_codes: codes };
  },
});

export const removeTotpOperation = operation({
  id: 'account.remove-totp',
  summary: 'Switch one-time codes off; their recovery codes go with them',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'account.totp-removed' },
  idempotency: 'natural',
  expose: { http: { method: 'DELETE', path: '/v1/account/totp' } },
  input: z.strictObject({}),
  output: z.object({ removed: z.literal(true) }),
  errors: ['reauthenticate', 'conflict'],
  async run(ctx) {
    const scope = freshScope(ctx);
    const credential = await lockCredential(scope);
    const wasOn = credential.totp_confirmed_at !== null;
    if (wasOn) {
      const policy = await securityPolicyOf(ctx);
      const passkeys = (await listPasskeys(scope)).length;
      const hasPassword = credential.password_hash !== null;
      refuseTooFew({ hasPassword, hasTotp: false, passkeys }, policy.require_second_factor);
    }
    await setTotp(scope, null);
    await replaceRecoveryCodes(scope, [], ctx.at);
    ctx.audit({ subject: `user:${scope.personId}`, before: { has_totp: wasOn }, after: { has_totp: false } });
    return { removed: true as const };
  },
});

export const newRecoveryCodesOperation = operation({
  id: 'account.new-recovery-codes',
  summary: 'New recovery codes, shown in this answer only; the old ones are good for nothing then',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'account.recovery-codes-made' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/account/recovery-codes' } },
  input: z.strictObject({}),
  output: recoveryCodes,
  errors: ['reauthenticate', 'conflict'],
  async run(ctx) {
    const scope = freshScope(ctx);
    const { totp_confirmed_at: confirmedAt } = await lockCredential(scope);
    if (confirmedAt === null) {
      throw new AppError('conflict', {
        message: 'Recovery codes stand in for one-time codes: set those up first.',
      });
    }
    const codes = await makeCodes(ctx, scope);
    ctx.audit({ subject: `user:${scope.personId}`, after: { recovery_codes: codes.length } });
    return { recovery_codes: codes };
  },
});

async function makeCodes(ctx: OperationContext, scope: PersonScope): Promise<string[]> {
  const codes = newRecoveryCodes();
  const hashes = codes.map((code) => recoveryCodeHash(ctx.secrets, scope.personId, code));
  await replaceRecoveryCodes(scope, hashes, ctx.at);
  return codes;
}
