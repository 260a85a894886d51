// Usage and quotas of tenants, at the door where records are accepted. Counting in the database for each request would make one
// row of each tenant the place where all its requests wait; so each process counts in memory, and adds what it counted once a
// second. What a tenant may still do is known from what the database said at most some seconds ago and from what this process has
// counted since.
//
// So a quota holds within a second of what other servers accept. A process that is killed loses at most the count of its last
// second, never a record. A request that would go beyond is refused whole: nothing of it is stored, and its sender is told when to
// come back.

import {
  addUsage,
  dayOf,
  type Limits,
  markExceeded,
  readUsage,
  type UsageCount,
} from '../domains/identity/index.ts';
import type { Accepter, AcceptItem, AcceptOutcome } from '../domains/ingest/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger, Sql } from '../kernel/context.ts';
import { AppError } from '../kernel/errors.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Database } from '../platform/db/database.ts';
import type { AuditEntry } from '../platform/http/run-operation.ts';

export interface MeterParts {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  writeAudit(scope: { sql: Sql; tenantId: string }, record: AuditEntry): Promise<void>;
}

export interface UsageMeter {
  /** The same accepter, counted and held to the quotas. */
  meter(accepter: Accepter): Accepter;
  /** Writes what was counted so far; the timer does it each second. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const FLUSH_MS = 1_000;
/** Asked for again in the background after this, waited for after that. */
const FRESH_MS = 1_000;
const STALE_MS = 5_000;
const TENANTS_MAX = 10_000;
const STORAGE_RETRY_S = 3_600;

interface Known {
  readonly day: string;
  limits: Limits;
  /** As the database said, with what was written since. */
  records: number;
  bytes: number;
  /** Of requests that are being stored. */
  heldRecords: number;
  heldBytes: number;
  loadedAt: number;
  loading: Promise<void> | null;
}

export function makeUsageMeter(parts: MeterParts): UsageMeter {
  const pending = makePending();
  const quotas = makeQuotas(parts, pending);
  const flush = async (): Promise<void> => {
    const counts = pending.take();
    if (counts.length === 0) return;
    try {
      await parts.database.transaction(null, (sql) => addUsage(sql, counts));
    } catch (error) {
      parts.log.warn({ error, tenants: counts.length }, 'usage.not-written');
      pending.giveBack();
      return;
    }
    for (const count of counts) quotas.noteWritten(count);
    pending.done();
    for (const count of counts) {
      if (count.refused > 0) await recordExceeded(parts, count, quotas.limitsOf(count.tenantId));
    }
  };
  const timer = setInterval(() => {
    flush().catch((error: unknown) => parts.log.warn({ error }, 'usage.failed'));
  }, FLUSH_MS);
  return {
    meter: (accepter) => meterAccepter(parts, accepter, { pending, quotas }),
    flush,
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}

interface Books {
  readonly pending: Pending;
  readonly quotas: Quotas;
}

function meterAccepter(parts: MeterParts, accepter: Accepter, { pending, quotas }: Books): Accepter {
  return {
    async accept(items) {
      const at = parts.clock.now();
      const day = dayOf(at);
      const releases: (() => void)[] = [];
      try {
        for (const [tenantId, own] of Map.groupBy(items, (item) => item.tenantId)) {
          releases.push(await quotas.admit(tenantId, own, at));
        }
        const outcomes = await accepter.accept(items);
        for (const [index, item] of items.entries()) {
          pending.add({ tenantId: item.tenantId, day, ...usageOf(item, outcomes[index]) });
        }
        return outcomes;
      } finally {
        for (const release of releases) release();
      }
    },
    drain: () => accepter.drain(),
    get waiting() {
      return accepter.waiting;
    },
  };
}

/** What was counted and is not written yet, by tenant and day. */
interface Pending {
  add(count: Partial<UsageCount> & Pick<UsageCount, 'tenantId' | 'day'>): void;
  of(tenantId: string, day: string): Pick<UsageCount, 'records' | 'bytes'>;
  /** What is to be written now; nothing while an earlier part is still being written. */
  take(): UsageCount[];
  done(): void;
  giveBack(): void;
}

function makePending(): Pending {
  let waiting = new Map<string, UsageCount>();
  let writing = new Map<string, UsageCount>();
  const pending: Pending = {
    add({ tenantId, day, records = 0, bytes = 0, refused = 0 }) {
      const name = `${tenantId} ${day}`;
      const before = waiting.get(name);
      waiting.set(name, {
        tenantId,
        day,
        records: (before?.records ?? 0) + records,
        bytes: (before?.bytes ?? 0) + bytes,
        refused: (before?.refused ?? 0) + refused,
      });
    },
    of(tenantId, day) {
      const name = `${tenantId} ${day}`;
      const [left, right] = [waiting.get(name), writing.get(name)];
      return {
        records: (left?.records ?? 0) + (right?.records ?? 0),
        bytes: (left?.bytes ?? 0) + (right?.bytes ?? 0),
      };
    },
    take() {
      if (writing.size > 0) return [];
      writing = waiting;
      waiting = new Map();
      return [...writing.values()];
    },
    done() {
      writing = new Map();
    },
    giveBack() {
      const counts = [...writing.values()];
      writing = new Map();
      for (const count of counts) pending.add(count);
    },
  };
  return pending;
}

interface Quotas {
  /** Holds room for these records until it is released; throws `quota_exceeded` when there is none. */
  admit(tenantId: string, items: readonly AcceptItem[], at: Date): Promise<() => void>;
  /** Until it is read again, what was written just now counts as if it had been. */
  noteWritten(count: UsageCount): void;
  limitsOf(tenantId: string): Limits | null;
}

function makeQuotas(parts: MeterParts, pending: Pending): Quotas {
  const known = new Map<string, Known>();
  const entryOf = async (tenantId: string, day: string): Promise<Known> => {
    let entry = known.get(tenantId);
    if (!entry || entry.day !== day) {
      if (known.size >= TENANTS_MAX) known.clear();
      entry = newEntry(day);
      known.set(tenantId, entry);
    }
    await refresh(parts, tenantId, entry);
    return entry;
  };
  return {
    async admit(tenantId, items, at) {
      const day = dayOf(at);
      const entry = await entryOf(tenantId, day);
      const uncounted = pending.of(tenantId, day);
      const bytes = bytesOf(items);
      const records = items.length;
      const refusal = refusalOf(entry.limits, at, {
        records: entry.records + entry.heldRecords + uncounted.records + records,
        bytes: entry.bytes + entry.heldBytes + uncounted.bytes + bytes,
      });
      if (refusal) {
        pending.add({ tenantId, day, refused: records });
        throw refusal;
      }
      entry.heldRecords += records;
      entry.heldBytes += bytes;
      return () => {
        entry.heldRecords -= records;
        entry.heldBytes -= bytes;
      };
    },
    noteWritten(count) {
      const entry = known.get(count.tenantId);
      if (!entry || entry.day !== count.day) return;
      entry.records += count.records;
      entry.bytes += count.bytes;
    },
    limitsOf: (tenantId) => known.get(tenantId)?.limits ?? null,
  };
}

/** Reads again what is old: beside the request while it is a little old, before it when it is too old to go by. */
async function refresh(parts: MeterParts, tenantId: string, entry: Known): Promise<void> {
  const ageMs = performance.now() - entry.loadedAt;
  if (ageMs <= FRESH_MS) return;
  entry.loading ??= load(parts, tenantId, entry).finally(() => {
    entry.loading = null;
  });
  if (ageMs > STALE_MS) await entry.loading;
  else entry.loading.catch((error: unknown) => parts.log.warn({ tenant: tenantId, error }, 'usage.not-read'));
}

async function load(parts: MeterParts, tenantId: string, entry: Known): Promise<void> {
  const usage = await parts.database.transaction(tenantId, (sql) => readUsage({ sql, tenantId }, entry.day));
  entry.limits = usage.limits;
  entry.records = usage.records_today;
  entry.bytes = usage.stored_bytes;
  entry.loadedAt = performance.now();
}

function newEntry(day: string): Known {
  return {
    day,
    limits: { records_per_day: null, stored_bytes: null },
    records: 0,
    bytes: 0,
    heldRecords: 0,
    heldBytes: 0,
    loadedAt: Number.NEGATIVE_INFINITY,
    loading: null,
  };
}

function bytesOf(items: readonly AcceptItem[]): number {
  let bytes = 0;
  for (const item of items) bytes += item.raw.body.length;
  return bytes;
}

/** A repeated record costs work and no room; one that was refused costs neither. */
function usageOf(item: AcceptItem, outcome: AcceptOutcome | undefined): Partial<UsageCount> {
  if (!outcome?.ok) return {};
  return { records: 1, bytes: outcome.status === 'deduplicated' ? 0 : item.raw.body.length };
}

function refusalOf(limits: Limits, at: Date, after: { records: number; bytes: number }): AppError | null {
  if (limits.records_per_day !== null && after.records > limits.records_per_day) {
    return new AppError('quota_exceeded', {
      message: `The quota of ${limits.records_per_day} records a day is used up: it begins anew at midnight UTC.`,
      retryAfterSeconds: secondsToMidnight(at),
    });
  }
  if (limits.stored_bytes !== null && after.bytes > limits.stored_bytes) {
    return new AppError('quota_exceeded', {
      message: `The quota of ${limits.stored_bytes} stored bytes is used up: shorten retention, or have it raised.`,
      retryAfterSeconds: STORAGE_RETRY_S,
    });
  }
  return null;
}

export function secondsToMidnight(at: Date): number {
  return Math.max(1, Math.ceil((86_400_000 - (at.getTime() % 86_400_000)) / 1_000));
}

async function recordExceeded(parts: MeterParts, count: UsageCount, limits: Limits | null): Promise<void> {
  const { tenantId, day } = count;
  const at = parts.clock.now();
  await parts.database.transaction(tenantId, async (sql) => {
    if (!(await markExceeded({ sql, tenantId }, day, at))) return;
    await parts.writeAudit(
      { sql, tenantId },
      {
        id: parts.ids.next('audit'),
        at,
        event: 'quota.exceeded',
        actor_kind: 'system',
        actor_id: 'usage-meter',
        actor_name: 'usage meter',
        actor_tenant_id: null,
        address: null,
        subject: `tenant:${tenantId}`,
        before: null,
        after: { day, refused: count.refused, quotas: limits },
        reason: 'records were refused; further ones of this day are counted and not recorded',
        request_id: 'usage-meter',
      },
    );
  });
}
