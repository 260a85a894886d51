-- owner: audit
-- why: a sink that was delivered to while the clock stood ahead does not wait until the clock is there again
-- kind: expand
-- lock: none, a function is replaced

-- No pause is longer than an hour (the longest Retry-After that is kept) and no turn longer than a minute, so a time beyond these
-- was written by a clock that has been set back since. As `leaseSink` in sink.store.ts.
create or replace function list_due_audit_sinks(due_at timestamptz, most integer) returns table (tenant_id uuid, id uuid)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select s.tenant_id, s.id from audit_sink s
    where (s.lease_until is null or s.lease_until <= due_at or s.lease_until > due_at + interval '2 minutes')
      and (s.test_requested_at is not null
           or (s.state = 'active' and (s.next_attempt_at <= due_at or s.next_attempt_at > due_at + interval '61 minutes')
               and exists (select from audit_link l where l.tenant_id = s.tenant_id and l.sequence > s.confirmed_to)))
    order by s.next_attempt_at, s.tenant_id, s.id
    limit most;
  end;
