-- Written from the catalogue by "npm run golden". Do not edit: a migration changes it.

-- tenant: findings that a person or a policy decides about, with a copy of the latest decision; row-level security forced
create table alert (
  tenant_id uuid not null,
  id uuid not null,
  source text not null,
  source_ref text,
  dedup_key bytea not null,
  vendor text not null,
  product text not null,
  sensor text not null,
  title text not null,
  description text not null,
  category text not null,
  severity text not null,
  severity_rank smallint not null,
  vendor_severity text not null,
  status text not null default 'new'::text,
  verdict text,
  resolution_type text not null default 'pending'::text,
  close_reason text,
  assignee text,
  notes text not null default ''::text,
  case_id uuid,
  rule_id text,
  rule_name text,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  resolved_at timestamp with time zone,
  tactics text[] not null,
  techniques text[] not null,
  entities jsonb not null,
  indicators jsonb not null default '[]'::jsonb,
  labels text[] not null,
  links jsonb not null,
  flags text[] not null,
  closure jsonb,
  record_id uuid not null,
  revision integer not null default 1,
  duplicate_count integer not null default 1,
  last_seen timestamp with time zone not null,
  stage text not null default 'accepted'::text,
  risk_score smallint,
  disposition text,
  recommended_disposition text,
  confidence jsonb,
  narrative jsonb,
  decision_version integer not null default 0,
  version integer not null default 1,
  risk_rank smallint not null default COALESCE(risk_score, ('-1'::integer)::smallint),
  rule_details jsonb,
  rule_key text default COALESCE(rule_id, rule_name),
  constraint alert_pkey PRIMARY KEY (tenant_id, id),
  constraint alert_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint alert_assignee_check CHECK ((length(assignee) <= 320)),
  constraint alert_resolution_type_check CHECK ((resolution_type = ANY (ARRAY['manual'::text, 'automated'::text, 'pending'::text]))),
  constraint alert_risk_score_check CHECK (((risk_score >= 0) AND (risk_score <= 100))),
  constraint alert_severity_check CHECK ((severity = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text, 'informational'::text]))),
  constraint alert_severity_rank_check CHECK (((severity_rank >= 1) AND (severity_rank <= 5))),
  constraint alert_stage_check CHECK ((stage = ANY (ARRAY['accepted'::text, 'evidence'::text, 'decided'::text]))),
  constraint alert_status_check CHECK ((status = ANY (ARRAY['new'::text, 'triaging'::text, 'investigating'::text, 'escalated'::text, 'resolved'::text, 'auto_resolved'::text]))),
  constraint alert_title_check CHECK (((length(title) >= 1) AND (length(title) <= 500))),
  constraint alert_vendor_severity_check CHECK ((vendor_severity = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text, 'informational'::text]))),
  constraint alert_verdict_check CHECK ((verdict = ANY (ARRAY['true_positive'::text, 'benign_true_positive'::text, 'false_positive'::text, 'undetermined'::text])))
);
CREATE INDEX alert_assignee ON wf.alert USING btree (tenant_id, assignee, received_at DESC, id DESC) WHERE (assignee IS NOT NULL);
CREATE INDEX alert_occurred ON wf.alert USING btree (tenant_id, occurred_at DESC, id DESC);
CREATE INDEX alert_received ON wf.alert USING btree (tenant_id, received_at DESC, id DESC);
CREATE INDEX alert_risk ON wf.alert USING btree (tenant_id, risk_rank DESC, received_at DESC, id DESC);
CREATE INDEX alert_rule ON wf.alert USING btree (tenant_id, rule_key, received_at DESC, id DESC) WHERE (rule_key IS NOT NULL);
CREATE INDEX alert_severity ON wf.alert USING btree (tenant_id, severity_rank DESC, received_at DESC, id DESC);
CREATE INDEX alert_source ON wf.alert USING btree (tenant_id, source, received_at DESC, id DESC);
CREATE INDEX alert_status ON wf.alert USING btree (tenant_id, status, received_at DESC, id DESC);
CREATE INDEX alert_unfinished ON wf.alert USING btree (tenant_id, stage, received_at) WHERE (stage <> 'decided'::text);
CREATE INDEX alert_verdict ON wf.alert USING btree (tenant_id, verdict, received_at DESC, id DESC) WHERE (verdict IS NOT NULL);
-- policy ingest_insert for insert to wf_ingest with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert to wf_ingest
-- grant insert, select, update to wf_app

-- tenant: what people and machines wrote about an alert; row-level security forced
create table alert_comment (
  tenant_id uuid not null,
  id uuid not null,
  alert_id uuid not null,
  at timestamp with time zone not null,
  author_kind text not null,
  author_id text not null,
  author_name text not null,
  body text not null,
  constraint alert_comment_pkey PRIMARY KEY (tenant_id, id),
  constraint alert_comment_tenant_id_alert_id_fkey FOREIGN KEY (tenant_id, alert_id) REFERENCES wf.alert(tenant_id, id),
  constraint alert_comment_author_kind_check CHECK ((author_kind = ANY (ARRAY['user'::text, 'key'::text, 'system'::text]))),
  constraint alert_comment_body_check CHECK (((length(body) >= 1) AND (length(body) <= 10000)))
);
CREATE INDEX alert_comment_alert ON wf.alert_comment USING btree (tenant_id, alert_id, id);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app

-- tenant: later content of an alert under the same vendor id; row-level security forced
create table alert_revision (
  tenant_id uuid not null,
  alert_id uuid not null,
  revision integer not null,
  record_id uuid not null,
  received_at timestamp with time zone not null,
  normalized jsonb not null,
  applied_at timestamp with time zone,
  constraint alert_revision_pkey PRIMARY KEY (tenant_id, alert_id, revision),
  constraint alert_revision_tenant_id_alert_id_fkey FOREIGN KEY (tenant_id, alert_id) REFERENCES wf.alert(tenant_id, id)
);
CREATE INDEX alert_revision_waiting ON wf.alert_revision USING btree (tenant_id, alert_id) WHERE (applied_at IS NULL);
-- policy ingest_insert for insert to wf_ingest with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert to wf_ingest
-- grant insert, select, update to wf_app

-- tenant: words of an alert, for search; row-level security forced
create table alert_token (
  tenant_id uuid not null,
  token text not null,
  received_at timestamp with time zone not null,
  alert_id uuid not null,
  constraint alert_token_pkey PRIMARY KEY (tenant_id, token, received_at, alert_id),
  constraint alert_token_tenant_id_alert_id_fkey FOREIGN KEY (tenant_id, alert_id) REFERENCES wf.alert(tenant_id, id)
);
CREATE INDEX alert_token_alert ON wf.alert_token USING btree (tenant_id, alert_id);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select to wf_app

-- tenant: machine credentials, kept as a keyed hash; row-level security forced
create table api_key (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  hash bytea not null,
  hint text not null,
  role text not null,
  sources text[],
  created_at timestamp with time zone not null,
  created_by text not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint api_key_hash_key UNIQUE (hash),
  constraint api_key_pkey PRIMARY KEY (tenant_id, id),
  constraint api_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint api_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
-- policy resolver for all to wf_owner using true with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app

-- tenant: append-only record of every change, written in its transaction; row-level security forced
create table audit_record (
  tenant_id uuid not null,
  id uuid not null,
  at timestamp with time zone not null,
  event text not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  reason text,
  request_id text not null,
  constraint audit_record_pkey PRIMARY KEY (tenant_id, id),
  constraint audit_record_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint audit_record_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'key'::text, 'system'::text])))
);
CREATE INDEX audit_record_subject ON wf.audit_record USING btree (tenant_id, subject, id DESC);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app

-- tenant: work that failed for good, kept with its error; row-level security forced
create table dead_letter (
  tenant_id uuid not null,
  id uuid not null,
  job text not null,
  payload jsonb not null,
  error text not null,
  attempts integer not null,
  failed_at timestamp with time zone not null,
  replayed_at timestamp with time zone,
  constraint dead_letter_pkey PRIMARY KEY (tenant_id, id),
  constraint dead_letter_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id)
);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app

-- tenant: what was decided about an alert, when, from what, under which policy; never changed; row-level security forced
create table decision (
  tenant_id uuid not null,
  alert_id uuid not null,
  version integer not null,
  id uuid not null,
  phase text not null,
  alert_revision integer not null,
  as_of timestamp with time zone not null,
  inputs jsonb not null,
  inputs_hash bytea not null,
  policy_version integer not null,
  engine_version text not null,
  risk_score smallint not null,
  recommended_disposition text not null,
  disposition text not null,
  confidence jsonb not null,
  factors jsonb not null,
  narrative jsonb not null,
  supersedes integer,
  constraint decision_pkey PRIMARY KEY (tenant_id, alert_id, version),
  constraint decision_tenant_id_alert_id_fkey FOREIGN KEY (tenant_id, alert_id) REFERENCES wf.alert(tenant_id, id),
  constraint decision_phase_check CHECK ((phase = ANY (ARRAY['provisional'::text, 'final'::text]))),
  constraint decision_risk_score_check CHECK (((risk_score >= 0) AND (risk_score <= 100))),
  constraint decision_version_check CHECK ((version >= 1))
);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app

-- tenant: one row per identity of a record: its alert or event, and how often it came; row-level security forced
create table dedup_key (
  tenant_id uuid not null,
  source text not null,
  key bytea not null,
  subject_kind text not null,
  subject_id uuid not null,
  record_id uuid not null,
  content_hash bytea not null,
  revision integer not null,
  count integer not null,
  first_seen timestamp with time zone not null,
  last_seen timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  slides boolean not null,
  previous_subject_id uuid,
  previous_count integer,
  previous_last_seen timestamp with time zone,
  constraint dedup_key_pkey PRIMARY KEY (tenant_id, source, key),
  constraint dedup_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint dedup_key_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['alert'::text, 'event'::text])))
);
CREATE INDEX dedup_key_expiry ON wf.dedup_key USING btree (tenant_id, expires_at);
CREATE INDEX dedup_key_retiring ON wf.dedup_key USING btree (tenant_id) WHERE (previous_subject_id IS NOT NULL);
-- policy ingest_any_tenant for all to wf_ingest using true with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_ingest
-- grant select, update to wf_app

-- tenant: rules of the products that send alerts; row-level security forced
create table detection_rule (
  tenant_id uuid not null,
  id uuid not null,
  source text not null,
  rule_key text not null,
  external_id text,
  name text not null,
  vendor text not null,
  product text not null,
  severity text not null,
  tactics text[] not null,
  techniques text[] not null,
  description text,
  url text,
  first_seen timestamp with time zone not null,
  last_seen timestamp with time zone not null,
  documentation text not null default ''::text,
  documented_at timestamp with time zone,
  documented_by text,
  version integer not null default 1,
  constraint detection_rule_pkey PRIMARY KEY (tenant_id, id),
  constraint detection_rule_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint detection_rule_documentation_check CHECK ((length(documentation) <= 50000)),
  constraint detection_rule_severity_check CHECK ((severity = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text, 'informational'::text])))
);
CREATE INDEX detection_rule_seen ON wf.detection_rule USING btree (tenant_id, last_seen DESC, id DESC);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app

-- tenant: alerts of a rule by day; row-level security forced
create table detection_rule_day (
  tenant_id uuid not null,
  rule_id uuid not null,
  day date not null,
  slot smallint not null,
  alerts integer not null,
  constraint detection_rule_day_pkey PRIMARY KEY (tenant_id, rule_id, day, slot),
  constraint detection_rule_day_tenant_id_rule_id_fkey FOREIGN KEY (tenant_id, rule_id) REFERENCES wf.detection_rule(tenant_id, id)
);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app

-- tenant: what one domain tells the others and the stream, in the transaction that made it true; row-level security forced
create table domain_event (
  tenant_id uuid not null,
  id uuid not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  type text not null,
  version smallint not null,
  subject_id uuid not null,
  payload jsonb not null,
  correlation_id text not null,
  at timestamp with time zone not null,
  constraint domain_event_pkey PRIMARY KEY (tenant_id, id),
  constraint domain_event_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id)
);
CREATE INDEX domain_event_cursor ON wf.domain_event USING btree (tenant_id, transaction_id, id);
CREATE INDEX domain_event_subject ON wf.domain_event USING btree (tenant_id, subject_id, id);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app

-- tenant: users, hosts, addresses and all else that records name; row-level security forced
create table entity (
  tenant_id uuid not null,
  id uuid not null,
  type text not null,
  value text not null,
  first_seen timestamp with time zone not null,
  constraint entity_pkey PRIMARY KEY (tenant_id, id),
  constraint entity_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id)
);
CREATE INDEX entity_type_seen ON wf.entity USING btree (tenant_id, type, first_seen DESC, id DESC);
CREATE INDEX entity_value ON wf.entity USING btree (tenant_id, value COLLATE "C", id);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app

-- tenant: which alert or event names which entity, newest first; row-level security forced
create table entity_link (
  tenant_id uuid not null,
  entity_id uuid not null,
  subject_kind text not null,
  at timestamp with time zone not null,
  subject_id uuid not null,
  role text not null,
  constraint entity_link_pkey PRIMARY KEY (tenant_id, entity_id, subject_kind, at, subject_id),
  constraint entity_link_tenant_id_entity_id_fkey FOREIGN KEY (tenant_id, entity_id) REFERENCES wf.entity(tenant_id, id),
  constraint entity_link_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['alert'::text, 'event'::text])))
);
CREATE INDEX entity_link_subject ON wf.entity_link USING btree (tenant_id, subject_id);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select to wf_app

-- tenant: what happened: feeds risk and detection, never stands in a queue; row-level security forced
create table event (
  tenant_id uuid not null,
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
  outcome text not null,
  severity text not null,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  tactics text[] not null,
  techniques text[] not null,
  rule_id text,
  rule_name text,
  entities jsonb not null,
  labels text[] not null,
  links jsonb not null,
  flags text[] not null,
  record_id uuid not null,
  constraint event_pkey PRIMARY KEY (tenant_id, id),
  constraint event_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint event_outcome_check CHECK ((outcome = ANY (ARRAY['success'::text, 'failure'::text, 'unknown'::text]))),
  constraint event_severity_check CHECK ((severity = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text, 'informational'::text])))
) partition by RANGE (id);
CREATE INDEX event_occurred ON ONLY wf.event USING btree (tenant_id, occurred_at DESC, id DESC);
CREATE INDEX event_received ON ONLY wf.event USING btree (tenant_id, id DESC);
CREATE INDEX event_source ON ONLY wf.event USING btree (tenant_id, source, occurred_at DESC, id DESC);
-- policy ingest_insert for insert to wf_ingest with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert to wf_ingest
-- grant insert, select to wf_app

-- tenant: paths into raw records and the entity that stands there; row-level security forced
create table field_mapping (
  tenant_id uuid not null,
  id uuid not null,
  source text,
  path text not null,
  type text not null,
  role text not null,
  conversion text not null,
  note text not null default ''::text,
  enabled boolean not null default true,
  tested jsonb not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  updated_at timestamp with time zone not null,
  updated_by text not null,
  version integer not null default 1,
  constraint field_mapping_tenant_id_source_path_type_key UNIQUE NULLS NOT DISTINCT (tenant_id, source, path, type),
  constraint field_mapping_pkey PRIMARY KEY (tenant_id, id),
  constraint field_mapping_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint field_mapping_note_check CHECK ((length(note) <= 1000)),
  constraint field_mapping_path_check CHECK (((length(path) >= 1) AND (length(path) <= 300))),
  constraint field_mapping_source_check CHECK (((length(source) >= 1) AND (length(source) <= 60)))
);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select, update to wf_app

-- tenant: answers of write operations, repeated for 24 hours; row-level security forced
create table idempotency_key (
  tenant_id uuid not null,
  principal text not null,
  operation text not null,
  key text not null,
  request_hash bytea not null,
  status smallint not null,
  response jsonb not null,
  created_at timestamp with time zone not null,
  constraint idempotency_key_pkey PRIMARY KEY (tenant_id, principal, operation, key),
  constraint idempotency_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id)
);
CREATE INDEX idempotency_key_age ON wf.idempotency_key USING btree (tenant_id, created_at);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select to wf_app

-- tenant: secret addresses /v1/ingest/{source}/t/{token}, kept as a keyed hash; row-level security forced
create table inbox_token (
  tenant_id uuid not null,
  id uuid not null,
  source text not null,
  hash bytea not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  revoked_at timestamp with time zone,
  constraint inbox_token_hash_key UNIQUE (hash),
  constraint inbox_token_pkey PRIMARY KEY (tenant_id, id),
  constraint inbox_token_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id)
);
-- policy resolver for all to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app

-- tenant: which person acts in which tenant, and as what; row-level security forced
create table membership (
  tenant_id uuid not null,
  person_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null,
  constraint membership_pkey PRIMARY KEY (tenant_id, person_id),
  constraint membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES wf.person(id),
  constraint membership_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id)
);
-- policy resolver for all to wf_owner using true with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select, update to wf_app

-- platform: people are global; membership says where they may act; row-level security forced
create table person (
  id uuid not null,
  email text not null,
  display_name text not null,
  created_at timestamp with time zone not null,
  deactivated_at timestamp with time zone,
  constraint person_email_key UNIQUE (email),
  constraint person_pkey PRIMARY KEY (id),
  constraint person_display_name_check CHECK (((length(display_name) >= 1) AND (length(display_name) <= 200))),
  constraint person_email_check CHECK (((length(email) >= 3) AND (length(email) <= 320)))
);
-- policy colleagues for select to wf_app using (EXISTS ( SELECT
   FROM wf.membership m
  WHERE ((m.person_id = person.id) AND (m.tenant_id = wf.wf_tenant()))))
-- policy resolver for all to wf_owner using true with check true
-- grant select to wf_app

-- platform: values that every server on this database shares, such as the pepper of key hashes; row-level security off
create table platform_setting (
  name text not null,
  value bytea not null,
  constraint platform_setting_pkey PRIMARY KEY (name)
);
-- grant insert, select to wf_app

-- tenant: what vendors sent, byte for byte; row-level security forced
create table raw_record (
  tenant_id uuid not null,
  id uuid not null,
  source text not null,
  received_at timestamp with time zone not null,
  content_type text not null,
  size_bytes integer not null,
  sha256 bytea not null,
  encoding text not null,
  body bytea not null,
  constraint raw_record_pkey PRIMARY KEY (tenant_id, id),
  constraint raw_record_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint raw_record_encoding_check CHECK ((encoding = ANY (ARRAY['identity'::text, 'deflate'::text])))
) partition by RANGE (id);
-- policy ingest_insert for insert to wf_ingest with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert to wf_ingest
-- grant insert, select to wf_app

-- tenant: how often a rule proved right or wrong; row-level security forced
create table rule_outcome (
  tenant_id uuid not null,
  source text not null,
  rule_key text not null,
  verdict text not null,
  count integer not null,
  constraint rule_outcome_pkey PRIMARY KEY (tenant_id, source, rule_key, verdict),
  constraint rule_outcome_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint rule_outcome_verdict_check CHECK ((verdict = ANY (ARRAY['true_positive'::text, 'benign_true_positive'::text, 'false_positive'::text, 'undetermined'::text])))
);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app

-- platform: which migrations this database has; row-level security off
create table schema_migration (
  number integer not null,
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null,
  constraint schema_migration_pkey PRIMARY KEY (number)
);
-- grant select to wf_app

-- tenant: signed-in browsers, kept as a keyed hash of the cookie; row-level security forced
create table session (
  tenant_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  hash bytea not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint session_hash_key UNIQUE (hash),
  constraint session_pkey PRIMARY KEY (tenant_id, id),
  constraint session_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES wf.membership(tenant_id, person_id) ON DELETE CASCADE
);
-- policy resolver for all to wf_owner using true with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app

-- tenant: one-time links that become a session; row-level security forced
create table sign_in_link (
  tenant_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  hash bytea not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint sign_in_link_hash_key UNIQUE (hash),
  constraint sign_in_link_pkey PRIMARY KEY (tenant_id, id),
  constraint sign_in_link_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES wf.membership(tenant_id, person_id) ON DELETE CASCADE
);
-- policy resolver for all to wf_owner using true with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app

-- tenant: per source: signature scheme and its sealed secret; row-level security forced
create table source_setting (
  tenant_id uuid not null,
  source text not null,
  signature_scheme text,
  sealed_secret bytea,
  updated_at timestamp with time zone not null,
  constraint source_setting_pkey PRIMARY KEY (tenant_id, source),
  constraint source_setting_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint source_setting_check CHECK (((signature_scheme IS NULL) = (sealed_secret IS NULL))),
  constraint source_setting_signature_scheme_check CHECK ((signature_scheme = ANY (ARRAY['timestamped'::text, 'body'::text])))
);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select, update to wf_app

-- tenant: a customer whose rows no other sees; its own id is the tenant id; row-level security forced
create table tenant (
  id uuid not null,
  slug text not null,
  name text not null,
  created_at timestamp with time zone not null,
  constraint tenant_slug_key UNIQUE (slug),
  constraint tenant_pkey PRIMARY KEY (id),
  constraint tenant_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint tenant_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text))
);
-- policy own_tenant for all to wf_app using (id = wf.wf_tenant()) with check (id = wf.wf_tenant())
-- policy resolver for all to wf_owner using true with check true
-- grant select to wf_app

-- tenant: weights, bands and floors; every change is a new version; row-level security forced
create table triage_policy (
  tenant_id uuid not null,
  version integer not null,
  body jsonb not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  constraint triage_policy_pkey PRIMARY KEY (tenant_id, version),
  constraint triage_policy_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint triage_policy_version_check CHECK ((version >= 1))
);
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app

-- function wf.create_tenant(uuid,text,text,timestamp with time zone) security definer executable by public
-- function wf.ensure_default_tenant(uuid,uuid,timestamp with time zone) security definer executable by wf_app
-- function wf.ensure_partitions(timestamp with time zone) security definer executable by wf_app
-- function wf.list_tenant_ids() security definer executable by wf_app
-- function wf.resolve_api_key(bytea,timestamp with time zone) security definer executable by wf_app
-- function wf.resolve_inbox_token(bytea) security definer executable by wf_app
-- function wf.resolve_session(bytea,timestamp with time zone) security definer executable by wf_app
-- function wf.use_sign_in_link(bytea,timestamp with time zone) security definer executable by wf_app
-- function wf.uuid_v7_floor(timestamp with time zone) executable by public
-- function wf.wf_tenant() executable by public
-- function wf_work.enqueue(jsonb) security definer executable by wf_app, wf_ingest
-- function wf_work.unlock_silent(timestamp with time zone) executable by public
-- procedure wf.protect_tenant_table(text,text) executable by public
