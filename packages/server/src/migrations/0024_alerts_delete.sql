-- owner: alerts
-- why: one alert deleted by a person, with everything that hangs on it
-- kind: expand
-- lock: none, a new function

-- What the application itself may not do to what is kept for good, in the transaction's tenant: 'deleted', 'held' when a legal hold
-- keeps the alert or the tenant, 'missing'. A table that refers to alerts and is not named here lets this fail instead of leaving
-- rows behind. Volumes by day of rules and sources stay: they say what arrived, and nothing of this alert.
--
-- The deduplication key goes first: whoever accepts a record takes its key before its alert, and two that waited for each other
-- the other way round would never end.
create function delete_alert(target uuid, at timestamptz, out outcome text, out revisions integer, out comments integer,
    out decisions integer, out removed_bytes bigint)
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  records uuid[];
begin
  perform lock_holds();
  if exists (select from legal_hold h where h.tenant_id = wf_tenant() and h.lifted_at is null
             and (h.subject = 'tenant' or h.alert_id = target)) then
    outcome := 'held';
    return;
  end if;
  delete from dedup_key d using alert a
    where a.tenant_id = wf_tenant() and a.id = target
      and d.tenant_id = a.tenant_id and d.source = a.source and d.key = a.dedup_key and d.subject_id = a.id;
  perform from alert a where a.tenant_id = wf_tenant() and a.id = target for update;
  if not found then
    outcome := 'missing';
    return;
  end if;
  records := array(
    select a.record_id from alert a where a.tenant_id = wf_tenant() and a.id = target
    union
    select v.record_id from alert_revision v where v.tenant_id = wf_tenant() and v.alert_id = target);
  delete from entity_link l where l.tenant_id = wf_tenant() and l.subject_id = target;
  delete from alert_token t where t.tenant_id = wf_tenant() and t.alert_id = target;
  delete from alert_comment c where c.tenant_id = wf_tenant() and c.alert_id = target;
  get diagnostics comments = row_count;
  delete from alert_revision v where v.tenant_id = wf_tenant() and v.alert_id = target;
  get diagnostics revisions = row_count;
  delete from decision d where d.tenant_id = wf_tenant() and d.alert_id = target;
  get diagnostics decisions = row_count;
  delete from domain_event e where e.tenant_id = wf_tenant() and e.subject_id = target;
  delete from alert a where a.tenant_id = wf_tenant() and a.id = target;
  with gone as (
    delete from raw_record r where r.tenant_id = wf_tenant() and r.id = any(records) returning octet_length(r.body) as bytes)
  select coalesce(sum(bytes), 0) into removed_bytes from gone;
  insert into tenant_usage as u (tenant_id, day, removed_bytes)
    values (wf_tenant(), (at at time zone 'UTC')::date, delete_alert.removed_bytes)
    on conflict (tenant_id, day) do update set removed_bytes = u.removed_bytes + excluded.removed_bytes;
  outcome := 'deleted';
end
$$;

revoke execute on function delete_alert from public;
grant execute on function delete_alert to wf_app;
