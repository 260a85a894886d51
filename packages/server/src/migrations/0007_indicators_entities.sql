-- owner: indicators
-- why: one entity per tenant, type and value, linked to every alert and event that names it
-- kind: expand
-- lock: none, new objects only

create table entity (
  tenant_id uuid not null references tenant (id),
  -- The first 128 bits of sha-256 over type and value: links are written without reading the entity back.
  id uuid not null,
  type text not null,
  value text not null,
  first_seen timestamptz not null,
  primary key (tenant_id, id)
);
call protect_tenant_table('entity', 'users, hosts, addresses and all else that records name');
grant select, insert on entity to wf_app;

create table entity_link (
  tenant_id uuid not null,
  entity_id uuid not null,
  subject_kind text not null check (subject_kind in ('alert', 'event')),
  at timestamptz not null,
  subject_id uuid not null,
  role text not null,
  primary key (tenant_id, entity_id, subject_kind, at, subject_id),
  foreign key (tenant_id, entity_id) references entity (tenant_id, id)
);
call protect_tenant_table('entity_link', 'which alert or event names which entity, newest first');
grant select, insert, delete on entity_link to wf_app;
create index entity_link_subject on entity_link (tenant_id, subject_id);
