// Signing in by password, one-time code, recovery code and link: what it becomes, what it costs to guess, and what is recorded.

import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { startTestServer, until } from '../../../testing/server.ts';
import {
  browserWith,
  codeAt,
  cookieOf,
  GOOD_PASSWORD,
  givePasskey,
  givePassword,
  giveTotp,
  linkToken,
  makePerson,
  signInByLink,
  type TestPerson,
  wrongCode,
} from '../../../testing/signing-in.ts';
import { hashesBegun } from './passwords.ts';

const server = await startTestServer({ roles: ['api'] });
after(() => server.stop());
const { admin } = server.database;
const visitor = browserWith(server, '', { 'user-agent': 'Test Browser 1' });
afterEach(() => admin.query('delete from wf.sign_in_throttle'));

function signIn(email: string, password = GOOD_PASSWORD, from = visitor) {
  return from.send('POST', '/v1/sign-in/password', { email, password });
}

async function recordsOf(event: string) {
  const { rows } = await admin.query(
    `select r.actor_kind, r.actor_id, r.subject, r.reason, r."after", r.address, t.is_root from wf.audit_record r
     join wf.tenant t on t.id = r.tenant_id where r.event = $1 order by r.id desc`,
    [event],
  );
  return rows;
}

async function sessionsOf({ id }: TestPerson) {
  const { rows } = await admin.query(
    'select method, address, user_agent, authenticated_at, ended_at from wf.session where person_id = $1 order by id desc',
    [id],
  );
  return rows;
}

async function withTotp() {
  const person = await makePerson(server);
  const browser = await givePassword(server, person);
  return { person, browser, ...(await giveTotp(browser)) };
}

/** The challenge of the second step. */
async function challengeOf(person: TestPerson): Promise<string> {
  const answer = await signIn(person.email);
  assert.equal(answer.body.data?.status, 'second_factor', answer.text);
  return answer.body.data.challenge;
}

describe('with a password', () => {
  test('a right one begins a session that says how, from where and by which browser', async () => {
    const person = await makePerson(server);
    await givePassword(server, person);
    const answer = await signIn(person.email.toUpperCase());
    assert.deepEqual(answer.body, { data: { status: 'signed_in', must_change_password: false } });
    const session = await browserWith(server, cookieOf(answer)).send('GET', '/v1/session');
    assert.equal(session.body.data.principal.name, 'Adele Vance');
    const [row] = await sessionsOf(person);
    assert.deepEqual([row.method, row.address, row.user_agent], ['password', '127.0.0.1', 'Test Browser 1']);
    assert.ok(row.authenticated_at instanceof Date);
    const [record] = await recordsOf('session.started');
    assert.deepEqual(
      [record.actor_kind, record.actor_id, record.after.method],
      ['user', person.id, 'password'],
    );
  });

  test('a wrong one, an unknown e-mail and somebody without a password get the same answer', async () => {
    const person = await makePerson(server);
    await givePassword(server, person);
    const bare = await makePerson(server);
    const answers = [
      await signIn(person.email, 'wrong'),
      await signIn('nobody@example.com'),
      await signIn(bare.email),
    ];
    const bodies = answers.map(({ status, body }) => [status, { ...body.error, request_id: '' }]);
    assert.equal(bodies[0]?.[0], 401);
    assert.deepEqual(bodies[1], bodies[0]);
    assert.deepEqual(bodies[2], bodies[0]);
    assert.ok(answers.every(({ headers }) => headers.get('set-cookie') === null));
  });

  test('known and unknown e-mails cost the same: one hash', async () => {
    const person = await makePerson(server);
    await givePassword(server, person);
    for (const email of [person.email, 'nobody@example.com', (await makePerson(server)).email]) {
      const before = hashesBegun();
      await signIn(email, 'wrong');
      assert.equal(hashesBegun() - before, 1, email);
    }
  });

  test('a failure is recorded at the person, by nobody known; what belongs to nobody is not written down', async () => {
    const person = await makePerson(server);
    await givePassword(server, person);
    await signIn(person.email, 'wrong');
    const [known] = await recordsOf('sign-in.failed');
    assert.deepEqual(
      [known.actor_kind, known.subject, known.address],
      ['system', `user:${person.id}`, '127.0.0.1'],
    );
    assert.match(known.reason, new RegExp(person.email));
    // People type their password into the field above.
    await signIn('my secret password', 'x');
    const [unknown] = await recordsOf('sign-in.failed');
    assert.match(unknown.subject, /^unknown:[0-9a-f]{12}$/);
    assert.equal(unknown.is_root, true);
    const { rows } = await admin.query(
      "select 1 from wf.audit_record where row_to_json(audit_record)::text like '%secret password%'",
    );
    assert.deepEqual(rows, []);
  });

  test('a failure in another tenant is recorded there', async () => {
    const { rows } = await admin.query(
      "insert into wf.tenant (id, slug, name, created_at) values (gen_random_uuid(), 'elsewhere', 'E', now()) returning id",
    );
    const person = await makePerson(server, { tenantId: rows[0].id });
    await signIn(person.email, 'wrong');
    assert.equal((await recordsOf('sign-in.failed'))[0].is_root, false);
  });

  test('who was switched off, has left, or whose tenant is suspended is nobody', async () => {
    const person = await makePerson(server);
    await givePassword(server, person);
    for (const [off, on] of [
      ['update wf.person set deactivated_at = now()', 'update wf.person set deactivated_at = null'],
      ['update wf.membership set deactivated_at = now()', 'update wf.membership set deactivated_at = null'],
      ["update wf.tenant set status = 'suspended'", "update wf.tenant set status = 'active'"],
    ]) {
      await admin.query(off ?? '');
      assert.equal((await signIn(person.email)).status, 401, off);
      await admin.query(on ?? '');
    }
    assert.equal((await signIn(person.email)).status, 200);
  });

  test('with several memberships it begins where they were last, else in the installation’s own tenant', async () => {
    const person = await makePerson(server);
    await givePassword(server, person);
    await admin.query(
      `with made as (insert into wf.tenant (id, slug, name, created_at) values (gen_random_uuid(), 'second', 'Second', now()) returning id)
       insert into wf.membership (tenant_id, person_id, role, created_at) select id, $1, 'viewer', now() - interval '1 year' from made`,
      [person.id],
    );
    const slugOf = async (cookie: string) =>
      (await browserWith(server, cookie).send('GET', '/v1/session')).body.data.tenant.slug;
    const first = cookieOf(await signIn(person.email));
    assert.equal(await slugOf(first), 'default');
    const switched = await browserWith(server, first).send('POST', '/v1/session/switch', {
      tenant: 'second',
    });
    assert.equal(switched.status, 200, switched.text);
    assert.equal(await slugOf(cookieOf(switched)), 'second');
    assert.equal(await slugOf(cookieOf(await signIn(person.email))), 'second');
  });
});

describe('the second step', () => {
  test('asks for it only with one-time codes, names the ways, and begins no session before', async () => {
    const { person, browser } = await withTotp();
    await givePasskey(server, browser);
    const answer = await signIn(person.email);
    assert.deepEqual(answer.body.data.methods, ['totp', 'recovery_code', 'passkey']);
    assert.equal(answer.headers.get('set-cookie'), null);
    assert.equal((await recordsOf('sign-in.second-factor-asked'))[0].subject, `user:${person.id}`);
  });

  test('a right code begins a session; the same code again does not', async () => {
    const { person, secret } = await withTotp();
    const code = codeAt(secret);
    const first = { challenge: await challengeOf(person), code };
    const answer = await visitor.send('POST', '/v1/sign-in/totp', first);
    assert.equal(answer.status, 200, answer.text);
    assert.equal((await sessionsOf(person))[0].method, 'password+totp');
    const replayed = { challenge: await challengeOf(person), code };
    assert.equal((await visitor.send('POST', '/v1/sign-in/totp', replayed)).status, 401);
    assert.equal((await visitor.send('POST', '/v1/sign-in/totp', first)).status, 401);
  });

  test('the same challenge and code at the same moment is one session', async () => {
    const { person, secret } = await withTotp();
    const body = { challenge: await challengeOf(person), code: codeAt(secret) };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => visitor.send('POST', '/v1/sign-in/totp', body)),
    );
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 401, 401, 401, 401]);
  });

  test('two challenges and one code at the same moment is one session', async () => {
    const { person, secret } = await withTotp();
    const challenges = [await challengeOf(person), await challengeOf(person)];
    const answers = await Promise.all(
      challenges.map((challenge) =>
        visitor.send('POST', '/v1/sign-in/totp', { challenge, code: codeAt(secret) }),
      ),
    );
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 401]);
  });

  test('five wrong codes use it up, for a right one too', async () => {
    const { person, secret } = await withTotp();
    const challenge = await challengeOf(person);
    const send = (code: string) => visitor.send('POST', '/v1/sign-in/totp', { challenge, code });
    for (let time = 0; time < 5; time += 1) assert.equal((await send(wrongCode(secret))).status, 401);
    assert.match((await recordsOf('sign-in.failed'))[0].reason, /the last one/);
    assert.equal((await send(codeAt(secret))).status, 401);
  });

  test('a right password buys no other round of guessing: wrong codes count for the e-mail', async () => {
    const { person, secret } = await withTotp();
    let refused = 0;
    for (let round = 0; round < 3; round += 1) {
      const begun = await signIn(person.email);
      if (begun.status === 429) break;
      for (let time = 0; time < 5; time += 1) {
        const body = { challenge: begun.body.data.challenge, code: wrongCode(secret) };
        if ((await visitor.send('POST', '/v1/sign-in/totp', body)).status === 401) refused += 1;
      }
    }
    assert.equal(refused, 10);
    assert.equal((await signIn(person.email)).status, 429);
  });

  test('a recovery code is good once, however it is typed', async () => {
    const { person, recoveryCodes } = await withTotp();
    const [code = '', next = ''] = recoveryCodes;
    const send = async (typed: string) =>
      (
        await visitor.send('POST', '/v1/sign-in/recovery-code', {
          challenge: await challengeOf(person),
          code: typed,
        })
      ).status;
    assert.equal(await send(code.replace('-', ' ').toUpperCase()), 200);
    assert.equal((await sessionsOf(person))[0].method, 'password+recovery');
    assert.equal(await send(code), 401);
    assert.equal(await send('aaaaa-aaaaa'), 401);
    assert.equal(await send(next), 200);
  });

  test("a recovery code of somebody else's is none", async () => {
    const { person } = await withTotp();
    const other = await withTotp();
    const body = { challenge: await challengeOf(person), code: other.recoveryCodes[0] };
    assert.equal((await visitor.send('POST', '/v1/sign-in/recovery-code', body)).status, 401);
  });

  test('is over after five minutes', async () => {
    const { person, secret } = await withTotp();
    const challenge = await challengeOf(person);
    const { rows } = await admin.query(
      'select extract(epoch from expires_at - created_at)::integer as seconds from wf.sign_in_challenge order by created_at desc limit 1',
    );
    assert.equal(rows[0].seconds, 300);
    await admin.query('update wf.sign_in_challenge set expires_at = now() where used_at is null');
    const late = await visitor.send('POST', '/v1/sign-in/totp', { challenge, code: codeAt(secret) });
    assert.equal(late.status, 401);
    assert.match(late.body.error.message, /begin again/);
  });
});

describe('limits', () => {
  test('ten failures lock the e-mail for a quarter of an hour, for the right password too, and that is recorded', async () => {
    const person = await makePerson(server);
    await givePassword(server, person);
    for (let time = 0; time < 10; time += 1) assert.equal((await signIn(person.email, 'wrong')).status, 401);
    const [lock] = await recordsOf('sign-in.locked');
    assert.deepEqual([lock.subject, lock.after.failures], [`user:${person.id}`, 10]);
    const before = hashesBegun();
    const answer = await signIn(person.email);
    assert.equal(answer.body.error.code, 'too_many_attempts');
    const wait = Number(answer.headers.get('retry-after'));
    assert.ok(wait > 14 * 60 && wait <= 15 * 60, String(wait));
    assert.equal(hashesBegun(), before);
    // Trying on while it is locked does not make it longer.
    await admin.query("update wf.sign_in_throttle set locked_until = locked_until - interval '15 minutes'");
    assert.equal((await signIn(person.email)).status, 200);
  });

  test('an e-mail that nobody has is locked in the same words', async () => {
    const person = await makePerson(server);
    const refusalOf = async (email: string) => {
      for (let time = 0; time < 10; time += 1) assert.equal((await signIn(email, 'wrong')).status, 401);
      const { status, body } = await signIn(email, 'wrong');
      return [status, body.error.code, body.error.message];
    };
    assert.deepEqual(await refusalOf('nobody-2@example.com'), await refusalOf(person.email));
  });

  test('nine failures, then the right password: the count begins anew', async () => {
    const person = await makePerson(server);
    await givePassword(server, person);
    for (let round = 0; round < 2; round += 1) {
      for (let time = 0; time < 9; time += 1) await signIn(person.email, 'wrong');
      assert.equal((await signIn(person.email)).status, 200);
    }
  });

  test('failures of an earlier window do not count', async () => {
    const person = await makePerson(server);
    for (let time = 0; time < 9; time += 1) await signIn(person.email, 'wrong');
    await admin.query(
      "update wf.sign_in_throttle set window_started_at = window_started_at - interval '15 minutes'",
    );
    for (let time = 0; time < 10; time += 1) assert.equal((await signIn(person.email, 'wrong')).status, 401);
    assert.equal((await signIn(person.email, 'wrong')).status, 429);
  });

  test('a hundred failures from one address lock it for every e-mail', async () => {
    await signIn('first@example.com', 'wrong');
    const address = server.server.keyedHash('address:127.0.0.1');
    await admin.query('update wf.sign_in_throttle set failures = 99 where bucket = $1', [address]);
    assert.equal((await signIn('second@example.com', 'wrong')).status, 401);
    assert.equal((await recordsOf('sign-in.locked'))[0].subject, 'address:127.0.0.1');
    const answer = await signIn('third@example.com', 'wrong');
    assert.equal(answer.status, 429);
    assert.match(answer.body.error.message, /address/);
  });

  test('many at once on two servers: no more than ten are looked at', async () => {
    const person = await makePerson(server);
    await givePassword(server, person);
    const second = await startTestServer({ database: server.database, roles: ['api'] });
    try {
      const browsers = [visitor, browserWith(second)];
      const statuses: number[] = [];
      for (let wave = 0; wave < 8; wave += 1) {
        const answers = await Promise.all(
          Array.from({ length: 4 }, (_, index) => signIn(person.email, 'wrong', browsers[index % 2])),
        );
        statuses.push(...answers.map((answer) => answer.status));
      }
      assert.equal(statuses.filter((status) => status === 401).length, 10, statuses.join());
      assert.equal(statuses.filter((status) => status === 429).length, 22);
      assert.equal((await signIn(person.email, GOOD_PASSWORD, browsers[1])).status, 429);
    } finally {
      await second.stop();
    }
  });

  test('a flood is told to come back at once, and what else the server does goes on', async () => {
    const flood = Promise.all(
      Array.from({ length: 60 }, (_, index) => signIn(`flood-${index}@example.com`, 'wrong')),
    );
    const other = await server.request('/v1/session', { headers: { authorization: `Bearer ${server.key}` } });
    assert.equal(other.status, 200);
    const answers = await flood;
    const full = answers.filter((answer) => answer.status === 503);
    assert.ok(full.length > 0);
    assert.equal(full[0]?.headers.get('retry-after'), '1');
    assert.ok(answers.every(({ status }) => [401, 429, 503].includes(status)));
    assert.equal((await signIn('after@example.com', 'wrong')).status, 401);
  });
});

describe('with a link', () => {
  test('somebody with nothing to sign in with is led to /welcome, others to the console', async () => {
    const person = await makePerson(server);
    const follow = async () => server.request(`/sign-in?token=${await linkToken(server, person)}`);
    assert.equal((await follow()).headers.get('location'), '/welcome');
    await givePassword(server, person);
    assert.equal((await follow()).headers.get('location'), '/');
    const other = await makePerson(server);
    await givePasskey(server, browserWith(server, await signInByLink(server, other)));
    const answer = await server.request(`/sign-in?token=${await linkToken(server, other)}`);
    assert.equal(answer.headers.get('location'), '/');
  });

  test('as an operation it is the same link, good once', async () => {
    const person = await makePerson(server);
    const token = await linkToken(server, person);
    const answer = await visitor.send('POST', '/v1/sign-in/link', { token });
    assert.deepEqual(answer.body, { data: { status: 'signed_in', next: 'welcome' } });
    assert.equal((await sessionsOf(person))[0].method, 'link');
    const again = await visitor.send('POST', '/v1/sign-in/link', { token });
    assert.equal(again.status, 401);
    assert.equal((await recordsOf('sign-in.failed'))[0].subject, 'unknown link');
    assert.ok(!JSON.stringify(await recordsOf('sign-in.failed')).includes(token));
  });
});

describe('where a second factor is required', () => {
  test('without one only the own account is open, until there is one; and a password alone is not enough then', async () => {
    const { rows } = await admin.query(
      "insert into wf.tenant (id, slug, name, created_at) values (gen_random_uuid(), 'strict', 'Strict', now()) returning id",
    );
    const tenantId = rows[0].id;
    const settings = {
      time_zone: 'UTC',
      security: {
        require_second_factor: true,
        session_hours: 2,
        idle_minutes: 30,
        sign_in_methods: ['password', 'passkey'],
      },
    };
    await admin.query(
      "insert into wf.tenant_setting (tenant_id, version, body, created_at, created_by) values ($1, 1, $2, now(), 'test')",
      [tenantId, JSON.stringify(settings)],
    );
    const person = await makePerson(server, { tenantId });
    const browser = await givePassword(server, person);
    const refused = await browser.send('GET', '/v1/alerts');
    assert.deepEqual([refused.status, refused.body.error.code], [403, 'second_factor_required']);
    assert.equal((await browser.send('GET', '/v1/account')).status, 200);
    assert.deepEqual((await browser.send('GET', '/v1/session')).body.data.permissions, []);
    await givePasskey(server, browser);
    assert.equal((await browser.send('GET', '/v1/alerts')).status, 200);
    assert.deepEqual((await signIn(person.email)).body.data.methods, ['passkey']);
    const [passkey] = (await browser.send('GET', '/v1/account')).body.data.passkeys;
    assert.equal((await browser.send('DELETE', `/v1/account/passkeys/${passkey.id}`)).status, 409);
    const { rows: sessions } = await admin.query(
      'select extract(epoch from expires_at - created_at)::integer as seconds from wf.session where person_id = $1',
      [person.id],
    );
    assert.ok(sessions.every(({ seconds }) => seconds === 7_200));
  });

  test('a tenant that takes passkeys only says so to whom knew the password, and begins no session', async () => {
    const { rows } = await admin.query(
      "insert into wf.tenant (id, slug, name, created_at) values (gen_random_uuid(), 'keys-only', 'K', now()) returning id",
    );
    const person = await makePerson(server, { tenantId: rows[0].id });
    await givePassword(server, person);
    const settings = {
      time_zone: 'UTC',
      security: {
        require_second_factor: false,
        session_hours: 8,
        idle_minutes: 60,
        sign_in_methods: ['passkey'],
      },
    };
    await admin.query(
      "insert into wf.tenant_setting (tenant_id, version, body, created_at, created_by) values ($1, 1, $2, now(), 'test')",
      [rows[0].id, JSON.stringify(settings)],
    );
    // What was read of the rules is remembered for a second.
    await until(async () => (await signIn(person.email)).status === 401);
    const answer = await signIn(person.email);
    assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [401, null]);
    assert.match(answer.body.error.message, /passkey/);
    assert.doesNotMatch((await signIn(person.email, 'wrong')).body.error.message, /passkey/);
  });
});
