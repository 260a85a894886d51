-- owner: audit
-- why: a tenant sends its audit records to a collector of its own, in the order of the chain, none lost and none skipped
-- kind: expand
-- lock: a short exclusive lock on audit_link for its policy

create table audit_sink (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  url text not null check (length(url) between 1 and 2048),
  format text not null check (format in ('jsonl', 'splunk_hec')),
  -- Both lie in the vault; null when the collector needs none.
  authorization_secret_id uuid,
  signing_secret_id uuid,
  -- refused: the guard of outgoing calls did not let it be reached; somebody has to change it.
  state text not null check (state in ('active', 'paused', 'refused')),
  -- The place in the chain up to which the collector has confirmed; it moves after the answer, so a crash repeats and never skips.
  confirmed_to bigint not null check (confirmed_to >= 0),
  -- The end of the batch that is being sent: it is sent again with the same end, so that its idempotency key stays true.
  sending_to bigint,
  batch_max integer not null check (batch_max between 1 and 500),
  delivered bigint not null,
  -- Records that were pruned before they could be delivered.
  missed bigint not null,
  failures integer not null,
  next_attempt_at timestamptz not null,
  -- Who sends for it, until when: one at a time, and a dead one's turn ends by itself.
  lease_id uuid,
  lease_until timestamptz,
  last_delivered_at timestamptz,
  last_error text check (length(last_error) <= 500),
  last_error_at timestamptz,
  test_requested_at timestamptz,
  tested_at timestamptz,
  test_error text check (length(test_error) <= 500),
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null,
  version integer not null,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call protect_tenant_table('audit_sink', 'collectors that the audit records of the tenant are sent to, and how far they are');
create policy delivering on audit_sink for select to wf_owner using (true);
create policy delivering on audit_link for select to wf_owner using (true);
grant select, insert, update, delete on audit_sink to wf_app;
create index audit_sink_due on audit_sink (next_attempt_at);

-- Which sinks have something to send now, over all tenants: ids only. What a sink says is read in its own tenant.
create function list_due_audit_sinks(due_at timestamptz, most integer) returns table (tenant_id uuid, id uuid)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select s.tenant_id, s.id from audit_sink s
    where (s.lease_until is null or s.lease_until <= due_at)
      and (s.test_requested_at is not null
           or (s.state = 'active' and s.next_attempt_at <= due_at
               and exists (select from audit_link l where l.tenant_id = s.tenant_id and l.sequence > s.confirmed_to)))
    order by s.next_attempt_at, s.tenant_id, s.id
    limit most;
  end;

revoke execute on function list_due_audit_sinks from public;
grant execute on function list_due_audit_sinks to wf_app;
