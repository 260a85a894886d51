// The ledger of the rate limits as it should be, in memory and with a clock of its own: what the one in the database is compared
// with, and what limiters ask that are tried without a database.

import type { AskLedger, Lease, LeaseRequest } from '../platform/rates/lease.ts';

export interface ModelLedger {
  readonly ask: AskLedger;
  /** How often it was asked, and for how many buckets. */
  readonly asked: { rounds: number; buckets: number };
  /** All that it gave out, less what came back. */
  given(): number;
  advance(ms: number): void;
}

export function modelLedger(): ModelLedger {
  const rows = new Map<string, { tokens: number; at: number }>();
  const asked = { rounds: 0, buckets: 0 };
  let nowMs = 0;
  let given = 0;
  const lease = ({ id, perSecond, burst, wanted, returned }: LeaseRequest): [string, Lease][] => {
    const name = id.toString('hex');
    const row = rows.get(name);
    if (!row && wanted === 0) return [];
    const gained = row ? ((nowMs - row.at) / 1000) * perSecond : 0;
    const tokens = row ? Math.min(burst, row.tokens + returned + gained) : burst;
    const granted = Math.floor(Math.min(wanted, burst, tokens));
    rows.set(name, { tokens: tokens - granted, at: nowMs });
    given += granted - returned;
    return [[name, { granted, left: tokens - granted }]];
  };
  return {
    ask: async (requests) => {
      asked.rounds += 1;
      asked.buckets += requests.length;
      return new Map(requests.flatMap(lease));
    },
    asked,
    given: () => given,
    advance(ms) {
      nowMs += ms;
    },
  };
}
