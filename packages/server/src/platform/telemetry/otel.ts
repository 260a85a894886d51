// OpenTelemetry, over OTLP/HTTP as JSON. Loaded by start-tracing.ts and by nothing else, so that who sends no spans does not pay for
// it: `import` of this file is what costs.
//
// Nothing here is global: no context manager, no registered provider. The parent is always handed over, so two servers in one process
// (as in tests) do not meet. What cannot be sent is dropped: the queue holds SPANS_MAX spans, one export runs at a time, and the
// product never waits for it.

import {
  type Context,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from '../../kernel/context.ts';
import type { TraceContext } from '../../kernel/trace.ts';
import type { TracingConfig } from '../../kernel/tracing-config.ts';
import type { Metrics } from './metrics.ts';
import type { Span, SpanStart, Tracing } from './tracing.ts';

const SPANS_MAX = 2_048;
const BATCH_MAX = 512;
const SEND_AFTER_MS = 1_000;
const EXPORT_MS = 5_000;
/** A server that stops waits so long for its collector. */
const STOP_MS = 1_500;
const LINKS_MAX = 32;
/** A collector that is away is told to the log once in so long; the metric counts every batch. */
const COMPLAIN_EVERY_MS = 60_000;

const KINDS = {
  server: SpanKind.SERVER,
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
} as const satisfies Record<SpanStart['kind'], SpanKind>;

export interface OtelParts {
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'spans'>;
  readonly version: string;
}

export function makeOtelTracing(config: TracingConfig, parts: OtelParts): Tracing {
  const root = config.ratio === 0 ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(config.ratio);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.version': parts.version, ...config.resource }),
    sampler: config.followsCaller
      ? new ParentBasedSampler({ root })
      : // A caller's wish is not heard; what we began ourselves stays whole.
        new ParentBasedSampler({ root, remoteParentSampled: root, remoteParentNotSampled: root }),
    spanLimits: { attributeValueLengthLimit: 200, linkCountLimit: LINKS_MAX },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: countedExporter(config, parts),
        maxQueueSize: SPANS_MAX,
        maxExportBatchSize: BATCH_MAX,
        scheduledDelayMillis: SEND_AFTER_MS,
        exportTimeoutMillis: EXPORT_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('watchfloor', parts.version);
  return {
    isOn: true,
    start({ name, kind, parent, links = [], attributes = {} }): Span {
      const span = tracer.startSpan(
        name,
        {
          kind: KINDS[kind],
          attributes: { ...attributes },
          links: links.slice(0, LINKS_MAX).map((link) => ({ context: spanContextOf(link) })),
        },
        contextOf(parent),
      );
      const { traceId, spanId, traceFlags } = span.spanContext();
      const isSampled = (traceFlags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED;
      return {
        trace: { traceId, spanId, isSampled },
        end({ attributes: more, isFailed = false } = {}) {
          if (more) span.setAttributes({ ...more });
          if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
          if (isSampled) parts.metrics.spans.inc({ outcome: 'ended' });
        },
      };
    },
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const over = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, STOP_MS);
      });
      // A collector that is away at the end has been complained about, and its batch is counted.
      await Promise.race([provider.shutdown().catch(() => undefined), over]);
      clearTimeout(timer);
    },
  };
}

function contextOf(parent: TraceContext | null): Context {
  return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent));
}

function spanContextOf({ traceId, spanId, isSampled }: TraceContext): SpanContext {
  return {
    traceId,
    spanId,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  };
}

/** The exporter, whose failures are counted and told instead of being lost in the library's own diagnostics. */
function countedExporter(config: TracingConfig, { log, metrics }: OtelParts): SpanExporter {
  const exporter = new OTLPTraceExporter({
    url: config.url,
    headers: { ...config.headers },
    timeoutMillis: EXPORT_MS,
    concurrencyLimit: 1,
  });
  let complainedAt = Number.NEGATIVE_INFINITY;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        metrics.spans.inc({ outcome: result.error ? 'failed' : 'exported' }, spans.length);
        if (result.error && performance.now() - complainedAt > COMPLAIN_EVERY_MS) {
          complainedAt = performance.now();
          // Its message can quote the address and what the collector answered; the name is enough to know where to look.
          log.warn({ spans: spans.length, reason: result.error.name }, 'tracing.export-failed');
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}
