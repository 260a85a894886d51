// People who sign in, for tests: made in the database as an invitation leaves them, and then by the product alone.

import { generateSync } from 'otplib';
import { type Authenticator, makeAuthenticator } from './authenticator.ts';
import type { Answer, TestServer } from './server.ts';

/** What a browser says of a request that our own page makes. */
export const OWN_PAGE = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' } as const;
export const GOOD_PASSWORD = 'seven lamps on the quay';

export interface TestPerson {
  readonly id: string;
  readonly email: string;
  readonly tenantId: string;
}

let made = 0;

export interface PersonOptions {
  readonly role?: string;
  readonly name?: string;
  /** The default tenant when left out. */
  readonly tenantId?: string;
}

/** A person with a membership and nothing to sign in with yet. */
export async function makePerson(server: TestServer, options: PersonOptions = {}): Promise<TestPerson> {
  made += 1;
  const email = `person-${made}-${process.pid}@example.com`;
  const { rows } = await server.database.admin.query<{ id: string; tenant_id: string }>(
    `with made as (
       insert into wf.person (id, email, display_name, created_at) values (gen_random_uuid(), $1, $2, now()) returning id)
     insert into wf.membership (tenant_id, person_id, role, created_at)
     select coalesce($4::uuid, (select t.id from wf.tenant t where t.is_root)), made.id, $3, now() from made
     returning person_id as id, tenant_id`,
    [email, options.name ?? 'Adele Vance', options.role ?? 'analyst', options.tenantId ?? null],
  );
  const row = rows[0];
  if (!row) throw new Error('the person was not made');
  return { id: row.id, email, tenantId: row.tenant_id };
}

/** The token of a new one-time link, as an admin would have made it. */
export async function linkToken(server: TestServer, person: TestPerson): Promise<string> {
  made += 1;
  const token = `link-${made}-${process.pid}-${'x'.repeat(20)}`;
  await server.database.admin.query(
    `insert into wf.sign_in_link (tenant_id, id, person_id, hash, created_at, expires_at)
     values ($1, gen_random_uuid(), $2, $3, now(), now() + interval '1 hour')`,
    [person.tenantId, person.id, server.server.keyedHash(token)],
  );
  return token;
}

export function cookieOf(answer: Answer): string {
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`no cookie: ${answer.status} ${answer.text}`);
  return cookie;
}

/** A fresh session of the person, by a link. */
export async function signInByLink(server: TestServer, person: TestPerson): Promise<string> {
  return cookieOf(await server.request(`/sign-in?token=${await linkToken(server, person)}`));
}

export interface Browser {
  readonly cookie: string;
  send(method: string, path: string, body?: object): Promise<Answer>;
}

/** A browser on our own page, with this cookie or none. */
export function browserWith(server: TestServer, cookie = '', headers: Record<string, string> = {}): Browser {
  return {
    cookie,
    send: (method, path, body) =>
      server.request(path, {
        method,
        headers: { ...OWN_PAGE, ...(cookie === '' ? {} : { cookie }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** Gives the person a password, by themselves. */
export async function givePassword(server: TestServer, person: TestPerson, password = GOOD_PASSWORD) {
  const browser = browserWith(server, await signInByLink(server, person));
  const answer = await browser.send('POST', '/v1/account/password', { password });
  if (answer.status !== 200) throw new Error(`no password: ${answer.text}`);
  return browser;
}

export interface WithTotp {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** Sets up one-time codes in this browser. The step used by it is that of the given distance from now. */
export async function giveTotp(browser: Browser, stepsFromNow = -1): Promise<WithTotp> {
  const begun = await browser.send('POST', '/v1/account/totp', {});
  if (begun.status !== 200) throw new Error(`no seed: ${begun.text}`);
  const { secret } = begun.body.data;
  const answer = await browser.send('POST', '/v1/account/totp/confirm', {
    code: codeAt(secret, stepsFromNow),
  });
  if (answer.status !== 200) throw new Error(`not confirmed: ${answer.text}`);
  return { secret, recoveryCodes: answer.body.data.recovery_codes };
}

/** The code of the present step, or of one beside it. */
export function codeAt(secret: string, stepsFromNow = 0): string {
  return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * stepsFromNow });
}

/** A code that is none of the present ones. */
export function wrongCode(secret: string): string {
  const right = [-2, -1, 0, 1, 2].map((step) => codeAt(secret, step));
  return (
    ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code)) ?? ''
  );
}

/** Where the browser of a test server is, as passkeys see it. */
export function originOf(server: TestServer): string {
  return `http://localhost:${new URL(server.url).port}`;
}

export async function givePasskey(
  server: TestServer,
  browser: Browser,
  name = 'laptop',
): Promise<Authenticator> {
  const authenticator = makeAuthenticator(originOf(server));
  const begun = await browser.send('POST', '/v1/account/passkeys/options', {});
  if (begun.status !== 200) throw new Error(`no options: ${begun.text}`);
  const { challenge, options } = begun.body.data;
  const response = authenticator.register(options);
  const answer = await browser.send('POST', '/v1/account/passkeys', { challenge, response, name });
  if (answer.status !== 201) throw new Error(`no passkey: ${answer.text}`);
  return authenticator;
}
