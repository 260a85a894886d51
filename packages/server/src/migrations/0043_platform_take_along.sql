-- owner: platform
-- why: a commit over many tenants makes many small jobs; who runs the first of a queue does the next ones with it
-- kind: expand
-- lock: none, a function is made
-- role: wf_worker

-- What waits behind a job that is running, in its own queue: jobs of the same kind and tenant that are due and were never run, the
-- most urgent and oldest first, until they would hold more ids than wanted. They are removed, so they are done with when the
-- caller's transaction commits and wait as before when it does not. Jobs of a queue run in turn, so nobody else can begin one of
-- these meanwhile. One that failed before runs by itself. A queue is one tenant's, by its name.
create function wf_work.take_along(running_job bigint, records_max integer)
  returns table (payload json, priority smallint, run_at timestamptz)
  language sql volatile security definer set search_path = wf_work, pg_temp
  as $$
  with waiting as (
    select j.id, j.priority, j.run_at, json_array_length(j.payload -> 'alerts') + json_array_length(j.payload -> 'events') as records
    from graphile_worker._private_jobs own
      join graphile_worker._private_jobs j on j.task_id = own.task_id and j.job_queue_id = own.job_queue_id
    where own.id = running_job and own.locked_by is not null
      and own.payload ->> 'tenant_id' = nullif(current_setting('wf.tenant', true), '')
      and j.is_available and j.attempts = 0 and j.run_at <= clock_timestamp()
    order by j.priority, j.run_at, j.id limit 200 for update of j skip locked),
  counted as (
    select w.id, sum(w.records) over (order by w.priority, w.run_at, w.id) as records from waiting w)
  delete from graphile_worker._private_jobs j using counted c
  where j.id = c.id and c.records <= records_max
  returning j.payload, j.priority, j.run_at
$$;
revoke execute on function wf_work.take_along from public;
grant execute on function wf_work.take_along to wf_app;
