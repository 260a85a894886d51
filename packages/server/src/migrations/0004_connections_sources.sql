-- owner: connections
-- why: a tenant's settings of a source: the body signature it requires, and addresses for vendors that cannot set headers
-- kind: expand
-- lock: none, new objects only

create table source_setting (
  tenant_id uuid not null references tenant (id),
  source text not null,
  signature_scheme text check (signature_scheme in ('timestamped', 'body')),
  sealed_secret bytea,
  updated_at timestamptz not null,
  primary key (tenant_id, source),
  check ((signature_scheme is null) = (sealed_secret is null))
);
call protect_tenant_table('source_setting', 'per source: signature scheme and its sealed secret');
grant select, insert, update, delete on source_setting to wf_app;

create table inbox_token (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  source text not null,
  hash bytea not null unique,
  created_at timestamptz not null,
  created_by text not null,
  revoked_at timestamptz,
  primary key (tenant_id, id)
);
call protect_tenant_table('inbox_token', 'secret addresses /v1/ingest/{source}/t/{token}, kept as a keyed hash');
create policy resolver on inbox_token to wf_owner using (true);
grant select, insert, update on inbox_token to wf_app;

create function resolve_inbox_token(token_hash bytea)
  returns table (tenant_id uuid, id uuid, source text)
  language sql stable security definer set search_path = wf, pg_temp
  begin atomic
    select t.tenant_id, t.id, t.source from inbox_token t where t.hash = token_hash and t.revoked_at is null;
  end;
revoke execute on function resolve_inbox_token from public;
grant execute on function resolve_inbox_token to wf_app;
