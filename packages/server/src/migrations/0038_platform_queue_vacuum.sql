-- owner: platform
-- why: the queue's table stays as small as what waits in it, however many jobs pass through
-- kind: expand
-- lock: a lock on the queue's tables that vacuum alone waits for, for a moment
-- role: wf_worker

-- A job is a row that is added, locked (an update) and removed within a second: a share of what is left says nothing. Five thousand
-- dead rows are a few hundred batches of records.
alter table graphile_worker._private_jobs set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
-- A handful of rows, each updated every few seconds, in no index by what changes: room on the page lets them stay on it.
alter table wf_work.heartbeat set (fillfactor = 50);

-- Jobs of releases before that reached the queue's own limit of attempts and will never be run again; their alerts are found by
-- where they stand. Only such jobs, only old ones, only as many as said: a job that can still run is never removed.
create function wf_work.remove_spent_jobs(before timestamptz, at_most integer) returns bigint
  language sql volatile set search_path = wf_work, pg_temp
  as $$
  with gone as (
    delete from graphile_worker._private_jobs j where j.id in (
      select x.id from graphile_worker._private_jobs x
      where x.attempts >= x.max_attempts and x.locked_by is null and x.created_at < before and x.updated_at < before
      order by x.id limit at_most for update skip locked)
    returning 1)
  select count(*) from gone
$$;
revoke execute on function wf_work.remove_spent_jobs from public;
