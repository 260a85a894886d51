// Signing in with a one-time link, the session that it becomes, and its end.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ApiError } from '@watchfloor/client';
import { keepsBound, msOf } from '../../../testing/in-time.ts';
import { finding } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

async function newLink(): Promise<string> {
  return (await server.api.signInLinks.create({})).path;
}

/** Follows a link as a browser does, and gives the cookie. */
async function signIn(): Promise<string> {
  const answer = await server.request(await newLink());
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  assert.ok(cookie);
  return cookie;
}

function asPerson(cookie: string, target = '/v1/session', init: RequestInit = {}) {
  return server.request(target, { ...init, headers: { cookie, ...init.headers } });
}

const OWN_PAGE = { 'sec-fetch-site': 'same-origin' };

describe('sign-in link', () => {
  test('becomes a session once and leads to the console without the token', async () => {
    const answer = await server.request(await newLink());
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), '/welcome');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    const [pair = '', ...flags] = (answer.headers.get('set-cookie') ?? '').split('; ');
    assert.match(pair, /^wf_session=[\w-]{43}$/);
    assert.deepEqual(flags.filter((flag) => !flag.startsWith('Expires=')).sort(), [
      'HttpOnly',
      'Path=/',
      'SameSite=Lax',
    ]);
    const expires = Date.parse(flags.find((flag) => flag.startsWith('Expires='))?.slice(8) ?? '');
    assert.ok(Math.abs(expires - Date.now() - 8 * 3_600_000) < 60_000);
  });

  test('the second time it leads to /sign-in-failed and sets no cookie', async () => {
    const link = await newLink();
    await server.request(link);
    const again = await server.request(link);
    assert.equal(again.status, 303);
    assert.equal(again.headers.get('location'), '/sign-in-failed');
    assert.equal(again.headers.get('set-cookie'), null);
  });

  test('used twice at the same moment it becomes one session', async () => {
    const link = await newLink();
    const answers = await Promise.all(Array.from({ length: 5 }, () => server.request(link)));
    assert.equal(answers.filter((answer) => answer.headers.get('location') === '/welcome').length, 1);
  });

  test('an unknown and an expired one fail the same way; none at all is 404', async () => {
    const expired = await newLink();
    await server.database.admin.query('update wf.sign_in_link set expires_at = now() where used_at is null');
    for (const link of [expired, '/sign-in?token=nothing']) {
      assert.equal((await server.request(link)).headers.get('location'), '/sign-in-failed');
    }
    for (const link of ['/sign-in', '/sign-in?token=', '/sign-in?token=a&token=b']) {
      assert.equal((await server.request(link)).status, 404, link);
    }
  });

  test('is not used up by a look at its address (HEAD), as mail scanners take', async () => {
    const link = await newLink();
    await server.request(link, { method: 'HEAD' });
    assert.equal((await server.request(link)).headers.get('location'), '/welcome');
  });

  test('its making and its use are audited; the token stands nowhere', async () => {
    const link = await newLink();
    await server.request(link);
    const { data } = await server.api.audit.list({ limit: 2 });
    assert.deepEqual(
      data.map((row) => row.event),
      ['session.started', 'sign-in-link.created'],
    );
    const token = link.split('=')[1] ?? '';
    assert.ok(token.length > 40 && !JSON.stringify(data).includes(token));
  });

  test('is made for people of the own tenant only', async () => {
    assert.match(
      (await server.api.signInLinks.create({ email: 'OWNER@localhost' })).path,
      /^\/sign-in\?token=/,
    );
    const neighbour = await server.neighbour();
    for (const api of [server.api, neighbour.api]) {
      const email = api === server.api ? 'nobody@example.com' : 'owner@localhost';
      await assert.rejects(
        api.signInLinks.create({ email }),
        (error: unknown) => error instanceof ApiError && error.status === 404 && error.field === 'email',
      );
    }
  });
});

describe('session', () => {
  test('tells who one is and what one may do', async () => {
    const { body } = await asPerson(await signIn());
    assert.equal(body.data.principal.kind, 'user');
    assert.equal(body.data.principal.name, 'Owner');
    assert.match(body.data.principal.id, /^user_/);
    assert.equal(body.data.tenant.slug, 'default');
    assert.ok(body.data.permissions.includes('users:manage'));
  });

  test('a change needs our own page: another site, or none named, is 403 and changes nothing', async () => {
    const cookie = await signIn();
    const [id] = await server.submitDecided('sentinel', finding());
    const change = (headers: Record<string, string>) =>
      asPerson(cookie, `/v1/alerts/${id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"assignee":"me"}',
      });
    const host = new URL(server.url).host;
    const refused: Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: `http://${host}` },
    ];
    for (const headers of refused) {
      const answer = await change(headers);
      assert.equal(answer.body.error?.code, 'cross_site', JSON.stringify(headers));
    }
    assert.equal((await server.api.alerts.get({ id: id ?? '' })).assignee, null);
    for (const headers of [OWN_PAGE, { origin: `http://${host}` }]) {
      const answer = await change(headers);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.body.data.assignee, 'Owner');
    }
  });

  test('reads from another site get no session by CORS, and no header that allows one', async () => {
    const answer = await asPerson(await signIn(), '/v1/session', {
      headers: { origin: 'https://evil.example' },
    });
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
  });

  test('ends at sign-out, for this cookie only', async () => {
    const [one, two] = [await signIn(), await signIn()];
    const ended = await asPerson(one, '/v1/session', { method: 'DELETE', headers: OWN_PAGE });
    assert.deepEqual(ended.body, { data: { ended: true } });
    assert.equal((await asPerson(one)).status, 401);
    assert.equal((await asPerson(two)).status, 200);
    const { data } = await server.api.audit.list({ limit: 5 });
    const record = data.find((row) => row.event === 'session.ended');
    assert.equal(record?.actor.name, 'Owner');
  });

  test('a key has no session to end', async () => {
    assert.deepEqual(await server.api.session.end({}), { ended: false });
    assert.equal((await server.api.session.get({})).principal.kind, 'key');
  });

  for (const [how, sql] of Object.entries({
    'idle for more than an hour': "update wf.session set last_seen_at = now() - interval '61 minutes'",
    'past its expiry': 'update wf.session set expires_at = now()',
    'of somebody who was deactivated': 'update wf.person set deactivated_at = now()',
    'of somebody who left the tenant': 'delete from wf.membership',
  })) {
    test(`a session ${how} is refused within a second`, () =>
      keepsBound(1_500, async () => {
        const cookie = await signIn();
        assert.equal((await asPerson(cookie)).status, 200);
        await server.database.admin.query('create table kept as table wf.membership');
        await server.database.admin.query(sql);
        const ms = await msOf(() => until(async () => (await asPerson(cookie)).status === 401));
        await server.database.admin.query(
          `update wf.person set deactivated_at = null;
         insert into wf.membership table kept on conflict do nothing; drop table kept`,
        );
        return ms;
      }));
  }

  for (const [role, path] of [
    ['viewer', '/v1/keys'],
    ['somebody-new', '/v1/alerts'],
  ] as const) {
    test(`a role that was changed to ${role} counts within a second`, () =>
      keepsBound(1_500, async () => {
        const cookie = await signIn();
        assert.equal((await asPerson(cookie, path)).status, 200);
        await server.database.admin.query('update wf.membership set role = $1', [role]);
        const ms = await msOf(() => until(async () => (await asPerson(cookie, path)).status === 403));
        await server.database.admin.query("update wf.membership set role = 'admin'");
        return ms;
      }));
  }
});

describe('people', () => {
  test('are those of the own tenant; colleagues do not see the deactivated', async () => {
    const people = await server.api.people.list({});
    assert.deepEqual(
      people.map(({ email, name, role }) => ({ email, name, role })),
      [{ email: 'owner@localhost', name: 'Owner', role: 'admin' }],
    );
    const neighbour = await server.neighbour();
    assert.deepEqual(await neighbour.api.people.list({}), []);
    await server.database.admin.query('update wf.person set deactivated_at = now()');
    const { api } = await server.as('viewer');
    assert.deepEqual(await api.people.list({}), []);
    await server.database.admin.query('update wf.person set deactivated_at = null');
  });
});
