-- owner: indicators
-- why: people say what an entity is to them, and what they call benign joins alerts no more
-- kind: expand
-- lock: none, new objects only

create table entity_judgement (
  tenant_id uuid not null references tenant (id),
  entity_id uuid not null,
  verdict text not null check (verdict in ('benign', 'watch', 'malicious')),
  note text not null check (length(note) <= 1000),
  expires_at timestamptz,
  judged_at timestamptz not null,
  judged_by text not null,
  primary key (tenant_id, entity_id),
  foreign key (tenant_id, entity_id) references entity (tenant_id, id)
);
call protect_tenant_table('entity_judgement', 'what people of the tenant say of an entity, until it expires');
grant select, insert, update, delete on entity_judgement to wf_app;
