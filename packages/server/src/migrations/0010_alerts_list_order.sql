-- owner: alerts
-- why: lists by score, by assignee and by verdict that an index can lead under row-level security
-- kind: expand
-- lock: exclusive while the table is written anew for the generated column; share while the indexes are built

-- The score, or -1 before there is one. PostgreSQL does not take a coalesce for leakproof, so under row-level security a
-- condition on it never reaches the index: each further page by score went through all pages before it.
alter table alert add column risk_rank smallint not null generated always as (coalesce(risk_score, (-1)::smallint)) stored;
drop index alert_risk;
create index alert_risk on alert (tenant_id, risk_rank desc, received_at desc, id desc);

-- Both are partial: an alert that nobody has taken up or closed, as every one is when it arrives, costs them nothing.
create index alert_assignee on alert (tenant_id, assignee, received_at desc, id desc) where assignee is not null;
create index alert_verdict on alert (tenant_id, verdict, received_at desc, id desc) where verdict is not null;
