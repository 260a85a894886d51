// Unwrapped data keys, remembered for a while: opening a secret must not ask a key service each time. Bounded in number and in time,
// since what is remembered opens secrets after the master key was taken away.

const KEYS_MAX = 1_000;
const TTL_MS = 5 * 60_000;

export interface DataKeyCache {
  /** The key, unwrapped by `unwrap` when it is not remembered; two that ask at once cause one unwrap. A failure is not kept. */
  get(id: string, unwrap: () => Promise<Buffer>): Promise<Buffer>;
  readonly size: number;
}

export interface CacheLimits {
  readonly keysMax?: number;
  readonly ttlMs?: number;
  /** A clock that never jumps, in milliseconds. */
  readonly now?: () => number;
}

export function makeDataKeyCache(limits: CacheLimits = {}): DataKeyCache {
  const { keysMax = KEYS_MAX, ttlMs = TTL_MS, now = () => performance.now() } = limits;
  const known = new Map<string, { readonly until: number; readonly key: Promise<Buffer> }>();
  return {
    get(id, unwrap) {
      const found = known.get(id);
      if (found && found.until > now()) return found.key;
      known.delete(id);
      // The oldest goes first: a map keeps the order in which it was filled.
      const [oldest] = known.keys();
      if (known.size >= keysMax && oldest !== undefined) known.delete(oldest);
      const entry = { until: now() + ttlMs, key: unwrap() };
      known.set(id, entry);
      entry.key.catch(() => {
        if (known.get(id) === entry) known.delete(id);
      });
      return entry.key;
    },
    get size() {
      return known.size;
    },
  };
}
