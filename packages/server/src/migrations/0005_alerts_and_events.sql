-- owner: alerts
-- why: alerts, their revisions and comments, events, and the records both were read from
-- kind: expand
-- lock: none, new objects only

create table alert (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  source text not null,
  source_ref text,
  dedup_key bytea not null,
  vendor text not null,
  product text not null,
  sensor text not null,
  title text not null check (length(title) between 1 and 500),
  description text not null,
  category text not null,
  severity text not null check (severity in ('critical', 'high', 'medium', 'low', 'informational')),
  severity_rank smallint not null check (severity_rank between 1 and 5),
  -- The vendor's severity when a person has set another; null while they agree.
  vendor_severity text not null check (vendor_severity in ('critical', 'high', 'medium', 'low', 'informational')),
  status text not null default 'new'
    check (status in ('new', 'triaging', 'investigating', 'escalated', 'resolved', 'auto_resolved')),
  verdict text check (verdict in ('true_positive', 'benign_true_positive', 'false_positive', 'undetermined')),
  resolution_type text not null default 'pending' check (resolution_type in ('manual', 'automated', 'pending')),
  close_reason text,
  assignee text check (length(assignee) <= 320),
  notes text not null default '',
  case_id uuid,
  rule_id text,
  rule_name text,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  resolved_at timestamptz,
  tactics text[] not null,
  techniques text[] not null,
  entities jsonb not null,
  indicators jsonb not null default '[]',
  labels text[] not null,
  links jsonb not null,
  flags text[] not null,
  closure jsonb,
  record_id uuid not null,
  revision integer not null default 1,
  -- Final count and time of an alert whose deduplication window has passed; until then the dedup_key row counts.
  duplicate_count integer not null default 1,
  last_seen timestamptz not null,
  -- Where it stands: accepted (stored), evidence (provisionally decided), decided. The sweeper looks for what stands still.
  stage text not null default 'accepted' check (stage in ('accepted', 'evidence', 'decided')),
  risk_score smallint check (risk_score between 0 and 100),
  disposition text,
  recommended_disposition text,
  confidence jsonb,
  narrative jsonb,
  decision_version integer not null default 0,
  version integer not null default 1,
  primary key (tenant_id, id)
);
call protect_tenant_table('alert', 'findings that a person or a policy decides about, with a copy of the latest decision');
grant select, insert, update on alert to wf_app;
create index alert_received on alert (tenant_id, received_at desc, id desc);
create index alert_occurred on alert (tenant_id, occurred_at desc, id desc);
create index alert_severity on alert (tenant_id, severity_rank desc, received_at desc, id desc);
create index alert_risk on alert (tenant_id, coalesce(risk_score, -1) desc, received_at desc, id desc);
create index alert_status on alert (tenant_id, status, received_at desc, id desc);
create index alert_source on alert (tenant_id, source, received_at desc, id desc);
create index alert_rule on alert (tenant_id, rule_id, received_at desc) where rule_id is not null;
create index alert_unfinished on alert (tenant_id, stage, received_at) where stage <> 'decided';

create table alert_revision (
  tenant_id uuid not null,
  alert_id uuid not null,
  revision integer not null,
  record_id uuid not null,
  received_at timestamptz not null,
  normalized jsonb not null,
  applied_at timestamptz,
  primary key (tenant_id, alert_id, revision),
  foreign key (tenant_id, alert_id) references alert (tenant_id, id)
);
call protect_tenant_table('alert_revision', 'later content of an alert under the same vendor id');
grant select, insert, update on alert_revision to wf_app;
create index alert_revision_waiting on alert_revision (tenant_id, alert_id) where applied_at is null;

create table alert_comment (
  tenant_id uuid not null,
  id uuid not null,
  alert_id uuid not null,
  at timestamptz not null,
  author_kind text not null check (author_kind in ('user', 'key', 'system')),
  author_id text not null,
  author_name text not null,
  body text not null check (length(body) between 1 and 10000),
  primary key (tenant_id, id),
  foreign key (tenant_id, alert_id) references alert (tenant_id, id)
);
call protect_tenant_table('alert_comment', 'what people and machines wrote about an alert');
grant select, insert on alert_comment to wf_app;
create index alert_comment_alert on alert_comment (tenant_id, alert_id, id);

-- Search: a word (or address, or hash) leads to its alerts, newest first. A GIN index on a text-search vector cannot be used
-- under row-level security, since its operator is not leakproof (794 ms against 0.3 ms over a million alerts).
create table alert_token (
  tenant_id uuid not null,
  token text collate "C" not null,
  received_at timestamptz not null,
  alert_id uuid not null,
  primary key (tenant_id, token, received_at, alert_id),
  foreign key (tenant_id, alert_id) references alert (tenant_id, id)
);
call protect_tenant_table('alert_token', 'words of an alert, for search');
grant select, insert, delete on alert_token to wf_app;
create index alert_token_alert on alert_token (tenant_id, alert_id);

create table event (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  source text not null,
  source_ref text,
  vendor text not null,
  product text not null,
  sensor text not null,
  title text not null,
  description text not null,
  category text not null,
  action text not null,
  outcome text not null check (outcome in ('success', 'failure', 'unknown')),
  severity text not null check (severity in ('critical', 'high', 'medium', 'low', 'informational')),
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  tactics text[] not null,
  techniques text[] not null,
  rule_id text,
  rule_name text,
  entities jsonb not null,
  labels text[] not null,
  links jsonb not null,
  flags text[] not null,
  record_id uuid not null,
  primary key (tenant_id, id)
) partition by range (id);
call protect_tenant_table('event', 'what happened: feeds risk and detection, never stands in a queue');
grant select, insert on event to wf_app;
create index event_occurred on event (tenant_id, occurred_at desc, id desc);
create index event_received on event (tenant_id, id desc);
create index event_source on event (tenant_id, source, occurred_at desc, id desc);
create table event_other partition of event default;

create table raw_record (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  source text not null,
  received_at timestamptz not null,
  content_type text not null,
  size_bytes integer not null,
  sha256 bytea not null,
  encoding text not null check (encoding in ('identity', 'deflate')),
  body bytea not null,
  primary key (tenant_id, id)
) partition by range (id);
call protect_tenant_table('raw_record', 'what vendors sent, byte for byte');
grant select, insert on raw_record to wf_app;
create table raw_record_other partition of raw_record default;
comment on table raw_record_other is 'tenant: rows of raw_record outside the months made so far; reached through raw_record only';
comment on table event_other is 'tenant: rows of event outside the months made so far; reached through event only';

-- Verdicts people gave, per rule: the history that the decision weighs. Counted when an alert is closed, never by scanning.
create table rule_outcome (
  tenant_id uuid not null references tenant (id),
  source text not null,
  rule_key text not null,
  verdict text not null check (verdict in ('true_positive', 'benign_true_positive', 'false_positive', 'undetermined')),
  count integer not null,
  primary key (tenant_id, source, rule_key, verdict)
);
call protect_tenant_table('rule_outcome', 'how often a rule proved right or wrong');
grant select, insert, update on rule_outcome to wf_app;

-- Makes the partitions of this month and the next. Called at every start and each hour; a month that was missed falls into the
-- default partition and is lost to nobody.
create function ensure_partitions(at timestamptz) returns void
  language plpgsql volatile security definer set search_path = wf, pg_temp
  as $$
declare
  parent text;
  start timestamp;
begin
  -- Two servers that start together take turns.
  perform pg_advisory_xact_lock(7743002);
  foreach parent in array array['event', 'raw_record'] loop
    for start in select date_trunc('month', at at time zone 'UTC') + make_interval(months => n) from generate_series(0, 1) n loop
      if to_regclass(format('wf.%s_%s', parent, to_char(start, 'YYYYMM'))) is null then
        execute format('create table wf.%s_%s partition of wf.%s for values from (%L) to (%L)', parent,
          to_char(start, 'YYYYMM'), parent, uuid_v7_floor(start at time zone 'UTC'),
          uuid_v7_floor((start + interval '1 month') at time zone 'UTC'));
        execute format('comment on table wf.%s_%s is %L', parent, to_char(start, 'YYYYMM'),
          format('tenant: one month of %s; reached through %s only', parent, parent));
      end if;
    end loop;
  end loop;
end
$$;
revoke execute on function ensure_partitions from public;
grant execute on function ensure_partitions to wf_app;
