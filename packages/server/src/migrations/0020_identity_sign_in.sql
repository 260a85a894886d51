-- owner: identity
-- why: how people prove who they are: passwords, one-time codes, recovery codes and passkeys of their own; limits on trying
-- kind: expand
-- lock: short exclusive locks on session and person for a check and a policy

-- What belongs to a person and to no tenant: not visible to an admin, a key or a colleague, whatever their rights.
create table person_credential (
  person_id uuid primary key references person (id) on delete cascade,
  password_hash text check (length(password_hash) between 20 and 300),
  password_set_at timestamptz,
  must_change boolean not null default false,
  totp_sealed bytea check (length(totp_sealed) <= 1000),
  totp_confirmed_at timestamptz,
  -- The newest time step whose code was used: none of it or before it counts again.
  totp_last_step bigint,
  check ((password_hash is null) = (password_set_at is null)),
  check (totp_confirmed_at is null or totp_sealed is not null)
);
call protect_person_table('person_credential', 'hash of the password and sealed seed of one-time codes');
grant select, insert, update on person_credential to wf_app;

create table recovery_code (
  person_id uuid not null references person (id) on delete cascade,
  hash bytea not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (person_id, hash)
);
call protect_person_table('recovery_code', 'keyed hashes of codes that stand in for a lost device, each for one use');
grant select, insert, update, delete on recovery_code to wf_app;

create table passkey (
  person_id uuid not null references person (id) on delete cascade,
  id uuid not null,
  credential_id bytea not null unique check (length(credential_id) between 1 and 1023),
  public_key bytea not null check (length(public_key) <= 4000),
  counter bigint not null check (counter >= 0),
  transports text[] not null,
  name text not null check (length(name) between 1 and 100),
  device_type text not null check (device_type in ('singleDevice', 'multiDevice')),
  backed_up boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (person_id, id)
);
call protect_person_table('passkey', 'public keys of passkeys (WebAuthn)');
grant select, insert, delete on passkey to wf_app;
grant update (counter, name, backed_up, last_used_at) on passkey to wf_app;

-- A step between two requests of signing in. Whoever holds the token may take the next step, once.
create table sign_in_challenge (
  hash bytea primary key,
  kind text not null check (kind in ('second_factor', 'passkey_sign_in', 'passkey_add', 'passkey_proof')),
  person_id uuid references person (id) on delete cascade,
  -- What the passkey has to sign; null when the step needs a code.
  expected text check (length(expected) between 20 and 200),
  failures integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((kind = 'passkey_sign_in') = (person_id is null)),
  check ((kind = 'second_factor') = (expected is null))
);
comment on table sign_in_challenge is 'platform: steps of signing in that wait for a code or a passkey, kept as a keyed hash of their token';
create index sign_in_challenge_expired on sign_in_challenge (expires_at);
grant select, insert, delete on sign_in_challenge to wf_app;
grant update (failures, used_at) on sign_in_challenge to wf_app;

-- Failed attempts by keyed hash of the e-mail that was tried, or of the address that tried. `person_id` when the e-mail is
-- somebody's, so that an admin can unlock them.
create table sign_in_throttle (
  bucket bytea primary key,
  person_id uuid references person (id) on delete cascade,
  window_started_at timestamptz not null,
  failures integer not null check (failures >= 0),
  locked_until timestamptz
);
comment on table sign_in_throttle is 'platform: failed attempts to sign in, counted for an e-mail or an address';
create index sign_in_throttle_person on sign_in_throttle (person_id);
create index sign_in_throttle_window on sign_in_throttle (window_started_at);
grant select, insert, update, delete on sign_in_throttle to wf_app;

-- People change their own name; their e-mail only by claim_email (below).
create policy own_row on person for update to wf_app using (id = wf_person()) with check (id = wf_person());
grant update (display_name) on person to wf_app;

create index session_of_person on session (person_id, id desc);

-- The first owner has no address of their own until they give one. Null or taken ones change nothing.
create function claim_email(new_email text) returns boolean
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
begin
  update person set email = new_email where id = wf_person() and email = 'owner@localhost';
  return found;
exception when unique_violation then
  return false;
end
$$;

-- Ends a session whose cookie came along with a sign-in, in whichever tenant it was.
create function end_presented_session(session_tenant uuid, session_id uuid, at timestamptz) returns void
  language sql volatile security definer set search_path = wf, pg_temp
  begin atomic
    update session s set ended_at = at
    where s.tenant_id = session_tenant and s.id = session_id and s.ended_at is null;
  end;

-- Sessions of the transaction's person, in all their tenants.
create function list_own_sessions(at timestamptz, idle interval)
  returns table (tenant_id uuid, tenant_name text, id uuid, method text, address text, user_agent text,
    created_at timestamptz, last_seen_at timestamptz, expires_at timestamptz)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select s.tenant_id, t.name, s.id, s.method, s.address, s.user_agent, s.created_at, s.last_seen_at, s.expires_at
    from session s join tenant t on t.id = s.tenant_id
    where s.person_id = wf_person() and s.ended_at is null and s.expires_at > at and s.last_seen_at > at - idle
    order by s.id desc limit 100;
  end;

-- Ends sessions of the transaction's person: the one named, or all but the one to keep. Gives their ids.
create function end_own_sessions(only_session uuid, kept_session uuid, at timestamptz) returns table (id uuid)
  language sql volatile security definer set search_path = wf, pg_temp
  begin atomic
    update session s set ended_at = at
    where s.person_id = wf_person() and s.ended_at is null and s.expires_at > at
      and (only_session is null or s.id = only_session) and s.id is distinct from kept_session
    returning s.id;
  end;

revoke execute on function claim_email, end_presented_session, list_own_sessions, end_own_sessions from public;
grant execute on function claim_email, end_presented_session, list_own_sessions, end_own_sessions to wf_app;
