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
  work_failure text,
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
  constraint alert_verdict_check CHECK ((verdict = ANY (ARRAY['true_positive'::text, 'benign_true_positive'::text, 'false_positive'::text, 'undetermined'::text]))),
  constraint alert_work_failure_check CHECK ((work_failure = ANY (ARRAY['failed'::text, 'discarded'::text])))
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
-- policy backing_up for select to wf_backup using true
-- policy ingest_insert for insert to wf_ingest with check true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy sweeping for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert to wf_ingest
-- grant insert, select, update to wf_app
-- grant select to wf_backup

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
  constraint alert_comment_author_kind_check CHECK ((author_kind = ANY (ARRAY['user'::text, 'key'::text, 'agent'::text, 'system'::text]))) NOT VALID,
  constraint alert_comment_body_check CHECK (((length(body) >= 1) AND (length(body) <= 10000)))
);
CREATE INDEX alert_comment_alert ON wf.alert_comment USING btree (tenant_id, alert_id, id);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app
-- grant select to wf_backup

-- tenant: alerts by severity, status, source, disposition and verdict; row-level security forced
create table alert_count (
  tenant_id uuid not null,
  severity text not null,
  status text not null,
  source text not null,
  disposition text not null,
  verdict text not null,
  count bigint not null,
  constraint alert_count_pkey PRIMARY KEY (tenant_id, severity, status, source, disposition, verdict),
  constraint alert_count_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id)
);
-- policy backing_up for select to wf_backup using true
-- policy merging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant select to wf_app
-- grant select to wf_backup

-- tenant: what came to the counts of alerts since they were last merged; row-level security forced
create table alert_count_delta (
  tenant_id uuid not null,
  id bigint not null,
  severity text not null,
  status text not null,
  source text not null,
  disposition text not null,
  verdict text not null,
  count integer not null,
  constraint alert_count_delta_pkey PRIMARY KEY (tenant_id, id)
);
-- policy backing_up for select to wf_backup using true
-- policy counting for insert to wf_owner with check true
-- policy merging for select to wf_owner using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant select to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy ingest_insert for insert to wf_ingest with check true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy sweeping for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert to wf_ingest
-- grant insert, select, update to wf_app
-- grant select to wf_backup

-- tenant: words of an alert, for search; row-level security forced
create table alert_search (
  tenant_id uuid not null,
  alert_id uuid not null,
  words tsvector not null,
  constraint alert_search_pkey PRIMARY KEY (tenant_id, alert_id),
  constraint alert_search_tenant_id_alert_id_fkey FOREIGN KEY (tenant_id, alert_id) REFERENCES wf.alert(tenant_id, id)
);
CREATE INDEX alert_search_words ON wf.alert_search USING gin (words) WITH (fastupdate='on', gin_pending_list_limit='1024');
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy searching for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select, update to wf_app
-- grant select to wf_backup

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
  scopes text[],
  account_id uuid,
  replaced_by uuid,
  constraint api_key_hash_key UNIQUE (hash),
  constraint api_key_pkey PRIMARY KEY (tenant_id, id),
  constraint api_key_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES wf.service_account(tenant_id, id),
  constraint api_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint api_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
CREATE INDEX api_key_account ON wf.api_key USING btree (tenant_id, account_id);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for all to wf_owner using true with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

-- tenant: signed states of the chain; they stay when what they cover is pruned; row-level security forced
create table audit_checkpoint (
  tenant_id uuid not null,
  sequence bigint not null,
  chain_hash bytea not null,
  at timestamp with time zone not null,
  key_id text not null,
  signature bytea not null,
  constraint audit_checkpoint_pkey PRIMARY KEY (tenant_id, sequence),
  constraint audit_checkpoint_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id)
);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy removing for select to wf_owner using (tenant_id = wf.wf_tenant())
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app
-- grant select to wf_backup

-- tenant: the hash chain over audit records, append-only; row-level security forced
create table audit_link (
  tenant_id uuid not null,
  sequence bigint not null,
  record_id uuid not null,
  body_salt bytea,
  body_hash bytea not null,
  record_hash bytea not null,
  chain_hash bytea not null,
  sealed_at timestamp with time zone not null,
  constraint audit_link_pkey PRIMARY KEY (tenant_id, sequence),
  constraint audit_link_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint audit_link_sequence_check CHECK ((sequence > 0))
);
CREATE UNIQUE INDEX audit_link_record ON wf.audit_link USING btree (tenant_id, record_id);
-- policy backing_up for select to wf_backup using true
-- policy delivering for select to wf_owner using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy removing for all to wf_owner using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app
-- grant select to wf_backup

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
  address text,
  actor_tenant_id uuid,
  constraint audit_record_pkey PRIMARY KEY (tenant_id, id),
  constraint audit_record_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint audit_record_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'key'::text, 'agent'::text, 'system'::text]))),
  constraint audit_record_address_check CHECK ((length(address) <= 100))
);
CREATE INDEX audit_record_actor ON wf.audit_record USING btree (tenant_id, actor_id, id DESC);
CREATE INDEX audit_record_actor_kind ON wf.audit_record USING btree (tenant_id, actor_kind, id DESC);
CREATE INDEX audit_record_at ON wf.audit_record USING btree (tenant_id, at, id);
CREATE INDEX audit_record_event ON wf.audit_record USING btree (tenant_id, event COLLATE "C", id DESC);
CREATE INDEX audit_record_request ON wf.audit_record USING btree (tenant_id, request_id, id DESC);
CREATE INDEX audit_record_subject ON wf.audit_record USING btree (tenant_id, subject, id DESC);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy removing for all to wf_owner using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app
-- grant select to wf_backup

-- platform: the keys that sign checkpoints, sealed; public keys are derived from them; row-level security off
create table audit_signing_key (
  key_id text not null,
  sealed_key bytea not null,
  made_at timestamp with time zone not null,
  constraint audit_signing_key_pkey PRIMARY KEY (key_id)
);
-- grant insert, select to wf_app
-- grant select to wf_backup

-- tenant: collectors that the audit records of the tenant are sent to, and how far they are; row-level security forced
create table audit_sink (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  url text not null,
  format text not null,
  authorization_secret_id uuid,
  signing_secret_id uuid,
  state text not null,
  confirmed_to bigint not null,
  sending_to bigint,
  batch_max integer not null,
  delivered bigint not null,
  missed bigint not null,
  failures integer not null,
  next_attempt_at timestamp with time zone not null,
  lease_id uuid,
  lease_until timestamp with time zone,
  last_delivered_at timestamp with time zone,
  last_error text,
  last_error_at timestamp with time zone,
  test_requested_at timestamp with time zone,
  tested_at timestamp with time zone,
  test_error text,
  created_at timestamp with time zone not null,
  created_by text not null,
  updated_at timestamp with time zone not null,
  updated_by text not null,
  version integer not null,
  constraint audit_sink_tenant_id_name_key UNIQUE (tenant_id, name),
  constraint audit_sink_pkey PRIMARY KEY (tenant_id, id),
  constraint audit_sink_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint audit_sink_batch_max_check CHECK (((batch_max >= 1) AND (batch_max <= 500))),
  constraint audit_sink_confirmed_to_check CHECK ((confirmed_to >= 0)),
  constraint audit_sink_format_check CHECK ((format = ANY (ARRAY['jsonl'::text, 'splunk_hec'::text]))),
  constraint audit_sink_last_error_check CHECK ((length(last_error) <= 500)),
  constraint audit_sink_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint audit_sink_state_check CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'refused'::text]))),
  constraint audit_sink_test_error_check CHECK ((length(test_error) <= 500)),
  constraint audit_sink_url_check CHECK (((length(url) >= 1) AND (length(url) <= 2048)))
);
CREATE INDEX audit_sink_due ON wf.audit_sink USING btree (next_attempt_at);
-- policy backing_up for select to wf_backup using true
-- policy delivering for select to wf_owner using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select, update to wf_app
-- grant select to wf_backup

-- tenant: audit records that wait to be chained, for a second or so; row-level security forced
create table audit_unsealed (
  tenant_id uuid not null,
  id uuid not null,
  transaction_id xid8 not null default wf.current_transaction(),
  at timestamp with time zone not null,
  constraint audit_unsealed_pkey PRIMARY KEY (tenant_id, id),
  constraint audit_unsealed_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id)
);
CREATE INDEX audit_unsealed_order ON wf.audit_unsealed USING btree (tenant_id, transaction_id, id);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy sealing for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select to wf_app
-- grant select to wf_backup

-- tenant: who of a service provider acts in which customer, and as what; row-level security forced
create table child_access (
  tenant_id uuid not null,
  id uuid not null,
  person_id uuid,
  key_id uuid,
  child_id uuid,
  role text not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  constraint child_access_pkey PRIMARY KEY (tenant_id, id),
  constraint child_access_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint child_access_tenant_id_key_id_fkey FOREIGN KEY (tenant_id, key_id) REFERENCES wf.api_key(tenant_id, id) ON DELETE CASCADE,
  constraint child_access_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES wf.membership(tenant_id, person_id) ON DELETE CASCADE,
  constraint child_access_check CHECK (((person_id IS NULL) <> (key_id IS NULL)))
);
CREATE UNIQUE INDEX child_access_once ON wf.child_access USING btree (tenant_id, COALESCE(person_id, key_id), child_id) NULLS NOT DISTINCT;
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select, update to wf_app
-- grant select to wf_backup

-- tenant: roles that a tenant made from the named permissions; row-level security forced
create table custom_role (
  tenant_id uuid not null,
  name text not null,
  description text not null,
  permissions text[] not null,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  updated_by text not null,
  constraint custom_role_pkey PRIMARY KEY (tenant_id, name),
  constraint custom_role_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint custom_role_description_check CHECK ((length(description) <= 500)),
  constraint custom_role_name_check CHECK ((name ~ '^[a-z][a-z0-9-]{1,39}$'::text))
);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select, update to wf_app
-- grant select to wf_backup

-- tenant: wrapped keys that seal the secrets of the tenant; without them nothing of its secrets opens; row-level security forced
create table data_key (
  tenant_id uuid not null,
  id uuid not null,
  version integer not null,
  master_key_id text,
  wrapped bytea,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  constraint data_key_tenant_id_version_key UNIQUE (tenant_id, version),
  constraint data_key_pkey PRIMARY KEY (tenant_id, id),
  constraint data_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint data_key_check CHECK (((retired_at IS NULL) = (wrapped IS NOT NULL))),
  constraint data_key_check1 CHECK (((wrapped IS NULL) = (master_key_id IS NULL))),
  constraint data_key_master_key_id_check CHECK (((length(master_key_id) >= 1) AND (length(master_key_id) <= 200))),
  constraint data_key_version_check CHECK ((version >= 1))
);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select to wf_app
-- grant select to wf_backup

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
  stage text not null default 'unknown'::text,
  error_class text not null default 'Error'::text,
  first_failed_at timestamp with time zone,
  replay_of uuid,
  replayed_by text,
  discarded_at timestamp with time zone,
  discarded_by text,
  discard_reason text,
  constraint dead_letter_pkey PRIMARY KEY (tenant_id, id),
  constraint dead_letter_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint dead_letter_tenant_id_replay_of_fkey FOREIGN KEY (tenant_id, replay_of) REFERENCES wf.dead_letter(tenant_id, id),
  constraint dead_letter_discard_reason_check CHECK ((length(discard_reason) <= 500)),
  constraint dead_letter_error_class_check CHECK ((length(error_class) <= 100)),
  constraint dead_letter_stage_check CHECK ((stage = ANY (ARRAY['accepted'::text, 'evidence'::text, 'revision'::text, 'event'::text, 'other'::text, 'none'::text, 'unknown'::text])))
);
CREATE INDEX dead_letter_failed ON wf.dead_letter USING btree (tenant_id, failed_at DESC, id DESC);
CREATE INDEX dead_letter_open ON wf.dead_letter USING btree (tenant_id, failed_at) WHERE ((replayed_at IS NULL) AND (discarded_at IS NULL));
CREATE INDEX dead_letter_replays ON wf.dead_letter USING btree (tenant_id, replay_of) WHERE (replay_of IS NOT NULL);
-- policy backing_up for select to wf_backup using true
-- policy counting for select to wf_owner using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy ingest_any_tenant for all to wf_ingest using true with check true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_ingest
-- grant select to wf_backup
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
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

-- tenant: what one domain tells the others and the stream, in the transaction that made it true; row-level security forced
create table domain_event (
  tenant_id uuid not null,
  id uuid not null,
  transaction_id xid8 not null default wf.current_transaction(),
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
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app
-- grant select to wf_backup

-- tenant: what people of the tenant say of an entity, until it expires; row-level security forced
create table entity_judgement (
  tenant_id uuid not null,
  entity_id uuid not null,
  verdict text not null,
  note text not null,
  expires_at timestamp with time zone,
  judged_at timestamp with time zone not null,
  judged_by text not null,
  constraint entity_judgement_pkey PRIMARY KEY (tenant_id, entity_id),
  constraint entity_judgement_tenant_id_entity_id_fkey FOREIGN KEY (tenant_id, entity_id) REFERENCES wf.entity(tenant_id, id),
  constraint entity_judgement_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint entity_judgement_note_check CHECK ((length(note) <= 1000)),
  constraint entity_judgement_verdict_check CHECK ((verdict = ANY (ARRAY['benign'::text, 'watch'::text, 'malicious'::text])))
);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select, update to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy ingest_insert for insert to wf_ingest with check true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert to wf_ingest
-- grant insert, select to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select, update to wf_app
-- grant select to wf_backup

-- tenant: how far the removal of rows that have served their use has come, by kind; row-level security forced
create table forget_progress (
  tenant_id uuid not null,
  kind text not null,
  reached uuid,
  removed_rows bigint not null default 0,
  finished_at timestamp with time zone,
  constraint forget_progress_pkey PRIMARY KEY (tenant_id, kind),
  constraint forget_progress_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint forget_progress_kind_check CHECK (((length(kind) >= 1) AND (length(kind) <= 50)))
);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for all to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

-- tenant: what must not be removed, and why; row-level security forced
create table legal_hold (
  tenant_id uuid not null,
  id uuid not null,
  subject text not null,
  alert_id uuid,
  reason text not null,
  placed_at timestamp with time zone not null,
  placed_by text not null,
  lifted_at timestamp with time zone,
  lifted_by text,
  lift_reason text,
  constraint legal_hold_pkey PRIMARY KEY (tenant_id, id),
  constraint legal_hold_tenant_id_alert_id_fkey FOREIGN KEY (tenant_id, alert_id) REFERENCES wf.alert(tenant_id, id) ON DELETE SET NULL (alert_id),
  constraint legal_hold_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint legal_hold_check CHECK (((lifted_at IS NULL) = (lifted_by IS NULL))),
  constraint legal_hold_check1 CHECK (((lifted_at IS NOT NULL) OR ((subject = 'tenant'::text) = (alert_id IS NULL)))),
  constraint legal_hold_lift_reason_check CHECK (((length(lift_reason) >= 1) AND (length(lift_reason) <= 1000))),
  constraint legal_hold_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000)))
);
CREATE INDEX legal_hold_standing ON wf.legal_hold USING btree (tenant_id, alert_id) WHERE (lifted_at IS NULL);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app
-- grant select to wf_backup

-- platform: rotations of the master key, the unfinished one at most; row-level security off
create table master_key_rotation (
  id uuid not null,
  requested_at timestamp with time zone not null,
  requested_by text not null,
  from_key_id text not null,
  to_key_id text,
  rewrapped integer not null default 0,
  progress_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint master_key_rotation_pkey PRIMARY KEY (id),
  constraint master_key_rotation_requested_by_check CHECK (((length(requested_by) >= 1) AND (length(requested_by) <= 300)))
);
CREATE INDEX master_key_rotation_requested ON wf.master_key_rotation USING btree (requested_at DESC);
CREATE UNIQUE INDEX master_key_rotation_unfinished ON wf.master_key_rotation USING btree ((true)) WHERE (finished_at IS NULL);
-- grant insert, select to wf_app
-- grant select to wf_backup

-- tenant: which person acts in which tenant, and as what; row-level security forced
create table membership (
  tenant_id uuid not null,
  person_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null,
  deactivated_at timestamp with time zone,
  constraint membership_pkey PRIMARY KEY (tenant_id, person_id),
  constraint membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES wf.person(id),
  constraint membership_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id)
);
CREATE INDEX membership_person ON wf.membership USING btree (person_id);
CREATE INDEX membership_role ON wf.membership USING btree (tenant_id, role);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for all to wf_owner using true with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select, update to wf_app
-- grant select to wf_backup

-- person: public keys of passkeys (WebAuthn); row-level security forced
create table passkey (
  person_id uuid not null,
  id uuid not null,
  credential_id bytea not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  device_type text not null,
  backed_up boolean not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  constraint passkey_credential_id_key UNIQUE (credential_id),
  constraint passkey_pkey PRIMARY KEY (person_id, id),
  constraint passkey_person_id_fkey FOREIGN KEY (person_id) REFERENCES wf.person(id) ON DELETE CASCADE,
  constraint passkey_counter_check CHECK ((counter >= 0)),
  constraint passkey_credential_id_check CHECK (((length(credential_id) >= 1) AND (length(credential_id) <= 1023))),
  constraint passkey_device_type_check CHECK ((device_type = ANY (ARRAY['singleDevice'::text, 'multiDevice'::text]))),
  constraint passkey_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint passkey_public_key_check CHECK ((length(public_key) <= 4000))
);
-- policy backing_up for select to wf_backup using true
-- policy own_rows for all to wf_app using (person_id = wf.wf_person()) with check (person_id = wf.wf_person())
-- policy resolver for all to wf_owner using true with check true
-- grant delete, insert, select to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy colleagues for select to wf_app using (EXISTS ( SELECT
   FROM wf.membership m
  WHERE ((m.person_id = person.id) AND (m.tenant_id = wf.wf_tenant()))))
-- policy own_row for w to wf_app using (id = wf.wf_person()) with check (id = wf.wf_person())
-- policy resolver for all to wf_owner using true with check true
-- grant select to wf_app
-- grant select to wf_backup

-- person: hash of the password and sealed seed of one-time codes; row-level security forced
create table person_credential (
  person_id uuid not null,
  password_hash text,
  password_set_at timestamp with time zone,
  must_change boolean not null default false,
  totp_sealed bytea,
  totp_confirmed_at timestamp with time zone,
  totp_last_step bigint,
  constraint person_credential_pkey PRIMARY KEY (person_id),
  constraint person_credential_person_id_fkey FOREIGN KEY (person_id) REFERENCES wf.person(id) ON DELETE CASCADE,
  constraint person_credential_check CHECK (((password_hash IS NULL) = (password_set_at IS NULL))),
  constraint person_credential_check1 CHECK (((totp_confirmed_at IS NULL) OR (totp_sealed IS NOT NULL))),
  constraint person_credential_password_hash_check CHECK (((length(password_hash) >= 20) AND (length(password_hash) <= 300))),
  constraint person_credential_totp_sealed_check CHECK ((length(totp_sealed) <= 1000))
);
-- policy backing_up for select to wf_backup using true
-- policy own_rows for all to wf_app using (person_id = wf.wf_person()) with check (person_id = wf.wf_person())
-- policy resolver for all to wf_owner using true with check true
-- grant insert, select, update to wf_app
-- grant select to wf_backup

-- platform: wrapped keys that seal what belongs to a person and not to a tenant; row-level security off
create table platform_data_key (
  id uuid not null,
  version integer not null,
  master_key_id text not null,
  wrapped bytea not null,
  created_at timestamp with time zone not null,
  constraint platform_data_key_version_key UNIQUE (version),
  constraint platform_data_key_pkey PRIMARY KEY (id),
  constraint platform_data_key_master_key_id_check CHECK (((length(master_key_id) >= 1) AND (length(master_key_id) <= 200))),
  constraint platform_data_key_version_check CHECK ((version >= 1))
);
-- grant select to wf_backup

-- platform: values that every server on this database shares, such as the pepper of key hashes; row-level security off
create table platform_setting (
  name text not null,
  value bytea not null,
  constraint platform_setting_pkey PRIMARY KEY (name)
);
-- grant insert, select to wf_app
-- grant select to wf_backup

-- platform: tokens left of rate limits, by a keyed hash of the credential or address; row-level security off
create table rate_bucket (
  bucket bytea not null,
  per_second double precision not null,
  burst double precision not null,
  tokens double precision not null,
  granted double precision not null,
  given_back double precision not null,
  refilled_at timestamp with time zone not null,
  constraint rate_bucket_pkey PRIMARY KEY (bucket),
  constraint rate_bucket_bucket_check CHECK ((octet_length(bucket) = 32)),
  constraint rate_bucket_burst_check CHECK ((burst >= (1)::double precision)),
  constraint rate_bucket_per_second_check CHECK ((per_second > (0)::double precision)),
  constraint rate_bucket_tokens_check CHECK ((tokens >= (0)::double precision))
);
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy ingest_insert for insert to wf_ingest with check true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert to wf_ingest
-- grant insert, select to wf_app
-- grant select to wf_backup

-- person: keyed hashes of codes that stand in for a lost device, each for one use; row-level security forced
create table recovery_code (
  person_id uuid not null,
  hash bytea not null,
  created_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint recovery_code_pkey PRIMARY KEY (person_id, hash),
  constraint recovery_code_person_id_fkey FOREIGN KEY (person_id) REFERENCES wf.person(id) ON DELETE CASCADE
);
-- policy backing_up for select to wf_backup using true
-- policy own_rows for all to wf_app using (person_id = wf.wf_person()) with check (person_id = wf.wf_person())
-- policy resolver for all to wf_owner using true with check true
-- grant delete, insert, select, update to wf_app
-- grant select to wf_backup

-- tenant: how long each class of data is kept, and what was removed; row-level security forced
create table retention_class (
  tenant_id uuid not null,
  class text not null,
  days integer,
  updated_at timestamp with time zone not null,
  updated_by text not null,
  requested_at timestamp with time zone,
  requested_by text,
  removed_before timestamp with time zone,
  removed_at timestamp with time zone,
  removed_rows bigint not null default 0,
  constraint retention_class_pkey PRIMARY KEY (tenant_id, class),
  constraint retention_class_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint retention_class_class_check CHECK ((class = ANY (ARRAY['raw'::text, 'evidence'::text, 'decision'::text, 'audit'::text]))),
  constraint retention_class_days_check CHECK (((days >= 1) AND (days <= 3650)))
);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

-- platform: which migrations this database has; row-level security off
create table schema_migration (
  number integer not null,
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null,
  constraint schema_migration_pkey PRIMARY KEY (number)
);
-- grant select to wf_app
-- grant select to wf_backup

-- tenant: sealed values such as signing secrets and credentials of connections; row-level security forced
create table secret (
  tenant_id uuid not null,
  id uuid not null,
  purpose text not null,
  data_key_id uuid not null,
  sealed bytea not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint secret_pkey PRIMARY KEY (tenant_id, id),
  constraint secret_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint secret_purpose_check CHECK (((length(purpose) >= 1) AND (length(purpose) <= 200))),
  constraint secret_sealed_check CHECK ((length(sealed) <= 100000))
);
CREATE INDEX secret_data_key ON wf.secret USING btree (tenant_id, data_key_id, id);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select to wf_app
-- grant select to wf_backup

-- tenant: programs and agents as principals of their own, with keys that change; row-level security forced
create table service_account (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  kind text not null,
  role text not null,
  description text not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  disabled_at timestamp with time zone,
  constraint service_account_pkey PRIMARY KEY (tenant_id, id),
  constraint service_account_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint service_account_description_check CHECK ((length(description) <= 500)),
  constraint service_account_kind_check CHECK ((kind = ANY (ARRAY['service'::text, 'agent'::text]))),
  constraint service_account_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
CREATE UNIQUE INDEX service_account_name ON wf.service_account USING btree (tenant_id, name);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

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
  method text not null default 'link'::text,
  address text,
  user_agent text,
  authenticated_at timestamp with time zone,
  constraint session_hash_key UNIQUE (hash),
  constraint session_pkey PRIMARY KEY (tenant_id, id),
  constraint session_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES wf.membership(tenant_id, person_id) ON DELETE CASCADE,
  constraint session_method_check CHECK ((method = ANY (ARRAY['link'::text, 'password'::text, 'password+totp'::text, 'password+recovery'::text, 'passkey'::text, 'switch'::text]))),
  constraint session_user_agent_check CHECK ((length(user_agent) <= 300))
);
CREATE INDEX session_of_person ON wf.session USING btree (person_id, id DESC);
CREATE INDEX session_person ON wf.session USING btree (tenant_id, person_id, id DESC);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for all to wf_owner using true with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

-- platform: steps of signing in that wait for a code or a passkey, kept as a keyed hash of their token; row-level security off
create table sign_in_challenge (
  hash bytea not null,
  kind text not null,
  person_id uuid,
  expected text,
  failures integer not null default 0,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint sign_in_challenge_pkey PRIMARY KEY (hash),
  constraint sign_in_challenge_person_id_fkey FOREIGN KEY (person_id) REFERENCES wf.person(id) ON DELETE CASCADE,
  constraint sign_in_challenge_check CHECK (((kind = 'passkey_sign_in'::text) = (person_id IS NULL))),
  constraint sign_in_challenge_check1 CHECK (((kind = 'second_factor'::text) = (expected IS NULL))),
  constraint sign_in_challenge_expected_check CHECK (((length(expected) >= 20) AND (length(expected) <= 200))),
  constraint sign_in_challenge_kind_check CHECK ((kind = ANY (ARRAY['second_factor'::text, 'passkey_sign_in'::text, 'passkey_add'::text, 'passkey_proof'::text])))
);
CREATE INDEX sign_in_challenge_expired ON wf.sign_in_challenge USING btree (expires_at);
-- grant delete, insert, select to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for all to wf_owner using true with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

-- platform: failed attempts to sign in, counted for an e-mail or an address; row-level security off
create table sign_in_throttle (
  bucket bytea not null,
  person_id uuid,
  window_started_at timestamp with time zone not null,
  failures integer not null,
  locked_until timestamp with time zone,
  constraint sign_in_throttle_pkey PRIMARY KEY (bucket),
  constraint sign_in_throttle_person_id_fkey FOREIGN KEY (person_id) REFERENCES wf.person(id) ON DELETE CASCADE,
  constraint sign_in_throttle_failures_check CHECK ((failures >= 0))
);
CREATE INDEX sign_in_throttle_person ON wf.sign_in_throttle USING btree (person_id);
CREATE INDEX sign_in_throttle_window ON wf.sign_in_throttle USING btree (window_started_at);
-- grant delete, insert, select, update to wf_app
-- grant select to wf_backup

-- tenant: per source: signature scheme and its sealed secret; row-level security forced
create table source_setting (
  tenant_id uuid not null,
  source text not null,
  signature_scheme text,
  sealed_secret bytea,
  updated_at timestamp with time zone not null,
  secret_id uuid,
  constraint source_setting_pkey PRIMARY KEY (tenant_id, source),
  constraint source_setting_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint source_setting_check CHECK (((signature_scheme IS NULL) = (sealed_secret IS NULL))),
  constraint source_setting_secret_of_scheme CHECK (((secret_id IS NULL) OR (signature_scheme IS NOT NULL))),
  constraint source_setting_signature_scheme_check CHECK ((signature_scheme = ANY (ARRAY['timestamped'::text, 'body'::text])))
);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant delete, insert, select, update to wf_app
-- grant select to wf_backup

-- platform: sizes of the database and its tables by the hour, for the last weeks; row-level security off
create table storage_sample (
  at timestamp with time zone not null,
  database_bytes bigint not null,
  disk_free_bytes bigint,
  tables jsonb not null,
  constraint storage_sample_pkey PRIMARY KEY (at),
  constraint storage_sample_database_bytes_check CHECK ((database_bytes >= 0)),
  constraint storage_sample_disk_free_bytes_check CHECK ((disk_free_bytes >= 0))
);
-- grant delete, insert, select to wf_app
-- grant select to wf_backup

-- tenant: a customer whose rows no other sees; its own id is the tenant id; row-level security forced
create table tenant (
  id uuid not null,
  slug text not null,
  name text not null,
  created_at timestamp with time zone not null,
  parent_id uuid,
  is_root boolean not null default false,
  status text not null default 'active'::text,
  status_at timestamp with time zone,
  status_by text,
  status_reason text,
  constraint tenant_slug_key UNIQUE (slug),
  constraint tenant_pkey PRIMARY KEY (id),
  constraint tenant_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES wf.tenant(id),
  constraint tenant_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint tenant_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
  constraint tenant_status_by_check CHECK ((length(status_by) <= 300)),
  constraint tenant_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text, 'deleting'::text]))),
  constraint tenant_status_reason_check CHECK ((length(status_reason) <= 1000))
);
CREATE INDEX tenant_children ON wf.tenant USING btree (parent_id);
CREATE UNIQUE INDEX tenant_root ON wf.tenant USING btree (is_root) WHERE is_root;
-- policy backing_up for select to wf_backup using true
-- policy own_tenant for all to wf_app using (id = wf.wf_tenant()) with check (id = wf.wf_tenant())
-- policy resolver for all to wf_owner using true with check true
-- grant select to wf_app
-- grant select to wf_backup

-- tenant: quotas, set by the tenant above; row-level security forced
create table tenant_limit (
  tenant_id uuid not null,
  name text not null,
  value bigint,
  updated_at timestamp with time zone not null,
  updated_by text not null,
  constraint tenant_limit_pkey PRIMARY KEY (tenant_id, name),
  constraint tenant_limit_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint tenant_limit_name_check CHECK ((name = ANY (ARRAY['records_per_day'::text, 'stored_bytes'::text]))),
  constraint tenant_limit_value_check CHECK ((value >= 0))
);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for select to wf_owner using true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

-- tenant: time zone and rules of signing in; every change is a new version; row-level security forced
create table tenant_setting (
  tenant_id uuid not null,
  version integer not null,
  body jsonb not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  constraint tenant_setting_pkey PRIMARY KEY (tenant_id, version),
  constraint tenant_setting_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint tenant_setting_version_check CHECK ((version >= 1))
);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app
-- grant select to wf_backup

-- tenant: what is left of deleted tenants; row-level security forced
create table tenant_tombstone (
  tenant_id uuid not null,
  id uuid not null,
  requested_at timestamp with time zone not null,
  requested_by text not null,
  reason text not null,
  deleted_at timestamp with time zone,
  counts jsonb not null default '{}'::jsonb,
  start_sequence bigint,
  start_hash bytea,
  end_sequence bigint,
  end_hash bytea,
  signed_at timestamp with time zone,
  key_id text,
  signature bytea,
  constraint tenant_tombstone_pkey PRIMARY KEY (tenant_id, id),
  constraint tenant_tombstone_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id),
  constraint tenant_tombstone_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000)))
);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for all to wf_owner using true with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app
-- grant select to wf_backup

-- tenant: records and bytes by day; row-level security forced
create table tenant_usage (
  tenant_id uuid not null,
  day date not null,
  records bigint not null default 0,
  bytes bigint not null default 0,
  removed_bytes bigint not null default 0,
  refused bigint not null default 0,
  exceeded_at timestamp with time zone,
  constraint tenant_usage_pkey PRIMARY KEY (tenant_id, day),
  constraint tenant_usage_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES wf.tenant(id)
);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy resolver for all to wf_owner using true with check true
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select, update to wf_app
-- grant select to wf_backup

-- tenant: hashes of the audit records of deleted tenants; row-level security forced
create table tombstone_link (
  tenant_id uuid not null,
  tombstone_id uuid not null,
  sequence bigint not null,
  record_hash bytea not null,
  constraint tombstone_link_pkey PRIMARY KEY (tenant_id, tombstone_id, sequence),
  constraint tombstone_link_tenant_id_tombstone_id_fkey FOREIGN KEY (tenant_id, tombstone_id) REFERENCES wf.tenant_tombstone(tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE
);
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app
-- grant select to wf_backup

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
-- policy backing_up for select to wf_backup using true
-- policy purging for all to wf_owner using (tenant_id = wf.wf_tenant()) with check false
-- policy tenant_rows for all to wf_app using (tenant_id = wf.wf_tenant()) with check (tenant_id = wf.wf_tenant())
-- grant insert, select to wf_app
-- grant select to wf_backup

-- function wf.add_platform_data_key(uuid,text,bytea,timestamp with time zone) security definer executable by wf_app
-- function wf.add_usage(uuid[],date[],bigint[],bigint[],bigint[]) security definer executable by wf_app
-- function wf.alert_count_lock() executable by public
-- function wf.begin_session_elsewhere(uuid,uuid,bytea,uuid,timestamp with time zone) security definer executable by wf_app
-- function wf.claim_email(text) security definer executable by wf_app
-- function wf.claim_old_partition(text,timestamp with time zone) security definer executable by wf_app
-- function wf.count_alerts() security definer executable by public
-- function wf.count_expired(text,timestamp with time zone,integer) security definer executable by wf_app
-- function wf.count_open_letters() security definer executable by wf_app
-- function wf.count_wrapped_keys() security definer executable by wf_app, wf_backup
-- function wf.create_child_tenant(uuid,text,text,timestamp with time zone,integer,integer) security definer executable by wf_app
-- function wf.create_tenant(uuid,text,text,timestamp with time zone) security definer executable by public
-- function wf.current_transaction() executable by public
-- function wf.delete_alert(uuid,timestamp with time zone) security definer executable by wf_app
-- function wf.detach_old_partition(text,timestamp with time zone) security definer executable by wf_app
-- function wf.drop_detached_partition(text,timestamp with time zone) security definer executable by wf_app
-- function wf.end_own_sessions(uuid,uuid,timestamp with time zone) security definer executable by wf_app
-- function wf.end_presented_session(uuid,uuid,timestamp with time zone) security definer executable by wf_app
-- function wf.ensure_default_tenant(uuid,uuid,timestamp with time zone) security definer executable by wf_app
-- function wf.ensure_partitions(timestamp with time zone) security definer executable by wf_app
-- function wf.find_by_words(tsquery,integer) security definer executable by wf_app
-- function wf.find_key_holder(bytea,timestamp with time zone) security definer executable by wf_app
-- function wf.find_passkey(bytea) security definer executable by wf_app
-- function wf.find_person_sign_in(uuid) security definer executable by wf_app
-- function wf.find_session_holder(bytea,timestamp with time zone,interval) security definer executable by wf_app
-- function wf.find_sign_in(text) security definer executable by wf_app
-- function wf.finish_tenant_deletion(timestamp with time zone) security definer executable by wf_app
-- function wf.first_tenant_of(uuid) security definer executable by public
-- function wf.forget_rows(text,timestamp with time zone,integer,uuid) security definer executable by wf_app
-- function wf.has_second_factor(uuid) security definer executable by wf_app
-- function wf.invite_person(uuid,text,text,text,timestamp with time zone) security definer executable by wf_app
-- function wf.is_child_tenant(uuid) security definer executable by wf_app
-- function wf.is_partition_past(text,timestamp with time zone) executable by public
-- function wf.is_person_elsewhere(uuid,boolean) security definer executable by wf_app
-- function wf.lease_tokens(bytea[],double precision[],double precision[],double precision[],double precision[]) security definer executable by wf_app
-- function wf.list_child_access(uuid) security definer executable by wf_app
-- function wf.list_child_tenants() security definer executable by wf_app
-- function wf.list_due_audit_sinks(timestamp with time zone,integer) security definer executable by wf_app
-- function wf.list_dying_tenants(timestamp with time zone) security definer executable by wf_app
-- function wf.list_expired(text,timestamp with time zone,integer) executable by wf_app
-- function wf.list_member_factors() security definer executable by wf_app
-- function wf.list_old_partitions(timestamp with time zone) security definer executable by wf_app
-- function wf.list_own_memberships() security definer executable by wf_app
-- function wf.list_own_sessions(timestamp with time zone,interval) security definer executable by wf_app
-- function wf.list_purge_order(text) security definer executable by wf_app
-- function wf.list_standing_tenants(timestamp with time zone) security definer executable by wf_app
-- function wf.list_tenant_ids() security definer executable by wf_app
-- function wf.list_tenants_to_reseal() security definer executable by wf_app
-- function wf.list_tenants_to_rewrap(text) security definer executable by wf_app
-- function wf.list_tenants_with_sealed_secrets() security definer executable by wf_app
-- function wf.list_uncounted_tenants(integer) security definer executable by wf_app
-- function wf.list_unsealed_audit() security definer executable by wf_app
-- function wf.lock_holds() security definer executable by wf_app
-- function wf.merge_alert_counts(integer) security definer executable by wf_app
-- function wf.next_transaction() executable by public
-- function wf.oldest_running_transaction() executable by wf_app
-- function wf.prune_audit(bigint) security definer executable by wf_app
-- function wf.prune_rate_buckets(integer) security definer executable by wf_app
-- function wf.purge_tenant_people(integer) security definer executable by wf_app
-- function wf.purge_tenant_rows(text,integer) security definer executable by wf_app
-- function wf.rate_tokens(double precision,double precision,double precision,interval) executable by public
-- function wf.read_child_tenants(uuid,date) security definer executable by wf_app
-- function wf.read_forget_progress() security definer executable by wf_app
-- function wf.read_platform_data_keys(uuid) security definer executable by wf_app
-- function wf.read_retention_overdue(timestamp with time zone) security definer executable by wf_app
-- function wf.recount_alerts() security definer executable by wf_app
-- function wf.refuse_held() executable by public
-- function wf.refuse_living() executable by public
-- function wf.remove_audit_bodies(uuid[]) security definer executable by wf_app
-- function wf.remove_expired_alerts(timestamp with time zone,integer) security definer executable by wf_app
-- function wf.remove_expired_evidence(timestamp with time zone,integer) security definer executable by wf_app
-- function wf.remove_expired_raw(timestamp with time zone,integer) security definer executable by wf_app
-- function wf.rename_tenant(uuid,text) security definer executable by wf_app
-- function wf.rename_unclaimed_person(uuid,text) security definer executable by wf_app
-- function wf.reset_person(uuid,boolean,timestamp with time zone) security definer executable by wf_app
-- function wf.resolve_api_key(bytea,timestamp with time zone) security definer executable by wf_app
-- function wf.resolve_inbox_token(bytea) security definer executable by wf_app
-- function wf.resolve_session(bytea,timestamp with time zone) security definer executable by wf_app
-- function wf.rewrap_platform_data_key(uuid,bytea,text,bytea) security definer executable by wf_app
-- function wf.set_child_status(uuid,text,text,text,timestamp with time zone) security definer executable by wf_app
-- function wf.settle_expired_keys(timestamp with time zone,integer) executable by wf_app
-- function wf.transaction_base() executable by public
-- function wf.unlock_person(uuid) security definer executable by wf_app
-- function wf.use_sign_in_link(bytea,timestamp with time zone) security definer executable by wf_app
-- function wf.uuid_v7_floor(timestamp with time zone) executable by public
-- function wf.wf_person() executable by public
-- function wf.wf_tenant() executable by public
-- function wf_work.count_workers(double precision) security definer executable by wf_app
-- function wf_work.enqueue(jsonb) security definer executable by wf_app, wf_ingest
-- function wf_work.list_uncarried(uuid[]) security definer executable by wf_app
-- function wf_work.note_failure(bigint,json,double precision) executable by public
-- function wf_work.read_own_queue() security definer executable by wf_app
-- function wf_work.remove_spent_jobs(timestamp with time zone,integer) executable by public
-- function wf_work.take_along(bigint,integer) security definer executable by wf_app
-- function wf_work.unlock_silent(timestamp with time zone) executable by public
-- procedure wf.allow_backup(text) executable by public
-- procedure wf.protect_person_table(text,text) executable by public
-- procedure wf.protect_tenant_table(text,text) executable by public
-- procedure wf.tune_table(text,text) executable by public
