-- owner: ingest
-- why: a dead letter says where and since when its work failed, and what people did about it: replayed or discarded, by whom
-- kind: expand
-- lock: short exclusive locks on dead_letter, which is small; its columns are filled nowhere else

alter table dead_letter
  -- Where the work stood; the class is what the error is called, for people to group by.
  add column stage text not null default 'unknown'
    check (stage in ('accepted', 'evidence', 'revision', 'event', 'other', 'none', 'unknown')),
  add column error_class text not null default 'Error' check (length(error_class) <= 100),
  -- Null in letters of releases before: failed_at is all that is known of them.
  add column first_failed_at timestamptz,
  -- The letter whose replay this is the failure of, however often it was replayed: always the first.
  add column replay_of uuid,
  add column replayed_by text,
  add column discarded_at timestamptz,
  add column discarded_by text,
  add column discard_reason text check (length(discard_reason) <= 500),
  add foreign key (tenant_id, replay_of) references dead_letter (tenant_id, id);

create index dead_letter_failed on dead_letter (tenant_id, failed_at desc, id desc);
create index dead_letter_replays on dead_letter (tenant_id, replay_of) where replay_of is not null;
create index dead_letter_open on dead_letter (tenant_id, failed_at) where replayed_at is null and discarded_at is null;

-- Letters that nobody has dealt with, of all tenants: a count and nothing of what they say.
create policy counting on dead_letter for select to wf_owner using (true);
create function count_open_letters() returns bigint
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select count(*) from dead_letter where replayed_at is null and discarded_at is null;
  end;

revoke execute on function count_open_letters from public;
grant execute on function count_open_letters to wf_app;
