// Which passwords are taken (NIST SP 800-63B): long enough, not one that everybody tries, nothing about their characters.

import { isCommonPassword } from './common-passwords.ts';

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;

export interface Owner {
  readonly email: string;
  readonly name: string;
}

/** Why the password is not taken, as a sentence; null when it is. Lengths are counted in characters, not in bytes. */
export function refusePassword(password: string, owner: Owner): string | null {
  const length = [...password.normalize('NFC')].length;
  if (length < PASSWORD_MIN) return `A password has at least ${PASSWORD_MIN} characters.`;
  if (length > PASSWORD_MAX) return `A password has at most ${PASSWORD_MAX} characters.`;
  if (isAbout(password, owner)) return 'The password must not be your e-mail or your name.';
  if (isCommonPassword(password)) return 'This password is among those that are tried first: take another.';
  return null;
}

function isAbout(password: string, { email, name }: Owner): boolean {
  const bare = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const given = bare(password);
  return [email, email.split('@')[0] ?? '', name]
    .map(bare)
    .some((text) => text !== '' && isRepeated(given, text));
}

/** Whether the text is the word, once or several times. */
function isRepeated(text: string, word: string): boolean {
  return (
    text.length >= word.length &&
    text === word.repeat(Math.ceil(text.length / word.length)).slice(0, text.length) &&
    text.length % word.length === 0
  );
}
