// Tenants below the first one, for tests: made by the product, with a key to act in them.

import { createClient } from '@watchfloor/client';
import type { Caller, TestServer } from './server.ts';
import { uuidOf } from './triage-by-hand.ts';

export interface Child extends Caller {
  /** As the wire names it, and as the database does. */
  readonly id: string;
  readonly uuid: string;
  readonly slug: string;
  post(path: string, body: unknown): Promise<Response>;
}

type CreateInput = Parameters<TestServer['api']['tenants']['create']>[0];

export async function makeChild(
  server: TestServer,
  slug: string,
  given: Omit<CreateInput, 'slug' | 'name' | 'key'> = {},
): Promise<Child> {
  const made = await server.api.tenants.create({
    slug,
    name: `Customer ${slug}`,
    key: { name: 'first key', role: 'admin' },
    ...given,
  });
  const key = made.key?.key;
  if (!key) throw new Error('the tenant was made without its key');
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return {
    id: made.tenant.id,
    uuid: uuidOf('tenant', made.tenant.id),
    slug,
    key,
    api: createClient({ baseUrl: server.url, headers: { authorization: `Bearer ${key}` } }),
    post: (path, body) =>
      fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
  };
}

/** Rows in the tables of quotas, retention, holds and tombstones that no simple call would leave in a tenant. */
export async function fillTenantTables(
  server: Pick<TestServer, 'database'>,
  caller: Caller,
  tenant: string,
): Promise<void> {
  await caller.api.tenant.updateSettings({ time_zone: 'Europe/Berlin' });
  await caller.api.retention.update({ raw: 3_650 });
  const hold = await caller.api.legalHolds.place({ reason: 'filled' });
  await caller.api.legalHolds.lift({ id: hold.id, reason: 'filled' });
  for (const statement of [
    "insert into wf.tenant_limit values ($1, 'records_per_day', null, now(), 'test')",
    `insert into wf.forget_progress (tenant_id, kind) values ($1, 'session') on conflict do nothing`,
    "insert into wf.tenant_usage (tenant_id, day) values ($1, '2026-01-01')",
    `with stone as (insert into wf.tenant_tombstone (tenant_id, id, requested_at, requested_by, reason)
       values ($1, gen_random_uuid(), now(), 'test', 'filled') returning tenant_id, id)
     insert into wf.tombstone_link select tenant_id, id, 1, '\\x00' from stone`,
  ]) {
    await server.database.admin.query(statement, [tenant]);
  }
}
