-- owner: platform
-- why: compressing what is barely compressible cost more than storing it, and keys were planned for at every look
-- kind: expand
-- lock: a lock on alert_search and decision for a moment, which stops no reader and no writer

-- Rows a little above two kilobytes were compressed, for a seventh of their size and a third of what it costs to insert them. They are
-- never changed, so nothing is gained by keeping them short; what does not fit a page is compressed as before.
alter table alert_search set (toast_tuple_target = 8160);
alter table decision set (toast_tuple_target = 8160);

-- Asked for by every key in use about once a second, on connections that plan each statement anew. Every table here is gone into by
-- an index, so a plan that is kept is as good on a large installation as on an empty one.
alter function find_key_holder(bytea, timestamptz) set plan_cache_mode = 'force_generic_plan';
alter function find_key_holder(bytea, timestamptz) set enable_seqscan = off;
alter function find_session_holder(bytea, timestamptz, interval) set plan_cache_mode = 'force_generic_plan';
alter function find_session_holder(bytea, timestamptz, interval) set enable_seqscan = off;
