-- owner: alerts
-- why: the search function's owner is under row-level security too, which kept the index of words from being used
-- kind: expand
-- lock: a lock on alert_search for a moment

-- A search that finds nothing took 950 ms over a million alerts, and takes 1 so. The function compares the transaction's own tenant itself; so does every other function that reads words with these rights.
create policy searching on alert_search for select to wf_owner using (true);
