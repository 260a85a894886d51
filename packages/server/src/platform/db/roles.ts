// Database roles and the schemas they own. `wf_owner` owns the product's tables, `wf_worker` the queue's; the product itself
// works as `wf_app`, the group commit as `wf_ingest`, both without any right beyond their grants. None of them can log in:
// the login becomes one of them when it connects. `wf_backup` reads every row and changes none; only the login that runs
// migrations is let into it.

import type pg from 'pg';

export const APP_ROLES = ['wf_app', 'wf_ingest', 'wf_worker'] as const;
export type AppRole = (typeof APP_ROLES)[number];

/** Idempotent; run by the migration login under the migration lock. */
export async function ensureRoles(client: pg.Client, appLogin: string): Promise<void> {
  const self = (
    await client.query<{ name: string; super: boolean }>(
      'select current_user::text as name, (select rolsuper from pg_roles where rolname = current_user) as super',
    )
  ).rows[0];
  const existing = await client.query<{ rolname: string }>(
    "select rolname from pg_roles where rolname like 'wf\\_%'",
  );
  const have = new Set(existing.rows.map((row) => row.rolname));
  for (const role of ['wf_owner', 'wf_backup', ...APP_ROLES]) {
    if (!have.has(role)) await client.query(`create role ${role} nologin noinherit`);
    if (self && !self.super) await grantMembership(client, role, self.name);
  }
  for (const role of APP_ROLES) await grantMembership(client, role, appLogin);
  const database =
    (await client.query<{ name: string }>('select current_database() as name')).rows[0]?.name ?? '';
  const quoted = client.escapeIdentifier(database);
  await client.query(`grant create on database ${quoted} to wf_worker`);
  await client.query('create schema if not exists wf authorization wf_owner');
  await client.query('create schema if not exists wf_work authorization wf_worker');
  await client.query('set role wf_owner');
  await client.query('grant usage on schema wf to wf_app, wf_ingest');
  await client.query('reset role');
}

async function grantMembership(client: pg.Client, role: string, login: string): Promise<void> {
  const held = await client.query('select 1 where pg_has_role($1, $2, $3)', [login, role, 'SET']);
  if (held.rowCount !== 0) return;
  await client.query(`grant ${role} to ${client.escapeIdentifier(login)} with inherit false, set true`);
}
