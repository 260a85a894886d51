// Rate limits at the door. A request without a credential, or with one that nobody holds, counts for its address; any other counts for
// its credential and, with a larger number, for its address. An address whose wrong credentials were too many is not looked up
// any further, save with credentials that were found good before: neighbours behind one address do not lock each other out.
//
// Limited is what is below /v1 and the sign-in link. Not limited are health and metrics, since a flood must not make a server look dead,
// and what costs no look at the database: the console's files, the API document, addresses at which there is nothing.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { countedAddress } from '../../kernel/client-address.ts';
import type { Principal } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { RateClass, RateLimits } from '../../kernel/rate-limits.ts';
import { type Bucket, ratePolicy, remainingOf, resetSeconds } from '../rates/bucket.ts';
import type { RateLimiter, RateShelf, Refusal, Verdict } from '../rates/rate-limiter.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** The most records of one request. */
export const RECORDS_MAX = 1_000;

export interface RateGuard {
  readonly limiter: RateLimiter;
  readonly shelves: Readonly<Record<RateClass, RateShelf>>;
  readonly metrics: Pick<Metrics, 'rateLimited'>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The limits that were applied so far; null before any. */
    rateBuckets: readonly Bucket[] | null;
  }
  interface FastifyContextConfig {
    /** Nobody needs to be known here. */
    isAnonymous?: boolean;
  }
}

export function makeRateGuard(
  limiter: RateLimiter,
  limits: RateLimits,
  metrics: Pick<Metrics, 'rateLimited'>,
): RateGuard {
  const shelf = (name: RateClass, costMax?: number) => limiter.shelf(ratePolicy(name, limits[name], costMax));
  return {
    limiter,
    metrics,
    shelves: {
      ingest: shelf('ingest'),
      'ingest-address': shelf('ingest-address'),
      records: shelf('records', RECORDS_MAX),
      api: shelf('api'),
      'api-address': shelf('api-address'),
      anonymous: shelf('anonymous'),
    },
  };
}

export interface Door {
  readonly guard: RateGuard;
  /** Whether a credential of any kind came along. */
  hasCredential(request: FastifyRequest): boolean;
  /** Whether that credential was found good some minutes ago or less. */
  isKnown(request: FastifyRequest): boolean;
}

/** Refuses before the body is read what needs no look at the credential, and tells the limits with each answer. */
export function addRateLimits(app: FastifyInstance, door: Door): void {
  app.decorateRequest('rateBuckets', null);
  app.addHook('onRequest', (request, _reply, done) => {
    const taken = admit(door, request);
    if (taken === null) done();
    else taken.then(() => done(), done);
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.rateBuckets !== null) tell(reply, request.rateBuckets);
    done(null, payload);
  });
}

/** Null when there is nothing to wait for. */
function admit(door: Door, request: FastifyRequest): Promise<void> | null {
  const kind = kindOf(request);
  if (kind === null) return null;
  if (kind === 'anonymous' || !door.hasCredential(request)) {
    return countForAddress(door.guard, request);
  }
  const bucket = door.guard.shelves.anonymous.known(addressOf(request));
  const refusal = bucket === undefined ? null : door.guard.limiter.peek(bucket, 1);
  if (refusal === null || door.isKnown(request)) return null;
  request.rateBuckets = [refusal.bucket];
  return Promise.reject(refuse(door.guard, refusal));
}

/** Counts a request for its address alone: nobody is known. Throws `rate_limited`. */
export function countForAddress(guard: RateGuard, request: FastifyRequest): Promise<void> | null {
  return take(guard, request, { buckets: [guard.shelves.anonymous.of(addressOf(request))], cost: 1 });
}

/** Counts a request of somebody who is known, for them and for their address. Throws `rate_limited`. */
export function countForCaller(
  guard: RateGuard,
  request: FastifyRequest,
  { id }: Pick<Principal, 'id'>,
): Promise<void> | null {
  const kind = kindOf(request) === 'ingest' ? 'ingest' : 'api';
  const { shelves } = guard;
  const buckets = [shelves[kind].of(id), shelves[`${kind}-address`].of(addressOf(request))];
  return take(guard, request, { buckets, cost: 1 });
}

/** Counts the records of a request. Throws `rate_limited`; then nothing of the request is taken. */
export function countRecords(
  guard: RateGuard,
  request: FastifyRequest,
  { id, count }: { readonly id: string; readonly count: number },
): Promise<void> | null {
  const cost = Math.min(count, RECORDS_MAX);
  return take(guard, request, { buckets: [guard.shelves.records.of(id)], cost });
}

interface Taking {
  readonly buckets: readonly Bucket[];
  readonly cost: number;
}

function take(guard: RateGuard, request: FastifyRequest, { buckets, cost }: Taking): Promise<void> | null {
  request.rateBuckets = request.rateBuckets === null ? buckets : [...request.rateBuckets, ...buckets];
  const verdict = guard.limiter.take(buckets, cost);
  if (verdict === null) return null;
  return judge(guard, request, verdict);
}

async function judge(
  guard: RateGuard,
  request: FastifyRequest,
  verdict: Verdict | Promise<Verdict>,
): Promise<void> {
  const refusal = await verdict;
  if (refusal === null) return;
  request.rateBuckets = [refusal.bucket];
  throw refuse(guard, refusal);
}

function refuse({ metrics }: RateGuard, { bucket, retryAfterSeconds }: Refusal): AppError {
  const { name, perSecond, burst } = bucket.policy;
  metrics.rateLimited.inc({ limit: name });
  return new AppError('rate_limited', {
    message: `The limit "${name}" is used up: ${perSecond} a second, ${burst} at once. Repeat after the given time.`,
    retryAfterSeconds,
  });
}

type Kind = 'ingest' | 'api' | 'anonymous';

function kindOf(request: FastifyRequest): Kind | null {
  const { url, config } = request.routeOptions;
  if (url === undefined) return null;
  if (config.isAnonymous === true || url === '/sign-in') return 'anonymous';
  if (!url.startsWith('/v1/')) return null;
  return url.startsWith('/v1/ingest/') || url === '/v1/alerts/submit' ? 'ingest' : 'api';
}

/** Without an address (a connection that has just gone) all such count as one. */
function addressOf(request: FastifyRequest): string {
  return countedAddress(request.ip ?? null) ?? 'none';
}

function tell(reply: FastifyReply, buckets: readonly Bucket[]): void {
  for (const [name, value] of Object.entries(rateHeaders(buckets))) reply.header(name, value);
}

/** The headers that tell the limits: all policies, and the figures of the one that is nearest to its end. */
export function rateHeaders(buckets: readonly Bucket[]): Record<string, string> {
  const nowMs = performance.now();
  let nearest: Bucket | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const bucket of buckets) {
    const share = remainingOf(bucket, nowMs) / bucket.policy.burst;
    if (share >= least) continue;
    least = share;
    nearest = bucket;
  }
  if (!nearest) return {};
  return {
    'ratelimit-policy': buckets.map(({ policy }) => policy.header).join(', '),
    'ratelimit-limit': String(nearest.policy.burst),
    'ratelimit-remaining': String(Math.max(0, remainingOf(nearest, nowMs))),
    'ratelimit-reset': String(Math.max(0, resetSeconds(nearest, nowMs))),
  };
}
