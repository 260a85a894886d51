-- owner: alerts
-- why: a job that decides takes along what waits beside its own alerts, oldest first, without sorting the whole backlog
-- kind: expand
-- lock: writing to alert waits while the index is built over what is undecided, which is little

create index alert_waiting on alert (tenant_id, severity_rank, received_at) where stage = 'accepted';
