// Senders repeat themselves: a retry after a lost answer, a product that sends its finding again with each poll. A body that came
// byte for byte a moment ago is not read again: what was made of it is taken once more. Whether it counts as a repetition is not
// decided here but by the database, as for every record; this saves the reading alone, a third of accepting such a load.

import { hash } from 'node:crypto';
import type { AcceptItem } from './accept.store.ts';

export interface RepeatsOptions {
  /** Bodies remembered at most; the one that was not seen for longest goes first. */
  readonly max?: number;
  /** Bytes above which a body is not remembered. */
  readonly bytesMax?: number;
  readonly ttlMs?: number;
}

export interface Sent {
  readonly tenantId: string;
  readonly source: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
  readonly at: Date;
}

export interface Repeats {
  /** What the same body was read as; null when it was not seen lately. */
  find(name: string, at: Date): AcceptItem | null;
  remember(name: string, item: AcceptItem): void;
  /** Name of what was sent; null when it is too large to be remembered. */
  nameOf(sent: Sent): string | null;
}

/** A time that was settled by the moment of receiving belongs to that moment, so these are read each time. */
const MOMENTARY = ['time_missing', 'time_in_future'];

export function makeRepeats({
  max = 1_024,
  bytesMax = 16 * 1024,
  ttlMs = 60_000,
}: RepeatsOptions = {}): Repeats {
  const known = new Map<string, AcceptItem>();
  return {
    nameOf({ tenantId, source, contentType = '', body }) {
      if (body.length > bytesMax) return null;
      return `${tenantId}\0${source}\0${contentType}\0${hash('sha256', body, 'base64')}`;
    },
    find(name, at) {
      const item = known.get(name);
      if (item === undefined) return null;
      known.delete(name);
      // Set anew, so that it stands last; one that is too old, or from a clock that has jumped back, is forgotten.
      const ageMs = at.getTime() - item.receivedAt.getTime();
      if (ageMs < 0 || ageMs > ttlMs) return null;
      known.set(name, item);
      return item;
    },
    remember(name, item) {
      if (item.record.flags.some((flag) => MOMENTARY.includes(flag))) return;
      known.set(name, { ...item, raw: { ...item.raw, body: copyOf(item.raw.body) } });
      if (known.size <= max) return;
      const oldest = known.keys().next();
      if (!oldest.done) known.delete(oldest.value);
    },
  };
}

/** A body is a piece of what the socket read, 64 KB mostly; remembered as it is, it would keep all of that. */
function copyOf(body: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(body.length);
  body.copy(copy);
  return copy;
}
