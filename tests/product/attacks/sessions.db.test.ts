// Attacks on sessions: planting one, riding one from another site, making one up, reading one. Each is refused, and where the
// attacker shows themselves, that is recorded.

import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { makeModules } from '../../../packages/server/src/main.ts';
import { startTestServer, until } from '../../../packages/server/src/testing/server.ts';
import {
  browserWith,
  cookieOf,
  GOOD_PASSWORD,
  givePasskey,
  givePassword,
  linkToken,
  makePerson,
  signInByLink,
} from '../../../packages/server/src/testing/signing-in.ts';
import { callOperation } from '../operation-call.ts';

const server = await startTestServer({ roles: ['api'] });
after(() => server.stop());
const { admin } = server.database;
const { operations } = makeModules();
const writes = operations.filter(({ expose }) => expose.http.method !== 'GET');

/** Placeholders for the parameters of the address; the body is not looked at before the caller. */
function inputFor(path: string): Record<string, string> {
  return Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map((match) => [match[1] ?? '', 'x']));
}

const ELSEWHERE: Readonly<Record<string, Record<string, string>>> = {
  'another site': { 'sec-fetch-site': 'cross-site' },
  'a sister host': { 'sec-fetch-site': 'same-site' },
  'an address typed or a bookmark': { 'sec-fetch-site': 'none' },
  'a foreign origin': { origin: 'https://evil.example.com' },
  'a document without origin': { origin: 'null' },
};

describe('riding a session from elsewhere (CSRF)', () => {
  test('there are writes to try it on', () => {
    assert.ok(writes.length > 40);
  });

  for (const operation of writes) {
    const isAnonymous = operation.permission === 'anonymous';
    test(`${operation.id} is refused from everywhere but our own page`, async () => {
      const cookie = isAnonymous ? '' : await sharedCookie();
      for (const [where, headers] of Object.entries(ELSEWHERE)) {
        const answer = await callOperation(server, operation, {
          key: null,
          input: inputFor(operation.expose.http.path),
          headers: { ...(cookie === '' ? {} : { cookie }), ...headers },
        });
        assert.deepEqual([answer.status, answer.body.error?.code], [403, 'cross_site'], where);
        assert.equal(answer.headers.get('set-cookie'), null);
      }
    });
  }

  test('a cookie without a word of where it comes from is refused too', async () => {
    const answer = await server.request('/v1/session', {
      method: 'DELETE',
      headers: { cookie: await sharedCookie() },
    });
    assert.equal(answer.body.error.code, 'cross_site');
  });

  test('is recorded at the person whose session it was', async () => {
    const person = await makePerson(server);
    const cookie = await signInByLink(server, person);
    const headers = { cookie, 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' };
    await server.request('/v1/account', { method: 'PATCH', headers, body: '{"name":"Mallory"}' });
    await until(async () => {
      const { rows } = await admin.query(
        `select subject, "after" from wf.audit_record where event = 'request.refused' and actor_id = $1`,
        [person.id],
      );
      return (
        rows.length === 1 && rows[0].after.code === 'cross_site' && rows[0].subject === 'PATCH /v1/account'
      );
    });
    const account = await browserWith(server, cookie).send('GET', '/v1/account');
    assert.equal(account.body.data.name, 'Adele Vance');
  });

  test('another page cannot sign somebody in as the attacker', async () => {
    const attacker = await makePerson(server);
    await givePassword(server, attacker);
    const body = { email: attacker.email, password: GOOD_PASSWORD };
    for (const headers of Object.values(ELSEWHERE)) {
      const foreign = browserWith(server, '', { 'sec-fetch-site': '', ...headers });
      const answer = await foreign.send('POST', '/v1/sign-in/password', body);
      assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [403, null]);
    }
  });
});

let shared: Promise<string> | null = null;

async function sharedCookie(): Promise<string> {
  shared ??= makePerson(server, { role: 'owner' }).then((person) => signInByLink(server, person));
  return shared;
}

describe('planting a session (fixation)', () => {
  test('a cookie that nobody gave out is never taken over, by whichever way one signs in', async () => {
    const person = await makePerson(server);
    await givePassword(server, person);
    const planted = `wf_session=${randomBytes(32).toString('base64url')}`;
    const victim = browserWith(server, planted);
    const answers = [
      await victim.send('POST', '/v1/sign-in/password', { email: person.email, password: GOOD_PASSWORD }),
      await server.request(`/sign-in?token=${await linkToken(server, person)}`, {
        headers: { cookie: planted },
      }),
    ];
    for (const answer of answers) {
      assert.notEqual(cookieOf(answer), planted);
      assert.equal((await victim.send('GET', '/v1/session')).status, 401);
    }
  });

  for (const way of ['password', 'link', 'passkey'] as const) {
    test(`the attacker's own session in the victim's browser ends when they sign in by ${way}`, async () => {
      const attacker = await signInByLink(server, await makePerson(server));
      const person = await makePerson(server);
      const home = await givePassword(server, person);
      const authenticator = await givePasskey(server, home);
      const victim = browserWith(server, attacker);
      const signIn = {
        password: () =>
          victim.send('POST', '/v1/sign-in/password', { email: person.email, password: GOOD_PASSWORD }),
        link: async () =>
          server.request(`/sign-in?token=${await linkToken(server, person)}`, {
            headers: { cookie: attacker },
          }),
        passkey: async () => {
          const { challenge, options } = (await victim.send('POST', '/v1/sign-in/passkey/options', {})).body
            .data;
          return victim.send('POST', '/v1/sign-in/passkey', {
            challenge,
            response: authenticator.sign(options),
          });
        },
      };
      const fresh = cookieOf(await signIn[way]());
      assert.notEqual(fresh, attacker);
      assert.equal((await browserWith(server, attacker).send('GET', '/v1/session')).status, 401);
      const session = await browserWith(server, fresh).send('GET', '/v1/account');
      assert.equal(session.body.data.email, person.email);
    });
  }

  test('proving again who one is changes the cookie as well', async () => {
    const person = await makePerson(server);
    const browser = await givePassword(server, person);
    const answer = await browser.send('POST', '/v1/session/proof', { password: GOOD_PASSWORD });
    assert.notEqual(cookieOf(answer), browser.cookie);
    assert.equal((await browser.send('GET', '/v1/session')).status, 401);
  });
});

describe('making a session up', () => {
  const token = (head: object, body: object, sign: (text: string) => string) => {
    const text = [head, body]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${sign(text)}`;
  };
  const claims = { sub: 'owner@localhost', role: 'owner', exp: 4_000_000_000 };
  const forged: Readonly<Record<string, string>> = {
    'random bytes of the right length': randomBytes(32).toString('base64url'),
    'a token without signature (alg none)': token({ alg: 'none', typ: 'JWT' }, claims, () => ''),
    'a token signed with a guessed secret': token({ alg: 'HS256', typ: 'JWT' }, claims, (text) =>
      createHmac('sha256', 'secret').update(text).digest('base64url'),
    ),
    'the id of a session': '0198c0ff-ee00-7000-8000-000000000000',
    nothing: '',
    'a very long one': 'x'.repeat(4_000),
    'a quote': "' or true --",
  };
  for (const [what, value] of Object.entries(forged)) {
    test(`${what} is 401`, async () => {
      const answer = await server.request('/v1/session', { headers: { cookie: `wf_session=${value}` } });
      assert.deepEqual([answer.status, answer.body.error.code], [401, 'unauthenticated']);
    });
  }

  test('the hash that the database keeps is no cookie', async () => {
    await sharedCookie();
    const { rows } = await admin.query('select hash, id from wf.session where ended_at is null limit 1');
    for (const value of [rows[0].hash.toString('base64url'), rows[0].hash.toString('hex'), rows[0].id]) {
      const answer = await server.request('/v1/session', { headers: { cookie: `wf_session=${value}` } });
      assert.equal(answer.status, 401);
    }
  });

  test('a changed letter of a real one is 401, and of two cookies the forged one gains nothing', async () => {
    const cookie = await sharedCookie();
    const last = cookie.at(-2) === 'a' ? 'b' : 'a';
    const changed = `${cookie.slice(0, -2)}${last}${cookie.slice(-1)}`;
    assert.equal((await server.request('/v1/session', { headers: { cookie: changed } })).status, 401);
  });

  test('a cookie is no key, and a key is no cookie', async () => {
    const value = (await sharedCookie()).split('=')[1] ?? '';
    for (const headers of [{ authorization: `Bearer ${value}` }, { 'x-api-key': value }]) {
      assert.equal((await server.request('/v1/session', { headers })).status, 401);
    }
    const asCookie = await server.request('/v1/session', { headers: { cookie: `wf_session=${server.key}` } });
    assert.equal(asCookie.status, 401);
  });

  test('a session that ended, expired or stood still for an hour is 401', async () => {
    for (const change of [
      'ended_at = now()',
      'expires_at = now()',
      "last_seen_at = now() - interval '61 minutes'",
    ]) {
      const person = await makePerson(server);
      const cookie = await signInByLink(server, person);
      await admin.query(`update wf.session set ${change} where person_id = $1`, [person.id]);
      await until(
        async () => (await server.request('/v1/session', { headers: { cookie } })).status === 401,
        1_500,
      );
    }
  });
});

describe('reading a session', () => {
  test('the cookie is out of reach for scripts and for other sites, and stands in no body', async () => {
    const person = await makePerson(server);
    await givePassword(server, person);
    const answer = await browserWith(server).send('POST', '/v1/sign-in/password', {
      email: person.email,
      password: GOOD_PASSWORD,
    });
    const [pair = '', ...flags] = (answer.headers.get('set-cookie') ?? '').split('; ');
    assert.deepEqual(flags.filter((flag) => !flag.startsWith('Expires=')).sort(), [
      'HttpOnly',
      'Path=/',
      'SameSite=Lax',
    ]);
    assert.ok(!answer.text.includes(pair.split('=')[1] ?? ''));
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  test('over TLS it is Secure and bound to the host (__Host-), and the plain name is not listened to', async () => {
    const secure = await startTestServer({ roles: ['api'], publicUrl: 'https://soc.example.com' });
    try {
      const person = await makePerson(secure);
      const answer = await secure.request(`/sign-in?token=${await linkToken(secure, person)}`);
      const [pair = '', ...flags] = (answer.headers.get('set-cookie') ?? '').split('; ');
      assert.match(pair, /^__Host-wf_session=[\w-]{43}$/);
      assert.ok(flags.includes('Secure') && flags.includes('HttpOnly') && flags.includes('Path=/'));
      assert.ok(!flags.some((flag) => flag.startsWith('Domain')));
      const ask = (cookie: string) => secure.request('/v1/session', { headers: { cookie } });
      assert.equal((await ask(pair)).status, 200);
      assert.equal((await ask(pair.replace('__Host-', ''))).status, 401);
      const { body } = await browserWith(secure).send('POST', '/v1/sign-in/passkey/options', {});
      assert.equal(body.data.options.rpId, 'soc.example.com');
    } finally {
      await secure.stop();
    }
  });
});
