// A job's place in the traces of the requests that asked for it: it continues the first one that is recorded, and is linked to the
// others. Its log lines carry their ids either way.

import { parseTraceparent } from '../../kernel/trace.ts';
import { runInScope } from '../telemetry/scope.ts';
import { errorType, type Tracing } from '../telemetry/tracing.ts';
import { causesOf, idsOf } from './causes.ts';
import type { Attempt } from './failed-job.ts';

export async function runTraced(
  tracing: Tracing,
  { job, jobId, payload, attempts }: Omit<Attempt, 'error'> & { readonly job: string },
  run: () => Promise<boolean>,
): Promise<void> {
  const causes = causesOf(payload);
  const traces = causes.flatMap((cause) => parseTraceparent(cause.traceparent) ?? []);
  const parent = traces.find((trace) => trace.isSampled) ?? traces[0] ?? null;
  const requestIds = [...new Set(causes.map((cause) => cause.request_id))];
  const records = idsOf(payload).length;
  const span = tracing.start({
    name: `job ${job}`,
    kind: 'consumer',
    parent,
    links: traces.filter((trace) => trace.isSampled && trace.traceId !== parent?.traceId),
    attributes: {
      'watchfloor.job': job,
      'watchfloor.job.id': jobId,
      'watchfloor.job.attempt': attempts,
      'watchfloor.job.requests': requestIds.length,
      'watchfloor.records': records,
    },
  });
  const fields = { job_id: jobId, ...requestFields(requestIds), trace_id: span.trace.traceId, records };
  try {
    const isDone = await runInScope({ fields, trace: span.trace }, run);
    span.end({ isFailed: !isDone });
  } catch (error) {
    span.end({ isFailed: true, attributes: { 'error.type': errorType(error) } });
    throw error;
  }
}

/** `request_id` as in the request's own lines; more than one stand in a list, each found by the same search. */
function requestFields(ids: readonly string[]): object {
  if (ids.length === 0) return {};
  return ids.length === 1 ? { request_id: ids[0] } : { request_ids: ids };
}
