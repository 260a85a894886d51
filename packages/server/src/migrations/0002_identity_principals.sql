-- owner: identity
-- why: tenants, people and machine credentials, and the look-ups that must work before a tenant is known
-- kind: expand
-- lock: none, new objects only

create table tenant (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null check (length(name) between 1 and 200),
  created_at timestamptz not null
);
alter table tenant enable row level security;
alter table tenant force row level security;
create policy own_tenant on tenant to wf_app using (id = wf_tenant()) with check (id = wf_tenant());
create policy resolver on tenant to wf_owner using (true) with check (true);
comment on table tenant is 'tenant: a customer whose rows no other sees; its own id is the tenant id';
grant select on tenant to wf_app;

create table person (
  id uuid primary key,
  email text not null unique check (length(email) between 3 and 320),
  display_name text not null check (length(display_name) between 1 and 200),
  created_at timestamptz not null,
  deactivated_at timestamptz
);
comment on table person is 'platform: people are global; membership says where they may act';

create table membership (
  tenant_id uuid not null references tenant (id),
  person_id uuid not null references person (id),
  role text not null,
  created_at timestamptz not null,
  primary key (tenant_id, person_id)
);
call protect_tenant_table('membership', 'which person acts in which tenant, and as what');
create policy resolver on membership to wf_owner using (true) with check (true);
grant select, insert, update, delete on membership to wf_app;

-- A person is seen by a tenant only through a membership in it.
alter table person enable row level security;
alter table person force row level security;
create policy colleagues on person for select to wf_app
  using (exists (select from membership m where m.person_id = person.id and m.tenant_id = wf_tenant()));
create policy resolver on person to wf_owner using (true) with check (true);
grant select on person to wf_app;

create table api_key (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  hash bytea not null unique,
  hint text not null,
  role text not null,
  sources text[],
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (tenant_id, id)
);
call protect_tenant_table('api_key', 'machine credentials, kept as a keyed hash');
create policy resolver on api_key to wf_owner using (true) with check (true);
grant select, insert, update on api_key to wf_app;

create table session (
  tenant_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  hash bytea not null unique,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, person_id) references membership (tenant_id, person_id) on delete cascade
);
call protect_tenant_table('session', 'signed-in browsers, kept as a keyed hash of the cookie');
create policy resolver on session to wf_owner using (true) with check (true);
grant select, insert, update on session to wf_app;

create table sign_in_link (
  tenant_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, person_id) references membership (tenant_id, person_id) on delete cascade
);
call protect_tenant_table('sign_in_link', 'one-time links that become a session');
create policy resolver on sign_in_link to wf_owner using (true) with check (true);
grant select, insert, update on sign_in_link to wf_app;

-- What must be found before the tenant is known. Each gives the one row whose hash the caller already holds, nothing else.
create function resolve_api_key(key_hash bytea, at timestamptz)
  returns table (tenant_id uuid, id uuid, name text, role text, sources text[])
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select k.tenant_id, k.id, k.name, k.role, k.sources
    from api_key k
    where k.hash = key_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > at);
  end;

create function resolve_session(cookie_hash bytea, at timestamptz)
  returns table (tenant_id uuid, id uuid, person_id uuid, name text, role text, last_seen_at timestamptz)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select s.tenant_id, s.id, s.person_id, p.display_name, m.role, s.last_seen_at
    from session s
    join membership m on m.tenant_id = s.tenant_id and m.person_id = s.person_id
    join person p on p.id = s.person_id
    where s.hash = cookie_hash and s.ended_at is null and s.expires_at > at
      and s.last_seen_at > at - interval '1 hour' and p.deactivated_at is null;
  end;

-- Consumes the link: the update is the proof that nobody used it before.
create function use_sign_in_link(link_hash bytea, at timestamptz)
  returns table (tenant_id uuid, person_id uuid)
  language sql volatile security definer set search_path = wf, pg_temp
  begin atomic
    update sign_in_link l set used_at = at
    where l.hash = link_hash and l.used_at is null and l.expires_at > at
    returning l.tenant_id, l.person_id;
  end;

-- First start: the default tenant and its owner, once. Gives the ids that stand, whoever made them.
create function ensure_default_tenant(new_tenant uuid, new_person uuid, at timestamptz)
  returns table (tenant_id uuid, person_id uuid)
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
begin
  insert into tenant (id, slug, name, created_at) values (new_tenant, 'default', 'Default', at)
    on conflict (slug) do nothing;
  insert into person (id, email, display_name, created_at) values (new_person, 'owner@localhost', 'Owner', at)
    on conflict (email) do nothing;
  insert into membership (tenant_id, person_id, role, created_at)
    select t.id, p.id, 'admin', at from tenant t, person p where t.slug = 'default' and p.email = 'owner@localhost'
    on conflict do nothing;
  return query select t.id, p.id from tenant t, person p where t.slug = 'default' and p.email = 'owner@localhost';
end
$$;

-- A tenant made by the operator of the installation (tests make many); refuses a slug in use.
create function create_tenant(new_tenant uuid, new_slug text, new_name text, at timestamptz) returns void
  language sql volatile security definer set search_path = wf, pg_temp
  begin atomic
    insert into tenant (id, slug, name, created_at) values (new_tenant, new_slug, new_name, at);
  end;

-- Tenants for work that goes over all of them (sweepers, partitions): ids only.
create function list_tenant_ids() returns table (id uuid)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select t.id from tenant t order by t.id;
  end;

revoke execute on function resolve_api_key, resolve_session, use_sign_in_link, ensure_default_tenant, create_tenant,
  list_tenant_ids from public;
grant execute on function resolve_api_key, resolve_session, use_sign_in_link, ensure_default_tenant, list_tenant_ids to wf_app;
