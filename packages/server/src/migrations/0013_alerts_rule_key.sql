-- owner: alerts
-- why: alerts of a rule are found by its id or, where the vendor gives none, by its name; what the vendor says of the rule is kept
-- kind: expand
-- lock: exclusive while the table is written anew for the generated column; share while the index is built

-- Description and address of the rule, where the record carries them; null else.
alter table alert add column rule_details jsonb;
alter table alert add column rule_key text generated always as (coalesce(rule_id, rule_name)) stored;
drop index alert_rule;
create index alert_rule on alert (tenant_id, rule_key, received_at desc, id desc) where rule_key is not null;
