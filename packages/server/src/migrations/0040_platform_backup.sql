-- owner: platform
-- why: a backup reads every row as a role of its own, and stored transaction ids keep their order when they are restored elsewhere
-- kind: expand
-- lock: a short exclusive lock on each table with row-level security for a policy, and on two tables for a default

-- The role reads everything and changes nothing. Only the login that runs migrations can become it, which could read everything
-- before as the owner of the tables; the product's own login cannot.
grant usage on schema wf to wf_backup;

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
  call allow_backup(table_name);
  execute format('comment on table wf.%I is %L', table_name, 'tenant: ' || purpose);
end
$$;

create or replace procedure protect_person_table(table_name text, purpose text)
  language plpgsql
  as $$
begin
  execute format('alter table wf.%I enable row level security', table_name);
  execute format('alter table wf.%I force row level security', table_name);
  execute format(
    'create policy own_rows on wf.%I to wf_app using (person_id = wf_person()) with check (person_id = wf_person())',
    table_name);
  execute format('create policy resolver on wf.%I to wf_owner using (true) with check (true)', table_name);
  call allow_backup(table_name);
  execute format('comment on table wf.%I is %L', table_name, 'person: ' || purpose);
end
$$;

-- A table of the platform is given to backups by this call too; the other two kinds are by the procedures that protect them.
create procedure allow_backup(table_name text)
  language plpgsql
  as $$
declare
  own_sequence text;
begin
  execute format('grant select on wf.%I to wf_backup', table_name);
  -- The sequence of an identity column, so that it counts on where it stood.
  for own_sequence in
    select s.relname from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S'
    where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
      and d.refobjid = format('wf.%I', table_name)::regclass and d.deptype in ('a', 'i')
  loop
    execute format('grant select on sequence wf.%I to wf_backup', own_sequence);
  end loop;
  if (select relrowsecurity from pg_class where oid = format('wf.%I', table_name)::regclass) then
    execute format('create policy backing_up on wf.%I for select to wf_backup using (true)', table_name);
  end if;
end
$$;

do $$
declare
  name text;
begin
  for name in
    select c.relname from pg_class c
    where c.relnamespace = 'wf'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  loop
    call allow_backup(name);
  end loop;
end
$$;
grant execute on function count_wrapped_keys to wf_backup;

-- Stored transaction ids order what readers go through with a cursor. They count on beyond those of the cluster that a database was
-- restored from: the restore replaces this function by a greater constant, so that nothing stored and no cursor has to be changed.
create function transaction_base() returns bigint
  language sql immutable parallel safe
  return 0::bigint;

-- What a row stores as the transaction that wrote it; never pg_current_xact_id() itself.
create function current_transaction() returns xid8
  language sql stable
  return ((pg_current_xact_id()::text::bigint + transaction_base())::text)::xid8;

-- The first transaction that has not begun, as the calling statement sees it.
create function next_transaction() returns xid8
  language sql stable
  return ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint + transaction_base())::text)::xid8;

alter table domain_event alter column transaction_id set default current_transaction();
alter table audit_unsealed alter column transaction_id set default current_transaction();

-- As before, counted from the base.
create or replace function oldest_running_transaction() returns xid8
  language sql stable set search_path = wf, pg_temp
  as $$
    with locks as materialized (
      select locktype, database, virtualtransaction, transactionid from pg_locks where granted)
    -- The caller's own transaction stands in no snapshot of its own; what it wrote is not settled either. least() passes over null.
    select ((least(min(running.id), pg_snapshot_xmax(pg_current_snapshot()), pg_current_xact_id_if_assigned())::text::bigint
      + transaction_base())::text)::xid8
    from pg_snapshot_xip(pg_current_snapshot()) as running (id)
    where not exists (
      select from locks own join locks held on held.virtualtransaction = own.virtualtransaction
      where own.locktype = 'transactionid' and own.transactionid = running.id::xid
        and held.database <> 0 and held.database <> (select oid from pg_database where datname = current_database()))
  $$;
