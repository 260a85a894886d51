// What passkeys are bound to: the host name under which people reach this server. Browsers give passkeys to names only, so the
// loopback address stands for `localhost`; another bare address cannot have any.

import { AppError } from '../../../kernel/errors.ts';

export interface RelyingParty {
  /** The host name without port (RP id). */
  readonly id: string;
  /** Scheme, host and port, as the browser puts it into what the passkey signs. */
  readonly origin: string;
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0|\[::\])$/;

/** Throws `unavailable`, with what to set, when the server is reached under a bare address. */
export function relyingPartyOf(baseUrl: string): RelyingParty {
  const url = new URL(baseUrl);
  if (LOOPBACK.test(url.hostname)) url.hostname = 'localhost';
  if (url.hostname.startsWith('[') || /^[\d.]+$/.test(url.hostname)) {
    throw new AppError('unavailable', {
      message:
        'Passkeys need a host name: set WATCHFLOOR_PUBLIC_URL to an address with one, such as https://soc.example.com.',
    });
  }
  return { id: url.hostname, origin: url.origin };
}
