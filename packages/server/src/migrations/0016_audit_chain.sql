-- owner: audit
-- why: audit records are chained by hash and signed, so that an edit made behind the product's back is named; who acted from where
-- kind: expand
-- lock: a short exclusive lock on audit_record for its columns; its index is built and its rows are queued while writing waits,
--   some seconds for a million records

alter table audit_record drop constraint audit_record_actor_kind_check;
alter table audit_record add constraint audit_record_actor_kind_check
  check (actor_kind in ('user', 'key', 'agent', 'system'));
alter table audit_record add column address text check (length(address) <= 100);
-- Set when somebody of another tenant, a service provider's, acted in this one.
alter table audit_record add column actor_tenant_id uuid;
-- In the order of code points, so that "everything that begins so" is a range of the index.
create index audit_record_event on audit_record (tenant_id, event collate "C", id desc);
create index audit_record_actor on audit_record (tenant_id, actor_id, id desc);
create index audit_record_actor_kind on audit_record (tenant_id, actor_kind, id desc);
create index audit_record_request on audit_record (tenant_id, request_id, id desc);
create index audit_record_at on audit_record (tenant_id, at, id);

-- What waits for its link. The order of sealing is (transaction, id), below the oldest running transaction: so a record of a
-- transaction that commits late is sealed after it has committed, and none slips behind one that was sealed.
create table audit_unsealed (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  primary key (tenant_id, id)
);
call protect_tenant_table('audit_unsealed', 'audit records that wait to be chained, for a second or so');
create policy sealing on audit_unsealed for select to wf_owner using (true);
grant select, insert, delete on audit_unsealed to wf_app;
create index audit_unsealed_order on audit_unsealed (tenant_id, transaction_id, id);

-- No foreign key to the record: a link says what was there, and must stand when the record does not.
create table audit_link (
  tenant_id uuid not null references tenant (id),
  sequence bigint not null check (sequence > 0),
  record_id uuid not null,
  -- Null once the body was removed; the hash stays, so that the chain still verifies.
  body_salt bytea,
  body_hash bytea not null,
  record_hash bytea not null,
  chain_hash bytea not null,
  sealed_at timestamptz not null,
  primary key (tenant_id, sequence)
);
call protect_tenant_table('audit_link', 'the hash chain over audit records, append-only');
grant select, insert on audit_link to wf_app;
create unique index audit_link_record on audit_link (tenant_id, record_id);

create table audit_checkpoint (
  tenant_id uuid not null references tenant (id),
  sequence bigint not null,
  chain_hash bytea not null,
  at timestamptz not null,
  key_id text not null,
  signature bytea not null,
  primary key (tenant_id, sequence)
);
call protect_tenant_table('audit_checkpoint', 'signed states of the chain; they stay when what they cover is pruned');
grant select, insert on audit_checkpoint to wf_app;

create table audit_signing_key (
  key_id text primary key,
  sealed_key bytea not null,
  made_at timestamptz not null
);
comment on table audit_signing_key is 'platform: the keys that sign checkpoints, sealed; public keys are derived from them';
grant select, insert on audit_signing_key to wf_app;

-- Nobody but these two functions removes anything, each in the tenant of the transaction only.
create policy removing on audit_record to wf_owner using (tenant_id = wf_tenant()) with check (tenant_id = wf_tenant());
create policy removing on audit_link to wf_owner using (tenant_id = wf_tenant()) with check (tenant_id = wf_tenant());
create policy removing on audit_checkpoint for select to wf_owner using (tenant_id = wf_tenant());

-- Removes records and links up to a checkpoint, which goes on to prove what they were; gives how many.
create function prune_audit(up_to bigint) returns bigint
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  removed bigint;
begin
  if not exists (select from audit_checkpoint c where c.tenant_id = wf_tenant() and c.sequence = up_to) then
    raise exception 'audit records are removed up to a checkpoint only' using errcode = 'check_violation';
  end if;
  with gone as (
    delete from audit_link l where l.tenant_id = wf_tenant() and l.sequence <= up_to returning l.record_id)
  delete from audit_record r using gone g where r.tenant_id = wf_tenant() and r.id = g.record_id;
  get diagnostics removed = row_count;
  return removed;
end
$$;

-- Removes what records tell, with the salts of their hashes; only of sealed ones whose removal is itself on record.
create function remove_audit_bodies(record_ids uuid[]) returns bigint
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  removed bigint;
begin
  with gone as (
    update audit_link l set body_salt = null
    where l.tenant_id = wf_tenant() and l.record_id = any(record_ids) and l.body_salt is not null
      and exists (select from audit_record t where t.tenant_id = wf_tenant() and t.event = 'audit.body-removed'
                  and t.subject = 'audit:' || l.record_id)
    returning l.record_id)
  update audit_record r set before = null, after = null, reason = null
  from gone g where r.tenant_id = wf_tenant() and r.id = g.record_id;
  get diagnostics removed = row_count;
  return removed;
end
$$;

-- Where the sealer has work, without asking every tenant each second: ids, counts and ages only.
create function list_unsealed_audit() returns table (tenant_id uuid, waiting bigint, oldest timestamptz)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select u.tenant_id, count(*), min(u.at) from audit_unsealed u group by u.tenant_id order by min(u.at);
  end;

revoke execute on function prune_audit, remove_audit_bodies, list_unsealed_audit from public;
grant execute on function prune_audit, remove_audit_bodies, list_unsealed_audit to wf_app;

-- What was recorded before there was a chain is sealed first, in the order of its making. The owner is bound by row-level
-- security too; for this one statement it is not.
alter table audit_record no force row level security;
alter table audit_unsealed no force row level security;
insert into audit_unsealed (tenant_id, id, at) select tenant_id, id, at from audit_record;
alter table audit_record force row level security;
alter table audit_unsealed force row level security;
