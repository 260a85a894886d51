// The ledger of the rate limits in the database, asked for many buckets by one statement.

import type { Database } from '../db/database.ts';

export interface LeaseRequest {
  readonly id: Buffer;
  readonly perSecond: number;
  readonly burst: number;
  readonly wanted: number;
  /** Of a block that was taken out before and not used. */
  readonly returned: number;
}

export interface Lease {
  readonly granted: number;
  readonly left: number;
}

/** Takes blocks out of the ledger; gives them by the bucket's id in hexadecimal digits. */
export type AskLedger = (requests: readonly LeaseRequest[]) => Promise<ReadonlyMap<string, Lease>>;

export function makeAskLedger(database: Pick<Database, 'statementAside'>): AskLedger {
  return async (requests) => {
    const rows = await database.statementAside<{ bucket: Buffer; granted: number; tokens: number }>(
      'rates.lease',
      'select bucket, granted, tokens from lease_tokens($1::bytea[], $2::float8[], $3::float8[], $4::float8[], $5::float8[])',
      [
        requests.map((request) => request.id),
        requests.map((request) => request.perSecond),
        requests.map((request) => request.burst),
        requests.map((request) => request.wanted),
        requests.map((request) => request.returned),
      ],
    );
    return new Map(
      rows.map((row) => [row.bucket.toString('hex'), { granted: row.granted, left: row.tokens }]),
    );
  };
}

/** Removes buckets that are full again, at most so many; gives how many. */
export async function pruneLedger(database: Pick<Database, 'transaction'>, atMost: number): Promise<number> {
  const rows = await database.transaction(null, (sql) =>
    sql.query<{ removed: string }>('rates.prune', 'select prune_rate_buckets($1) as removed', [atMost]),
  );
  return Number(rows[0]?.removed ?? 0);
}
