// Where spans are sent, from the variables that OpenTelemetry itself names. Without an endpoint there is no tracing, whatever else is set.

import { z } from 'zod';
import { StartError } from './errors.ts';

export interface TracingConfig {
  /** Where spans are posted: the operator's own collector, so no guard against private addresses stands before it. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  /** Part of the traces that is recorded, 0 to 1. */
  readonly ratio: number;
  /** Whether a caller's traceparent says that its trace is recorded or is not. */
  readonly followsCaller: boolean;
}

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Part of the one list of settings (config.ts). */
export const TRACING_SETTINGS = [
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    schema: z.url({ protocol: /^https?$/ }).optional(),
    summary:
      'OpenTelemetry collector to which spans are sent over OTLP/HTTP, at /v1/traces below this address. May be a private address: it is yours.',
    default: 'none: no spans, and nothing of OpenTelemetry is loaded',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    schema: z.url({ protocol: /^https?$/ }).optional(),
    summary: 'The whole address for spans, when it is not /v1/traces below the former.',
    default: '<OTEL_EXPORTER_OTLP_ENDPOINT>/v1/traces',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    schema: z.string().max(4_000).optional(),
    summary: 'Headers for the collector: name=value pairs with commas, values percent-encoded.',
    default: 'none',
    secret: true,
  },
  {
    name: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    schema: z.enum(['http/json', 'http/protobuf']).optional(),
    summary:
      'Accepted so that it may stand in a shared environment: spans are sent as JSON over HTTP whichever of the two it says, at the same address. gRPC is not spoken.',
    default: 'http/json',
  },
  {
    name: 'OTEL_SERVICE_NAME',
    schema: z.string().min(1).max(200).optional(),
    summary: 'service.name of the spans.',
    default: 'watchfloor',
  },
  {
    name: 'OTEL_RESOURCE_ATTRIBUTES',
    schema: z.string().max(4_000).optional(),
    summary: 'More about this process on each span: name=value pairs with commas.',
    default: 'none',
  },
  {
    name: 'OTEL_TRACES_SAMPLER',
    schema: z.enum(SAMPLERS).optional(),
    summary:
      'Which traces are recorded. The ones that begin with parentbased_ do what the traceparent of a caller says.',
    default: 'parentbased_always_on',
  },
  {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    schema: z
      .string()
      .regex(/^(?:0(?:\.\d{1,9})?|1(?:\.0{1,9})?)$/, 'must be a number from 0 to 1')
      .optional(),
    summary: 'The part of the traces that the samplers ending in traceidratio record, 0 to 1.',
    default: '1',
  },
  {
    name: 'OTEL_SDK_DISABLED',
    schema: z.string().optional(),
    summary: 'true sends no spans whatever else is set.',
    default: 'false',
  },
] as const;

export type ReadTracing = (name: (typeof TRACING_SETTINGS)[number]['name']) => string | null;

export function tracingOf(read: ReadTracing): TracingConfig | null {
  const base = read('OTEL_EXPORTER_OTLP_ENDPOINT');
  const url = read('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? (base && `${base.replace(/\/+$/, '')}/v1/traces`);
  if (url === null || read('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return null;
  const sampler = read('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  return {
    url,
    headers: pairsOf('OTEL_EXPORTER_OTLP_HEADERS', read('OTEL_EXPORTER_OTLP_HEADERS')),
    resource: {
      'service.name': 'watchfloor',
      ...pairsOf('OTEL_RESOURCE_ATTRIBUTES', read('OTEL_RESOURCE_ATTRIBUTES')),
      ...(read('OTEL_SERVICE_NAME') === null ? {} : { 'service.name': read('OTEL_SERVICE_NAME') ?? '' }),
    },
    ratio: ratioOf(sampler, read('OTEL_TRACES_SAMPLER_ARG')),
    followsCaller: sampler.startsWith('parentbased_'),
  };
}

function ratioOf(sampler: string, argument: string | null): number {
  if (sampler.endsWith('always_off')) return 0;
  return sampler.endsWith('traceidratio') ? Number(argument ?? '1') : 1;
}

/** `name=value,name=value`, with percent signs for what would not be read; the message never quotes a value. */
function pairsOf(setting: string, text: string | null): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const pair of (text ?? '').split(',')) {
    if (pair.trim() === '') continue;
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).trim();
    try {
      if (name === '') throw new Error('no name');
      pairs[name] = decodeURIComponent(pair.slice(at + 1).trim());
    } catch (cause) {
      throw new StartError(`${setting} must be name=value pairs with commas between them.`, cause);
    }
  }
  return pairs;
}
