-- owner: platform
-- why: the ground that every other migration stands on: the tenant of a transaction, and the one way to make a tenant table
-- kind: expand
-- lock: none, new objects only

-- The tenant of the present transaction, or null. A policy that compares with null gives no row: it fails closed.
create function wf_tenant() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('wf.tenant', true), '')::uuid;

-- Makes a table a tenant's: row-level security forced (also for its owner), one policy for the application role, and the mark
-- that the catalogue test reads. Every tenant table goes through here, so that none is forgotten half way.
create procedure protect_tenant_table(table_name text, purpose text)
  language plpgsql
  as $$
begin
  execute format('alter table wf.%I enable row level security', table_name);
  execute format('alter table wf.%I force row level security', table_name);
  execute format(
    'create policy tenant_rows on wf.%I to wf_app using (tenant_id = wf_tenant()) with check (tenant_id = wf_tenant())',
    table_name);
  execute format('comment on table wf.%I is %L', table_name, 'tenant: ' || purpose);
end
$$;

create table platform_setting (
  name text primary key,
  value bytea not null
);
comment on table platform_setting is 'platform: values that every server on this database shares, such as the pepper of key hashes';
grant select, insert on platform_setting to wf_app;

-- Monthly partitions of tables keyed by uuidv7: the first 48 bits of the id are the time, so that a row is found by its id
-- alone and still falls into the partition of its month.
create function uuid_v7_floor(at timestamptz) returns uuid
  language sql immutable parallel safe
  return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid;
