// Group commit: requests that wait at the same moment share one transaction. While one batch is being written the next fills,
// so a lone request waits for nobody and a thousand at once cost a few commits instead of a thousand.
//
// The queue is bounded; beyond it the caller is told to come back (503), which loses nothing, instead of growing until the
// process dies, which would. If a batch fails for a reason of its content it is halved until the guilty record stands
// alone; only that one is refused.

import { setTimeout as delay } from 'node:timers/promises';
import type { Logger, Sql } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import { type Accepted, type AcceptItem, acceptBatch } from './accept.store.ts';

export interface AcceptOptions {
  readonly log: Logger;
  /** Runs in one transaction as the insert-only role. */
  transaction<Result>(run: (sql: Sql) => Promise<Result>): Promise<Result>;
  /** Runs each write of a batch, to measure it; may name other causes. Runs it just so when left out. */
  readonly around?: AroundWrite;
  readonly queueMax?: number;
  readonly batchMax?: number;
  /**
   * Transactions under way at once. One by default: while it is written the next batch fills, and what a batch costs beside its records
   * (jobs, the commit) is paid half as often. Two or three got no more records through on two cores (docs/measurements.md).
   */
  readonly writers?: number;
}

export type AroundWrite = (
  items: readonly AcceptItem[],
  write: (items: readonly AcceptItem[]) => Promise<Accepted[]>,
) => Promise<Accepted[]>;

export type AcceptOutcome =
  | ({ readonly ok: true } & Accepted)
  | { readonly ok: false; readonly error: AppError };

export interface Accepter {
  /** One outcome an item, in order; settles after the commit. Rejects with `overloaded` when the queue is full. */
  accept(items: readonly AcceptItem[]): Promise<AcceptOutcome[]>;
  /** Waits until everything accepted so far is written, and refuses what comes later. */
  drain(): Promise<void>;
  readonly waiting: number;
}

interface Waiting {
  readonly item: AcceptItem;
  readonly name: string;
  settle(outcome: AcceptOutcome): void;
}

export function makeAccepter(options: AcceptOptions): Accepter {
  const { queueMax = 20_000, batchMax = 512, writers = 1 } = options;
  let queue: Waiting[] = [];
  let active = 0;
  let draining = false;
  const busyKeys = new Set<string>();

  const start = () => {
    while (active < writers && queue.length > 0) {
      const waiting = queue.length > batchMax ? inTurns(queue) : queue;
      const { batch, rest } = takeBatch(waiting, busyKeys, batchMax);
      queue = rest;
      if (batch.length === 0) return;
      for (const twins of batch) busyKeys.add(twins[0]?.name ?? '');
      active += 1;
      void write(batch).finally(() => {
        active -= 1;
        for (const twins of batch) busyKeys.delete(twins[0]?.name ?? '');
        start();
      });
    }
  };

  const write = async (batch: Waiting[][]): Promise<void> => {
    const items = batch.flatMap((twins) => {
      const first = twins[0];
      return first ? [{ ...first.item, occurrences: twins.length }] : [];
    });
    const outcomes = await writeWithRetry(options, items);
    for (const [index, twins] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome) settleTwins(twins, outcome);
    }
  };

  return {
    accept(items) {
      if (draining)
        return Promise.reject(
          new AppError('unavailable', { message: 'The server is stopping.', retryAfterSeconds: 5 }),
        );
      if (queue.length + items.length > queueMax) {
        return Promise.reject(new AppError('overloaded', { retryAfterSeconds: 1 }));
      }
      const outcomes = items.map(
        (item) =>
          new Promise<AcceptOutcome>((settle) => {
            queue.push({
              item,
              name: `${item.tenantId}\0${item.source}\0${item.key.toString('latin1')}`,
              settle,
            });
          }),
      );
      // Requests that arrive in the same turn of the event loop get into the same batch.
      setImmediate(start);
      return Promise.all(outcomes);
    },
    async drain() {
      draining = true;
      while (active > 0 || queue.length > 0) await delay(5);
    },
    get waiting() {
      return queue.length;
    },
  };
}

/** The first record of each tenant, then the second of each: who sends one waits for one of each other tenant, however many it sends. */
function inTurns(queue: readonly Waiting[]): Waiting[] {
  const turns: Waiting[][] = [];
  const sent = new Map<string, number>();
  for (const waiting of queue) {
    const turn = sent.get(waiting.item.tenantId) ?? 0;
    sent.set(waiting.item.tenantId, turn + 1);
    const others = turns[turn];
    if (others) others.push(waiting);
    else turns[turn] = [waiting];
  }
  return turns.flat();
}

/**
 * The next batch: groups of twins (same key, same content). A key whose content differs, or which another writer holds at this
 * moment, waits for the next batch, so that revisions are numbered in the order in which they came.
 */
function takeBatch(queue: readonly Waiting[], busyKeys: ReadonlySet<string>, batchMax: number) {
  const groups = new Map<string, Waiting[]>();
  const held = new Set<string>();
  const rest: Waiting[] = [];
  for (const waiting of queue) {
    const group = groups.get(waiting.name);
    const first = group?.[0];
    if (held.has(waiting.name) || (busyKeys.has(waiting.name) && !group)) {
      // Everything behind one that waits waits too, or it would overtake.
      held.add(waiting.name);
      rest.push(waiting);
    } else if (group && first) {
      if (first.item.contentHash.equals(waiting.item.contentHash)) group.push(waiting);
      else {
        held.add(waiting.name);
        rest.push(waiting);
      }
    } else if (groups.size < batchMax) {
      groups.set(waiting.name, [waiting]);
    } else {
      held.add(waiting.name);
      rest.push(waiting);
    }
  }
  return { batch: [...groups.values()], rest };
}

/** The first of the twins is what the database says; the others repeat it, each counted. */
function settleTwins(twins: readonly Waiting[], outcome: AcceptOutcome): void {
  for (const [index, twin] of twins.entries()) {
    if (!outcome.ok) {
      twin.settle(outcome);
      continue;
    }
    const count = outcome.count - twins.length + index + 1;
    twin.settle(index === 0 ? { ...outcome, count } : { ...outcome, count, status: 'deduplicated' });
  }
}

const DEADLOCK_OR_SERIALIZATION = new Set(['40P01', '40001']);
const ATTEMPTS_MAX = 3;

async function writeWithRetry(
  options: AcceptOptions,
  items: readonly AcceptItem[],
): Promise<AcceptOutcome[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const write = (batch: readonly AcceptItem[]) => options.transaction((sql) => acceptBatch(sql, batch));
      const accepted = await (options.around ? options.around(items, write) : write(items));
      return accepted.map((outcome) => ({ ok: true, ...outcome }));
    } catch (error) {
      const code = sqlState(error);
      if (code !== null && DEADLOCK_OR_SERIALIZATION.has(code) && attempt < ATTEMPTS_MAX) continue;
      return bisect(options, items, error);
    }
  }
}

/** Classes 22 (data) and 23 (constraint) and 54 (limits) blame the content; anything else blames the database, for all. */
async function bisect(
  options: AcceptOptions,
  items: readonly AcceptItem[],
  error: unknown,
): Promise<AcceptOutcome[]> {
  const code = sqlState(error);
  const first = items[0];
  if (code === null || !/^(22|23|54)/.test(code) || !first) {
    options.log.error({ error, records: items.length }, 'accept.failed');
    const failure = new AppError('unavailable', { cause: error, retryAfterSeconds: 2 });
    return items.map(() => ({ ok: false, error: failure }));
  }
  if (items.length === 1) {
    options.log.warn({ source: first.source, sqlState: code }, 'accept.record-refused');
    return [{ ok: false, error: new AppError('not_storable', { cause: error }) }];
  }
  const middle = items.length >> 1;
  const left = await writeWithRetry(options, items.slice(0, middle));
  const right = await writeWithRetry(options, items.slice(middle));
  return [...left, ...right];
}

function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null;
}
