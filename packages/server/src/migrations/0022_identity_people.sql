-- owner: identity
-- why: people who are switched off in one tenant only, invitations, and what a tenant may do with people who are global
-- kind: expand
-- lock: short exclusive locks for a new column and indexes on small tables

-- A person is switched off where an admin has a say: in that tenant. Their other tenants see nothing of it.
alter table membership add column deactivated_at timestamptz;
create index membership_person on membership (person_id);
create index membership_role on membership (tenant_id, role);

create or replace function find_session_holder(cookie_hash bytea, at timestamptz, idle interval)
  returns table (tenant_id uuid, id uuid, person_id uuid, name text, role text, custom_permissions text[],
    last_seen_at timestamptz, authenticated_at timestamptz, is_root boolean)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select s.tenant_id, s.id, s.person_id, p.display_name, m.role, r.permissions, s.last_seen_at,
      coalesce(s.authenticated_at, s.created_at), t.is_root
    from session s
    join tenant t on t.id = s.tenant_id and t.status = 'active'
    join membership m on m.tenant_id = s.tenant_id and m.person_id = s.person_id and m.deactivated_at is null
    join person p on p.id = s.person_id
    left join custom_role r on r.tenant_id = s.tenant_id and r.name = m.role
    where s.hash = cookie_hash and s.ended_at is null and s.expires_at > at
      and s.last_seen_at > at - idle and p.deactivated_at is null;
  end;

-- Makes somebody a member of the transaction's tenant: a new person, or one whom another tenant knows. Gives no row when they
-- are a member already. Whoever is known elsewhere keeps their name, and says who they are by what they have there.
create function invite_person(new_person uuid, new_email text, new_name text, new_role text, at timestamptz)
  returns table (person_id uuid, is_elsewhere boolean)
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  invited uuid;
begin
  insert into person (id, email, display_name, created_at) values (new_person, new_email, new_name, at)
    on conflict (email) do nothing;
  select p.id into strict invited from person p where p.email = new_email;
  insert into membership (tenant_id, person_id, role, created_at) values (wf_tenant(), invited, new_role, at)
    on conflict do nothing;
  if found then
    return query select invited, exists (
      select from membership m where m.person_id = invited and m.tenant_id <> wf_tenant());
  end if;
end
$$;

-- Whether a member of the transaction's tenant is also one of a tenant in which this tenant has no say. `with_children` counts
-- the tenants right below it as its own.
create function is_person_elsewhere(member uuid, with_children boolean) returns boolean
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select exists (
      select from membership own
      join membership m on m.person_id = own.person_id and m.tenant_id <> own.tenant_id
      join tenant t on t.id = m.tenant_id
      where own.tenant_id = wf_tenant() and own.person_id = member
        and not (with_children and t.parent_id is not distinct from wf_tenant()));
  end;

-- By what the members of the transaction's tenant sign in: whether and how many, never what.
create function list_member_factors()
  returns table (person_id uuid, has_password boolean, has_totp boolean, passkeys integer, recovery_codes integer)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select m.person_id, coalesce(c.password_hash is not null, false), coalesce(c.totp_confirmed_at is not null, false),
      (select count(*)::integer from passkey k where k.person_id = m.person_id),
      (select count(*)::integer from recovery_code r where r.person_id = m.person_id and r.used_at is null)
    from membership m left join person_credential c on c.person_id = m.person_id
    where m.tenant_id = wf_tenant();
  end;

-- A name for somebody who has nothing to sign in with yet, never did, and is known here only. Later they name themselves.
create function rename_unclaimed_person(member uuid, new_name text) returns boolean
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
begin
  update person p set display_name = new_name
  where p.id = member
    and exists (select from membership m where m.tenant_id = wf_tenant() and m.person_id = member)
    and not is_person_elsewhere(member, false)
    and not exists (select from person_credential c where c.person_id = member and c.password_hash is not null)
    and not exists (select from passkey k where k.person_id = member)
    and not exists (select from session s where s.person_id = member);
  return found;
end
$$;

-- Takes away every way in which a member of the transaction's tenant signs in, and what was begun by it. No row when they are no
-- member, or a member of a tenant in which this one has no say: what is removed here would be missing there.
create function reset_person(member uuid, with_children boolean, at timestamptz)
  returns table (passwords integer, passkeys integer, totp integer, recovery_codes integer, sessions integer)
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
begin
  if not exists (select from membership m where m.tenant_id = wf_tenant() and m.person_id = member)
    or is_person_elsewhere(member, with_children) then
    return;
  end if;
  select count(c.password_hash)::integer, count(c.totp_confirmed_at)::integer into passwords, totp
    from person_credential c where c.person_id = member;
  delete from person_credential c where c.person_id = member;
  delete from passkey k where k.person_id = member;
  get diagnostics passkeys = row_count;
  delete from recovery_code r where r.person_id = member;
  get diagnostics recovery_codes = row_count;
  delete from sign_in_challenge c where c.person_id = member;
  delete from sign_in_throttle t where t.person_id = member;
  update session s set ended_at = at where s.person_id = member and s.ended_at is null and s.expires_at > at;
  get diagnostics sessions = row_count;
  update sign_in_link l set expires_at = least(l.expires_at, at) where l.person_id = member and l.used_at is null;
  return next;
end
$$;

-- Forgets failed attempts to sign in as a member of the transaction's tenant; gives how many there were.
create function unlock_person(member uuid) returns integer
  language sql volatile security definer set search_path = wf, pg_temp
  begin atomic
    with forgotten as (
      delete from sign_in_throttle t
      where t.person_id = member and exists (
        select from membership m where m.tenant_id = wf_tenant() and m.person_id = member)
      returning t.failures)
    select coalesce(sum(failures), 0)::integer from forgotten;
  end;

-- The customers' tenants of the transaction's tenant, by name.
create function list_child_tenants() returns table (id uuid, slug text, name text, status text)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select t.id, t.slug, t.name, t.status from tenant t where t.parent_id = wf_tenant() order by t.name, t.id;
  end;

revoke execute on function invite_person, is_person_elsewhere, list_member_factors, rename_unclaimed_person, reset_person,
  unlock_person, list_child_tenants from public;
grant execute on function invite_person, is_person_elsewhere, list_member_factors, rename_unclaimed_person, reset_person,
  unlock_person, list_child_tenants to wf_app;
