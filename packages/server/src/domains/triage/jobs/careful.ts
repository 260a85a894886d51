// Tenants in which a record makes runs fail: for a while their jobs do just their own work, so that one bad record holds up its own job
// and no other. A process forgets it when it ends, and then finds out again.

import type { TenantId } from '../../../kernel/ids.ts';

const CAREFUL_MS = 60_000;
const TENANTS_MAX = 10_000;
const careful = new Map<TenantId, number>();

export function isCareful(tenantId: TenantId, nowMs: number): boolean {
  return (careful.get(tenantId) ?? 0) > nowMs;
}

export function beCareful(tenantId: TenantId, nowMs: number): void {
  if (careful.size >= TENANTS_MAX) careful.clear();
  careful.set(tenantId, nowMs + CAREFUL_MS);
}

/** A row that another refers to is not there. */
export function isMissingKey(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23503';
}

/** SQLSTATE classes of what PostgreSQL says of a value, a constraint, a statement, a limit, or of itself. */
const OF_RECORD = /^(22|23|42|54|P0|XX)/;
/** What the driver says, which gives these errors no code. */
const AWAY = /^(Connection terminated|timeout exceeded|Client has encountered)/;

/** False for what no record is to blame for: a database that is away, full or restarting, a deadlock. */
export function isOfRecord(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  if ('code' in error && typeof error.code === 'string') return OF_RECORD.test(error.code);
  return !AWAY.test(error.message);
}
