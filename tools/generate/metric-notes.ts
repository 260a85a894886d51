// What an operator does with each metric: what to watch, and where an alarm would stand. The name, type, labels and meaning come from
// the metric itself; a test says when one has no note here.

/** By name. An alarm is a sentence; the rules of docs/observe/alarms.yaml are the same in PromQL where they are worth a page. */
export const METRIC_NOTES: Readonly<Record<string, string>> = {
  watchfloor_http_requests_total: 'Errors: more than 1 % of answers with status 5xx for 10 minutes.',
  watchfloor_http_request_seconds:
    'p99 of `/v1/ingest/:source` above 1 s, or of the lists above 2 s, for 10 minutes.',
  watchfloor_auth_lookups_total:
    'The part that is `remembered` is near 1 for keys in steady use; a fall means many new credentials, or somebody guessing.',
  watchfloor_rate_limited_total:
    'A rise that lasts: somebody sends more than allowed, or guesses; `anonymous` behind a proxy that is not trusted means everybody.',
  watchfloor_streams_open: 'Near 500: further consoles are told to come back.',
  watchfloor_accept_waiting:
    'Above 5000 for 5 minutes: the database does not keep up. At 20000 senders get 503.',
  watchfloor_records_accepted_total:
    'No record of a source that used to send, for as long as it never was quiet.',
  watchfloor_records_refused_total:
    '`code="overloaded"` or `code="unavailable"` at all; `bad_signature` and `unauthenticated` when they rise.',
  watchfloor_accept_batch_records: 'None. Its mean grows with the load; at 512 a batch is full.',
  watchfloor_accept_commit_seconds: 'p95 above 0.5 s for 10 minutes; any `outcome="failed"`.',
  watchfloor_decisions_total: 'Zero for 10 minutes while records are accepted.',
  watchfloor_decide_seconds: 'p95 of `critical` and `high` above 10 s for 10 minutes.',
  watchfloor_jobs_total: '`outcome="buried"` at all; `failed` above 5 % of runs.',
  watchfloor_job_retries_total: 'A rise that lasts: something outside fails.',
  watchfloor_job_seconds: 'p95 above 5 s for 15 minutes.',
  watchfloor_job_wait_seconds:
    'p95 of `critical` above 5 s. `low` and `informational` may wait under load, by design: an alarm at an hour.',
  watchfloor_alerts_stuck: 'Use `watchfloor_alerts_swept_total`: this falls back within 15 s.',
  watchfloor_alerts_swept_total:
    'Any increase: work was lost by the queue and put back. Look for crashed workers.',
  watchfloor_alert_count_drift_total:
    'Any increase: the counts beside the filters were wrong and are put right. Tell us.',
  watchfloor_work_waiting: 'Rising for an hour: more comes in than is decided.',
  watchfloor_work_oldest_seconds:
    'Above 120 s for `critical` and `high`, above 3600 s for `low`, `informational` and `events`.',
  watchfloor_dead_letters: 'Above 0: see the runbook of dead letters.',
  watchfloor_workers_alive: 'Below 1 for 1 minute: nothing is decided.',
  watchfloor_reconciler_rounds_total: '`outcome="failed"` of one reconciler for 15 minutes.',
  watchfloor_reconciler_success_timestamp_seconds:
    'More than 10 minutes ago for `measure-work`: no process plays the scheduler, or it hangs.',
  watchfloor_db_pool_in_use: 'Equal to `watchfloor_db_pool_max` for 5 minutes.',
  watchfloor_db_pool_waiting: 'Above 0 for 5 minutes: callers queue for connections.',
  watchfloor_db_pool_max: 'None. A process opens at most the sum of its pools and one more.',
  watchfloor_database_bytes:
    'By `predict_linear` over a day against the size of the disk; shorten retention before it is full.',
  watchfloor_disk_free_bytes:
    'By `predict_linear` over a day: full within two weeks. 0 in a process without the scheduler and where the database is elsewhere.',
  watchfloor_retention_overdue_seconds:
    'Above 93600 s (26 hours): what should be gone is still there. Up to two hours is the rhythm of the rounds.',
  watchfloor_rows_removed_total: 'None. It shows whether retention works, and what it removes.',
  watchfloor_partitions_dropped_total: 'None. It moves when a month of raw records or events goes.',
  watchfloor_storage_round_seconds: 'Above 3600 s for `retention`: a round takes longer than its hour.',
  watchfloor_database_connections: 'Above 80 % of `watchfloor_database_connections_max`.',
  watchfloor_database_connections_max: 'None.',
  watchfloor_audit_unsealed: 'Rising for 15 minutes.',
  watchfloor_audit_unsealed_seconds: 'Above 300 s: the chain is not sealed.',
  watchfloor_audit_sealed_total: 'None.',
  watchfloor_audit_seal_failures_total: 'Any increase for 15 minutes: the key of the vault, or the database.',
  watchfloor_trace_spans_total:
    '`outcome="failed"` for 15 minutes: the collector is away. The product does not need it.',
  watchfloor_build_info: 'Two versions for longer than an upgrade takes.',
  watchfloor_egress_calls_total: 'An outcome other than `answered` for more than a tenth of calls.',
  watchfloor_egress_refused_total: 'A rise: somebody tries addresses that may not be called.',
  watchfloor_egress_seconds: 'p95 above 10 s.',
};

/** Of the runtime's own metrics, those that we would look at first. */
export const RUNTIME_NOTES: Readonly<Record<string, string>> = {
  nodejs_eventloop_lag_p99_seconds:
    'Above 0.5 s for 5 minutes: the process is busy with something that does not give way.',
  process_resident_memory_bytes: 'Above what was given to it. An idle server stays below 250 MiB.',
  process_cpu_seconds_total: 'Its rate near 1: the process has its one core full.',
  process_open_fds: 'Above 80 % of `process_max_fds`.',
  nodejs_heap_size_used_bytes: 'Rising over days.',
};
