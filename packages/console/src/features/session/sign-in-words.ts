// What to tell somebody whose sign-in did not work.

import { ApiError } from '@watchfloor/client';
import { formatUtcSeconds } from '../../ui/format.ts';

export type Given = 'password' | 'present' | 'code' | 'recovery' | 'passkey' | 'link';

const WRONG: Readonly<Record<Given, string>> = {
  password: 'The e-mail or the password is wrong.',
  present: 'Your present password is wrong.',
  code: 'The code is wrong, or its time is over: type the one that your app shows now.',
  recovery: 'This recovery code is wrong or was used before.',
  passkey: 'This passkey is not taken here: it was removed, or it is of another server.',
  link: 'This link was used, has expired or never was: make a new one.',
};

/** The server's own words for these say more than ours. */
const OWN_WORDS = /takes no passwords|step is over/;

/** In words what went wrong, when it is about signing in; null for everything else, such as a server that is away. */
export function signInProblem(error: unknown, given: Given, nowMs: number): string | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === 'too_many_attempts') {
    const seconds = error.retryAfterSeconds;
    const when = seconds === null ? '' : ` ${lockedWords(seconds, nowMs)}`;
    return `${error.message}${when}`;
  }
  if (error.code !== 'sign_in_failed') return null;
  return OWN_WORDS.test(error.message) ? error.message : WRONG[given];
}

/** `It opens again in 14 min, at 2026-03-01 12:15:00 UTC.` */
export function lockedWords(seconds: number, nowMs: number): string {
  const span = seconds < 60 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  const at = formatUtcSeconds(new Date(nowMs + seconds * 1_000).toISOString());
  return `It opens again in ${span}, at ${at} UTC.`;
}
