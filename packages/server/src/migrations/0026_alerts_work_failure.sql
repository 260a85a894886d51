-- owner: alerts
-- why: an alert whose work failed for good says so instead of looking as if it were still being worked on
-- kind: expand
-- lock: a short exclusive lock on alert: the column is null, so no row is rewritten; the check holds for null

alter table alert add column work_failure text check (work_failure in ('failed', 'discarded'));

-- Tenants with alerts or revisions that stand since before a time, and how many: the sweeper looks into those alone.
create policy sweeping on alert for select to wf_owner using (true);
create policy sweeping on alert_revision for select to wf_owner using (true);
create function list_standing_tenants(before timestamptz) returns table (tenant_id uuid)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select a.tenant_id from alert a
    where a.stage <> 'decided' and a.work_failure is null and a.received_at < before
    union
    select r.tenant_id from alert_revision r where r.applied_at is null and r.received_at < before
    limit 10000;
  end;

revoke execute on function list_standing_tenants from public;
grant execute on function list_standing_tenants to wf_app;
