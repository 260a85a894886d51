// The group commit as metrics and spans see it. One transaction serves many requests: each request that is recorded gets a span of
// its own for it, with the time that it shared, and the job continues there.

import type { Accepter, AcceptItem, AroundWrite } from '../domains/ingest/index.ts';
import { formatTraceparent, parseTraceparent } from '../kernel/trace.ts';
import type { Metrics } from '../platform/telemetry/metrics.ts';
import { runOutOfScope } from '../platform/telemetry/scope.ts';
import { errorType, type Span, type Tracing } from '../platform/telemetry/tracing.ts';

export interface ObserveParts {
  readonly metrics: Pick<Metrics, 'acceptRecords' | 'acceptSeconds'>;
  readonly tracing: Tracing;
}

export function observeWrites({ metrics, tracing }: ObserveParts): AroundWrite {
  return async (items, write) => {
    const done = metrics.acceptSeconds.startTimer();
    const spans = tracing.isOn ? startSpans(tracing, items) : null;
    try {
      const accepted = await write(spans === null ? items : items.map((item) => continued(item, spans)));
      metrics.acceptRecords.observe(items.length);
      done({ outcome: 'stored' });
      for (const span of spans?.values() ?? []) span.end();
      return accepted;
    } catch (error) {
      done({ outcome: 'failed' });
      const ending = { isFailed: true, attributes: { 'error.type': errorType(error) } };
      for (const span of spans?.values() ?? []) span.end(ending);
      throw error;
    }
  };
}

/** By request, and only for traces that are recorded. */
function startSpans(tracing: Tracing, items: readonly AcceptItem[]): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  for (const { cause } of items) {
    if (cause === undefined || spans.has(cause.request_id)) continue;
    const parent = parseTraceparent(cause.traceparent);
    if (!parent?.isSampled) continue;
    const attributes = { 'watchfloor.records': items.length };
    spans.set(
      cause.request_id,
      tracing.start({ name: 'accept batch', kind: 'internal', parent, attributes }),
    );
  }
  return spans;
}

function continued(item: AcceptItem, spans: ReadonlyMap<string, Span>): AcceptItem {
  const span = item.cause && spans.get(item.cause.request_id);
  if (!item.cause || !span) return item;
  return { ...item, cause: { ...item.cause, traceparent: formatTraceparent(span.trace) } };
}

/** A commit serves many requests: begun inside the first, its log lines would name that one for all of them. */
export function apartFromRequests(accepter: Accepter): Accepter {
  return {
    accept: (items) => runOutOfScope(() => accepter.accept(items)),
    drain: () => accepter.drain(),
    get waiting() {
      return accepter.waiting;
    },
  };
}
