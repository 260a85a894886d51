// What is left to sign in with when something is taken away: never nothing, and never less than the tenant asks for.

import { AppError } from '../../../kernel/errors.ts';

export interface Factors {
  readonly hasPassword: boolean;
  readonly hasTotp: boolean;
  readonly passkeys: number;
}

/** Throws `conflict` when these would not do. */
export function refuseTooFew({ hasPassword, hasTotp, passkeys }: Factors, needsSecond: boolean): void {
  if (!hasPassword && passkeys === 0) {
    throw new AppError('conflict', {
      message: 'Nothing would be left to sign in with: add another passkey or set a password first.',
    });
  }
  if (needsSecond && !hasTotp && passkeys === 0) {
    throw new AppError('conflict', {
      message: 'This tenant requires a second factor: add another one before you take this away.',
    });
  }
}
