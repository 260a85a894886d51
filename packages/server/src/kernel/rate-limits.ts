// How many requests and records a second are taken, and the setting WATCHFLOOR_RATE_LIMITS that changes it. Parsed where the other
// settings are, so that a misspelt limit stops the start instead of leaving a guard in a state that nobody meant.

export type RateClass = 'ingest' | 'ingest-address' | 'records' | 'api' | 'api-address' | 'anonymous';
export type RateLimits = Readonly<Record<RateClass, number>>;

/**
 * A second, sustained; ten seconds' worth may come at once. Generous, since they are there for programs gone wild and for attacks,
 * and not to sell by:
 * `ingest`, `records`: twice the five thousand requests a second, and more records, than one server is meant to take from one sender.
 * `api`: a page of the console asks twenty times at most, and a script that pages without a pause at five milliseconds an answer gets by.
 * `anonymous`: signing in, and wrong credentials. A door through which a whole office comes at nine; guessing is stopped by
 * the far smaller limits of sign-in.
 * `…-address`: many people and senders may stand behind one address, so it is twice and five times what one credential has.
 */
export const DEFAULT_RATE_LIMITS: RateLimits = {
  ingest: 10_000,
  'ingest-address': 20_000,
  records: 50_000,
  api: 200,
  'api-address': 1_000,
  anonymous: 50,
};

export const RATE_MAX = 1_000_000;

/** `class=number` with commas over the defaults; a text says what is wrong. */
export function parseRateLimits(setting: string): RateLimits | string {
  const limits: Record<RateClass, number> = { ...DEFAULT_RATE_LIMITS };
  for (const entry of setting.split(',')) {
    const [, name = '', digits = ''] = /^\s*([a-z-]+)\s*=\s*(\d{1,9})\s*$/.exec(entry) ?? [];
    if (!isRateClass(name)) {
      return `has an entry that is no limit: "${entry.slice(0, 80)}" (known: ${Object.keys(DEFAULT_RATE_LIMITS).join(', ')})`;
    }
    const perSecond = Number(digits);
    if (perSecond < 1 || perSecond > RATE_MAX) return `must have limits from 1 to ${RATE_MAX} a second`;
    limits[name] = perSecond;
  }
  return limits;
}

function isRateClass(name: string): name is RateClass {
  return Object.hasOwn(DEFAULT_RATE_LIMITS, name);
}
