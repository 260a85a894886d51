-- owner: alerts
-- why: months that no tenant needs are dropped as a whole, and a month that was missed gets its partition later
-- kind: expand
-- lock: none, functions only

-- Makes the partitions of this month and the next; never fails. Rows that came while a month was missing stand in the default
-- partition, and PostgreSQL refuses a partition for them: so they move into it, at most so many at once. More stay where they are,
-- found and removed like all others. Waiting for a lock is cut short, since everybody else would wait behind it: the next hour
-- tries again.
create or replace function ensure_partitions(at timestamptz) returns void
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  moved_max constant integer := 100000;
  -- Rows are added and, much later, removed: vacuumed after a twentieth of new ones instead of a fifth, so that a month of a
  -- hundred million is frozen in small steps while it grows, and its statistics follow.
  settings constant text := 'autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05';
  parent text;
  start timestamp;
  part text;
  low uuid;
  high uuid;
  astray integer;
begin
  -- Two servers that start together take turns.
  perform pg_advisory_xact_lock(7743002);
  perform set_config('lock_timeout', '3s', true);
  foreach parent in array array['event', 'raw_record'] loop
    for start in select date_trunc('month', at at time zone 'UTC') + make_interval(months => n) from generate_series(0, 1) n loop
      part := format('%s_%s', parent, to_char(start, 'YYYYMM'));
      continue when to_regclass('wf.' || part) is not null;
      low := uuid_v7_floor(start at time zone 'UTC');
      high := uuid_v7_floor((start + interval '1 month') at time zone 'UTC');
      begin
        execute format('select count(*) from (select from wf.%I where id >= $1 and id < $2 limit $3) r', parent || '_other')
          into astray using low, high, moved_max + 1;
        continue when astray > moved_max;
        if astray = 0 then
          execute format('create table wf.%I partition of wf.%I for values from (%L) to (%L)', part, parent, low, high);
        else
          -- Nobody adds rows to the default partition meanwhile, or attaching would find one that does not fit.
          execute format('lock table wf.%I in share row exclusive mode', parent || '_other');
          execute format('create table wf.%I (like wf.%I including all)', part, parent);
          execute format(
            'with moved as (delete from wf.%I where id >= %L and id < %L returning *) insert into wf.%I select * from moved',
            parent || '_other', low, high, part);
          execute format('alter table wf.%I attach partition wf.%I for values from (%L) to (%L)', parent, part, low, high);
        end if;
        execute format('alter table wf.%I set (%s)', part, settings);
        execute format('comment on table wf.%I is %L', part, format('tenant: one month of %s; reached through %s only', parent, parent));
      exception when lock_not_available or check_violation then
        -- check_violation: a row of that month came to the default partition between the look and the making.
        raise warning 'partition % waits for the next round: %', part, sqlerrm;
      end;
    end loop;
  end loop;
end
$$;

-- Partitions of months that ended a week ago, oldest first, and those that were detached and are still to be dropped.
create function list_old_partitions(at timestamptz)
  returns table (name text, parent text, low timestamptz, high timestamptz, is_attached boolean)
  language sql stable security definer set search_path = wf, pg_temp
  as $$
    select c.relname::text, m.groups[1],
      (to_date(m.groups[2], 'YYYYMM'))::timestamp at time zone 'UTC',
      (to_date(m.groups[2], 'YYYYMM') + interval '1 month') at time zone 'UTC',
      c.relispartition
    from pg_class c, regexp_match(c.relname, '^(event|raw_record)_(\d{6})$') as m (groups)
    where c.relnamespace = 'wf'::regnamespace and c.relkind = 'r' and m.groups is not null
      and (to_date(m.groups[2], 'YYYYMM') + interval '1 month') at time zone 'UTC' < at - interval '7 days'
    order by 3, 1
  $$;

-- Whether a month may go as a whole: empty, or (records alone, since links hang on events) every tenant with rows in it wants none
-- of them any more, and none of these tenants is under a hold of any kind. A hold that is being placed takes turns with this.
create function is_partition_past(wanted text, at timestamptz) returns boolean
  language plpgsql volatile set search_path = wf, pg_temp
  as $$
declare
  month record;
  present uuid;
begin
  select * into month from list_old_partitions(at) o where o.name = wanted and o.is_attached;
  if not found then return false; end if;
  loop
    -- From tenant to tenant along the primary key, whatever many rows each has.
    execute format('select p.tenant_id from wf.%I p where $1 is null or p.tenant_id > $1 order by p.tenant_id limit 1', wanted)
      into present using present;
    exit when present is null;
    if month.parent <> 'raw_record' then return false; end if;
    perform pg_advisory_xact_lock(hashtextextended('legal-hold:' || present::text, 18));
    if exists (select from legal_hold h where h.tenant_id = present and h.lifted_at is null)
      or not exists (
        select from retention_class c
        where c.tenant_id = present and c.class = 'raw' and c.days is not null and month.high <= at - make_interval(days => c.days))
    then
      return false;
    end if;
  end loop;
  return true;
end
$$;

-- What would go with a month, by tenant; null instead of rows when it has to stay. Until the transaction ends nobody changes the
-- month's rows, so that what is counted here is what goes.
create function claim_old_partition(wanted text, at timestamptz)
  returns table (is_past boolean, tenant_id uuid, rows bigint, bytes bigint)
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
begin
  perform set_config('lock_timeout', '1s', true);
  if not exists (select from list_old_partitions(at) o where o.name = wanted and o.is_attached) then return; end if;
  execute format('lock table wf.%I in share row exclusive mode', wanted);
  if not is_partition_past(wanted, at) then return; end if;
  return query select true, null::uuid, 0::bigint, 0::bigint;
  if wanted like 'raw\_record\_%' then
    return query execute format(
      'select true, p.tenant_id, count(*), coalesce(sum(octet_length(p.body)), 0)::bigint from wf.%I p group by p.tenant_id', wanted);
  end if;
end
$$;

-- Takes a month out of its table. The lock that stops everybody else is waited for 200 ms at most and held for the catalogue's rows
-- alone; a default partition rules out doing it concurrently. With the foreign key gone, dropping what is left locks no other table.
create function detach_old_partition(wanted text, at timestamptz) returns boolean
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  above text;
  reference text;
begin
  perform set_config('lock_timeout', '1s', true);
  select o.parent into above from list_old_partitions(at) o where o.name = wanted and o.is_attached;
  if not found then return false; end if;
  execute format('lock table wf.%I in share row exclusive mode', wanted);
  if not is_partition_past(wanted, at) then return false; end if;
  perform set_config('lock_timeout', '200ms', true);
  execute format('alter table wf.%I detach partition wf.%I', above, wanted);
  for reference in select k.conname from pg_constraint k where k.conrelid = format('wf.%I', wanted)::regclass and k.contype = 'f' loop
    execute format('alter table wf.%I drop constraint %I', wanted, reference);
  end loop;
  return true;
end
$$;

-- Only what was detached by the function above can be named here.
create function drop_detached_partition(wanted text, at timestamptz) returns boolean
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
begin
  perform set_config('lock_timeout', '1s', true);
  if not exists (select from list_old_partitions(at) o where o.name = wanted and not o.is_attached) then return false; end if;
  execute format('drop table wf.%I', wanted);
  return true;
end
$$;

revoke execute on function list_old_partitions, is_partition_past, claim_old_partition, detach_old_partition,
  drop_detached_partition from public;
grant execute on function list_old_partitions, claim_old_partition, detach_old_partition, drop_detached_partition to wf_app;
