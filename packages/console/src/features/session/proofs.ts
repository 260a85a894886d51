// With what somebody can prove again who they are, best first.

import type { Account } from '@watchfloor/client';
import type { NoPasskeys } from './passkey-place.ts';

export type Proof = 'passkey' | 'password' | 'code';

type Factors = Pick<Account, 'has_password' | 'has_totp'> & { readonly passkeys: readonly unknown[] };

export function proofsOf(account: Factors, refusal: NoPasskeys | null): Proof[] {
  const proofs: Proof[] = [];
  if (account.passkeys.length > 0 && refusal === null) proofs.push('passkey');
  if (account.has_password) proofs.push('password');
  if (account.has_totp) proofs.push('code');
  return proofs;
}
