// Calls to addresses outside as spans. A span names no host, since tenants type those, and no trace context goes out: ids of ours are
// nothing to somebody else's server.

import type { Egress } from '../../kernel/egress.ts';
import { inSpan, type Tracing } from '../telemetry/tracing.ts';

export function traceEgress(egress: Egress, tracing: Tracing): Egress {
  return {
    ...egress,
    fetch: (request, policy) =>
      inSpan(
        tracing,
        {
          name: 'egress',
          kind: 'client',
          attributes: { 'http.request.method': request.method },
          attributesOf: (result) => ({
            'watchfloor.egress.outcome': result.outcome,
            ...(result.outcome === 'answered' ? { 'http.response.status_code': result.status } : {}),
          }),
        },
        () => egress.fetch(request, policy),
      ),
  };
}
