// The own account: what a person does with it, and that nobody else does.

import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { startTestServer } from '../../../testing/server.ts';
import {
  type Browser,
  browserWith,
  codeAt,
  cookieOf,
  GOOD_PASSWORD,
  givePasskey,
  givePassword,
  giveTotp,
  makePerson,
  signInByLink,
  type TestPerson,
  wrongCode,
} from '../../../testing/signing-in.ts';

const server = await startTestServer({ roles: ['api'] });
after(() => server.stop());
const { admin } = server.database;
const visitor = browserWith(server);
afterEach(() => admin.query('delete from wf.sign_in_throttle'));

async function somebody(options = {}) {
  const person = await makePerson(server, options);
  return { person, browser: browserWith(server, await signInByLink(server, person)) };
}

function accountOf(browser: Browser) {
  return browser.send('GET', '/v1/account').then((answer) => answer.body.data);
}

function setPassword(browser: Browser, password: string, current?: string) {
  return browser.send('POST', '/v1/account/password', {
    password,
    ...(current === undefined ? {} : { current_password: current }),
  });
}

/** As if they had signed in a while ago. */
async function makeStale({ id }: TestPerson): Promise<void> {
  await admin.query(
    "update wf.session set authenticated_at = authenticated_at - interval '16 minutes' where person_id = $1",
    [id],
  );
}

describe('the account', () => {
  test('shows what somebody signs in with and where they are a member', async () => {
    const { person, browser } = await somebody();
    const account = await accountOf(browser);
    assert.deepEqual(
      [account.email, account.name, account.is_claimed, account.has_password, account.has_totp],
      [person.email, 'Adele Vance', true, false, false],
    );
    assert.deepEqual(account.passkeys, []);
    assert.deepEqual(
      account.memberships.map((row: { slug: string; is_current: boolean }) => [row.slug, row.is_current]),
      [['default', true]],
    );
  });

  test('a name is changed, an e-mail is not', async () => {
    const { browser } = await somebody();
    const renamed = await browser.send('PATCH', '/v1/account', { name: 'Alex Wilber' });
    assert.equal(renamed.body.data.name, 'Alex Wilber');
    const moved = await browser.send('PATCH', '/v1/account', { email: 'other@example.com' });
    assert.deepEqual([moved.status, moved.body.error.field], [409, 'email']);
  });

  test('the first owner gives their e-mail once, and not one that somebody has', async () => {
    const { path } = await server.api.signInLinks.create({});
    const owner = browserWith(server, cookieOf(await server.request(path)));
    assert.equal((await accountOf(owner)).is_claimed, false);
    const { person } = await somebody();
    assert.equal((await owner.send('PATCH', '/v1/account', { email: person.email })).status, 409);
    const claimed = await owner.send('PATCH', '/v1/account', { email: 'Owner@Example.com', name: 'Olga' });
    assert.deepEqual([claimed.body.data.email, claimed.body.data.is_claimed], ['owner@example.com', true]);
    assert.equal((await owner.send('PATCH', '/v1/account', { email: 'again@example.com' })).status, 409);
  });

  test('a key has none, and neither has somebody in a customer’s tenant', async () => {
    const headers = { authorization: `Bearer ${server.key}` };
    const answer = await server.request('/v1/account', { headers });
    assert.deepEqual([answer.status, answer.body.error.code], [403, 'forbidden']);
    assert.match(answer.body.error.message, /a key has none/);
    const { person, browser } = await somebody();
    await admin.query(
      `with child as (insert into wf.tenant (id, slug, name, created_at, parent_id)
         values (gen_random_uuid(), 'customer', 'Customer', now(), $1) returning id)
       insert into wf.child_access (tenant_id, id, person_id, child_id, role, created_at, created_by)
       select $1, gen_random_uuid(), $2, child.id, 'admin', now(), 'test' from child`,
      [person.tenantId, person.id],
    );
    const inChild = browserWith(server, browser.cookie, { 'x-watchfloor-tenant': 'customer' });
    assert.equal((await inChild.send('GET', '/v1/session')).body.data.tenant.slug, 'customer');
    assert.equal((await inChild.send('GET', '/v1/account')).status, 403);
    assert.equal((await inChild.send('GET', '/v1/sessions')).status, 403);
  });
});

describe('a change', () => {
  const changes: Readonly<Record<string, readonly [string, string, object]>> = {
    'of the name': ['PATCH', '/v1/account', { name: 'X' }],
    'of the password': ['POST', '/v1/account/password', { password: GOOD_PASSWORD }],
    'of one-time codes': ['POST', '/v1/account/totp', {}],
    'that confirms them': ['POST', '/v1/account/totp/confirm', { code: '123456' }],
    'that makes recovery codes': ['POST', '/v1/account/recovery-codes', {}],
    'that begins a passkey': ['POST', '/v1/account/passkeys/options', {}],
  };
  for (const [what, [method, path, body]] of Object.entries(changes)) {
    test(`${what} needs a proof of identity of the last quarter of an hour`, async () => {
      const { person, browser } = await somebody();
      await makeStale(person);
      const answer = await browser.send(method, path, body);
      assert.deepEqual([answer.status, answer.body.error.code], [403, 'reauthenticate']);
    });
  }

  test('that takes one-time codes or a passkey away needs it too', async () => {
    const { person, browser } = await somebody();
    await givePasskey(server, browser);
    const [passkey] = (await accountOf(browser)).passkeys;
    await makeStale(person);
    // Within the second in which the session is remembered the old time would still count.
    const later = await startTestServer({ database: server.database, roles: ['api'] });
    try {
      for (const path of ['/v1/account/totp', `/v1/account/passkeys/${passkey.id}`]) {
        const answer = await browserWith(later, browser.cookie).send('DELETE', path);
        assert.equal(answer.body.error.code, 'reauthenticate', path);
      }
    } finally {
      await later.stop();
    }
  });
});

describe('the password', () => {
  test('is long enough, not common, and not about its owner; otherwise the field is named', async () => {
    const { person, browser } = await somebody({ name: 'Wilhelmina Ottosdottir' });
    for (const [password, reason] of [
      ['elevenchars', /at least 12/],
      ['x y'.repeat(60), /at most 128/],
      ['Password2026!', /tried first/],
      ['qwertyuiop123', /tried first/],
      ['wilhelmina ottosdottir', /your e-mail or your name/],
      [person.email, /your e-mail or your name/],
    ] as const) {
      const answer = await setPassword(browser, password);
      assert.deepEqual([answer.status, answer.body.error?.field], [422, 'password'], password);
      assert.match(answer.body.error.message, reason);
    }
    assert.equal((await setPassword(browser, 'ein Ölkännchen für Mäuse')).status, 200);
  });

  test('is argon2id with the parameters of this page, and nobody reads it anywhere', async () => {
    const { person, browser } = await somebody();
    await setPassword(browser, GOOD_PASSWORD);
    const { rows } = await admin.query(
      'select password_hash from wf.person_credential where person_id = $1',
      [person.id],
    );
    assert.match(rows[0].password_hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const { rows: told } = await admin.query(
      "select 1 from wf.audit_record r where row_to_json(r)::text like '%seven lamps%'",
    );
    assert.deepEqual(told, []);
  });

  test('is changed with the present one only, and the other sessions end with it', async () => {
    const { person, browser } = await somebody();
    await setPassword(browser, GOOD_PASSWORD);
    const other = browserWith(server, await signInByLink(server, person));
    const next = 'four boats and a heron';
    const without = await setPassword(browser, next);
    assert.deepEqual([without.status, without.body.error.field], [422, 'current_password']);
    const wrong = await setPassword(browser, next, 'wrong');
    assert.deepEqual([wrong.status, wrong.body.error.code], [401, 'sign_in_failed']);
    assert.deepEqual((await setPassword(browser, next, GOOD_PASSWORD)).body, { data: { ended_sessions: 1 } });
    assert.equal((await other.send('GET', '/v1/session')).status, 401);
    assert.equal((await browser.send('GET', '/v1/session')).status, 200);
    const signIn = (password: string) =>
      visitor.send('POST', '/v1/sign-in/password', { email: person.email, password });
    assert.equal((await signIn(GOOD_PASSWORD)).status, 401);
    assert.equal((await signIn(next)).status, 200);
  });

  test('guessing the present one with a stolen cookie is counted as any guessing', async () => {
    const { browser } = await somebody();
    await setPassword(browser, GOOD_PASSWORD);
    for (let time = 0; time < 10; time += 1) {
      assert.equal((await setPassword(browser, 'another long one', 'wrong')).status, 401);
    }
    assert.equal((await setPassword(browser, 'another long one', GOOD_PASSWORD)).status, 429);
  });
});

describe('one-time codes', () => {
  test('count from the first right code on; the seed is shown once, and stored sealed', async () => {
    const { person, browser } = await somebody();
    const begun = await browser.send('POST', '/v1/account/totp', {});
    const { secret, uri } = begun.body.data;
    assert.match(uri, /^otpauth:\/\/totp\/Watchfloor:.*secret=/);
    const stored = async () =>
      (await admin.query('select totp_sealed from wf.person_credential where person_id = $1', [person.id]))
        .rows[0];
    assert.ok(!(await stored()).totp_sealed.includes(Buffer.from(secret)));
    const confirm = (code: string) => browser.send('POST', '/v1/account/totp/confirm', { code });
    assert.equal((await confirm(wrongCode(secret))).status, 401);
    assert.equal((await accountOf(browser)).has_totp, false);
    const { recovery_codes: codes } = (await confirm(codeAt(secret))).body.data;
    assert.equal(new Set(codes).size, 10);
    const account = await accountOf(browser);
    assert.deepEqual([account.has_totp, account.recovery_codes], [true, 10]);
    assert.equal((await browser.send('POST', '/v1/account/totp', {})).status, 409);
  });

  test("another person's sealed seed does not open as one's own", async () => {
    const one = await somebody();
    const two = await somebody();
    const { secret } = await giveTotp(one.browser);
    await givePassword(server, two.person);
    await admin.query(
      `update wf.person_credential mine set totp_sealed = theirs.totp_sealed, totp_confirmed_at = now()
       from wf.person_credential theirs where mine.person_id = $1 and theirs.person_id = $2`,
      [two.person.id, one.person.id],
    );
    const begun = await visitor.send('POST', '/v1/sign-in/password', {
      email: two.person.email,
      password: GOOD_PASSWORD,
    });
    const body = { challenge: begun.body.data.challenge, code: codeAt(secret) };
    assert.equal((await visitor.send('POST', '/v1/sign-in/totp', body)).status, 503);
  });

  test('new recovery codes make the old ones worthless; removing takes all of it away', async () => {
    const { person } = await somebody();
    const browser = await givePassword(server, person);
    const { recoveryCodes } = await giveTotp(browser);
    const next = (await browser.send('POST', '/v1/account/recovery-codes', {})).body.data.recovery_codes;
    const begun = await visitor.send('POST', '/v1/sign-in/password', {
      email: person.email,
      password: GOOD_PASSWORD,
    });
    const { challenge } = begun.body.data;
    const send = (code: string) => visitor.send('POST', '/v1/sign-in/recovery-code', { challenge, code });
    assert.equal((await send(recoveryCodes[0] ?? '')).status, 401);
    assert.equal((await send(next[0])).status, 200);
    assert.equal((await browser.send('DELETE', '/v1/account/totp')).status, 200);
    const account = await accountOf(browser);
    assert.deepEqual([account.has_totp, account.recovery_codes], [false, 0]);
  });

  test('are not taken away when nothing would be left to sign in with', async () => {
    const { browser } = await somebody();
    await giveTotp(browser);
    assert.equal((await browser.send('DELETE', '/v1/account/totp')).status, 409);
  });
});

describe('sessions', () => {
  test('are listed with what they are recognised by, and ended one by one or all but this one', async () => {
    const { person, browser } = await somebody();
    const others = [
      browserWith(server, await signInByLink(server, person)),
      browserWith(server, await signInByLink(server, person)),
    ];
    const list = async () => (await browser.send('GET', '/v1/sessions')).body.data;
    const rows = await list();
    assert.equal(rows.length, 3);
    assert.deepEqual(
      [rows[0].method, rows[0].address, rows[0].tenant.name],
      ['link', '127.0.0.1', 'Default'],
    );
    assert.equal(rows.filter((row: { is_current: boolean }) => row.is_current).length, 1);
    const one = await browser.send('POST', '/v1/sessions/revoke', { id: rows[0].id });
    assert.deepEqual(one.body, { data: { ended: 1 } });
    assert.equal((await others[1]?.send('GET', '/v1/session'))?.status, 401);
    assert.deepEqual((await browser.send('POST', '/v1/sessions/revoke', {})).body, { data: { ended: 1 } });
    assert.equal((await others[0]?.send('GET', '/v1/session'))?.status, 401);
    assert.equal((await list()).length, 1);
  });

  test("somebody else's is not there to be ended", async () => {
    const one = await somebody();
    const two = await somebody();
    const [theirs] = (await two.browser.send('GET', '/v1/sessions')).body.data;
    assert.equal((await one.browser.send('POST', '/v1/sessions/revoke', { id: theirs.id })).status, 404);
    assert.equal((await two.browser.send('GET', '/v1/session')).status, 200);
  });

  test('the own one can be ended, and its cookie goes', async () => {
    const { browser } = await somebody();
    const [own] = (await browser.send('GET', '/v1/sessions')).body.data;
    const answer = await browser.send('POST', '/v1/sessions/revoke', { id: own.id });
    assert.match(answer.headers.get('set-cookie') ?? '', /^wf_session=;/);
    assert.equal((await browser.send('GET', '/v1/session')).status, 401);
  });

  test('switching tenants gives a new cookie, ends the old session, and stands on record in both', async () => {
    const { person, browser } = await somebody();
    await admin.query(
      `with made as (insert into wf.tenant (id, slug, name, created_at) values (gen_random_uuid(), 'sister', 'Sister', now()) returning id)
       insert into wf.membership (tenant_id, person_id, role, created_at) select id, $1, 'viewer', now() from made`,
      [person.id],
    );
    await server.neighbour();
    const { rows: strangers } = await admin.query("select slug from wf.tenant where slug like 'n-%' limit 1");
    for (const tenant of [strangers[0].slug, 'nowhere']) {
      const refused = await browser.send('POST', '/v1/session/switch', { tenant });
      assert.equal(refused.status, 404, tenant);
    }
    const answer = await browser.send('POST', '/v1/session/switch', { tenant: 'sister' });
    assert.equal(answer.body.data.tenant.slug, 'sister');
    assert.equal((await browser.send('GET', '/v1/session')).status, 401);
    const there = browserWith(server, cookieOf(answer));
    const session = await there.send('GET', '/v1/session');
    assert.deepEqual([session.body.data.tenant.slug, session.body.data.principal.role], ['sister', 'viewer']);
    const { rows } = await admin.query(
      `select r.event, t.slug, r.actor_tenant_id is null as is_own from wf.audit_record r join wf.tenant t on t.id = r.tenant_id
       where r.request_id = $1 order by r.event`,
      [answer.headers.get('x-request-id')],
    );
    assert.deepEqual(rows, [
      { event: 'session.started', slug: 'sister', is_own: false },
      { event: 'session.switched', slug: 'default', is_own: true },
    ]);
  });
});

describe('switching to a tenant that requires a second factor', () => {
  test('needs a session that began with one: its rules are no weaker by way of another tenant', async () => {
    const { person } = await somebody();
    const browser = await givePassword(server, person);
    const authenticator = await givePasskey(server, browser);
    const security = {
      require_second_factor: true,
      session_hours: 8,
      idle_minutes: 60,
      sign_in_methods: ['password', 'passkey'],
    };
    await admin.query(
      `with made as (insert into wf.tenant (id, slug, name, created_at) values (gen_random_uuid(), 'strict', 'Strict', now()) returning id),
         rules as (insert into wf.tenant_setting (tenant_id, version, body, created_at, created_by)
           select id, 1, $2::jsonb, now(), 'test' from made)
       insert into wf.membership (tenant_id, person_id, role, created_at) select id, $1, 'viewer', now() from made`,
      [person.id, JSON.stringify({ time_zone: 'UTC', security })],
    );
    const byPassword = await visitor.send('POST', '/v1/sign-in/password', {
      email: person.email,
      password: GOOD_PASSWORD,
    });
    for (const weak of [browser, browserWith(server, cookieOf(byPassword))]) {
      const refused = await weak.send('POST', '/v1/session/switch', { tenant: 'strict' });
      assert.deepEqual([refused.status, refused.body.error.code], [403, 'second_factor_required']);
      assert.equal((await weak.send('GET', '/v1/session')).body.data.tenant.slug, 'default');
    }
    const { challenge, options } = (await visitor.send('POST', '/v1/sign-in/passkey/options', {})).body.data;
    const signedIn = await visitor.send('POST', '/v1/sign-in/passkey', {
      challenge,
      response: authenticator.sign(options),
    });
    const strong = browserWith(server, cookieOf(signedIn));
    const switched = await strong.send('POST', '/v1/session/switch', { tenant: 'strict' });
    assert.equal(switched.status, 200, switched.text);
    const [session] = (await browserWith(server, cookieOf(switched)).send('GET', '/v1/sessions')).body.data;
    assert.deepEqual([session.method, session.tenant.name], ['passkey', 'Strict']);
  });
});

describe('proving again who one is', () => {
  test('by password, code or passkey makes the session fresh, under a new cookie', async () => {
    const { person } = await somebody();
    const first = await givePassword(server, person);
    const { secret } = await giveTotp(first);
    const authenticator = await givePasskey(server, first);
    let browser = first;
    const proofs = [
      async () => ({ password: GOOD_PASSWORD }),
      async () => ({ code: codeAt(secret) }),
      async () => {
        const { challenge, options } = (await browser.send('POST', '/v1/session/proof/options', {})).body
          .data;
        assert.deepEqual(options.allowCredentials[0].id, authenticator.id);
        return { passkey: { challenge, response: authenticator.sign(options) } };
      },
    ];
    for (const proof of proofs) {
      await makeStale(person);
      const before = browser;
      const answer = await browser.send('POST', '/v1/session/proof', await proof());
      assert.equal(answer.status, 200, answer.text);
      browser = browserWith(server, cookieOf(answer));
      assert.equal((await before.send('GET', '/v1/session')).status, 401);
      assert.equal((await browser.send('PATCH', '/v1/account', { name: 'Still Here' })).status, 200);
    }
    const [session] = (await browser.send('GET', '/v1/sessions')).body.data;
    assert.equal(session.method, 'link');
  });

  test('a wrong proof is refused and counted; none and two are no proof', async () => {
    const { person } = await somebody();
    const browser = await givePassword(server, person);
    for (const body of [{}, { password: GOOD_PASSWORD, code: '123456' }]) {
      assert.equal((await browser.send('POST', '/v1/session/proof', body)).status, 422);
    }
    const prove = (password: string) => browser.send('POST', '/v1/session/proof', { password });
    for (let time = 0; time < 10; time += 1) assert.equal((await prove('wrong')).status, 401);
    assert.equal((await prove(GOOD_PASSWORD)).status, 429);
  });

  test("somebody else's passkey is no proof", async () => {
    const one = await somebody();
    const two = await somebody();
    await givePasskey(server, one.browser);
    const theirs = await givePasskey(server, two.browser);
    const { challenge, options } = (await one.browser.send('POST', '/v1/session/proof/options', {})).body
      .data;
    const body = { passkey: { challenge, response: theirs.sign(options) } };
    assert.equal((await one.browser.send('POST', '/v1/session/proof', body)).status, 401);
  });
});
