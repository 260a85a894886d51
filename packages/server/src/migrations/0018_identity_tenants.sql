-- owner: identity
-- why: settings, quotas, retention, legal holds and usage of tenants; what removes rows: retention, and the deletion of a tenant
-- kind: expand
-- lock: short exclusive locks, for new columns without a default on tenant and for a policy on each tenant table

-- In a tenant's own transaction the owner of the tables sees and removes that tenant's rows, and changes none. Nobody works as the
-- owner but the functions below, each of which looks first whether it may: the application itself has no right to delete what is
-- kept for good. Tables made later get the policy from here as well.
create or replace procedure protect_tenant_table(table_name text, purpose text)
  language plpgsql
  as $$
begin
  execute format('alter table wf.%I enable row level security', table_name);
  execute format('alter table wf.%I force row level security', table_name);
  execute format(
    'create policy tenant_rows on wf.%I to wf_app using (tenant_id = wf_tenant()) with check (tenant_id = wf_tenant())',
    table_name);
  execute format('create policy purging on wf.%I to wf_owner using (tenant_id = wf_tenant()) with check (false)', table_name);
  execute format('comment on table wf.%I is %L', table_name, 'tenant: ' || purpose);
end
$$;

do $$
declare
  name text;
begin
  for name in
    select c.relname from pg_class c
    where c.relnamespace = 'wf'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'tenant'
      and obj_description(c.oid, 'pg_class') like 'tenant: %'
  loop
    execute format('create policy purging on wf.%I to wf_owner using (tenant_id = wf_tenant()) with check (false)', name);
  end loop;
end
$$;

alter table tenant add column status_at timestamptz;
alter table tenant add column status_by text check (length(status_by) <= 300);
alter table tenant add column status_reason text check (length(status_reason) <= 1000);

create table tenant_setting (
  tenant_id uuid not null references tenant (id),
  version integer not null check (version >= 1),
  body jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant_id, version)
);
call protect_tenant_table('tenant_setting', 'time zone and rules of signing in; every change is a new version');
grant select, insert on tenant_setting to wf_app;

create table tenant_limit (
  tenant_id uuid not null references tenant (id),
  name text not null check (name in ('records_per_day', 'stored_bytes')),
  -- Null: none.
  value bigint check (value >= 0),
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (tenant_id, name)
);
call protect_tenant_table('tenant_limit', 'quotas, set by the tenant above');
create policy resolver on tenant_limit for select to wf_owner using (true);
grant select, insert, update on tenant_limit to wf_app;

-- What a tenant received and keeps, by day (UTC). Each server adds what it counted in the last second.
create table tenant_usage (
  tenant_id uuid not null references tenant (id),
  day date not null,
  records bigint not null default 0,
  bytes bigint not null default 0,
  removed_bytes bigint not null default 0,
  refused bigint not null default 0,
  -- When a quota was first exceeded that day, which is recorded once.
  exceeded_at timestamptz,
  primary key (tenant_id, day)
) with (fillfactor = 50);
call protect_tenant_table('tenant_usage', 'records and bytes by day');
create policy resolver on tenant_usage to wf_owner using (true) with check (true);
grant select, insert, update on tenant_usage to wf_app;

create table retention_class (
  tenant_id uuid not null references tenant (id),
  class text not null check (class in ('raw', 'evidence', 'decision', 'audit')),
  -- Null: kept for good.
  days integer check (days between 1 and 3650),
  updated_at timestamptz not null,
  updated_by text not null,
  -- Asked for outside the hourly round; null once it was done.
  requested_at timestamptz,
  requested_by text,
  -- Everything older than this was removed, when, and how many rows in all.
  removed_before timestamptz,
  removed_at timestamptz,
  removed_rows bigint not null default 0,
  primary key (tenant_id, class)
);
call protect_tenant_table('retention_class', 'how long each class of data is kept, and what was removed');
grant select, insert, update on retention_class to wf_app;

create table legal_hold (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  -- `tenant` or `alert:<uuid>`; what it names may be gone once the hold was lifted.
  subject text not null,
  alert_id uuid,
  reason text not null check (length(reason) between 1 and 1000),
  placed_at timestamptz not null,
  placed_by text not null,
  lifted_at timestamptz,
  lifted_by text,
  lift_reason text check (length(lift_reason) between 1 and 1000),
  primary key (tenant_id, id),
  foreign key (tenant_id, alert_id) references alert (tenant_id, id) on delete set null (alert_id),
  check ((lifted_at is null) = (lifted_by is null)),
  check (lifted_at is not null or (subject = 'tenant') = (alert_id is null))
);
call protect_tenant_table('legal_hold', 'what must not be removed, and why');
create policy resolver on legal_hold for select to wf_owner using (true);
grant select, insert on legal_hold to wf_app;
grant update (lifted_at, lifted_by, lift_reason) on legal_hold to wf_app;
create index legal_hold_standing on legal_hold (tenant_id, alert_id) where lifted_at is null;

-- What is left of a deleted tenant, with the tenant above it: when, by whom, why, how many rows of which table, and the hashes by
-- which its audit records can still be proved. No name and no word of its data.
create table tenant_tombstone (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  requested_at timestamptz not null,
  requested_by text not null,
  reason text not null check (length(reason) between 1 and 1000),
  -- Set when everything is gone.
  deleted_at timestamptz,
  counts jsonb not null default '{}',
  start_sequence bigint,
  start_hash bytea,
  end_sequence bigint,
  end_hash bytea,
  signed_at timestamptz,
  key_id text,
  signature bytea,
  primary key (tenant_id, id)
);
call protect_tenant_table('tenant_tombstone', 'what is left of deleted tenants');
create policy resolver on tenant_tombstone to wf_owner using (true) with check (true);
grant select, insert on tenant_tombstone to wf_app;
grant update (start_sequence, start_hash, end_sequence, end_hash, signed_at, key_id, signature) on tenant_tombstone to wf_app;

create table tombstone_link (
  tenant_id uuid not null,
  tombstone_id uuid not null,
  sequence bigint not null,
  record_hash bytea not null,
  primary key (tenant_id, tombstone_id, sequence),
  foreign key (tenant_id, tombstone_id) references tenant_tombstone (tenant_id, id) on update cascade on delete cascade
);
call protect_tenant_table('tombstone_link', 'hashes of the audit records of deleted tenants');
grant select, insert on tombstone_link to wf_app;

-- The tree of tenants. A tenant sees the tenants right below it, through these functions only.

create function create_child_tenant(new_tenant uuid, new_slug text, new_name text, at timestamptz, depth_max integer,
    children_max integer) returns text
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  depth integer;
begin
  -- Two at once take turns, so that the count holds.
  perform from tenant t where t.id = wf_tenant() and t.status = 'active' for no key update;
  if not found then return 'no_parent'; end if;
  with recursive above as (
    select t.id, t.parent_id, 1 as level from tenant t where t.id = wf_tenant()
    union all
    select t.id, t.parent_id, a.level + 1 from above a join tenant t on t.id = a.parent_id where a.level < 100)
  select max(level) into depth from above;
  if depth >= depth_max then return 'too_deep'; end if;
  if (select count(*) from tenant t where t.parent_id = wf_tenant()) >= children_max then return 'too_many'; end if;
  insert into tenant (id, slug, name, created_at, parent_id) values (new_tenant, new_slug, new_name, at, wf_tenant())
    on conflict (slug) do nothing;
  if not found then return 'slug_taken'; end if;
  return 'made';
end
$$;

create function is_child_tenant(child uuid) returns boolean
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select exists (
      select from tenant t where t.id = child and t.parent_id = wf_tenant() and t.status <> 'deleting');
  end;

create function read_child_tenants(wanted uuid, today date)
  returns table (id uuid, slug text, name text, status text, status_at timestamptz, status_reason text,
    created_at timestamptz, records_per_day bigint, stored_bytes_max bigint, records_today bigint, refused_today bigint,
    stored_bytes bigint, is_held boolean)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select t.id, t.slug, t.name, t.status, t.status_at, t.status_reason, t.created_at,
      (select l.value from tenant_limit l where l.tenant_id = t.id and l.name = 'records_per_day'),
      (select l.value from tenant_limit l where l.tenant_id = t.id and l.name = 'stored_bytes'),
      coalesce(u.records, 0), coalesce(u.refused, 0),
      (select coalesce(sum(s.bytes - s.removed_bytes), 0)::bigint from tenant_usage s where s.tenant_id = t.id),
      exists (select from legal_hold h where h.tenant_id = t.id and h.lifted_at is null)
    from tenant t left join tenant_usage u on u.tenant_id = t.id and u.day = today
    where t.parent_id = wf_tenant() and (wanted is null or t.id = wanted)
    order by t.created_at, t.id;
  end;

-- The transaction's tenant, or one right below it.
create function rename_tenant(wanted uuid, new_name text) returns boolean
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
begin
  update tenant t set name = new_name
  where t.id = wanted and (t.id = wf_tenant() or t.parent_id = wf_tenant()) and t.status <> 'deleting';
  return found;
end
$$;

create function set_child_status(child uuid, new_status text, why text, who text, at timestamptz) returns text
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  present text;
begin
  -- Whoever places a hold reads this row first: either this sees the hold, or the hold sees the new state.
  select t.status into present from tenant t where t.id = child and t.parent_id = wf_tenant() for update;
  if present is null then return 'not_found'; end if;
  if present = 'deleting' then return 'deleting'; end if;
  if new_status = 'deleting' then
    if exists (select from legal_hold h where h.tenant_id = child and h.lifted_at is null) then return 'held'; end if;
    if exists (select from tenant t where t.parent_id = child) then return 'has_children'; end if;
  end if;
  if present = new_status then return 'unchanged'; end if;
  update tenant t set status = new_status, status_at = at, status_by = who, status_reason = why where t.id = child;
  return 'changed';
end
$$;

-- A tenant that is being deleted has no work of its own any more.
create or replace function list_tenant_ids() returns table (id uuid)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select t.id from tenant t where t.status <> 'deleting' order by t.id;
  end;

-- Those whose last credential has stopped for sure: what was remembered of it is older than the given time.
create function list_dying_tenants(begun_before timestamptz) returns table (id uuid, parent_id uuid)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select t.id, t.parent_id from tenant t
    where t.status = 'deleting' and t.status_at < begun_before order by t.status_at, t.id;
  end;

create or replace function resolve_inbox_token(token_hash bytea)
  returns table (tenant_id uuid, id uuid, source text)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select i.tenant_id, i.id, i.source from inbox_token i join tenant t on t.id = i.tenant_id and t.status = 'active'
    where i.hash = token_hash and i.revoked_at is null;
  end;

-- A link of a tenant that is suspended is not used up, and works again with the tenant.
create or replace function use_sign_in_link(link_hash bytea, at timestamptz)
  returns table (tenant_id uuid, person_id uuid)
  language sql volatile security definer set search_path = wf, pg_temp
  begin atomic
    update sign_in_link l set used_at = at
    where l.hash = link_hash and l.used_at is null and l.expires_at > at
      and exists (select from tenant t where t.id = l.tenant_id and t.status = 'active')
    returning l.tenant_id, l.person_id;
  end;

-- Usage is counted for many tenants at once, sorted, so that servers cannot deadlock. A tenant that is gone counts nothing.
create function add_usage(tenants uuid[], days date[], added_records bigint[], added_bytes bigint[], added_refused bigint[])
  returns void
  language sql volatile security definer set search_path = wf, pg_temp
  begin atomic
    insert into tenant_usage as u (tenant_id, day, records, bytes, refused)
    select n.tenant_id, n.day, n.records, n.bytes, n.refused
    from unnest(tenants, days, added_records, added_bytes, added_refused) as n (tenant_id, day, records, bytes, refused)
    join tenant t on t.id = n.tenant_id
    order by n.tenant_id, n.day
    on conflict (tenant_id, day) do update set
      records = u.records + excluded.records, bytes = u.bytes + excluded.bytes, refused = u.refused + excluded.refused;
  end;

-- Removing by retention, in batches, in the transaction's tenant. A hold is asked for here and not only by who calls, and the
-- lock lets placing a hold and removing take turns: a hold that was placed is in force for every batch that begins after it.

create function lock_holds() returns void
  language sql volatile security definer set search_path = wf, pg_temp
  return pg_advisory_xact_lock(hashtextextended('legal-hold:' || wf_tenant()::text, 18));

create function refuse_held() returns void
  language plpgsql volatile set search_path = wf, pg_temp
  as $$
begin
  perform lock_holds();
  if wf_tenant() is null
    or exists (select from legal_hold h where h.tenant_id = wf_tenant() and h.subject = 'tenant' and h.lifted_at is null) then
    raise exception 'a legal hold keeps the data of this tenant' using errcode = 'check_violation';
  end if;
end
$$;

-- What is older than a time and not held, per class. The same conditions as below, for the preview.
create function list_expired(class text, before timestamptz, at_most integer) returns table (id uuid)
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
          or exists (select from alert_token t where t.tenant_id = wf_tenant() and t.alert_id = a.id)
          or exists (select from entity_link l where l.tenant_id = wf_tenant() and l.subject_id = a.id))
      order by a.received_at limit at_most;
  else
    raise exception 'no such class: %', class;
  end if;
end
$$;

-- At most so many: a preview need not count to the end of a hundred million.
create function count_expired(class text, before timestamptz, at_most integer) returns integer
  language plpgsql stable security definer set search_path = wf, pg_temp
  as $$
begin
  if class = 'audit' then
    return (select count(*) from (
      select from audit_record r where r.tenant_id = wf_tenant() and r.at < count_expired.before limit at_most) r);
  end if;
  return (select count(*) from list_expired(class, before, at_most));
end
$$;

create function remove_expired_raw(before timestamptz, at_most integer, out removed bigint, out removed_bytes bigint)
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
begin
  perform refuse_held();
  with gone as (
    delete from raw_record r
    where r.tenant_id = wf_tenant() and r.id in (select x.id from list_expired('raw', before, at_most) x)
    returning octet_length(r.body) as bytes)
  select count(*), coalesce(sum(bytes), 0) into removed, removed_bytes from gone;
end
$$;

-- Events with their links; then words and links of closed alerts, which stay readable but are no longer found by them.
create function remove_expired_evidence(before timestamptz, at_most integer) returns bigint
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
  delete from alert_token t where t.tenant_id = wf_tenant() and t.alert_id = any(closed);
  return cardinality(ids) + cardinality(closed);
end
$$;

-- Closed alerts with everything that hangs on them. A table that refers to alerts and is not named here lets this fail instead of
-- leaving rows behind.
create function remove_expired_alerts(before timestamptz, at_most integer, out removed bigint, out removed_bytes bigint)
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
  delete from alert_token t where t.tenant_id = wf_tenant() and t.alert_id = any(ids);
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

-- Deleting a tenant: only one whose state says so, and only the transaction's own.

create function refuse_living() returns void
  language plpgsql volatile set search_path = wf, pg_temp
  as $$
begin
  if not exists (select from tenant t where t.id = wf_tenant() and t.status = 'deleting') then
    raise exception 'this tenant is not being deleted' using errcode = 'check_violation';
  end if;
  if exists (select from legal_hold h where h.tenant_id = wf_tenant() and h.lifted_at is null) then
    raise exception 'a legal hold keeps the data of this tenant' using errcode = 'check_violation';
  end if;
end
$$;

-- Tables that hold rows (a partitioned one as its partitions), those that refer to others before those. From the catalogue, so that
-- a new table is not forgotten. `kind` is what the table's comment begins with.
create function list_purge_order(kind text) returns table (name text, root text, level integer)
  language sql stable security definer set search_path = wf, pg_temp
  as $$
  with recursive kept as (
    select c.oid, c.relname::text as name from pg_class c
    where c.relnamespace = 'wf'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'tenant'
      and obj_description(c.oid, 'pg_class') like kind || ': %'),
  refers as (
    select k.conrelid as child, k.confrelid as parent from pg_constraint k
    where k.contype = 'f' and k.conparentid = 0 and k.conrelid <> k.confrelid),
  depth as (
    select k.oid, 0 as level from kept k
    union
    select r.parent, d.level + 1 from depth d join refers r on r.child = d.oid join kept k on k.oid = r.parent
    where d.level < 50)
  select coalesce(p.relname::text, k.name), k.name, max(d.level)
  from kept k join depth d on d.oid = k.oid
  left join lateral (
    select l.relname from pg_partition_tree(k.oid) t join pg_class l on l.oid = t.relid where t.isleaf and t.relid <> k.oid) p on true
  group by 1, 2 order by 3, 1
  $$;

-- Removes at most so many rows of one table, and counts them on the tombstone in the same step.
create function purge_tenant_rows(wanted text, at_most integer) returns bigint
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  root_name text;
  removed bigint;
begin
  perform refuse_living();
  select o.root into root_name from list_purge_order('tenant') o where o.name = wanted;
  if root_name is null then raise exception 'no table of tenants: %', wanted using errcode = 'check_violation'; end if;
  -- Rows that refer to others of the same table go with them in one step, or the first batch would leave some without theirs.
  if exists (select from pg_constraint k
             where k.contype = 'f' and k.conrelid = k.confrelid and k.conrelid = format('wf.%I', root_name)::regclass) then
    at_most := null;
  end if;
  execute format(
    'delete from wf.%1$I where tenant_id = wf_tenant()
       and ctid = any(array(select ctid from wf.%1$I where tenant_id = wf_tenant() limit $1))', wanted) using at_most;
  get diagnostics removed = row_count;
  if removed > 0 then
    update tenant_tombstone t
    set counts = jsonb_set(t.counts, array[root_name], to_jsonb(coalesce((t.counts ->> root_name)::bigint, 0) + removed))
    where t.id = wf_tenant();
  end if;
  return removed;
end
$$;

-- People who are members of this tenant alone go with everything that is theirs.
create function purge_tenant_people(at_most integer) returns bigint
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  leaving uuid[];
  own text;
begin
  perform refuse_living();
  leaving := array(
    select m.person_id from membership m
    where m.tenant_id = wf_tenant()
      and not exists (select from membership o where o.person_id = m.person_id and o.tenant_id <> m.tenant_id)
    limit at_most);
  for own in select o.name from list_purge_order('person') o order by o.level loop
    execute format('delete from wf.%I where person_id = any($1)', own) using leaving;
  end loop;
  delete from membership m where m.tenant_id = wf_tenant() and m.person_id = any(leaving);
  delete from person p where p.id = any(leaving);
  update tenant_tombstone t
  set counts = jsonb_set(t.counts, '{person}', to_jsonb(coalesce((t.counts ->> 'person')::bigint, 0) + cardinality(leaving)))
  where t.id = wf_tenant() and cardinality(leaving) > 0;
  return cardinality(leaving);
end
$$;

-- The end: nothing is left, what the tenant above kept about it goes (not its audit records), then the tenant itself. A row that
-- came meanwhile lets this fail by its foreign key, and the round begins again.
create function finish_tenant_deletion(at timestamptz) returns void
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  dead uuid := wf_tenant();
  above uuid;
  name text;
  is_left boolean;
begin
  perform refuse_living();
  for name in select o.name from list_purge_order('tenant') o loop
    execute format('select exists (select from wf.%I where tenant_id = wf_tenant())', name) into is_left;
    if is_left then raise exception 'rows are left in %', name using errcode = 'check_violation'; end if;
  end loop;
  select t.parent_id into strict above from tenant t where t.id = dead;
  update tenant_tombstone t set deleted_at = at where t.tenant_id = above and t.id = dead and t.end_hash is not null;
  if not found then raise exception 'no closed audit chain' using errcode = 'check_violation'; end if;
  perform set_config('wf.tenant', above::text, true);
  delete from child_access a where a.tenant_id = above and a.child_id = dead;
  delete from idempotency_key k
    where k.tenant_id = above and position(replace(dead::text, '-', '') in replace(k.response::text, '-', '')) > 0;
  delete from tenant t where t.id = dead and t.status = 'deleting';
end
$$;

revoke execute on function create_child_tenant, is_child_tenant, read_child_tenants, rename_tenant, set_child_status,
  list_dying_tenants, add_usage, lock_holds, refuse_held, list_expired, count_expired, remove_expired_raw,
  remove_expired_evidence, remove_expired_alerts, refuse_living, list_purge_order, purge_tenant_rows, purge_tenant_people,
  finish_tenant_deletion from public;
grant execute on function create_child_tenant, is_child_tenant, read_child_tenants, rename_tenant, set_child_status,
  list_dying_tenants, add_usage, lock_holds, list_expired, count_expired, remove_expired_raw, remove_expired_evidence,
  remove_expired_alerts, list_purge_order, purge_tenant_rows, purge_tenant_people, finish_tenant_deletion
  to wf_app;
