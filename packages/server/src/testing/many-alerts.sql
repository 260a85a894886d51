-- Fifty thousand alerts of two tenants with everything around them, for tests of query plans. $TENANT_A has nine of ten.
-- Run as superuser with foreign keys off: it is the sizes and shares that matter, not who wrote the rows.
set session_replication_role = replica;
set search_path = wf;

-- Indexes are built at the end, as the migrations defined them: twice as fast as keeping them while rows come.
create temp table dropped as
select 'alter table ' || conrelid::regclass || ' drop constraint ' || conname as undo,
  'alter table ' || conrelid::regclass || ' add constraint ' || conname || ' ' || pg_get_constraintdef(oid) as redo
from pg_constraint where contype = 'p' and conrelid = 'entity_link'::regclass
union all
select 'drop index ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
from pg_index where indrelid in ('alert'::regclass, 'alert_search'::regclass, 'entity_link'::regclass, 'domain_event'::regclass)
  and not exists (select from pg_constraint where conindid = indexrelid);
do $$ declare statement text; begin
  for statement in select undo from dropped loop execute statement; end loop;
end $$;

insert into tenant (id, slug, name, created_at) values ('$TENANT_A', 'a', 'A', now()), ('$TENANT_B', 'b', 'B', now());

-- As the product makes them (domains/alerts/search.ts); the test sees that it finds them.
create function pg_temp.entity_id(type text, value text) returns uuid language sql immutable
  return encode(substring(sha256(type::bytea || '\x00'::bytea || value::bytea) from 1 for 16), 'hex')::uuid;

create temp table made as
select
  case when n % 10 = 9 then '$TENANT_B'::uuid else '$TENANT_A'::uuid end as tenant_id,
  n,
  at,
  (substr(replace(uuid_v7_floor(at)::text, '-', ''), 1, 12) || '7' || lpad(to_hex(n % 4096), 3, '0')
    || '8' || lpad(to_hex(n), 15, '0'))::uuid as id,
  (array['critical', 'high', 'medium', 'low', 'informational'])[1 + (n % 20 + 4) / 5] as severity
from (select n, date_trunc('second', now()) - n * interval '20 seconds' as at from generate_series(49999, 0, -1) n) s;

insert into alert (tenant_id, id, source, source_ref, dedup_key, vendor, product, sensor, title, description, category,
  severity, severity_rank, vendor_severity, status, verdict, assignee, rule_id, rule_name, occurred_at, received_at, tactics,
  techniques, entities, labels, links, flags, record_id, last_seen, stage, risk_score, disposition,
  recommended_disposition, decision_version)
select tenant_id, id, (array['sentinel', 'okta', 'generic'])[1 + n % 3], 'ref-' || n, decode(md5(n::text), 'hex'), 'Example',
  'Product', 'siem', 'Finding ' || n, repeat('words ', 20), 'category', severity,
  6 - array_position(array['critical', 'high', 'medium', 'low', 'informational'], severity), severity,
  (array['new', 'new', 'new', 'new', 'new', 'new', 'triaging', 'investigating', 'resolved', 'resolved'])[1 + n / 10 % 10],
  case when n % 100 = 80 then 'false_positive' end, case when n % 1000 = 3 then 'Adele V' end, 'rule-' || n % 300,
  'Rule ' || n % 300, at - interval '1 minute', at, '{discovery}', array['T10' || lpad((n % 90)::text, 2, '0')],
  jsonb_build_array(jsonb_build_object('type', 'user', 'value', 'user' || n % 400, 'role', 'actor')),
  case when n % 5000 = 3 then '{vip}'::text[] else '{}' end, '[]', '{}', id, at,
  case when n < 20 then 'accepted' else 'decided' end, case when n < 20 then null else n % 100 end,
  'requires_investigation', case when n % 50 = 0 then 'critical_immediate' else 'requires_investigation' end, 1
from made;

insert into alert_search (tenant_id, alert_id, words)
select tenant_id, id, array_to_tsvector(array(
  select right(tenant_id::text, 5) || word from unnest(array['common', 'user' || n % 400, 'ref-' || n,
    case when n % 2 = 0 then 'half' end,
    case when n between 40000 and 42999 then 'wave' end,
    case when n % 10000 = 4 then 'rare' end]) word
  where word is not null))
from made;

insert into entity (tenant_id, id, type, value, first_seen)
select distinct on (tenant_id, n % 400) tenant_id, pg_temp.entity_id('user', 'user' || n % 400), 'user', 'user' || n % 400, at from made;
insert into entity (tenant_id, id, type, value, first_seen)
select distinct on (tenant_id) tenant_id, pg_temp.entity_id('ip', '198.51.100.1'), 'ip', '198.51.100.1', at from made;
insert into entity_link (tenant_id, entity_id, subject_kind, at, subject_id, role)
select tenant_id, pg_temp.entity_id('user', 'user' || n % 400), 'alert', at, id, 'actor' from made
union all select tenant_id, pg_temp.entity_id('ip', '198.51.100.1'), 'alert', at, id, 'source' from made where n % 2 = 0
union all select tenant_id, pg_temp.entity_id('user', 'user' || n % 400), 'event', at, id, 'actor' from made where n % 2 = 0;

insert into entity (tenant_id, id, type, value, first_seen)
select distinct on (tenant_id) tenant_id, pg_temp.entity_id('host', 'wave'), 'host', 'wave', at from made where n between 40000 and 42999;
insert into entity_link (tenant_id, entity_id, subject_kind, at, subject_id, role)
select tenant_id, pg_temp.entity_id('host', 'wave'), 'alert', at, id, 'target' from made where n between 40000 and 42999;

insert into decision (tenant_id, alert_id, version, id, phase, alert_revision, as_of, inputs, inputs_hash, policy_version,
  engine_version, risk_score, recommended_disposition, disposition, confidence, factors, narrative)
select tenant_id, id, 1, id, 'final', 1, at, '{}', '\x00', 1, 'rules-1', 5, 'x', 'x', '{}', '[]', '{}' from made where n % 2 = 0;

insert into dedup_key (tenant_id, source, key, subject_kind, subject_id, record_id, content_hash, revision, count, first_seen,
  last_seen, expires_at, slides, previous_subject_id, previous_count, previous_last_seen)
select tenant_id, (array['sentinel', 'okta', 'generic'])[1 + n % 3], decode(md5(n::text), 'hex'), 'alert', id, id, '\x00', 1, 1,
  at, at, at + interval '90 days', true, case when n % 5000 = 1 then id end, case when n % 5000 = 1 then 3 end,
  case when n % 5000 = 1 then at end
from made;

insert into domain_event (tenant_id, id, type, version, subject_id, payload, correlation_id, at)
select tenant_id, id, 'alert.decided', 1, id, '{}', 'x', at from made where n % 2 = 0;
insert into alert_comment (tenant_id, id, alert_id, at, author_kind, author_id, author_name, body)
select tenant_id, id, id, at, 'user', 'x', 'x', 'x' from made where n % 5 = 0;
insert into alert_revision (tenant_id, alert_id, revision, record_id, received_at, normalized, applied_at)
select tenant_id, id, 2, id, at, '{}', case when n % 1000 = 20 then null else at end from made where n % 20 = 0;
insert into rule_outcome (tenant_id, source, rule_key, verdict, count)
select '$TENANT_A', source, 'rule-' || n, 'false_positive', 5
from generate_series(1, 3000) n, unnest(array['sentinel', 'okta', 'generic']) source;
insert into raw_record (tenant_id, id, source, received_at, content_type, size_bytes, sha256, encoding, body)
select tenant_id, id, 'sentinel', at, 'application/json', 2, '\x00', 'identity', '\x7b7d' from made where n % 5 = 0;
insert into event (tenant_id, id, source, vendor, product, sensor, title, description, category, action, outcome, severity,
  occurred_at, received_at, tactics, techniques, entities, labels, links, flags, record_id)
select tenant_id, id, (array['sentinel', 'okta', 'generic'])[1 + n % 3], 'Example', 'Product', 'siem', 'Event', '', '', 'act',
  'success', 'low', at, at, '{}', '{}', '[]', '{}', '[]', '{}', id from made where n % 2 = 0;
insert into audit_record (tenant_id, id, at, event, actor_kind, actor_id, actor_name, subject, request_id)
select tenant_id, id, at, 'alert.closed', 'user', 'x', 'x', 'alert:' || n % 5000, 'x' from made where n % 5 = 0;
insert into idempotency_key (tenant_id, principal, operation, key, request_hash, status, response, created_at)
select tenant_id, 'key:x', 'alerts.close', 'key-' || n, '\x00', 200, '{}', at from made where n % 5 = 0;

drop table made;
do $$ declare statement text; begin
  for statement in select redo from dropped loop execute statement; end loop;
end $$;
drop table dropped;
-- Counted as the product counts, which the triggers would have done; and rows of other tenants, so that a plan shows in which way the
-- counts of one are found among those of many.
select set_config('wf.tenant', tenant::text, false), recount_alerts() from unnest(array['$TENANT_A', '$TENANT_B']::uuid[]) tenant;
select set_config('wf.tenant', '', false);
create temp table strangers as select gen_random_uuid() as tenant_id from generate_series(1, 300);
insert into alert_count (tenant_id, severity, status, source, disposition, verdict, count)
select tenant_id, 'low', 'new', 'source-' || n, '', '', 1 from strangers, generate_series(1, 100) n;
insert into alert_count_delta (tenant_id, severity, status, source, disposition, verdict, count)
select tenant_id, 'low', 'new', 'source-' || n, '', '', 1 from strangers, generate_series(1, 100) n;
drop table strangers;
set session_replication_role = origin;
set default_statistics_target = 50;
analyze alert_count, alert_count_delta, alert, alert_search, entity, entity_link, decision, dedup_key, domain_event, alert_comment, alert_revision, rule_outcome,
  raw_record, event, audit_record, idempotency_key;
