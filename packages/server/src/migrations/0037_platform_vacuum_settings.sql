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
  foreach name in array array['alert_comment', 'audit_link', 'audit_record', 'decision', 'domain_event', 'entity',
    'entity_link', 'event_other', 'raw_record_other'] loop
    call tune_table(name, 'autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05');
  end loop;
  for name in select c.relname from pg_class c where c.relnamespace = 'wf'::regnamespace and c.relkind = 'r'
    and c.relname ~ '^(event|raw_record)_\d{6}$' loop
    call tune_table(name, 'autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05');
  end loop;

  -- Each alert is changed two or three times within seconds of its coming, then hardly ever: the dead rows lie at the end of the
  -- table, where a vacuum of a fiftieth of it finds them before they spread. No fillfactor: a decision changes indexed columns
  -- (stage, score), so that none of 10,000 such updates stayed on its page, whether pages were full or to 70 percent.
  call tune_table('alert', 'autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02');
  call tune_table('alert_revision', 'autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05');

  -- Every repetition of a record changes its key: with the fifth of a page left free that the table was made with, all of 20,000
  -- such updates stayed on their pages and touched no index (full pages: 78 percent, and the table grew by a fifth). A vendor's id
  -- moves the end of its window, which is indexed: none stays, so these keys live by vacuum.
  call tune_table('dedup_key', 'autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05');

  -- One row by rule, day and slot is counted up all day long, in no index by what changes. Ten rounds over a quarter of 8,000 rows:
  -- 2 percent stayed on their page and the table grew from 624 to 2,088 kB; at 70 percent 61 and 1,704 kB, at 50 percent 99 and
  -- 1,280 kB, less than full pages became.
  call tune_table('detection_rule_day', 'fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05');
  foreach name in array array['api_key', 'rule_outcome', 'session'] loop
    call tune_table(name, 'fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05');
  end loop;
  call tune_table('detection_rule', 'autovacuum_vacuum_scale_factor = 0.05');
  call tune_table('tenant_usage', 'autovacuum_vacuum_scale_factor = 0.05');

  -- Rows live for a second, a day or the length of a sign-in: what counts is how many were removed, not how many are left.
  call tune_table('audit_unsealed', 'autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = -1');
  call tune_table('idempotency_key', 'autovacuum_vacuum_scale_factor = 0.05');
  call tune_table('sign_in_challenge', 'autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500');
  call tune_table('sign_in_throttle', 'autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500');
end
$$;
