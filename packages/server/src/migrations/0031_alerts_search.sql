-- owner: alerts
-- why: search goes through one row of words an alert, which costs a hundredth of a row a word to write, and knows phrases and fields
-- kind: contract
-- lock: exclusive on alert_token, whose words are moved and which is then dropped

-- The words of an alert as a text-search vector of our own making (domains/alerts/search.ts). A row a word took eighty rows an
-- alert with two indexes and a foreign key each: more than all the rest of deciding together.
create table alert_search (
  tenant_id uuid not null,
  alert_id uuid not null,
  words tsvector not null,
  primary key (tenant_id, alert_id),
  foreign key (tenant_id, alert_id) references alert (tenant_id, id)
);
call protect_tenant_table('alert_search', 'words of an alert, for search');
grant select, insert, update, delete on alert_search to wf_app;

-- Words that were stored one a row have no places: alerts from before are found by their words, and not by phrases.
insert into alert_search (tenant_id, alert_id, words)
select tenant_id, alert_id, array_to_tsvector(array_agg(right(tenant_id::text, 5) || token)) from alert_token
group by tenant_id, alert_id;
drop table alert_token;

-- New rows wait in a short list before they are sorted into the index; a search reads that list through, so it is kept short.
create index alert_search_words on alert_search using gin (words) with (fastupdate = on, gin_pending_list_limit = 1024);
-- Rows are never changed but by revisions: cleaning the waiting list is what vacuuming is for here, so it comes by rows inserted.
alter table alert_search set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

-- The planner may not use a text-search operator as an index condition under row-level security, since it is not marked leakproof
-- (794 ms against 2.7 over a million alerts). So the index is asked here, for the transaction's own tenant alone. At most so many,
-- in no order: whoever asks for one more than it can use knows that there are too many.
create function find_by_words(wanted tsquery, at_most integer) returns setof uuid
  language plpgsql stable security definer set search_path = wf, pg_temp set enable_seqscan = off set enable_indexscan = off
  set plan_cache_mode = force_custom_plan
  as $$
begin
  return query
    select s.alert_id from alert_search s
    -- Compared so that the primary key cannot lead: a tenant has many alerts, and its words begin with its own digits.
    where s.words @@ wanted and (s.tenant_id = wf_tenant()) is true
    limit at_most;
end
$$;
revoke execute on function find_by_words from public;
grant execute on function find_by_words to wf_app;

-- What names the words' table, with its new name; else as before.

-- What is older than a time and not held, per class. The same conditions as below, for the preview.
create or replace function list_expired(class text, before timestamptz, at_most integer) returns table (id uuid)
  language plpgsql stable set search_path = wf, pg_temp
  as $$
begin
  if class = 'raw' then
    return query
      with held as (
        select a.id, a.record_id from legal_hold h join alert a on a.tenant_id = h.tenant_id and a.id = h.alert_id
        where h.tenant_id = wf_tenant() and h.lifted_at is null)
      select r.id from raw_record r
      where r.tenant_id = wf_tenant() and r.id < uuid_v7_floor(before)
        and r.id not in (select held.record_id from held
                         union all select v.record_id from alert_revision v join held on held.id = v.alert_id
                                   where v.tenant_id = wf_tenant())
      order by r.id limit at_most;
  elsif class = 'event' then
    return query
      select e.id from event e where e.tenant_id = wf_tenant() and e.id < uuid_v7_floor(before) order by e.id limit at_most;
  elsif class = 'alert' or class = 'alert-evidence' then
    return query
      select a.id from alert a
      where a.tenant_id = wf_tenant() and a.status in ('resolved', 'auto_resolved') and a.resolved_at < before
        and not exists (select from legal_hold h
                        where h.tenant_id = wf_tenant() and h.alert_id = a.id and h.lifted_at is null)
        and (class = 'alert'
          or exists (select from alert_search t where t.tenant_id = wf_tenant() and t.alert_id = a.id)
          or exists (select from entity_link l where l.tenant_id = wf_tenant() and l.subject_id = a.id))
      order by a.received_at limit at_most;
  else
    raise exception 'no such class: %', class;
  end if;
end
$$;

-- Events with their links; then words and links of closed alerts, which stay readable but are no longer found by them.
create or replace function remove_expired_evidence(before timestamptz, at_most integer) returns bigint
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  ids uuid[];
  closed uuid[];
begin
  perform refuse_held();
  ids := array(select x.id from list_expired('event', before, at_most) x);
  delete from entity_link l where l.tenant_id = wf_tenant() and l.subject_id = any(ids);
  delete from event e where e.tenant_id = wf_tenant() and e.id = any(ids);
  closed := array(select x.id from list_expired('alert-evidence', before, greatest(at_most - cardinality(ids), 0)) x);
  delete from entity_link l where l.tenant_id = wf_tenant() and l.subject_id = any(closed);
  delete from alert_search t where t.tenant_id = wf_tenant() and t.alert_id = any(closed);
  return cardinality(ids) + cardinality(closed);
end
$$;

-- Closed alerts with everything that hangs on them. A table that refers to alerts and is not named here lets this fail instead of
-- leaving rows behind.
create or replace function remove_expired_alerts(before timestamptz, at_most integer, out removed bigint, out removed_bytes bigint)
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  ids uuid[];
  records uuid[];
begin
  perform refuse_held();
  ids := array(select x.id from list_expired('alert', before, at_most) x);
  records := array(
    select a.record_id from alert a where a.tenant_id = wf_tenant() and a.id = any(ids)
    union
    select v.record_id from alert_revision v where v.tenant_id = wf_tenant() and v.alert_id = any(ids));
  delete from dedup_key d using alert a
    where a.tenant_id = wf_tenant() and a.id = any(ids)
      and d.tenant_id = a.tenant_id and d.source = a.source and d.key = a.dedup_key and d.subject_id = a.id;
  delete from entity_link l where l.tenant_id = wf_tenant() and l.subject_id = any(ids);
  delete from alert_search t where t.tenant_id = wf_tenant() and t.alert_id = any(ids);
  delete from alert_comment c where c.tenant_id = wf_tenant() and c.alert_id = any(ids);
  delete from alert_revision v where v.tenant_id = wf_tenant() and v.alert_id = any(ids);
  delete from decision d where d.tenant_id = wf_tenant() and d.alert_id = any(ids);
  delete from domain_event e where e.tenant_id = wf_tenant() and e.subject_id = any(ids);
  delete from alert a where a.tenant_id = wf_tenant() and a.id = any(ids);
  with gone as (
    delete from raw_record r where r.tenant_id = wf_tenant() and r.id = any(records) returning octet_length(r.body) as bytes)
  select coalesce(sum(bytes), 0) into removed_bytes from gone;
  removed := cardinality(ids);
end
$$;

-- The deduplication key goes first: whoever accepts a record takes its key before its alert, and two that waited for each other
-- the other way round would never end.
create or replace function delete_alert(target uuid, at timestamptz, out outcome text, out revisions integer, out comments integer,
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
  delete from alert_search t where t.tenant_id = wf_tenant() and t.alert_id = target;
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
