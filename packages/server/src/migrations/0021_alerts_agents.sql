-- owner: alerts
-- why: an agent may comment, and is told apart from people and programs
-- kind: expand
-- lock: short exclusive lock while the check is exchanged; the rows that stand satisfy the narrower one

alter table alert_comment drop constraint alert_comment_author_kind_check;
alter table alert_comment add constraint alert_comment_author_kind_check
  check (author_kind in ('user', 'key', 'agent', 'system')) not valid;
