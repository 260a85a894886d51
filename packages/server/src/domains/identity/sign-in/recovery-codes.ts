// Recovery codes: ten of them, each good once, for whoever has lost the device with their one-time codes.

import { randomInt } from 'node:crypto';
import type { SecretBox } from '../../../kernel/context.ts';

export const RECOVERY_CODES = 10;
/** Without letters and digits that look alike on paper: 31 of them, so ten give 49 bits. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
const HALF = 5;

/** New codes such as `k7mqx-2fh9d`, no two the same. */
export function newRecoveryCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < RECOVERY_CODES) codes.add(`${letters()}-${letters()}`);
  return [...codes];
}

function letters(): string {
  return Array.from({ length: HALF }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** The code as it was made, whatever case, spaces and hyphens it is typed with; null when it cannot be one. */
export function readRecoveryCode(typed: string): string | null {
  const bare = typed.toLowerCase().replaceAll(/[\s\-\u2010-\u2015]/g, '');
  if (bare.length !== 2 * HALF || [...bare].some((letter) => !ALPHABET.includes(letter))) return null;
  return `${bare.slice(0, HALF)}-${bare.slice(HALF)}`;
}

/** What is stored of a code. It names the person, so that the same code of another is another hash. */
export function recoveryCodeHash(secrets: SecretBox, personId: string, code: string): Buffer {
  return secrets.keyedHash(`recovery:${personId}:${code}`);
}
