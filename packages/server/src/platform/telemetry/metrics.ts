// Prometheus metrics. Names are stable: dashboards and alarms of our users hang on them. No label carries a tenant or an id.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly requests: Counter<'method' | 'route' | 'status'>;
  readonly requestSeconds: Histogram<'route'>;
  readonly accepted: Counter<'source' | 'kind' | 'status'>;
  readonly refused: Counter<'source' | 'code'>;
  readonly rateLimited: Counter<'limit'>;
  readonly decided: Counter<'phase'>;
  readonly jobs: Counter<'job' | 'outcome'>;
  readonly jobSeconds: Histogram<'job'>;
  readonly stuck: Gauge;
  readonly alertCountDrift: Counter;
  readonly workWaiting: Gauge<'class'>;
  readonly workOldest: Gauge<'class'>;
  readonly deadLetters: Gauge;
  readonly auditUnsealed: Gauge;
  readonly auditUnsealedSeconds: Gauge;
  readonly auditSealed: Counter;
  readonly auditSealFailures: Counter;
  readonly rowsRemoved: Counter<'class'>;
  readonly partitionsDropped: Counter;
  readonly storageRoundSeconds: Gauge<'round'>;
  readonly retentionOverdue: Gauge<'class'>;
  readonly databaseBytes: Gauge;
  readonly diskFreeBytes: Gauge;
}

export function makeMetrics(readWaiting: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const waiting: Gauge = new Gauge({
    name: 'watchfloor_accept_waiting',
    help: 'Records that wait for their group commit.',
    registers,
    collect: () => waiting.set(readWaiting()),
  });
  const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
  return {
    registry,
    ...httpMetrics(registers, buckets),
    accepted: new Counter({
      name: 'watchfloor_records_accepted_total',
      help: 'Records stored or counted, by source, kind and status.',
      labelNames: ['source', 'kind', 'status'],
      registers,
    }),
    refused: new Counter({
      name: 'watchfloor_records_refused_total',
      help: 'Records refused, by source and error code.',
      labelNames: ['source', 'code'],
      registers,
    }),
    decided: new Counter({
      name: 'watchfloor_decisions_total',
      help: 'Decisions written, by phase.',
      labelNames: ['phase'],
      registers,
    }),
    jobs: new Counter({
      name: 'watchfloor_jobs_total',
      help: 'Jobs run, by job and outcome.',
      labelNames: ['job', 'outcome'],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'watchfloor_job_seconds',
      help: 'Run time of jobs.',
      labelNames: ['job'],
      buckets,
      registers,
    }),
    stuck: new Gauge({
      name: 'watchfloor_alerts_stuck',
      help: 'Alerts that no job carried and the sweeper put back to work at its last round.',
      registers,
    }),
    ...workMetrics(registers),
    ...auditMetrics(registers),
    ...storageMetrics(registers),
  };
}

function httpMetrics(registers: Registry[], buckets: number[]) {
  return {
    requests: new Counter({
      name: 'watchfloor_http_requests_total',
      help: 'Requests by method, route and status.',
      labelNames: ['method', 'route', 'status'] as const,
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'watchfloor_http_request_seconds',
      help: 'Time to answer, by route.',
      labelNames: ['route'] as const,
      buckets,
      registers,
    }),
    rateLimited: new Counter({
      name: 'watchfloor_rate_limited_total',
      help: 'Requests refused because a rate limit was used up, by limit.',
      labelNames: ['limit'] as const,
      registers,
    }),
  };
}

/** Set by the process that plays the scheduler, in its rounds. */
function workMetrics(registers: Registry[]) {
  return {
    alertCountDrift: new Counter({
      name: 'watchfloor_alert_count_drift_total',
      help: 'Alerts by which the counts of facets were wrong when they were counted anew, and put right; more than 0 is a fault of ours.',
      registers,
    }),
    workWaiting: new Gauge({
      name: 'watchfloor_work_waiting',
      help: 'Jobs in the queue, running ones included, by class of priority.',
      labelNames: ['class'] as const,
      registers,
    }),
    workOldest: new Gauge({
      name: 'watchfloor_work_oldest_seconds',
      help: 'Age of the oldest job in the queue, by class of priority.',
      labelNames: ['class'] as const,
      registers,
    }),
    deadLetters: new Gauge({
      name: 'watchfloor_dead_letters',
      help: 'Dead letters of all tenants that were neither replayed nor discarded.',
      registers,
    }),
  };
}

function auditMetrics(registers: Registry[]) {
  return {
    auditUnsealed: new Gauge({
      name: 'watchfloor_audit_unsealed',
      help: 'Audit records that waited to be chained at the last look, of all tenants.',
      registers,
    }),
    auditUnsealedSeconds: new Gauge({
      name: 'watchfloor_audit_unsealed_seconds',
      help: 'Age of the oldest audit record that waited to be chained at the last look.',
      registers,
    }),
    auditSealed: new Counter({
      name: 'watchfloor_audit_sealed_total',
      help: 'Audit records chained.',
      registers,
    }),
    auditSealFailures: new Counter({
      name: 'watchfloor_audit_seal_failures_total',
      help: 'Rounds of a tenant in which chaining or signing failed.',
      registers,
    }),
  };
}

/** Set by the process that plays the scheduler. */
function storageMetrics(registers: Registry[]) {
  return {
    rowsRemoved: new Counter({
      name: 'watchfloor_rows_removed_total',
      help: 'Rows removed by retention (raw, evidence, decision, audit) and past their use (named as the tables).',
      labelNames: ['class'] as const,
      registers,
    }),
    partitionsDropped: new Counter({
      name: 'watchfloor_partitions_dropped_total',
      help: 'Months of raw records and events that were dropped as a whole.',
      registers,
    }),
    storageRoundSeconds: new Gauge({
      name: 'watchfloor_storage_round_seconds',
      help: 'How long the last round took, by round.',
      labelNames: ['round'] as const,
      registers,
    }),
    retentionOverdue: new Gauge({
      name: 'watchfloor_retention_overdue_seconds',
      help: 'How much older than its time the oldest may be that is still there, by class; tenants under a hold do not count.',
      labelNames: ['class'] as const,
      registers,
    }),
    databaseBytes: new Gauge({
      name: 'watchfloor_database_bytes',
      help: 'Size of the database at the last hourly look.',
      registers,
    }),
    diskFreeBytes: new Gauge({
      name: 'watchfloor_disk_free_bytes',
      help: 'Free space of the home folder at the last hourly look; of no use when the database is elsewhere.',
      registers,
    }),
  };
}
