// Spans: the steps of a trace. Without a collector nothing is recorded and nothing of OpenTelemetry is loaded; the ids still go from
// request to job, for the log. What a span may say is listed here: names of ours and numbers, never what a tenant or a record holds.

import { randomUUID } from 'node:crypto';
import type { TraceContext } from '../../kernel/trace.ts';
import { currentScope, runInScope } from './scope.ts';

export interface Attributes {
  readonly 'http.request.method'?: string;
  /** The pattern and not the address: an address can hold a token. */
  readonly 'http.route'?: string;
  readonly 'http.response.status_code'?: number;
  readonly 'error.type'?: string;
  readonly 'watchfloor.request_id'?: string;
  readonly 'watchfloor.job'?: string;
  readonly 'watchfloor.job.id'?: string;
  readonly 'watchfloor.job.attempt'?: number;
  readonly 'watchfloor.job.requests'?: number;
  readonly 'watchfloor.records'?: number;
  readonly 'watchfloor.egress.outcome'?: string;
}

export type SpanKind = 'server' | 'internal' | 'client' | 'consumer';

export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parent: TraceContext | null;
  /** Other traces that this step belongs to as well. */
  readonly links?: readonly TraceContext[];
  readonly attributes?: Attributes;
}

export interface Span {
  readonly trace: TraceContext;
  end(ending?: { readonly attributes?: Attributes; readonly isFailed?: boolean }): void;
}

export interface Tracing {
  /** False when nothing is recorded: whoever would do something for spans alone leaves it. */
  readonly isOn: boolean;
  start(start: SpanStart): Span;
  /** Sends what is there, for a moment at most. */
  stop(): Promise<void>;
}

/** The next step of a trace that nobody records, or the first of a new one. */
export function nextTrace(parent: TraceContext | null): TraceContext {
  const spanId = randomUUID().replaceAll('-', '').slice(16);
  if (parent !== null) return { ...parent, spanId };
  return { traceId: randomUUID().replaceAll('-', ''), spanId, isSampled: false };
}

export const quietTracing: Tracing = {
  isOn: false,
  start: ({ parent }) => ({ trace: nextTrace(parent), end() {} }),
  async stop() {},
};

export interface InSpan<Result> extends Omit<SpanStart, 'parent'> {
  /** What the span says of the result. */
  readonly attributesOf?: (result: Result) => Attributes;
}

/** Runs it as a step of what is being done. An error of its own class name only: a message can quote what a caller sent. */
export async function inSpan<Result>(
  tracing: Tracing,
  { attributesOf, ...start }: InSpan<Result>,
  run: () => Promise<Result>,
): Promise<Result> {
  if (!tracing.isOn) return run();
  const scope = currentScope();
  const span = tracing.start({ ...start, parent: scope?.trace ?? null });
  try {
    const result = await runInScope({ fields: scope?.fields ?? {}, trace: span.trace }, run);
    span.end(attributesOf ? { attributes: attributesOf(result) } : {});
    return result;
  } catch (error) {
    span.end({ isFailed: true, attributes: { 'error.type': errorType(error) } });
    throw error;
  }
}

export function errorType(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
