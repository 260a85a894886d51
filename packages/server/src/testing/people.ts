// People and customers for tests of access: made in the database, signed in by a session of their own, calling over HTTP.

import { randomBytes } from 'node:crypto';
import { createClient, type Operations } from '@watchfloor/client';
import type { TestServer } from './server.ts';

export interface Person {
  /** As the wire names them, and as the database does. */
  readonly id: string;
  readonly uuid: string;
  readonly email: string;
  readonly cookie: string;
  readonly api: Operations;
}

let made = 0;

/** Somebody of the default tenant with this role, signed in. */
export async function newPerson(server: TestServer, role: string): Promise<Person> {
  made += 1;
  const email = `somebody-${made}@example.com`;
  const { rows } = await server.database.admin.query<{ uuid: string; tenant: string }>(
    `with made as (
       insert into wf.person (id, email, display_name, created_at)
       values (gen_random_uuid(), $1, 'Somebody ' || $2, now()) returning id)
     insert into wf.membership (tenant_id, person_id, role, created_at)
     select t.id, made.id, $3, now() from made, wf.tenant t where t.is_root
     returning person_id as uuid, tenant_id as tenant`,
    [email, String(made), role],
  );
  const row = rows[0];
  if (!row) throw new Error('the person was not made');
  const cookie = await signInAs(server, row.uuid, row.tenant);
  const id = `user_${row.uuid.replaceAll('-', '')}`;
  return { id, uuid: row.uuid, email, cookie, api: clientOf(server, cookie) };
}

/** A session of the person in the tenant; gives its cookie. */
export async function signInAs(server: TestServer, person: string, tenant: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await server.database.admin.query(
    `insert into wf.session (tenant_id, id, person_id, hash, created_at, last_seen_at, expires_at)
     values ($1, gen_random_uuid(), $2, $3, now(), now(), now() + interval '8 hours')`,
    [tenant, person, server.server.keyedHash(token)],
  );
  return `wf_session=${token}`;
}

/** A client with this cookie, on our own page; in a customer's tenant when one is named. */
export function clientOf(server: TestServer, cookie: string, tenant?: string): Operations {
  return createClient({
    baseUrl: server.url,
    headers: {
      cookie,
      'sec-fetch-site': 'same-origin',
      ...(tenant === undefined ? {} : { 'x-watchfloor-tenant': tenant }),
    },
  });
}

/** A customer's tenant below the default one; `id` as the database names it. */
export async function newChild(
  server: TestServer,
  slug: string,
): Promise<{ readonly id: string; readonly slug: string }> {
  const { rows } = await server.database.admin.query<{ id: string }>(
    `insert into wf.tenant (id, slug, name, created_at, parent_id)
     select gen_random_uuid(), $1, 'Customer ' || $1, now(), t.id from wf.tenant t where t.is_root returning id`,
    [slug],
  );
  const row = rows[0];
  if (!row) throw new Error('the customer was not made');
  return { id: row.id, slug };
}

/** The uuid behind an id of the wire, of whatever kind. */
export function uuidOfUser(wireId: string): string {
  const hex = wireId.slice(wireId.indexOf('_') + 1);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
