-- owner: platform
-- why: people see what waits in the queue for their tenant, retries spread, and what could not be buried is tried again
-- kind: expand
-- lock: none, functions only
-- role: wf_worker

-- As before, but for the attempts: our own limit stands below (worker.ts), so that a job whose dead letter could not be written
-- is run again instead of lying in the queue for ever.
create or replace function wf_work.enqueue(jobs jsonb) returns void
  language plpgsql volatile security definer set search_path = wf_work, pg_temp
  as $$
begin
  perform graphile_worker.add_jobs(array(
    select row(
      j ->> 'job', (j -> 'payload')::json, j ->> 'queue', null::timestamptz, 30::smallint, null::text,
      (j ->> 'priority')::smallint, null::text[]
    )::graphile_worker.job_spec
    from jsonb_array_elements(jobs) j
  ));
end
$$;

-- Bodies as text: a body that PostgreSQL has parsed would hold on to the queue's tables when a release of the queue changes them.
--
-- Called while the failed job is still held. The queue adds its own pause to the later of now and run_at, so that what is put
-- here comes on top of it. The payload carries when the work first failed, which the queue does not keep.
create function wf_work.note_failure(job_id bigint, new_payload json, extra_seconds double precision) returns void
  language sql volatile set search_path = wf_work, pg_temp
  as $$
  update graphile_worker._private_jobs set payload = new_payload,
    run_at = clock_timestamp() + make_interval(secs => extra_seconds)
  where id = job_id and locked_by is not null
$$;
revoke execute on function wf_work.note_failure from public;

-- What waits for the transaction's tenant, by priority. A job is a batch; records are the alerts and events in it.
create function wf_work.read_own_queue()
  returns table (priority smallint, jobs integer, records integer, running integer, retrying integer, oldest_seconds double precision)
  language sql stable security definer set search_path = wf_work, pg_temp
  as $$
  select j.priority, count(*)::integer,
    coalesce(sum(coalesce(json_array_length(j.payload -> 'alerts'), 0) + coalesce(json_array_length(j.payload -> 'events'), 0)),
      0)::integer,
    count(*) filter (where j.locked_by is not null)::integer,
    count(*) filter (where j.locked_by is null and j.attempts > 0)::integer,
    greatest(0, extract(epoch from clock_timestamp() - min(j.created_at)))::double precision
  from graphile_worker._private_jobs j
  where j.payload ->> 'tenant_id' = nullif(current_setting('wf.tenant', true), '')
    and (j.attempts < j.max_attempts or j.locked_by is not null)
  group by j.priority
$$;

-- Those of the named alerts of the transaction's tenant that no job carries.
create function wf_work.list_uncarried(wanted uuid[]) returns table (id uuid)
  language sql stable security definer set search_path = wf_work, pg_temp
  as $$
  select w.id from unnest(wanted) as w (id)
  except
  select carried.id::uuid from graphile_worker._private_jobs j, json_array_elements_text(j.payload -> 'alerts') as carried (id)
  where j.payload ->> 'tenant_id' = nullif(current_setting('wf.tenant', true), '')
    and (j.attempts < j.max_attempts or j.locked_by is not null)
$$;

-- Workers of the installation that are heard of, and how long ago the last one was.
create function wf_work.count_workers(silent_seconds double precision)
  returns table (alive integer, heard_seconds double precision)
  language sql stable security definer set search_path = wf_work, pg_temp
  as $$
  select count(*) filter (where h.at >= clock_timestamp() - make_interval(secs => silent_seconds))::integer,
    extract(epoch from clock_timestamp() - max(h.at))::double precision
  from wf_work.heartbeat h
$$;

revoke execute on function wf_work.read_own_queue, wf_work.list_uncarried, wf_work.count_workers from public;
grant execute on function wf_work.read_own_queue, wf_work.list_uncarried, wf_work.count_workers to wf_app;
