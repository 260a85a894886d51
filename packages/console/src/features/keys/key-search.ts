// The state of the list of keys, in the URL, and which keys it shows.

import type { ApiKey } from '@watchfloor/client';
import { listOf } from '../../query-string.ts';

export const KEY_STATUSES = ['active', 'expiring', 'expired', 'revoked', 'disabled'] as const;

export interface KeySearch {
  readonly status?: readonly ApiKey['status'][];
  /** Those of one service account or agent. */
  readonly account?: string;
}

export function parseKeySearch(fields: Readonly<Record<string, unknown>>): KeySearch {
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name].trim() : '');
  const asked = listOf(fields['status']);
  const status = KEY_STATUSES.filter((known) => asked.includes(known));
  const account = /^account_[0-9a-f]{32}$/.exec(text('account'))?.[0];
  return { ...(status.length > 0 && { status }), ...(account && { account }) };
}

export function filterKeys(keys: readonly ApiKey[], { status, account }: KeySearch): readonly ApiKey[] {
  return keys.filter(
    (key) =>
      (status === undefined || status.includes(key.status)) &&
      (account === undefined || key.account?.id === account),
  );
}
