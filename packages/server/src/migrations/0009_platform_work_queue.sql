-- owner: platform
-- why: jobs are enqueued in the transaction of what they are about, by roles that may not touch the queue's tables
-- kind: expand
-- lock: none, new objects only
-- role: wf_worker

-- One call a transaction, however many jobs: [{"job","payload","queue","priority"}].
create function wf_work.enqueue(jobs jsonb) returns void
  language plpgsql volatile security definer set search_path = wf_work, pg_temp
  as $$
begin
  perform graphile_worker.add_jobs(array(
    select row(
      j ->> 'job', (j -> 'payload')::json, j ->> 'queue', null::timestamptz, 12::smallint, null::text,
      (j ->> 'priority')::smallint, null::text[]
    )::graphile_worker.job_spec
    from jsonb_array_elements(jobs) j
  ));
end
$$;
revoke execute on function wf_work.enqueue from public;
grant usage on schema wf_work to wf_app, wf_ingest;
grant execute on function wf_work.enqueue to wf_app, wf_ingest;

create table wf_work.heartbeat (
  worker_id text primary key,
  at timestamptz not null
);
comment on table wf_work.heartbeat is 'platform: workers alive; jobs of one that fell silent are unlocked';

-- Jobs of workers that have not been heard of for the given time: unlocked at once instead of after the queue's own four hours.
create function wf_work.unlock_silent(silent_since timestamptz) returns integer
  language plpgsql volatile set search_path = wf_work, pg_temp
  as $$
declare
  silent text[];
begin
  delete from wf_work.heartbeat where at < silent_since;
  -- A lock younger than the silence may be that of a worker whose first heartbeat is still on its way.
  select array_agg(distinct locked_by) into silent from (
    select locked_by from graphile_worker._private_jobs where locked_by is not null and locked_at < silent_since
    union
    select locked_by from graphile_worker._private_job_queues where locked_by is not null and locked_at < silent_since) locked
  where locked_by not in (select worker_id from wf_work.heartbeat);
  if silent is null then return 0; end if;
  perform graphile_worker.force_unlock_workers(silent);
  return cardinality(silent);
end
$$;
revoke execute on function wf_work.unlock_silent from public;
