// Whether the session has ended while the console was open, and where its owner was.

import { useSyncExternalStore } from 'react';

const NAME = 'watchfloor.return_to';
const RETURN_WITHIN_MS = 30 * 60_000;
let isOut = false;
const listeners = new Set<() => void>();

export function markSignedOut(): void {
  if (isOut) return;
  isOut = true;
  rememberPlace();
  for (const listener of listeners) listener();
}

/** The session is there again, in this browser's other tab perhaps. */
export function markSignedIn(): void {
  // Whoever signs in on the page where they were needs no way back to it, and must not be led there later.
  takePlace();
  if (!isOut) return;
  isOut = false;
  for (const listener of listeners) listener();
}

export function useIsSignedOut(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isOut,
  );
}

/** Where to go after signing in; signing in again leads to `/`, and nobody wants to search for their alert twice. */
export function rememberPlace(): void {
  const { pathname, search } = window.location;
  if (pathname === '/' || pathname.startsWith('/sign-in') || pathname.startsWith('/welcome')) return;
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ href: pathname + search, atMs: Date.now() }));
  } catch {
    // Without storage the console opens at its first page.
  }
}

/** The remembered place, once. Only a path of this console: never another site. */
export function takePlace(): string | null {
  let stored: string | null = null;
  try {
    stored = sessionStorage.getItem(NAME);
    sessionStorage.removeItem(NAME);
  } catch {
    // As above.
  }
  return placeOf(stored, Date.now());
}

const PLACES =
  /^(?:\/in\/[a-z0-9][a-z0-9-]{0,62})?\/(?:alerts|events|entities|entity|rules|rule|sources|settings|audit|account|tenants|customers)(?:[/?]|$)/;

/** What was stored, if it is a path of ours and not too old. */
export function placeOf(stored: string | null, nowMs: number): string | null {
  if (stored === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(stored);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { href, atMs } = value as { href?: unknown; atMs?: unknown };
  if (typeof href !== 'string' || typeof atMs !== 'number' || nowMs - atMs > RETURN_WITHIN_MS) return null;
  return PLACES.test(href) ? href : null;
}
