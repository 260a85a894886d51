-- owner: detect
-- why: a record for each detection rule of each product, made from the alerts that arrive, with its volume by day
-- kind: expand
-- lock: none, new objects only

create table detection_rule (
  tenant_id uuid not null references tenant (id),
  -- The first 128 bits of sha-256 over source and key, so that it is written without being read.
  id uuid not null,
  source text not null,
  -- The vendor's id of the rule, or its name where there is no id.
  rule_key text not null,
  external_id text,
  name text not null,
  vendor text not null,
  product text not null,
  severity text not null check (severity in ('critical', 'high', 'medium', 'low', 'informational')),
  tactics text[] not null,
  techniques text[] not null,
  description text,
  url text,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  -- What the tenant's own people write about it, in Markdown.
  documentation text not null default '' check (length(documentation) <= 50000),
  documented_at timestamptz,
  documented_by text,
  version integer not null default 1,
  primary key (tenant_id, id)
);
call protect_tenant_table('detection_rule', 'rules of the products that send alerts');
grant select, insert, update on detection_rule to wf_app;
create index detection_rule_seen on detection_rule (tenant_id, last_seen desc, id desc);

-- Alerts of a rule by the day they were received (UTC). Each connection counts in a slot of its own kind, so that workers that
-- count the same busy rule do not wait for each other.
create table detection_rule_day (
  tenant_id uuid not null,
  rule_id uuid not null,
  day date not null,
  slot smallint not null,
  alerts integer not null,
  primary key (tenant_id, rule_id, day, slot),
  foreign key (tenant_id, rule_id) references detection_rule (tenant_id, id)
);
call protect_tenant_table('detection_rule_day', 'alerts of a rule by day');
grant select, insert, update on detection_rule_day to wf_app;
