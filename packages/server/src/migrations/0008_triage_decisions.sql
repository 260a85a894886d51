-- owner: triage
-- why: decisions as append-only rows with their inputs, and the versioned policy they were made under
-- kind: expand
-- lock: none, new objects only

create table triage_policy (
  tenant_id uuid not null references tenant (id),
  version integer not null check (version >= 1),
  body jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant_id, version)
);
call protect_tenant_table('triage_policy', 'weights, bands and floors; every change is a new version');
grant select, insert on triage_policy to wf_app;

create table decision (
  tenant_id uuid not null,
  alert_id uuid not null,
  version integer not null check (version >= 1),
  id uuid not null,
  phase text not null check (phase in ('provisional', 'final')),
  alert_revision integer not null,
  as_of timestamptz not null,
  inputs jsonb not null,
  inputs_hash bytea not null,
  policy_version integer not null,
  engine_version text not null,
  risk_score smallint not null check (risk_score between 0 and 100),
  recommended_disposition text not null,
  disposition text not null,
  confidence jsonb not null,
  factors jsonb not null,
  narrative jsonb not null,
  supersedes integer,
  primary key (tenant_id, alert_id, version),
  foreign key (tenant_id, alert_id) references alert (tenant_id, id)
);
call protect_tenant_table('decision', 'what was decided about an alert, when, from what, under which policy; never changed');
-- Append-only by grant: the application cannot update or delete a decision.
grant select, insert on decision to wf_app;
