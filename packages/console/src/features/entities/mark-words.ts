// What is known of a value by itself, in words.

import type { Alert } from '@watchfloor/client';

export type Mark = Pick<Alert['indicators'][number], 'scope' | 'known' | 'list'>;

const KNOWN_WORDS: Readonly<Record<NonNullable<Mark['known']>, string>> = {
  known_good: 'known good',
  test: 'test file or exercise',
  scanner: 'internet scanner',
  shared_service: 'shared service',
  popular: 'popular',
};

const SCOPE_WORDS: Readonly<Record<NonNullable<Mark['scope']>, string>> = {
  private: 'private address',
  loopback: 'loopback address',
  link_local: 'link-local address',
  multicast: 'multicast address',
  reserved: 'reserved address',
  documentation: 'documentation address',
  unspecified: 'unspecified address',
};

/** `private address`, `known good: public DNS resolvers`; null when nothing is known. */
export function markWords(mark: Mark): string | null {
  if (mark.scope) return SCOPE_WORDS[mark.scope];
  if (!mark.known) return null;
  return mark.list ? `${KNOWN_WORDS[mark.known]}: ${mark.list}` : KNOWN_WORDS[mark.known];
}

/** A count that stops at a bound: `1,000+`. */
export function boundedCount(count: number, bound: number): string {
  return count >= bound ? `${bound.toLocaleString('en-US')}+` : count.toLocaleString('en-US');
}
