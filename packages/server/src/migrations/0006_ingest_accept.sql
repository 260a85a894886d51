-- owner: ingest
-- why: deduplication, and the insert-only role that stores many tenants' records in one transaction
-- kind: expand
-- lock: none, new objects only

create table dedup_key (
  tenant_id uuid not null references tenant (id),
  source text not null,
  key bytea not null,
  subject_kind text not null check (subject_kind in ('alert', 'event')),
  subject_id uuid not null,
  -- The record whose content is the present revision; equal to the offered one exactly when this upsert took it over.
  record_id uuid not null,
  content_hash bytea not null,
  revision integer not null,
  count integer not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  expires_at timestamptz not null,
  -- Whether each occurrence moves the expiry on (a vendor's id), or the first sight alone sets it (content as identity).
  slides boolean not null,
  -- What the key counted for the alert before this one, until the worker has written it to that alert.
  previous_subject_id uuid,
  previous_count integer,
  previous_last_seen timestamptz,
  primary key (tenant_id, source, key)
) with (fillfactor = 80);
call protect_tenant_table('dedup_key', 'one row per identity of a record: its alert or event, and how often it came');
grant select, update on dedup_key to wf_app;
create index dedup_key_expiry on dedup_key (tenant_id, expires_at);
-- Keys that still have something to tell the alert before: a handful among millions, looked for by every job.
create index dedup_key_retiring on dedup_key (tenant_id) where previous_subject_id is not null;

-- The insert-only role of the group commit. It may store rows of any tenant (the tenant comes from the authenticated key, in
-- our code), and read nothing except the deduplication keys that the upsert compares.
grant select, insert, update on dedup_key to wf_ingest;
grant insert on alert, alert_revision, event, raw_record to wf_ingest;
create policy ingest_any_tenant on dedup_key to wf_ingest using (true) with check (true);
create policy ingest_insert on alert for insert to wf_ingest with check (true);
create policy ingest_insert on alert_revision for insert to wf_ingest with check (true);
create policy ingest_insert on event for insert to wf_ingest with check (true);
create policy ingest_insert on raw_record for insert to wf_ingest with check (true);

-- A batch that was accepted and whose work failed for good: inspected and replayed by hand.
create table dead_letter (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  job text not null,
  payload jsonb not null,
  error text not null,
  attempts integer not null,
  failed_at timestamptz not null,
  replayed_at timestamptz,
  primary key (tenant_id, id)
);
call protect_tenant_table('dead_letter', 'work that failed for good, kept with its error');
grant select, insert, update on dead_letter to wf_app;
