// The guard against server-side request forgery: every address that somebody of a tenant typed is called through here and
// nowhere else. What it must never do is call what only this machine can reach.
//
// A name is resolved once for each request, every address of the answer is checked, and the connection goes to a checked address
// itself. So a name server that answers differently the next time is never asked a next time. Redirects are new URLs, to
// which all of it applies again. No proxy of the environment is used: it would resolve the name itself, behind our back.

import type { Logger } from '../../kernel/context.ts';
import type {
  Egress,
  EgressAnswer,
  EgressFailed,
  EgressPolicy,
  EgressRefused,
  EgressRequest,
  EgressResult,
} from '../../kernel/egress.ts';
import type { EgressAllow } from '../../kernel/egress-allow.ts';
import { connectTo } from './connect.ts';
import type { EgressMetrics } from './egress-metrics.ts';
import { EgressStop, stopFailed, stopRefused } from './egress-stop.ts';
import { exchange } from './exchange.ts';
import { fullPolicy } from './policy.ts';
import type { Resolve } from './resolve.ts';
import { placeOf, type Rules, type Target, targetOf } from './target.ts';

export interface EgressParts {
  /** What may be reached although it is not public; the installation's setting. */
  readonly allow: readonly EgressAllow[];
  readonly resolve: Resolve;
  readonly log: Logger;
  readonly metrics: EgressMetrics;
  /** Certificate authorities instead of the system's. */
  readonly authorities?: readonly string[];
}

export function makeEgress(parts: EgressParts): Egress {
  return {
    fetch: (request, policy = {}) => guardedFetch(parts, request, policy),
    inspect: (url, policy = {}) => inspectUrl(parts, url, policy),
    checkUrl: makeCheckUrl(parts.allow),
  };
}

/** The check that needs no network, for whoever only stores a URL. */
export function makeCheckUrl(allow: readonly EgressAllow[]): Egress['checkUrl'] {
  return (url, policy = {}) => {
    try {
      placeOf(url, { policy: fullPolicy(policy), allow });
      return null;
    } catch (error) {
      const { result } = stopOf(error);
      if (result.outcome === 'refused') return result;
      throw error;
    }
  };
}

async function guardedFetch(
  parts: EgressParts,
  request: EgressRequest,
  given: EgressPolicy,
): Promise<EgressResult> {
  const rules: Rules = { policy: fullPolicy(given), allow: parts.allow };
  const startedAt = performance.now();
  const result = await outcomeOf(parts, () =>
    withinTime(request, rules, (signal) => call(parts, { request, rules, signal })),
  );
  parts.metrics.calls.inc({ outcome: result.outcome === 'failed' ? result.reason : result.outcome });
  parts.metrics.seconds.observe({ outcome: result.outcome }, (performance.now() - startedAt) / 1000);
  return result;
}

async function inspectUrl(
  parts: EgressParts,
  url: string,
  given: EgressPolicy,
): Promise<EgressRefused | EgressFailed | null> {
  const rules: Rules = { policy: fullPolicy(given), allow: parts.allow };
  return outcomeOf(parts, () =>
    withinTime({}, rules, async (signal) => {
      await findTarget(parts, url, { rules, signal });
      return null;
    }),
  );
}

/** The result, or the stop as a result; a refusal is counted and told to the log with what callers do not see. */
async function outcomeOf<Result>(
  parts: EgressParts,
  run: () => Promise<Result>,
): Promise<Result | EgressFailed | EgressRefused> {
  try {
    return await run();
  } catch (error) {
    const { result, detail } = stopOf(error);
    if (result.outcome === 'refused') {
      parts.metrics.refused.inc({ reason: result.reason });
      parts.log.warn({ host: result.host, reason: result.reason, address: detail }, 'egress.refused');
    } else {
      parts.log.info({ reason: result.reason, code: detail }, 'egress.failed');
    }
    return result;
  }
}

function stopOf(error: unknown): EgressStop {
  if (error instanceof EgressStop) return error;
  throw error;
}

/** Everything together, look-ups and redirects included, ends when its time is over or whoever asked has gone. */
async function withinTime<Result>(
  { signal: outer }: Pick<EgressRequest, 'signal'>,
  { policy }: Rules,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const over = () =>
    controller.abort(
      stopFailed('timeout', `There was no complete answer within ${policy.totalMs / 1000} s.`),
    );
  const stopped = () => controller.abort(stopFailed('stopped', 'The call was stopped.'));
  const timer = setTimeout(over, policy.totalMs);
  outer?.addEventListener('abort', stopped, { once: true });
  if (outer?.aborted) stopped();
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', stopped);
  }
}

interface Call {
  readonly request: EgressRequest;
  readonly rules: Rules;
  readonly signal: AbortSignal;
}

async function call(parts: EgressParts, { request, rules, signal }: Call): Promise<EgressAnswer> {
  const { policy } = rules;
  if ((request.body?.length ?? 0) > policy.requestBytes)
    throw stopFailed('request_too_large', `The request is larger than ${policy.requestBytes} bytes.`);
  let hop = request;
  for (let followed = 0; ; followed += 1) {
    const target = await findTarget(parts, hop.url, { rules, signal });
    const socket = await connectTo(target, {
      connectMs: policy.connectMs,
      signal,
      authorities: parts.authorities ?? null,
    });
    const answer = await exchange({ target, socket, hop, policy, signal });
    const location = policy.redirects > 0 ? locationOf(answer) : null;
    if (location === null) return answer;
    hop = nextHop(hop, target, { answer, location, rules });
    if (followed >= policy.redirects) {
      throw stopRefused({
        reason: 'too_many_redirects',
        host: target.host,
        why: `it redirects more than ${policy.redirects} times`,
      });
    }
  }
}

async function findTarget(
  parts: EgressParts,
  url: string,
  { rules, signal }: Pick<Call, 'rules' | 'signal'>,
): Promise<Target> {
  const place = placeOf(url, rules);
  return targetOf(place, rules, (host) => resolvedWithin(parts.resolve, host, signal));
}

/** A look-up cannot be stopped, only no longer waited for. */
function resolvedWithin(resolve: Resolve, host: string, signal: AbortSignal): Promise<readonly string[]> {
  return new Promise((done, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    resolve(host)
      .then(done, (error: unknown) =>
        reject(stopFailed('unresolved', `The name ${host} could not be looked up.`, error)),
      )
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function locationOf(answer: EgressAnswer): string | null {
  if (![301, 302, 303, 307, 308].includes(answer.status)) return null;
  return answer.headers['location'] ?? null;
}

interface Redirect {
  readonly answer: EgressAnswer;
  readonly location: string;
  readonly rules: Rules;
}

/** The request to the redirect's address. Credentials stay with the origin that they were meant for. */
function nextHop(hop: EgressRequest, from: Target, { answer, location, rules }: Redirect): EgressRequest {
  const to = URL.parse(location, from.url.toString());
  if (to === null)
    throw stopRefused({ reason: 'bad_url', host: from.host, why: 'it redirects to no URL that can be read' });
  if (from.url.protocol === 'https:' && to.protocol === 'http:') {
    throw stopRefused({ reason: 'redirect_scheme', host: from.host, why: 'it redirects from https to http' });
  }
  // The address is refused for what it is, before anything else is said about the redirect.
  placeOf(to.toString(), rules);
  const isRead = hop.method === 'GET' || hop.method === 'HEAD';
  if (!isRead && answer.status !== 307 && answer.status !== 308) {
    throw stopFailed(
      'redirect_method',
      `${from.host} redirects with status ${answer.status}, which would drop the body: use the address that it redirects to.`,
    );
  }
  const headers = to.origin === from.url.origin ? hop.headers : withoutCredentials(hop);
  return { ...hop, url: to.toString(), ...(headers === undefined ? {} : { headers }) };
}

function withoutCredentials({ headers = {}, credentialHeaders = [] }: EgressRequest): Record<string, string> {
  const held = new Set([
    'authorization',
    'cookie',
    'proxy-authorization',
    ...credentialHeaders.map((name) => name.toLowerCase()),
  ]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !held.has(name.toLowerCase())));
}
