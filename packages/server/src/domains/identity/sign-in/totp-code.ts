// Checking a one-time code against the person's sealed seed, and using its step up.

import type { OperationContext } from '../../../kernel/context.ts';
import { findCredential, type PersonScope, useTotpStep } from '../account/account.store.ts';
import { seedPurpose, stepOfCode } from './totp.ts';

export type CodeContext = Pick<OperationContext, 'at' | 'platformVault' | 'secrets'>;

/** Whether it is the code of this moment; true once, since the step is used up by it. `pending`: of a seed not confirmed yet. */
export async function isTotpCode(
  ctx: CodeContext,
  scope: PersonScope,
  typed: { readonly code: string; readonly state?: 'confirmed' | 'pending' },
): Promise<boolean> {
  const { code, state = 'confirmed' } = typed;
  const {
    totp_sealed: sealed,
    totp_confirmed_at: confirmedAt,
    totp_last_step: lastStep,
  } = await findCredential(scope);
  if (!sealed || (state === 'confirmed') !== (confirmedAt !== null)) return false;
  const seed = await ctx.platformVault.open(seedPurpose(scope.personId), sealed);
  const step = stepOfCode(seed.toString('utf8'), { code: code.replaceAll(/\s/g, ''), at: ctx.at, lastStep });
  return step !== null && useTotpStep(scope, step);
}
