-- owner: platform
-- why: stored secrets under a data key of their tenant, data keys under a master key, so that either can be rotated while running
-- kind: expand
-- lock: a short exclusive lock on source_setting for a new column without a default

-- Keys that seal a tenant's secrets, themselves wrapped by a master key that is not in the database. The newest that is not retired
-- seals; the older ones open until a job has moved their secrets. A retired key keeps nothing of itself.
create table data_key (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version integer not null check (version >= 1),
  master_key_id text check (length(master_key_id) between 1 and 200),
  wrapped bytea,
  created_at timestamptz not null,
  retired_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, version),
  check ((retired_at is null) = (wrapped is not null)),
  check ((wrapped is null) = (master_key_id is null))
);
call protect_tenant_table('data_key', 'wrapped keys that seal the secrets of the tenant; without them nothing of its secrets opens');
create policy resolver on data_key for select to wf_owner using (true);
grant select, insert, delete on data_key to wf_app;
grant update (master_key_id, wrapped, retired_at) on data_key to wf_app;

-- No foreign key to data_key on purpose: destroying a tenant's keys must be possible, and effective, while what they sealed is
-- still there.
create table secret (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  purpose text not null check (length(purpose) between 1 and 200),
  data_key_id uuid not null,
  sealed bytea not null check (length(sealed) <= 100000),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
call protect_tenant_table('secret', 'sealed values such as signing secrets and credentials of connections');
grant select, insert, delete on secret to wf_app;
grant update (data_key_id, sealed, updated_at) on secret to wf_app;
create index secret_data_key on secret (tenant_id, data_key_id, id);

-- Keys of what a person owns and no tenant, such as seeds of one-time codes. Reached by the functions below only.
create table platform_data_key (
  id uuid primary key,
  version integer not null unique check (version >= 1),
  master_key_id text not null check (length(master_key_id) between 1 and 200),
  wrapped bytea not null,
  created_at timestamptz not null
);
comment on table platform_data_key is 'platform: wrapped keys that seal what belongs to a person and not to a tenant';

create table master_key_rotation (
  id uuid primary key,
  requested_at timestamptz not null,
  requested_by text not null check (length(requested_by) between 1 and 300),
  from_key_id text not null,
  to_key_id text,
  rewrapped integer not null default 0,
  progress_at timestamptz not null,
  finished_at timestamptz
);
comment on table master_key_rotation is 'platform: rotations of the master key, the unfinished one at most';
create unique index master_key_rotation_unfinished on master_key_rotation ((true)) where finished_at is null;
create index master_key_rotation_requested on master_key_rotation (requested_at desc);
grant select, insert on master_key_rotation to wf_app;
grant update (to_key_id, rewrapped, progress_at, finished_at) on master_key_rotation to wf_app;

create function read_platform_data_keys(wanted uuid)
  returns table (id uuid, version integer, master_key_id text, wrapped bytea)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select k.id, k.version, k.master_key_id, k.wrapped from platform_data_key k
    where wanted is null or k.id = wanted order by k.version desc;
  end;

-- The first key; when two servers come at once, the one that came second finds the first one's.
create function add_platform_data_key(new_id uuid, new_master_key_id text, new_wrapped bytea, at timestamptz) returns void
  language sql volatile security definer set search_path = wf, pg_temp
  begin atomic
    insert into platform_data_key (id, version, master_key_id, wrapped, created_at)
      values (new_id, 1, new_master_key_id, new_wrapped, at)
      on conflict (version) do nothing;
  end;

create function rewrap_platform_data_key(key_id uuid, old_wrapped bytea, new_master_key_id text, new_wrapped bytea)
  returns table (id uuid)
  language sql volatile security definer set search_path = wf, pg_temp
  begin atomic
    update platform_data_key k set master_key_id = new_master_key_id, wrapped = new_wrapped
    where k.id = key_id and k.wrapped = old_wrapped
    returning k.id;
  end;

-- How many keys lie under which master key, over all tenants: counts only.
create function count_wrapped_keys() returns table (master_key_id text, tenant_keys integer, platform_keys integer)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select u.master_key_id, count(*) filter (where u.is_tenant)::integer, count(*) filter (where not u.is_tenant)::integer
    from (
      select k.master_key_id, true as is_tenant from data_key k where k.retired_at is null
      union all
      select p.master_key_id, false from platform_data_key p) u
    group by u.master_key_id order by u.master_key_id;
  end;

create function list_tenants_to_rewrap(current_key_id text) returns table (id uuid)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select distinct k.tenant_id from data_key k where k.retired_at is null and k.master_key_id <> current_key_id;
  end;

create function list_tenants_to_reseal() returns table (id uuid)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select k.tenant_id from data_key k where k.retired_at is null group by k.tenant_id having count(*) > 1;
  end;

-- What `sealed_secret` of source_setting held moves into the vault at the next start. The column stays filled for now (with a form
-- that no release opens): the release before, which knows it alone, then refuses a source's bodies instead of taking them unsigned.
alter table source_setting add column secret_id uuid;
alter table source_setting add constraint source_setting_secret_of_scheme
  check (secret_id is null or signature_scheme is not null);
create policy resolver on source_setting for select to wf_owner using (true);

create function list_tenants_with_sealed_secrets() returns table (id uuid)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select distinct s.tenant_id from source_setting s where s.secret_id is null and s.sealed_secret is not null;
  end;

revoke execute on function read_platform_data_keys, add_platform_data_key, rewrap_platform_data_key, count_wrapped_keys,
  list_tenants_to_rewrap, list_tenants_to_reseal, list_tenants_with_sealed_secrets from public;
grant execute on function read_platform_data_keys, add_platform_data_key, rewrap_platform_data_key, count_wrapped_keys,
  list_tenants_to_rewrap, list_tenants_to_reseal, list_tenants_with_sealed_secrets to wf_app;
