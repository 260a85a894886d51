-- owner: identity
-- why: who acts as what: roles of a tenant's own, service accounts and agents, scopes of keys, sessions that say how they began, the tree of tenants
-- kind: expand
-- lock: short exclusive locks for new columns with constant defaults on small tables

-- The person of the present transaction, or null: what belongs to a person alone is visible to nobody else.
create function wf_person() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('wf.person', true), '')::uuid;

-- Makes a table a person's: row-level security forced, one policy, and the mark that the catalogue test reads.
create procedure protect_person_table(table_name text, purpose text)
  language plpgsql
  as $$
begin
  execute format('alter table wf.%I enable row level security', table_name);
  execute format('alter table wf.%I force row level security', table_name);
  execute format(
    'create policy own_rows on wf.%I to wf_app using (person_id = wf_person()) with check (person_id = wf_person())',
    table_name);
  execute format('create policy resolver on wf.%I to wf_owner using (true) with check (true)', table_name);
  execute format('comment on table wf.%I is %L', table_name, 'person: ' || purpose);
end
$$;

-- A service provider's tenant has its customers' tenants as children. One tenant, the first, is the installation's own.
alter table tenant add column parent_id uuid references tenant (id);
alter table tenant add column is_root boolean not null default false;
alter table tenant add column status text not null default 'active' check (status in ('active', 'suspended', 'deleting'));
update tenant set is_root = true where slug = 'default';
create unique index tenant_root on tenant (is_root) where is_root;
create index tenant_children on tenant (parent_id);

create table custom_role (
  tenant_id uuid not null references tenant (id),
  name text not null check (name ~ '^[a-z][a-z0-9-]{1,39}$'),
  description text not null check (length(description) <= 500),
  permissions text[] not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (tenant_id, name)
);
call protect_tenant_table('custom_role', 'roles that a tenant made from the named permissions');
create policy resolver on custom_role for select to wf_owner using (true);
grant select, insert, update, delete on custom_role to wf_app;

create table service_account (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('service', 'agent')),
  role text not null,
  description text not null check (length(description) <= 500),
  created_at timestamptz not null,
  created_by text not null,
  disabled_at timestamptz,
  primary key (tenant_id, id)
);
create unique index service_account_name on service_account (tenant_id, name);
call protect_tenant_table('service_account', 'programs and agents as principals of their own, with keys that change');
create policy resolver on service_account for select to wf_owner using (true);
grant select, insert, update on service_account to wf_app;

alter table api_key add column scopes text[];
alter table api_key add column account_id uuid;
alter table api_key add column replaced_by uuid;
alter table api_key add foreign key (tenant_id, account_id) references service_account (tenant_id, id);
create index api_key_account on api_key (tenant_id, account_id);

alter table session add column method text not null default 'link'
  check (method in ('link', 'password', 'password+totp', 'password+recovery', 'passkey', 'switch'));
alter table session add column address text;
alter table session add column user_agent text check (length(user_agent) <= 300);
alter table session add column authenticated_at timestamptz;
create index session_person on session (tenant_id, person_id, id desc);
grant select (method, address, user_agent, authenticated_at) on session to wf_app;

-- Which person or key of a tenant may act in which of its customers' tenants, and as what. `child_id` null: in all of them.
create table child_access (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  person_id uuid,
  key_id uuid,
  child_id uuid,
  role text not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, person_id) references membership (tenant_id, person_id) on delete cascade,
  foreign key (tenant_id, key_id) references api_key (tenant_id, id) on delete cascade,
  check ((person_id is null) <> (key_id is null))
);
create unique index child_access_once on child_access (tenant_id, coalesce(person_id, key_id), child_id) nulls not distinct;
call protect_tenant_table('child_access', 'who of a service provider acts in which customer, and as what');
create policy resolver on child_access for select to wf_owner using (true);
grant select, insert, update, delete on child_access to wf_app;

-- What must be found before the tenant is known. Each gives the one row whose hash the caller already holds, nothing else, and
-- nothing of a tenant that is suspended or being deleted.
create function find_key_holder(key_hash bytea, at timestamptz)
  returns table (tenant_id uuid, id uuid, name text, role text, sources text[], scopes text[], custom_permissions text[],
    account_id uuid, account_kind text, account_name text, is_root boolean)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select k.tenant_id, k.id, k.name, coalesce(a.role, k.role), k.sources, k.scopes, r.permissions, a.id, a.kind, a.name, t.is_root
    from api_key k
    join tenant t on t.id = k.tenant_id and t.status = 'active'
    left join service_account a on a.tenant_id = k.tenant_id and a.id = k.account_id
    left join custom_role r on r.tenant_id = k.tenant_id and r.name = coalesce(a.role, k.role)
    where k.hash = key_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > at) and a.disabled_at is null;
  end;

create function find_session_holder(cookie_hash bytea, at timestamptz, idle interval)
  returns table (tenant_id uuid, id uuid, person_id uuid, name text, role text, custom_permissions text[],
    last_seen_at timestamptz, authenticated_at timestamptz, is_root boolean)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select s.tenant_id, s.id, s.person_id, p.display_name, m.role, r.permissions, s.last_seen_at,
      coalesce(s.authenticated_at, s.created_at), t.is_root
    from session s
    join tenant t on t.id = s.tenant_id and t.status = 'active'
    join membership m on m.tenant_id = s.tenant_id and m.person_id = s.person_id
    join person p on p.id = s.person_id
    left join custom_role r on r.tenant_id = s.tenant_id and r.name = m.role
    where s.hash = cookie_hash and s.ended_at is null and s.expires_at > at
      and s.last_seen_at > at - idle and p.deactivated_at is null;
  end;

-- The customers in which the holder of this person's or key's id may act. The caller's own tenant is that of the transaction,
-- so that nobody asks in another's name.
create function list_child_access(holder uuid)
  returns table (id uuid, slug text, name text, role text, custom_permissions text[])
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select distinct on (c.id) c.id, c.slug, c.name, a.role, r.permissions
    from child_access a
    join tenant c on c.parent_id = a.tenant_id and (a.child_id is null or a.child_id = c.id) and c.status = 'active'
    left join custom_role r on r.tenant_id = a.tenant_id and r.name = a.role
    where a.tenant_id = wf_tenant() and coalesce(a.person_id, a.key_id) = holder
    -- What was given for this customer stands before what was given for all.
    order by c.id, a.child_id nulls last;
  end;

-- The first tenant is the installation's own, and its first person the owner.
create or replace function ensure_default_tenant(new_tenant uuid, new_person uuid, at timestamptz)
  returns table (tenant_id uuid, person_id uuid)
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
begin
  insert into tenant (id, slug, name, created_at, is_root) values (new_tenant, 'default', 'Default', at, true)
    on conflict (slug) do nothing;
  if not exists (select from membership m join tenant t on t.id = m.tenant_id where t.is_root) then
    insert into person (id, email, display_name, created_at) values (new_person, 'owner@localhost', 'Owner', at)
      on conflict (email) do nothing;
    insert into membership (tenant_id, person_id, role, created_at)
      select t.id, p.id, 'owner', at from tenant t, person p where t.is_root and p.email = 'owner@localhost'
      on conflict do nothing;
  end if;
  -- Whoever owns the installation, the one who came first.
  return query
    select t.id, m.person_id from tenant t join membership m on m.tenant_id = t.id
    where t.is_root order by m.role <> 'owner', m.created_at, m.person_id limit 1;
end
$$;

-- The owner of an installation that was made before there were owners.
update membership set role = 'owner'
  where person_id in (select id from person where email = 'owner@localhost')
    and tenant_id in (select id from tenant where is_root);

revoke execute on function find_key_holder, find_session_holder, list_child_access from public;
grant execute on function find_key_holder, find_session_holder, list_child_access to wf_app;
