-- owner: alerts
-- why: a job takes along what is at least as severe as its own, the most severe first
-- kind: expand
-- lock: writing to alert waits while the index is built over what is undecided, which is little

drop index alert_waiting;
create index alert_waiting on alert (tenant_id, severity_rank desc, received_at) where stage = 'accepted';
