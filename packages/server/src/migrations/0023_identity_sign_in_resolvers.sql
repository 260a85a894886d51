-- owner: identity
-- why: what must be found to sign somebody in before the tenant is known; after 0022, since members can be switched off by then
-- kind: expand
-- lock: none, new functions only

-- The tenant in which somebody begins: where they were last, else the installation's own, else the oldest membership.
create function first_tenant_of(wanted uuid) returns table (tenant_id uuid)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select m.tenant_id from membership m
    join tenant t on t.id = m.tenant_id and t.status = 'active'
    where m.person_id = wanted and m.deactivated_at is null
    order by (select max(s.last_seen_at) from session s where s.tenant_id = m.tenant_id and s.person_id = wanted) desc nulls last,
      t.is_root desc, m.created_at, m.tenant_id
    limit 1;
  end;

-- What signing in by password compares with: only of somebody who can act in an active tenant.
create function find_sign_in(wanted_email text)
  returns table (person_id uuid, name text, tenant_id uuid, password_hash text, must_change boolean, has_totp boolean,
    passkeys integer, recovery_codes integer)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select p.id, p.display_name, f.tenant_id, c.password_hash, coalesce(c.must_change, false), c.totp_confirmed_at is not null,
      (select count(*)::integer from passkey k where k.person_id = p.id),
      (select count(*)::integer from recovery_code r where r.person_id = p.id and r.used_at is null)
    from person p
    cross join lateral first_tenant_of(p.id) f
    left join person_credential c on c.person_id = p.id
    where p.email = wanted_email and p.deactivated_at is null;
  end;

-- As find_sign_in, by the person whose password or link was proved a step before; with the e-mail that attempts are counted by.
create function find_person_sign_in(wanted uuid)
  returns table (person_id uuid, name text, email text, tenant_id uuid, has_password boolean, has_totp boolean, passkeys integer)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select p.id, p.display_name, p.email, f.tenant_id, c.password_hash is not null, c.totp_confirmed_at is not null,
      (select count(*)::integer from passkey k where k.person_id = p.id)
    from person p
    cross join lateral first_tenant_of(p.id) f
    left join person_credential c on c.person_id = p.id
    where p.id = wanted and p.deactivated_at is null;
  end;

-- Whose passkey this is, and the public key that its signature is compared with.
create function find_passkey(wanted bytea)
  returns table (person_id uuid, name text, tenant_id uuid, id uuid, public_key bytea, counter bigint, transports text[])
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select p.id, p.display_name, f.tenant_id, k.id, k.public_key, k.counter, k.transports
    from passkey k
    join person p on p.id = k.person_id and p.deactivated_at is null
    cross join lateral first_tenant_of(p.id) f
    where k.credential_id = wanted;
  end;

-- Whether the person has a factor beside the password; for tenants that require one.
create function has_second_factor(wanted uuid) returns boolean
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select exists (select from passkey k where k.person_id = wanted)
      or exists (select from person_credential c where c.person_id = wanted and c.totp_confirmed_at is not null);
  end;

-- Tenants in which the transaction's person can act.
create function list_own_memberships()
  returns table (tenant_id uuid, slug text, name text, role text)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select t.id, t.slug, t.name, m.role
    from membership m join tenant t on t.id = m.tenant_id and t.status = 'active'
    where m.person_id = wf_person() and m.deactivated_at is null
    order by t.is_root desc, t.name, t.id limit 500;
  end;

-- Begins a session of the transaction's person in another tenant of theirs, with what they proved in this one; no row when they are no
-- member there.
create function begin_session_elsewhere(wanted_tenant uuid, new_id uuid, new_hash bytea, from_session uuid, at timestamptz)
  returns table (expires_at timestamptz)
  language sql volatile security definer set search_path = wf, pg_temp
  begin atomic
    insert into session (tenant_id, id, person_id, hash, created_at, last_seen_at, expires_at, method, address, user_agent,
      authenticated_at)
    select m.tenant_id, new_id, m.person_id, new_hash, at, at, s.expires_at, s.method, s.address, s.user_agent,
      coalesce(s.authenticated_at, s.created_at)
    from membership m
    join tenant t on t.id = m.tenant_id and t.status = 'active'
    join session s on s.person_id = m.person_id and s.id = from_session and s.ended_at is null
    where m.person_id = wf_person() and m.tenant_id = wanted_tenant and m.deactivated_at is null
    returning session.expires_at;
  end;

revoke execute on function first_tenant_of, find_sign_in, find_person_sign_in, find_passkey, has_second_factor,
  list_own_memberships, begin_session_elsewhere from public;
grant execute on function find_sign_in, find_person_sign_in, find_passkey, has_second_factor, list_own_memberships,
  begin_session_elsewhere to wf_app;
