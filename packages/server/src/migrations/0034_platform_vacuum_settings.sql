-- owner: platform
-- why: the busiest tables are vacuumed and analysed before what is dead in them slows reading, not after a fifth of a hundred million
-- kind: expand
-- lock: a lock on each table that vacuum alone waits for, for a moment; rows are not rewritten, a fillfactor counts for new pages

-- A table that a release in between took away or renamed has nothing to set.
create procedure tune_table(table_name text, settings text)
  language plpgsql
  as $$
begin
  if to_regclass('wf.' || quote_ident(table_name)) is not null then
    execute format('alter table wf.%I set (%s)', table_name, settings);
  end if;
end
$$;

do $$
declare
  name text;
begin
  -- Rows are added and never or much later removed. The default vacuums after a fifth of the table was added: until then no page is
  -- marked as visible to all, so that index-only scans look into the table, and freezing piles up for one long run.
  foreach name in array array['alert_comment', 'alert_token', 'audit_link', 'audit_record', 'decision', 'domain_event', 'entity',
    'entity_link', 'event_other', 'raw_record_other'] loop
    call tune_table(name, 'autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05');
  end loop;
  for name in select c.relname from pg_class c where c.relnamespace = 'wf'::regnamespace and c.relkind = 'r'
    and c.relname ~ '^(event|raw_record)_\d{6}$' loop
    call tune_table(name, 'autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05');
  end loop;

  -- Each alert is changed two or three times within seconds of its coming, then hardly ever: the dead rows lie at the end of the
  -- table, where a vacuum of a fiftieth of it finds them before they spread.
  call tune_table('alert', 'autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02');
  call tune_table('alert_revision', 'autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05');

  -- Every repetition of a record changes its key, and most of these tables' columns stand in no index: with room left on the page
  -- the new version stays there and no index is touched. A window that slides moves expires_at, which is indexed, so that only the
  -- keys without a vendor's id profit. The fillfactor of dedup_key was set with the table.
  call tune_table('dedup_key', 'autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05');

  -- One row by rule and day, or by tenant and day, is counted up all day long; no counted column is indexed.
  foreach name in array array['detection_rule', 'detection_rule_day', 'rule_outcome', 'session', 'api_key'] loop
    call tune_table(name, 'fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05');
  end loop;
  call tune_table('tenant_usage', 'autovacuum_vacuum_scale_factor = 0.05');

  -- Rows live for a second, a day or the length of a sign-in: what counts is how many were removed, not how many are left.
  call tune_table('audit_unsealed', 'autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = -1');
  call tune_table('idempotency_key', 'autovacuum_vacuum_scale_factor = 0.05');
  call tune_table('sign_in_challenge', 'autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500');
  call tune_table('sign_in_throttle', 'autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500');
end
$$;
