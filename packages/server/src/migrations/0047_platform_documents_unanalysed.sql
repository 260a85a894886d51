-- owner: platform
-- why: analysing the JSON of decisions and alerts took most of what autovacuum cost, and no plan ever looked at what came of it
-- kind: expand
-- lock: a lock on each of the four tables that vacuum alone waits for, for a moment

-- Sorting thirty thousand documents took the processor for two seconds, each time a twentieth of the table was new. A document is found
-- by the key of its row and read whole. One that a query comes to look into gets its statistics back in the migration that adds it.
do $$
declare
  wide record;
begin
  for wide in
    select c.relname as of_table, a.attname as name
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'wf' and c.relname in ('alert', 'alert_revision', 'decision', 'domain_event')
      and a.attnum > 0 and not a.attisdropped
      and (a.atttypid = 'jsonb'::regtype or (c.relname = 'alert' and a.attname = 'description'))
  loop
    execute format('alter table wf.%I alter column %I set statistics 0', wide.of_table, wide.name);
  end loop;
end
$$;
