// Body signatures of webhooks. Two schemes, both HMAC-SHA256 as hex:
//   timestamped  X-Watchfloor-Timestamp: Unix seconds, X-Watchfloor-Signature: v1=hmac("timestamp.body"), within 5 minutes:
//                a recorded request cannot be sent again later. The default.
//   body         X-Watchfloor-Signature or X-Hub-Signature-256: sha256=hmac(body), for vendors that offer nothing better.

import { createHmac, timingSafeEqual } from 'node:crypto';

export const SIGNATURE_SCHEMES = ['timestamped', 'body'] as const;
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];

export const SIGNATURE_WINDOW_SECONDS = 300;

export interface SignedRequest {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  /** The body as it came over the wire, before unpacking. */
  readonly body: Buffer;
}

/** Null when the signature holds, else why it does not. */
export function refuseSignature(
  scheme: SignatureScheme,
  secret: string,
  request: SignedRequest & { readonly at: Date },
): string | null {
  if (!request.signature) return 'X-Watchfloor-Signature is missing.';
  if (scheme === 'body') {
    const expected = createHmac('sha256', secret).update(request.body).digest();
    return matches(request.signature, 'sha256=', expected) ? null : 'The signature does not match the body.';
  }
  const timestamp = request.timestamp ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return 'X-Watchfloor-Timestamp must be Unix seconds.';
  const age = Math.abs(request.at.getTime() / 1000 - Number(timestamp));
  if (age > SIGNATURE_WINDOW_SECONDS) return 'X-Watchfloor-Timestamp is more than 5 minutes away from now.';
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(request.body).digest();
  return matches(request.signature, 'v1=', expected)
    ? null
    : 'The signature does not match timestamp and body.';
}

/** A header may carry several signatures with commas while a secret is being changed. */
function matches(header: string, prefix: string, expected: Buffer): boolean {
  return header
    .split(',')
    .slice(0, 5)
    .map((part) => part.trim())
    .some((part) => {
      if (!part.startsWith(prefix)) return false;
      const given = Buffer.from(part.slice(prefix.length), 'hex');
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
}
