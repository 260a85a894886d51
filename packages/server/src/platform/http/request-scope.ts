// What a request is to the log and to tracing: its own id, and the trace that it belongs to, which is the caller's when it names
// one in a valid `traceparent` header.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../../kernel/context.ts';
import { formatTraceparent, parseTraceparent, type WorkCause } from '../../kernel/trace.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { currentScope, runInScope, type Scope } from '../telemetry/scope.ts';
import { nextTrace, type Span, type Tracing } from '../telemetry/tracing.ts';

interface Doing {
  readonly scope: Scope;
  readonly span: Span;
}

const doings = new WeakMap<FastifyRequest, Doing>();

export interface ScopeParts {
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'requests' | 'requestSeconds'>;
  readonly tracing: Tracing;
}

/** Must be added before every other hook, so that they run inside. */
export function addRequestScope(app: FastifyInstance, parts: ScopeParts): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const doing = begin(parts.tracing, request);
    doings.set(request, doing);
    runInScope(doing.scope, done);
  });
  // A body arrives in the scope of its connection, which knows nothing of this request.
  app.addHook('preValidation', (request, _reply, done) => inScopeOf(request, done));
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id);
    done(null, payload);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const { method } = request;
    const status = reply.statusCode;
    parts.metrics.requests.inc({ method, route, status });
    parts.metrics.requestSeconds.observe({ route }, reply.elapsedTime / 1000);
    const ms = Math.round(reply.elapsedTime);
    // At a level that is off by default: at five thousand requests a second the log would be all that the disk does.
    inScopeOf(request, () => parts.log.debug({ method, route, status, ms }, 'http.answered'));
    doings.get(request)?.span.end({
      attributes: { 'http.response.status_code': status },
      isFailed: status >= 500,
    });
    done();
  });
}

function begin(tracing: Tracing, request: FastifyRequest): Doing {
  const route = request.routeOptions.url ?? 'none';
  const { traceparent } = request.headers;
  const span = tracing.start({
    name: `${request.method} ${route}`,
    kind: 'server',
    parent: parseTraceparent(Array.isArray(traceparent) ? traceparent[0] : traceparent),
    attributes: {
      'http.request.method': request.method,
      'http.route': route,
      'watchfloor.request_id': request.id,
    },
  });
  const fields = { request_id: request.id, trace_id: span.trace.traceId };
  return { span, scope: { fields, trace: span.trace } };
}

/** For what runs after the request left its own scope, such as its error form. */
export function inScopeOf<Result>(request: FastifyRequest, run: () => Result): Result {
  const doing = doings.get(request);
  return doing === undefined ? run() : runInScope(doing.scope, run);
}

/** This request as what asked for the work that it brings about. */
export function causeOf(requestId: string): WorkCause {
  return {
    request_id: requestId,
    traceparent: formatTraceparent(currentScope()?.trace ?? nextTrace(null)),
  };
}
