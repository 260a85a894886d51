-- owner: platform
-- why: rows that have served their use end by themselves, in batches: deduplication keys, domain events, settled letters, old sessions
-- kind: expand
-- lock: a short exclusive lock on retention_class for its policy, else new objects only

-- How far the removal has come in each tenant. `reached` is the place in tables that are gone through in the order of their ids.
create table forget_progress (
  tenant_id uuid not null references tenant (id),
  kind text not null check (length(kind) between 1 and 50),
  reached uuid,
  removed_rows bigint not null default 0,
  -- When the last whole round ended; null while there was none.
  finished_at timestamptz,
  primary key (tenant_id, kind)
);
call protect_tenant_table('forget_progress', 'how far the removal of rows that have served their use has come, by kind');
create policy resolver on forget_progress for select to wf_owner using (true);
grant select, insert, update on forget_progress to wf_app;

-- What a key counted beyond its window is written to its alert before the key may go. As the caller, since the owner of the tables
-- changes no row of a tenant. Alerts that somebody works on are left to the next batch: whoever decides holds an alert and then
-- waits for its key, so that waiting here could never end.
create function settle_expired_keys(before timestamptz, at_most integer) returns bigint
  language sql volatile set search_path = wf, pg_temp
  begin atomic
    with past as materialized (
      select k.subject_id, k.count, k.last_seen, k.previous_subject_id, k.previous_count, k.previous_last_seen
      from dedup_key k
      where k.tenant_id = wf_tenant() and k.expires_at < before
        and not exists (select from alert a where a.tenant_id = wf_tenant() and a.id = k.subject_id and a.revision < k.revision)
      order by k.expires_at limit at_most),
    told as materialized (
      select subject_id as id, count, last_seen from past
      union all
      select previous_subject_id, previous_count, previous_last_seen from past where previous_subject_id is not null),
    owing as (
      select a.id, t.count, t.last_seen from told t join alert a on a.tenant_id = wf_tenant() and a.id = t.id
      where a.duplicate_count <> t.count or a.last_seen < t.last_seen
      for no key update of a skip locked),
    settled as (
      update alert a set duplicate_count = o.count, last_seen = greatest(a.last_seen, o.last_seen)
      from owing o where a.tenant_id = wf_tenant() and a.id = o.id returning 1)
    select count(*) from settled;
  end;

-- One batch of one kind, in the transaction's tenant: how many rows were looked at, how many went, and the place that was reached.
-- A legal hold on the tenant keeps all of it but the answers that are repeated for a day; it is asked for here and not only by
-- who calls. The times are the caller's (roles/forget-rows.ts), the conditions stand here.
create function forget_rows(kind text, before timestamptz, at_most integer, after uuid, out looked bigint, out removed bigint,
    out reached uuid)
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  start uuid := coalesce(after, '00000000-0000-0000-0000-000000000000');
begin
  if wf_tenant() is null then raise exception 'no tenant is set' using errcode = 'check_violation'; end if;
  if kind <> 'idempotency_key' then perform refuse_held(); end if;
  case kind
    when 'idempotency_key' then
      delete from idempotency_key k where k.tenant_id = wf_tenant() and k.ctid = any(array(
        select x.ctid from idempotency_key x where x.tenant_id = wf_tenant() and x.created_at < before
        order by x.created_at limit at_most for update skip locked));
      get diagnostics removed = row_count;
    when 'dedup_key' then
      -- Only keys that owe no alert anything: what they counted stands there, no revision waits. A key that comes alive meanwhile
      -- is locked by who revives it, and no longer expired afterwards.
      with past as (
        select k.source, k.key from dedup_key k
        where k.tenant_id = wf_tenant() and k.expires_at < before
          and not exists (
            select from alert a where a.tenant_id = wf_tenant() and a.id = k.subject_id
              and (a.revision < k.revision or a.duplicate_count <> k.count or a.last_seen < k.last_seen))
          and not exists (
            select from alert a where a.tenant_id = wf_tenant() and a.id = k.previous_subject_id
              and (a.duplicate_count <> k.previous_count or a.last_seen < k.previous_last_seen))
        order by k.expires_at limit at_most for update of k skip locked)
      delete from dedup_key k using past p where k.tenant_id = wf_tenant() and k.source = p.source and k.key = p.key;
      get diagnostics removed = row_count;
    when 'domain_event' then
      -- What is about an alert is its history and goes with it; each row is looked at once.
      with seen as materialized (
        select e.id, e.subject_id from domain_event e
        where e.tenant_id = wf_tenant() and e.id > start and e.id < uuid_v7_floor(before) order by e.id limit at_most),
      gone as (
        delete from domain_event e using seen s
        where e.tenant_id = wf_tenant() and e.id = s.id
          and not exists (select from alert a where a.tenant_id = wf_tenant() and a.id = s.subject_id)
        returning 1)
      select (select count(*) from seen), (select count(*) from gone), (select s.id from seen s order by s.id desc limit 1)
      into looked, removed, reached;
    when 'dead_letter' then
      -- A letter stays as long as one that repeats its failure. What a held alert failed by is kept with the alert.
      delete from dead_letter d where d.tenant_id = wf_tenant() and d.id in (
        select l.id from dead_letter l
        where l.tenant_id = wf_tenant() and coalesce(l.replayed_at, l.discarded_at) < before
          and not exists (select from dead_letter r where r.tenant_id = wf_tenant() and r.replay_of = l.id)
          and not exists (
            select from legal_hold h where h.tenant_id = wf_tenant() and h.lifted_at is null and h.alert_id is not null
              and l.payload -> 'alerts' ? h.alert_id::text)
        order by l.failed_at limit at_most);
      get diagnostics removed = row_count;
    when 'session' then
      delete from session s where s.tenant_id = wf_tenant() and s.id in (
        select x.id from session x where x.tenant_id = wf_tenant() and least(x.ended_at, x.expires_at) < before limit at_most);
      get diagnostics removed = row_count;
    when 'sign_in_link' then
      delete from sign_in_link s where s.tenant_id = wf_tenant() and s.id in (
        select x.id from sign_in_link x where x.tenant_id = wf_tenant() and least(x.used_at, x.expires_at) < before limit at_most);
      get diagnostics removed = row_count;
    when 'detection_rule_day' then
      delete from detection_rule_day d where d.tenant_id = wf_tenant() and d.ctid = any(array(
        select x.ctid from detection_rule_day x
        where x.tenant_id = wf_tenant() and x.day < (before at time zone 'UTC')::date limit at_most for update skip locked));
      get diagnostics removed = row_count;
    when 'entity' then
      -- Nothing names it any more and nobody said anything of it. A record that names it at this very moment fails by its foreign
      -- key and is worked on again.
      with seen as materialized (
        select n.id from entity n where n.tenant_id = wf_tenant() and n.id > start order by n.id limit at_most),
      gone as (
        delete from entity n using seen s
        where n.tenant_id = wf_tenant() and n.id = s.id and n.first_seen < before
          and not exists (select from entity_link l where l.tenant_id = wf_tenant() and l.entity_id = n.id)
          and not exists (select from entity_judgement j where j.tenant_id = wf_tenant() and j.entity_id = n.id)
        returning 1)
      select (select count(*) from seen), (select count(*) from gone), (select s.id from seen s order by s.id desc limit 1)
      into looked, removed, reached;
    else raise exception 'no such kind: %', kind using errcode = 'check_violation';
  end case;
  looked := coalesce(looked, removed);
end
$$;

-- How far all tenants are together: counts and ages only.
create function read_forget_progress()
  returns table (kind text, removed_rows bigint, oldest_finished_at timestamptz, unfinished integer)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select p.kind, sum(p.removed_rows)::bigint, min(p.finished_at), count(*) filter (where p.finished_at is null)::integer
    from forget_progress p group by p.kind order by p.kind;
  end;

-- Which classes of retention are behind: what the last whole round left behind it is that much older than its time. Tenants under
-- a hold stand still on purpose and are counted apart.
create policy resolver on retention_class for select to wf_owner using (true);

create function read_retention_overdue(at timestamptz)
  returns table (class text, tenants integer, held integer, overdue_seconds double precision)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select r.class, count(*)::integer, count(*) filter (where r.is_held)::integer,
      coalesce(max(greatest(0, extract(epoch from r.wanted - r.done))) filter (where not r.is_held), 0)::double precision
    from (
      select c.class, at - make_interval(days => c.days) as wanted,
        coalesce(c.removed_before, least(c.updated_at, at) - make_interval(days => c.days)) as done,
        exists (select from legal_hold h where h.tenant_id = c.tenant_id and h.lifted_at is null
                and (h.subject = 'tenant' or c.class = 'audit')) as is_held
      from retention_class c join tenant t on t.id = c.tenant_id and t.status <> 'deleting'
      where c.days is not null) r
    group by r.class order by r.class;
  end;

revoke execute on function settle_expired_keys, forget_rows, read_forget_progress, read_retention_overdue from public;
grant execute on function settle_expired_keys, forget_rows, read_forget_progress, read_retention_overdue to wf_app;
