// The one door to OpenTelemetry: opened only when a collector is configured.

import type { TracingConfig } from '../../kernel/tracing-config.ts';
import type { OtelParts } from './otel.ts';
import { quietTracing, type Tracing } from './tracing.ts';

export async function startTracing(config: TracingConfig | null, parts: OtelParts): Promise<Tracing> {
  if (config === null) return quietTracing;
  const { makeOtelTracing } = await import('./otel.ts');
  return makeOtelTracing(config, parts);
}
