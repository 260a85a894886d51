// Whether this page can use passkeys at all. Browsers give them to pages with a name, over TLS or on the own machine: neither a bare
// address nor plain http to another machine will do.

export interface PagePlace {
  readonly protocol: string;
  readonly hostname: string;
  readonly origin: string;
  /** Whether the browser has the interface; it hides it where a page is not secure. */
  readonly hasPasskeys: boolean;
}

export interface NoPasskeys {
  readonly reason: string;
  /** The same console where passkeys work, when there is such an address. */
  readonly elsewhere: string | null;
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0|\[::\])$/;

/** Why passkeys cannot be used here; null when they can. */
export function refusePasskeys({ protocol, hostname, origin, hasPasskeys }: PagePlace): NoPasskeys | null {
  if (LOOPBACK.test(hostname)) {
    return {
      reason: 'Browsers give passkeys to names, and this page is open at a bare address.',
      elsewhere: origin.replace(hostname, 'localhost'),
    };
  }
  if (hostname.startsWith('[') || /^[\d.]+$/.test(hostname)) {
    return {
      reason: 'Browsers give passkeys to names, and this page is open at a bare address.',
      elsewhere: null,
    };
  }
  if (protocol !== 'https:' && hostname !== 'localhost' && !hostname.endsWith('.localhost')) {
    return { reason: 'Browsers give passkeys only to pages that came over https.', elsewhere: null };
  }
  return hasPasskeys ? null : { reason: 'This browser has no passkeys.', elsewhere: null };
}

/** As refusePasskeys, for this page. */
export function refusePasskeysHere(): NoPasskeys | null {
  const { protocol, hostname, origin } = window.location;
  return refusePasskeys({ protocol, hostname, origin, hasPasskeys: 'PublicKeyCredential' in window });
}
