-- owner: platform
-- why: people count workers; the pool that holds their jobs has a heartbeat of its own, which is none of them
-- kind: expand
-- lock: none, a function is replaced
-- role: wf_worker

create or replace function wf_work.count_workers(silent_seconds double precision)
  returns table (alive integer, heard_seconds double precision)
  language sql stable security definer set search_path = wf_work, pg_temp
  as $$
  select count(*) filter (where h.at >= clock_timestamp() - make_interval(secs => silent_seconds)
      and h.worker_id not like 'pool-%')::integer,
    extract(epoch from clock_timestamp() - max(h.at))::double precision
  from wf_work.heartbeat h
$$;
