// What somebody pastes into the sign-in field.

/** The address on this server that signs in with what was pasted; null when there is no token in it. */
export function signInAddress(pasted: string): string | null {
  const token = signInToken(pasted);
  return token ? `/sign-in?token=${token}` : null;
}

/**
 * The token from a pasted link, its path, or the bare token; null when there is no token in it.
 * The host of the link is ignored: `localhost` and `127.0.0.1` are the same server, and the token is worth nothing elsewhere.
 */
export function signInToken(pasted: string): string | null {
  const text = pasted.trim().replace(/^[<"']+|[>"']+$/g, '');
  const token =
    /[?&]token=([A-Za-z0-9_-]{16,200})(?:[&#]|$)/.exec(text)?.[1] ??
    /^[A-Za-z0-9_-]{16,200}$/.exec(text)?.[0];
  return token ?? null;
}
