// The rate limits of one process. Requests spend tokens that lie here; what runs low is asked for in rounds, beside the requests, one
// statement for all buckets that need it. Who comes first to a bucket waits for its first block, as for the look-up of its key.
//
// When the ledger does not answer, what was taken out before is still spent, since it was taken out; after that requests are refused
// as `unavailable`, for nobody knows any more what others have taken. An ingest fails then anyway: its records have nowhere to go.
//
// Buckets are many, and whose they are is told by whoever comes: so each limit keeps so many and no more. Those that were not used for
// ten seconds are given up, their blocks given back; when there is no room, whoever is new shares one bucket with all who are new.

import type { Logger } from '../../kernel/context.ts';
import { AppError, type AppErrorOptions } from '../../kernel/errors.ts';
import {
  type Bucket,
  isLow,
  newBucket,
  type RatePolicy,
  ratePolicy,
  takeIn,
  waitSeconds,
  wantedOf,
} from './bucket.ts';
import type { AskLedger, LeaseRequest } from './lease.ts';

export interface Refusal {
  readonly bucket: Bucket;
  readonly retryAfterSeconds: number;
}

/** Null: it may go on, and has been counted. */
export type Verdict = Refusal | null;

/** The buckets of one limit. */
export interface RateShelf {
  /** The bucket of this holder; the one that all share who are new when there is no room. */
  of(holder: string): Bucket;
  /** As `of`; undefined for a holder who is not known here. */
  known(holder: string): Bucket | undefined;
  readonly size: number;
}

export interface RateLimiter {
  shelf(policy: RatePolicy, holdersMax?: number): RateShelf;
  /**
   * Takes so many tokens from each of the buckets, or from none; at once when they lie here. Throws `unavailable` when the ledger
   * must be asked and does not answer.
   */
  take(buckets: readonly Bucket[], cost: number): Verdict | Promise<Verdict>;
  /** What a request of this cost would be told now, from what is known here; takes nothing and asks nobody. */
  peek(bucket: Bucket, cost: number): Verdict;
  /** Gives up what was not used for a while; the timer does it each second. */
  tidyUp(): void;
  /** Gives everything back. */
  stop(): Promise<void>;
}

export interface RateLimiterParts {
  readonly ask: AskLedger;
  /** Hides whose bucket it is. */
  hash(name: string): Buffer;
  readonly log: Pick<Logger, 'warn'>;
  readonly nowMs?: () => number;
}

export const HOLDERS_MAX = 5_000;
const ROUND_BUCKETS_MAX = 1_000;
/** Rounds follow each other no faster, so that an attack of many addresses is a hundred statements a second. */
const ROUND_EVERY_MS = 10;
const CUT_OFF_MS = 250;
const TIDY_EVERY_MS = 1_000;
/** Rounds of tidying up; longer than any window of the defaults, so that a bucket that is given up would be full. */
const IDLE_ROUNDS = 10;
const RETURNS_MAX = 10_000;
const SHARED_TIMES = 10;
/** Others can spend what was fetched for somebody who waits; after so many times they are told to come again. */
const ATTEMPTS_MAX = 10;

export function makeRateLimiter(parts: RateLimiterParts): RateLimiter {
  const nowMs = parts.nowMs ?? (() => performance.now());
  const rounds = makeRounds(parts, nowMs);
  const shelves: Shelf[] = [];
  const spend = (bucket: Bucket, cost: number) => {
    bucket.tokens -= cost;
    bucket.idleRounds = 0;
    if (!bucket.isAsked && isLow(bucket) && nowMs() >= bucket.askAgainAtMs) rounds.askAhead(bucket);
  };
  const peek = (bucket: Bucket, cost: number): Verdict => {
    const now = nowMs();
    if (bucket.tokens >= cost || now >= bucket.askAgainAtMs || bucket.isCutOff) return null;
    return { bucket, retryAfterSeconds: waitSeconds(bucket, cost, now) };
  };
  const takeSlowly = async (buckets: readonly Bucket[], cost: number): Promise<Verdict> => {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const lacking = buckets.filter((bucket) => bucket.tokens < cost);
      if (lacking.length === 0) {
        for (const bucket of buckets) spend(bucket, cost);
        return null;
      }
      for (const bucket of lacking) {
        bucket.idleRounds = 0;
        if (nowMs() >= bucket.askAgainAtMs) continue;
        if (bucket.isCutOff) throw cutOff();
        return { bucket, retryAfterSeconds: waitSeconds(bucket, cost, nowMs()) };
      }
      await Promise.all(lacking.map((bucket) => rounds.ask(bucket, cost)));
    }
    const [bucket] = buckets;
    return bucket === undefined ? null : { bucket, retryAfterSeconds: 1 };
  };
  const tidyUp = () => {
    for (const shelf of shelves) shelf.tidyUp();
  };
  const timer = setInterval(tidyUp, TIDY_EVERY_MS);
  timer.unref();
  return {
    shelf(policy, holdersMax = HOLDERS_MAX) {
      const shelf = makeShelf({ policy, holdersMax, hash: parts.hash, nowMs, giveUp: rounds.giveBack });
      shelves.push(shelf);
      return shelf;
    },
    take(buckets, cost) {
      for (const bucket of buckets) if (bucket.tokens < cost) return takeSlowly(buckets, cost);
      for (const bucket of buckets) spend(bucket, cost);
      return null;
    },
    peek,
    tidyUp,
    async stop() {
      clearInterval(timer);
      for (const shelf of shelves) shelf.clear();
      await rounds.stop();
    },
  };
}

interface Shelf extends RateShelf {
  tidyUp(): void;
  clear(): void;
}

interface ShelfParts extends Pick<RateLimiterParts, 'hash'> {
  readonly policy: RatePolicy;
  readonly holdersMax: number;
  nowMs(): number;
  giveUp(bucket: Bucket): void;
}

function makeShelf({ policy, holdersMax, hash, nowMs, giveUp }: ShelfParts): Shelf {
  const buckets = new Map<string, Bucket>();
  const make = (holder: string, own: RatePolicy) =>
    newBucket(hash(`rate:${policy.name}:${holder}`), own, nowMs());
  // Its name cannot be a holder's: neither ids nor addresses are empty.
  const shared = make('', {
    ...ratePolicy(policy.name, policy.perSecond * SHARED_TIMES),
    header: policy.header,
  });
  const drop = (holder: string, bucket: Bucket) => {
    buckets.delete(holder);
    giveUp(bucket);
  };
  return {
    of(holder) {
      const known = buckets.get(holder);
      if (known) return known;
      if (buckets.size >= holdersMax) return shared;
      const bucket = make(holder, policy);
      buckets.set(holder, bucket);
      return bucket;
    },
    known: (holder) => buckets.get(holder) ?? (buckets.size >= holdersMax ? shared : undefined),
    get size() {
      return buckets.size;
    },
    tidyUp() {
      for (const [holder, bucket] of buckets) {
        bucket.idleRounds += 1;
        if (bucket.idleRounds > IDLE_ROUNDS && !bucket.isAsked) drop(holder, bucket);
      }
    },
    clear() {
      for (const [holder, bucket] of buckets) drop(holder, bucket);
    },
  };
}

interface Rounds {
  /** Settles when the ledger has been asked for it. */
  ask(bucket: Bucket, cost: number): Promise<void>;
  askAhead(bucket: Bucket): void;
  giveBack(bucket: Bucket): void;
  stop(): Promise<void>;
}

interface Asked {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

/** Asks the ledger, one statement at a time, for all buckets that were named meanwhile. */
function makeRounds({ ask: askLedger, log }: RateLimiterParts, nowMs: () => number): Rounds {
  const queue = new Map<Bucket, Asked>();
  const returns = new Map<string, LeaseRequest>();
  let running: Promise<void> | null = null;
  let isPlanned = false;
  let startedAtMs = Number.NEGATIVE_INFINITY;
  let isStopping = false;

  const plan = () => {
    if (isPlanned || running || isStopping) return;
    isPlanned = true;
    const waitMs = startedAtMs + ROUND_EVERY_MS - nowMs();
    // Not at once even when it may be: what comes in the same turn goes along.
    if (waitMs <= 0) setImmediate(begin);
    else setTimeout(begin, waitMs);
  };
  const begin = () => {
    isPlanned = false;
    startedAtMs = nowMs();
    running = round().finally(() => {
      running = null;
      if (queue.size + returns.size > 0) plan();
    });
  };
  const round = () => runRound({ askLedger, log, nowMs, queue, returns });
  const ask = (bucket: Bucket, cost: number): Promise<void> => {
    // What is on its way was asked for before this request came, so it waits for the round after it.
    bucket.waiting += cost;
    bucket.isAsked = true;
    const known = queue.get(bucket);
    if (known) return known.promise;
    const asked: Asked = Promise.withResolvers<void>();
    // Nobody may be waiting for it.
    asked.promise.catch(() => undefined);
    queue.set(bucket, asked);
    plan();
    return asked.promise;
  };
  return {
    ask,
    askAhead: (bucket) => void ask(bucket, 0),
    giveBack(bucket) {
      if (bucket.tokens <= 0 || returns.size >= RETURNS_MAX) return;
      const { perSecond, burst } = bucket.policy;
      returns.set(bucket.id.toString('hex'), {
        id: bucket.id,
        perSecond,
        burst,
        wanted: 0,
        returned: bucket.tokens,
      });
      bucket.tokens = 0;
      plan();
    },
    async stop() {
      isStopping = true;
      while (running || queue.size + returns.size > 0) await (running ?? round());
    },
  };
}

interface Round {
  readonly askLedger: AskLedger;
  readonly log: RateLimiterParts['log'];
  readonly queue: Map<Bucket, Asked>;
  readonly returns: Map<string, LeaseRequest>;
  nowMs(): number;
}

async function runRound({ askLedger, log, nowMs, queue, returns }: Round): Promise<void> {
  const asked = [...queue].slice(0, ROUND_BUCKETS_MAX);
  const requests = asked.map(([bucket]) => leaseOf(bucket, returns));
  for (const [bucket] of asked) queue.delete(bucket);
  for (const [id, request] of returns) {
    if (requests.length >= ROUND_BUCKETS_MAX) break;
    returns.delete(id);
    requests.push(request);
  }
  if (requests.length === 0) return;
  try {
    const leases = await askLedger(requests);
    for (const [index, [bucket, { resolve }]] of asked.entries()) {
      const wanted = requests[index]?.wanted ?? 0;
      const lease = leases.get(bucket.id.toString('hex')) ?? { granted: 0, left: 0 };
      bucket.isAsked = false;
      takeIn(bucket, { wanted, ...lease }, nowMs());
      resolve();
    }
  } catch (error) {
    log.warn({ error, buckets: requests.length }, 'rates.not-leased');
    for (const [bucket, { reject }] of asked) {
      bucket.isAsked = false;
      bucket.isCutOff = true;
      bucket.askAgainAtMs = nowMs() + CUT_OFF_MS;
      reject(cutOff(error));
    }
  }
}

/** What to ask for a bucket, with what was to be given back to it: a statement names a bucket once. */
function leaseOf(bucket: Bucket, returns: Map<string, LeaseRequest>): LeaseRequest {
  const id = bucket.id.toString('hex');
  const { perSecond, burst } = bucket.policy;
  const wanted = wantedOf(bucket);
  const returned = returns.get(id)?.returned ?? 0;
  returns.delete(id);
  bucket.waiting = 0;
  return { id: bucket.id, perSecond, burst, wanted, returned };
}

function cutOff(cause?: unknown): AppError {
  const options: AppErrorOptions = {
    message: 'The request limits cannot be looked up right now.',
    retryAfterSeconds: 2,
  };
  return new AppError('unavailable', cause === undefined ? options : { ...options, cause });
}
