// Credentials: what they look like and how they are made. Only a keyed hash is ever stored; the text is shown once.

import { randomBytes } from 'node:crypto';

/** A new API key: 256 random bits behind a prefix that secret scanners can recognise. */
export function newApiKey(): string {
  return `wfk_${randomBytes(32).toString('base64url')}`;
}

/** A new secret for a cookie or a link: 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Enough of a key to recognise it in a list, not to use it. */
export function hintOf(credential: string): string {
  return `${credential.slice(0, 8)}…${credential.slice(-4)}`;
}

export const SESSION_HOURS = 8;
export const SESSION_IDLE_MINUTES = 60;
/** What changes how somebody signs in, or who may, needs a proof of identity no older than this. */
export const FRESH_MINUTES = 15;
export const SIGN_IN_LINK_MINUTES = 60;
