// W3C trace context, as far as we use it: who asked for something, under one id through request, commit and job. Pure reading and
// writing of the `traceparent` header; what spans are made of it is the telemetry's business.

export interface TraceContext {
  /** 32 hexadecimal digits: the same in everything that one request brought about. */
  readonly traceId: string;
  /** 16 hexadecimal digits: the step that is the parent of what comes next. */
  readonly spanId: string;
  /** Whether the caller wants the steps to be recorded. */
  readonly isSampled: boolean;
}

/** The request that asked for work, as it travels in the payload of a job. Made by us; never what a caller says about itself. */
export interface WorkCause {
  readonly request_id: string;
  readonly traceparent: string;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const TRACEPARENT_MAX = 200;

/** Null for everything that the recommendation calls invalid: such a trace is begun anew. */
export function parseTraceparent(text: string | undefined): TraceContext | null {
  if (text === undefined || text.length > TRACEPARENT_MAX) return null;
  const match = TRACEPARENT.exec(text);
  const [, version, traceId = '', spanId = '', flags = '00', rest] = match ?? [];
  // Version 00 has these four members; a later one may have more, and ff is none.
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceparent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}
