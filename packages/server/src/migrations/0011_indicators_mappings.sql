-- owner: indicators
-- why: a tenant's own mappings of raw fields to entities; entities found by type and by the beginning of their value
-- kind: expand
-- lock: share on entity while its indexes are built

create table field_mapping (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  -- Null: the records of every source.
  source text check (length(source) between 1 and 60),
  path text not null check (length(path) between 1 and 300),
  type text not null,
  role text not null,
  conversion text not null,
  note text not null default '' check (length(note) <= 1000),
  enabled boolean not null default true,
  -- What it found in stored records when it was last saved: tested_at, records, matched, values, refused.
  tested jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null,
  version integer not null default 1,
  primary key (tenant_id, id),
  unique nulls not distinct (tenant_id, source, path, type)
);
call protect_tenant_table('field_mapping', 'paths into raw records and the entity that stands there');
grant select, insert, update, delete on field_mapping to wf_app;

create index entity_type_seen on entity (tenant_id, type, first_seen desc, id desc);
-- "C": a beginning is a range only in an order that compares bytes.
create index entity_value on entity (tenant_id, (value collate "C"), id);
