-- owner: alerts
-- why: jobs take along what waits in the queue and look for waiting alerts no more; an index less to keep at each insert and decision
-- kind: contract
-- lock: writing to alert waits for a moment

drop index alert_waiting;
