// Prometheus metrics. Names are stable: dashboards and alarms of our users hang on them, and docs/metrics.md and a golden file are
// made of this list. No label carries a tenant, an id, or anything else of which there could be many.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PoolState } from '../db/database.ts';

export type Metrics = ReturnType<typeof makeMetrics>;

/** What is read at the moment when somebody asks for the metrics. */
export interface Readings {
  /** Records that wait for their group commit. */
  waiting(): number;
  /** The release that runs. */
  readonly version?: string;
  pools?(): readonly PoolState[];
}

export function makeMetrics(readings: Readings) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  poolMetrics(registers, readings);
  return {
    registry,
    ...httpMetrics(registers),
    ...acceptMetrics(registers, readings),
    ...jobMetrics(registers),
    ...workMetrics(registers),
    ...databaseMetrics(registers),
    ...storageMetrics(registers),
    ...auditMetrics(registers),
    ...processMetrics(registers, readings),
  };
}

type Registers = Registry[];

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** From a moment to the hours for which low work may wait. */
const WAIT_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400];
const BATCH_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

function httpMetrics(registers: Registers) {
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
      buckets: BUCKETS,
      registers,
    }),
    authLooks: new Counter({
      name: 'watchfloor_auth_lookups_total',
      help: 'Questions who a caller is, by kind of credential, and by whether the answer was remembered or looked up in the database.',
      labelNames: ['kind', 'answer'] as const,
      registers,
    }),
    streamsOpen: new Gauge({
      name: 'watchfloor_streams_open',
      help: 'Streams of changes that are open; 500 is the most.',
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

function acceptMetrics(registers: Registers, readings: Readings) {
  const waiting: Gauge = new Gauge({
    name: 'watchfloor_accept_waiting',
    help: 'Records that wait for their group commit; at 20000 senders are told to come back.',
    registers,
    collect: () => waiting.set(readings.waiting()),
  });
  return {
    accepted: new Counter({
      name: 'watchfloor_records_accepted_total',
      help: 'Records stored or counted, by source, kind and status.',
      labelNames: ['source', 'kind', 'status'] as const,
      registers,
    }),
    refused: new Counter({
      name: 'watchfloor_records_refused_total',
      help: 'Requests with records that were refused as a whole, by source and error code.',
      labelNames: ['source', 'code'] as const,
      registers,
    }),
    acceptRecords: new Histogram({
      name: 'watchfloor_accept_batch_records',
      help: 'Records that share one accept transaction.',
      buckets: BATCH_BUCKETS,
      registers,
    }),
    acceptSeconds: new Histogram({
      name: 'watchfloor_accept_commit_seconds',
      help: 'Time of an accept transaction, commit included, by outcome.',
      labelNames: ['outcome'] as const,
      buckets: BUCKETS,
      registers,
    }),
  };
}

function jobMetrics(registers: Registers) {
  return {
    decided: new Counter({
      name: 'watchfloor_decisions_total',
      help: 'Final decisions written, by phase.',
      labelNames: ['phase'] as const,
      registers,
    }),
    decideSeconds: new Histogram({
      name: 'watchfloor_decide_seconds',
      help: 'Time from receiving a new alert to its final decision, by severity.',
      labelNames: ['severity'] as const,
      buckets: WAIT_BUCKETS,
      registers,
    }),
    jobs: new Counter({
      name: 'watchfloor_jobs_total',
      help: 'Jobs run, by job and outcome: done, failed (to be tried again, split or buried), buried as a dead letter.',
      labelNames: ['job', 'outcome'] as const,
      registers,
    }),
    jobRetries: new Counter({
      name: 'watchfloor_job_retries_total',
      help: 'Runs of jobs that were not their first, by job.',
      labelNames: ['job'] as const,
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'watchfloor_job_seconds',
      help: 'Run time of jobs.',
      labelNames: ['job'] as const,
      buckets: BUCKETS,
      registers,
    }),
    jobWaitSeconds: new Histogram({
      name: 'watchfloor_job_wait_seconds',
      help: 'Time from when a job was due to when a worker began it, by class of priority.',
      labelNames: ['class'] as const,
      buckets: WAIT_BUCKETS,
      registers,
    }),
  };
}

/** Set by the process that plays the scheduler. */
function workMetrics(registers: Registers) {
  return {
    stuck: new Gauge({
      name: 'watchfloor_alerts_stuck',
      help: 'Alerts that no job carried and the sweeper put back to work at its last round.',
      registers,
    }),
    swept: new Counter({
      name: 'watchfloor_alerts_swept_total',
      help: 'Alerts that the sweeper has put back to work.',
      registers,
    }),
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
    workersAlive: new Gauge({
      name: 'watchfloor_workers_alive',
      help: 'Workers of the installation that were heard of lately; a process that plays the worker runs three.',
      registers,
    }),
    rounds: new Counter({
      name: 'watchfloor_reconciler_rounds_total',
      help: 'Rounds of the reconcilers, by reconciler and outcome.',
      labelNames: ['reconciler', 'outcome'] as const,
      registers,
    }),
    roundDoneAt: new Gauge({
      name: 'watchfloor_reconciler_success_timestamp_seconds',
      help: 'When a reconciler last finished a round without an error, as Unix time.',
      labelNames: ['reconciler'] as const,
      registers,
    }),
  };
}

/** Read when they are asked for, so that a pool that fills for a moment is seen as it is. */
function poolMetrics(registers: Registers, readings: Readings): void {
  const poolGauge = (given: { name: string; help: string; value(pool: PoolState): number }) => {
    const gauge: Gauge<'pool'> = new Gauge({
      name: given.name,
      help: given.help,
      labelNames: ['pool'] as const,
      registers,
      collect() {
        for (const pool of readings.pools?.() ?? []) gauge.set({ pool: pool.name }, given.value(pool));
      },
    });
  };
  poolGauge({
    name: 'watchfloor_db_pool_in_use',
    help: 'Database connections of this process that are in use, by pool.',
    value: (pool) => pool.inUse,
  });
  poolGauge({
    name: 'watchfloor_db_pool_waiting',
    help: 'Callers that wait for a database connection, by pool.',
    value: (pool) => pool.waiting,
  });
  poolGauge({
    name: 'watchfloor_db_pool_max',
    help: 'Database connections that a pool of this process opens at most.',
    value: (pool) => pool.max,
  });
}

/** Set by the process that plays the scheduler, every half minute. */
function databaseMetrics(registers: Registers) {
  return {
    databaseBytes: new Gauge({
      name: 'watchfloor_database_bytes',
      help: 'Size of the database on disk.',
      registers,
    }),
    databaseConnections: new Gauge({
      name: 'watchfloor_database_connections',
      help: 'Connections to the PostgreSQL server, of all programs.',
      registers,
    }),
    databaseConnectionsMax: new Gauge({
      name: 'watchfloor_database_connections_max',
      help: 'Connections that the PostgreSQL server allows.',
      registers,
    }),
  };
}

/** Set by the process that plays the scheduler. */
function storageMetrics(registers: Registers) {
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
    diskFreeBytes: new Gauge({
      name: 'watchfloor_disk_free_bytes',
      help: 'Free space of the home folder at the last look, every ten minutes; of no use when the database is elsewhere.',
      registers,
    }),
  };
}

function auditMetrics(registers: Registers) {
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

function processMetrics(registers: Registers, { version }: Readings) {
  const buildInfo = new Gauge({
    name: 'watchfloor_build_info',
    help: 'Always 1; the label says which release runs.',
    labelNames: ['version'] as const,
    registers,
  });
  if (version !== undefined) buildInfo.set({ version }, 1);
  return {
    spans: new Counter({
      name: 'watchfloor_trace_spans_total',
      help: 'Spans by what became of them: ended here, then exported, or failed; what ended and is neither was dropped or waits.',
      labelNames: ['outcome'] as const,
      registers,
    }),
  };
}
