-- owner: audit
-- why: who did what to what, in the transaction that did it
-- kind: expand
-- lock: none, new objects only

create table audit_record (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  at timestamptz not null,
  event text not null,
  actor_kind text not null check (actor_kind in ('user', 'key', 'system')),
  actor_id text not null,
  actor_name text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  reason text,
  request_id text not null,
  primary key (tenant_id, id)
);
call protect_tenant_table('audit_record', 'append-only record of every change, written in its transaction');
-- No update and no delete: the application can add to the record and read it, never change it.
grant select, insert on audit_record to wf_app;
create index audit_record_subject on audit_record (tenant_id, subject, id desc);

create table idempotency_key (
  tenant_id uuid not null references tenant (id),
  principal text not null,
  operation text not null,
  key text not null,
  request_hash bytea not null,
  status smallint not null,
  response jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, principal, operation, key)
);
call protect_tenant_table('idempotency_key', 'answers of write operations, repeated for 24 hours');
grant select, insert, delete on idempotency_key to wf_app;
create index idempotency_key_age on idempotency_key (tenant_id, created_at);

create table domain_event (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  -- Readers with a cursor go by (transaction, id) and stay below the oldest running transaction: going by id or time alone
  -- would skip rows of a transaction that commits late.
  transaction_id xid8 not null default pg_current_xact_id(),
  type text not null,
  version smallint not null,
  subject_id uuid not null,
  payload jsonb not null,
  correlation_id text not null,
  at timestamptz not null,
  primary key (tenant_id, id)
);
call protect_tenant_table('domain_event', 'what one domain tells the others and the stream, in the transaction that made it true');
grant select, insert on domain_event to wf_app;
create index domain_event_cursor on domain_event (tenant_id, transaction_id, id);
create index domain_event_subject on domain_event (tenant_id, subject_id, id);
