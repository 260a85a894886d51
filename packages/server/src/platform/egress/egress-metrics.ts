// What leaves this server, in numbers. No label carries a host: a tenant could fill the registry with names.

import { Counter, Histogram, type Registry } from 'prom-client';

export interface EgressMetrics {
  readonly calls: Counter<'outcome'>;
  readonly refused: Counter<'reason'>;
  readonly seconds: Histogram<'outcome'>;
}

export function makeEgressMetrics(registry: Registry): EgressMetrics {
  const registers = [registry];
  return {
    calls: new Counter({
      name: 'watchfloor_egress_calls_total',
      help: 'Calls to addresses outside, by outcome: answered, refused, or why they failed.',
      labelNames: ['outcome'],
      registers,
    }),
    refused: new Counter({
      name: 'watchfloor_egress_refused_total',
      help: 'Addresses that the guard did not let be called, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    seconds: new Histogram({
      name: 'watchfloor_egress_seconds',
      help: 'Time of calls to addresses outside, redirects included, by outcome.',
      labelNames: ['outcome'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
  };
}
