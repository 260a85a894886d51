-- owner: platform
-- why: how fast the database grows, and when the disk will be full, from what was measured each hour
-- kind: expand
-- lock: none, new objects only

-- One row an hour, kept for 35 days. The disk is that of the home folder, known to a server that runs its own database.
create table storage_sample (
  at timestamptz primary key,
  database_bytes bigint not null check (database_bytes >= 0),
  disk_free_bytes bigint check (disk_free_bytes >= 0),
  -- {"<table>": {"rows": 1, "bytes": 2}}, partitions summed.
  tables jsonb not null
);
comment on table storage_sample is 'platform: sizes of the database and its tables by the hour, for the last weeks';
grant select, insert, delete on storage_sample to wf_app;
