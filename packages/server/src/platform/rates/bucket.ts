// What one process holds of one rate limit. The tokens of a bucket lie in a ledger that all processes share (lease.ts); a process
// takes them out in blocks, ahead of need, and spends them without asking anybody. So nobody can spend what another has, and a
// request costs a comparison. Pure: the time comes in.
//
// In any time the processes together let through at most what the bucket gains in it, plus its burst, plus the block that each of them
// held when it began. The other way round, a process can refuse while another holds a block that it does not use: both are bounded
// by a quarter of a second of the rate for each process.

/** One limit, as it is told in RateLimit-Policy. */
export interface RatePolicy {
  readonly name: string;
  readonly perSecond: number;
  /** What may come at once, and what an unused bucket holds. */
  readonly burst: number;
  /** What a process takes out of the ledger at a time. */
  readonly block: number;
  readonly windowSeconds: number;
  /** As RateLimit-Policy names it. */
  readonly header: string;
}

export const WINDOW_SECONDS = 10;
const BLOCK_SECONDS = 0.25;
/**
 * Asked again after this when the ledger had less than was wanted. Who got nothing comes again sooner than who got something: else one
 * process that always asks just before the other would leave it nothing, for ever.
 */
const DRY_MS = { served: 100, empty: 50 };

/** `costMax` is the most that one request takes: a burst below it would never let that request through. */
export function ratePolicy(name: string, perSecond: number, costMax = 1): RatePolicy {
  const burst = Math.max(perSecond * WINDOW_SECONDS, costMax);
  const windowSeconds = Math.ceil(burst / perSecond);
  return {
    name,
    perSecond,
    burst,
    block: Math.min(burst, Math.ceil(perSecond * BLOCK_SECONDS)),
    windowSeconds,
    header: `"${name}";q=${burst};w=${windowSeconds}`,
  };
}

export interface Bucket {
  /** Keyed hash of the limit's name and of whose bucket it is. */
  readonly id: Buffer;
  readonly policy: RatePolicy;
  /** Taken out of the ledger and not spent; whole tokens. */
  tokens: number;
  /** What the ledger still had at its last answer, and when that was. */
  left: number;
  answeredAtMs: number;
  /** Not asked again before this. */
  askAgainAtMs: number;
  /** What requests wait for that are not asked for yet. */
  waiting: number;
  isAsked: boolean;
  /** The ledger did not answer the last time. */
  isCutOff: boolean;
  /** Rounds of tidying up since it was last used. */
  idleRounds: number;
}

export function newBucket(id: Buffer, policy: RatePolicy, nowMs: number): Bucket {
  return {
    id,
    policy,
    tokens: 0,
    left: policy.burst,
    answeredAtMs: nowMs,
    askAgainAtMs: 0,
    waiting: 0,
    isAsked: false,
    isCutOff: false,
    idleRounds: 0,
  };
}

/** Whether so little is left that the next block is to be asked for, beside those who still spend this one. */
export function isLow(bucket: Bucket): boolean {
  return bucket.tokens * 2 < bucket.policy.block;
}

/** What is to be taken out now: a block, and what requests wait for. */
export function wantedOf({ policy, tokens, waiting }: Bucket): number {
  return Math.min(policy.burst, Math.max(0, policy.block + waiting - tokens));
}

export interface Answer {
  readonly wanted: number;
  readonly granted: number;
  /** What the ledger has left. */
  readonly left: number;
}

export function takeIn(bucket: Bucket, { wanted, granted, left }: Answer, nowMs: number): void {
  bucket.tokens += granted;
  bucket.left = left;
  bucket.answeredAtMs = nowMs;
  bucket.isCutOff = false;
  if (granted >= wanted) return;
  const nextTokenMs = ((1 - (left % 1)) / bucket.policy.perSecond) * 1000;
  bucket.askAgainAtMs = nowMs + Math.max(granted > 0 ? DRY_MS.served : DRY_MS.empty, nextTokenMs);
}

/** What its holder may still send at once, as far as this process knows; while the ledger is not asked, what lies here and no more. */
export function remainingOf(bucket: Bucket, nowMs: number): number {
  return nowMs < bucket.askAgainAtMs ? bucket.tokens : heldOf(bucket, nowMs);
}

/** Seconds until so many tokens are there, when nobody else takes them; at least one. */
export function waitSeconds(bucket: Bucket, cost: number, nowMs: number): number {
  const missing = cost - heldOf(bucket, nowMs);
  return Math.max(1, Math.ceil(missing / bucket.policy.perSecond));
}

/** Seconds until the bucket is full again. */
export function resetSeconds(bucket: Bucket, nowMs: number): number {
  return Math.ceil((bucket.policy.burst - heldOf(bucket, nowMs)) / bucket.policy.perSecond);
}

/** What lies here and in the ledger, by its last answer and what has come since. */
function heldOf({ policy, tokens, left, answeredAtMs }: Bucket, nowMs: number): number {
  const gained = (Math.max(0, nowMs - answeredAtMs) / 1000) * policy.perSecond;
  return Math.floor(Math.min(policy.burst, tokens + left + gained));
}
