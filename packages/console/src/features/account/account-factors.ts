// What somebody signs in with, and what of it can be taken away. The server decides; this says why before anybody asks it.

import type { Account } from '@watchfloor/client';

type Factors = Pick<Account, 'has_password' | 'has_totp'> & { readonly passkeys: readonly unknown[] };

/** Why a passkey cannot be removed; null when it can, as far as the console knows. */
export function refusePasskeyRemoval(account: Factors): string | null {
  if (account.passkeys.length > 1 || account.has_password) return null;
  return 'It is the last thing you sign in with: add another passkey or set a password first.';
}

/** Why one-time codes cannot be set up; null when they can. */
export function refuseTotp(account: Factors): string | null {
  return account.has_password
    ? null
    : 'Codes follow a password, and you have none: set one first. A passkey alone is two factors already.';
}

/** How well the account is protected, in one line. */
export function protectionWords(account: Factors): { readonly text: string; readonly isGood: boolean } {
  if (account.passkeys.length > 0) {
    return { text: 'You sign in with a passkey, which is two factors in one.', isGood: true };
  }
  if (account.has_password && account.has_totp) {
    return { text: 'You sign in with a password and a one-time code.', isGood: true };
  }
  if (account.has_password) {
    return {
      text: 'You sign in with a password alone. A passkey is safer and quicker.',
      isGood: false,
    };
  }
  return {
    text: 'You have nothing to sign in with yet: when this session ends you need another one-time link. Add a passkey.',
    isGood: false,
  };
}
