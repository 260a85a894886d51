-- owner: platform
-- why: readers with a cursor and the sealer wait for transactions of this database alone, not of its neighbours in the cluster
-- kind: expand
-- lock: none, a new function only

-- Every transaction of this database below this one has ended, as the calling statement sees it. PostgreSQL's own lower bound,
-- pg_snapshot_xmin, counts the transactions of all databases of the cluster: an hour of reporting in a neighbour would stop our
-- streams and our sealer for that hour.
--
-- A transaction counts as a neighbour's only when it is seen to hold a lock inside another database; whatever cannot be told
-- (prepared, or not yet locked) is waited for. Stable on purpose: it must look through the snapshot of the statement that calls
-- it, since with a newer one it would promise rows as settled which that statement does not see.
create function oldest_running_transaction() returns xid8
  language sql stable set search_path = wf, pg_temp
  as $$
    with locks as materialized (
      select locktype, database, virtualtransaction, transactionid from pg_locks where granted)
    -- The caller's own transaction stands in no snapshot of its own; what it wrote is not settled either. least() passes over null.
    select least(min(running.id), pg_snapshot_xmax(pg_current_snapshot()), pg_current_xact_id_if_assigned())
    from pg_snapshot_xip(pg_current_snapshot()) as running (id)
    where not exists (
      select from locks own join locks held on held.virtualtransaction = own.virtualtransaction
      where own.locktype = 'transactionid' and own.transactionid = running.id::xid
        and held.database <> 0 and held.database <> (select oid from pg_database where datname = current_database()))
  $$;
revoke execute on function oldest_running_transaction from public;
grant execute on function oldest_running_transaction to wf_app;
