// Passkeys: registering one and signing in with it, and everything that must not pass.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { CeremonyWrongs } from '../../../testing/authenticator.ts';
import { makeAuthenticator } from '../../../testing/authenticator.ts';
import { startTestServer } from '../../../testing/server.ts';
import {
  browserWith,
  cookieOf,
  givePasskey,
  makePerson,
  originOf,
  signInByLink,
} from '../../../testing/signing-in.ts';

const server = await startTestServer({ roles: ['api'] });
after(() => server.stop());
const visitor = browserWith(server);

async function withPasskey() {
  const person = await makePerson(server);
  const browser = browserWith(server, await signInByLink(server, person));
  return { person, browser, authenticator: await givePasskey(server, browser) };
}

async function begin() {
  return (await visitor.send('POST', '/v1/sign-in/passkey/options', {})).body.data;
}

async function lastAudit(event: string) {
  const { rows } = await server.database.admin.query(
    'select actor_kind, subject, reason, "after" from wf.audit_record where event = $1 order by id desc limit 1',
    [event],
  );
  return rows[0];
}

describe('signing in', () => {
  test('needs no e-mail, begins a session of the method passkey, and asks for no second factor', async () => {
    const { person, authenticator } = await withPasskey();
    const { challenge, options } = await begin();
    assert.deepEqual(
      { ...options, challenge: '' },
      {
        challenge: '',
        rpId: 'localhost',
        timeout: 300_000,
        userVerification: 'required',
        allowCredentials: [],
      },
    );
    const answer = await visitor.send('POST', '/v1/sign-in/passkey', {
      challenge,
      response: authenticator.sign(options),
    });
    assert.deepEqual(answer.body, { data: { status: 'signed_in', must_change_password: false } });
    const session = await browserWith(server, cookieOf(answer)).send('GET', '/v1/sessions');
    assert.equal(session.body.data.find((row: { is_current: boolean }) => row.is_current).method, 'passkey');
    const record = await lastAudit('session.started');
    assert.equal(record.after.method, 'passkey');
    const { rows } = await server.database.admin.query(
      'select counter, last_used_at from wf.passkey where person_id = $1',
      [person.id],
    );
    assert.equal(rows[0].counter, '1');
    assert.ok(rows[0].last_used_at instanceof Date);
  });

  const wrongs: Readonly<Record<string, CeremonyWrongs>> = {
    'of another origin': { origin: 'https://evil.example.com' },
    'of another port of this host': { origin: 'http://localhost:1' },
    'for another host (RP id)': { rpId: 'evil.example.com' },
    'over another challenge': { challenge: Buffer.alloc(32).toString('base64url') },
    'without user verification': { isUserVerified: false },
    'by another key': { hasOtherKey: true },
    'made for a registration': { type: 'webauthn.create' },
  };
  for (const [what, wrong] of Object.entries(wrongs)) {
    test(`an answer ${what} is refused and recorded, and the challenge is used up`, async () => {
      const { person, authenticator } = await withPasskey();
      const { challenge, options } = await begin();
      const send = (response: object) => visitor.send('POST', '/v1/sign-in/passkey', { challenge, response });
      const answer = await send(authenticator.sign(options, wrong));
      assert.equal(answer.body.error?.code, 'sign_in_failed', answer.text);
      assert.equal(answer.headers.get('set-cookie'), null);
      const record = await lastAudit('sign-in.failed');
      assert.deepEqual([record.actor_kind, record.subject], ['system', `user:${person.id}`]);
      assert.match(record.reason, /^passkey: /);
      assert.equal((await send(authenticator.sign(options))).body.error?.code, 'sign_in_failed');
    });
  }

  test('an answer is good once; the same again is refused', async () => {
    const { authenticator } = await withPasskey();
    const { challenge, options } = await begin();
    const body = { challenge, response: authenticator.sign(options) };
    assert.equal((await visitor.send('POST', '/v1/sign-in/passkey', body)).status, 200);
    assert.equal((await visitor.send('POST', '/v1/sign-in/passkey', body)).status, 401);
    const next = await begin();
    const replayed = { challenge: next.challenge, response: body.response };
    assert.equal((await visitor.send('POST', '/v1/sign-in/passkey', replayed)).status, 401);
  });

  test('the same answer twice at the same moment is one session', async () => {
    const { person, authenticator } = await withPasskey();
    const { challenge, options } = await begin();
    const body = { challenge, response: authenticator.sign(options) };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => visitor.send('POST', '/v1/sign-in/passkey', body)),
    );
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 401, 401, 401]);
    const { rows } = await server.database.admin.query(
      "select count(*)::integer as count from wf.session where person_id = $1 and method = 'passkey'",
      [person.id],
    );
    assert.equal(rows[0].count, 1);
  });

  test('a counter that goes back is refused: there may be a copy of the key', async () => {
    const { authenticator } = await withPasskey();
    const signWith = async (counter: number) => {
      const { challenge, options } = await begin();
      const response = authenticator.sign(options, { counter });
      return (await visitor.send('POST', '/v1/sign-in/passkey', { challenge, response })).status;
    };
    assert.equal(await signWith(9), 200);
    assert.equal(await signWith(9), 401);
    assert.equal(await signWith(3), 401);
    assert.match((await lastAudit('sign-in.failed')).reason, /counter/);
    assert.equal(await signWith(0), 401);
    assert.equal(await signWith(10), 200);
  });

  test('an authenticator that does not count may sign again and again', async () => {
    const { authenticator } = await withPasskey();
    for (let time = 0; time < 2; time += 1) {
      const { challenge, options } = await begin();
      const response = authenticator.sign(options, { counter: 0 });
      assert.equal((await visitor.send('POST', '/v1/sign-in/passkey', { challenge, response })).status, 200);
    }
  });

  test('a passkey that nobody has, and a challenge past its time, fail alike', async () => {
    const { authenticator } = await withPasskey();
    const first = await begin();
    const stranger = makeAuthenticator(originOf(server)).sign(first.options);
    const body = { challenge: first.challenge, response: stranger };
    const unknown = await visitor.send('POST', '/v1/sign-in/passkey', body);
    const { challenge, options } = await begin();
    await server.database.admin.query(
      'update wf.sign_in_challenge set expires_at = now() where used_at is null',
    );
    const late = await visitor.send('POST', '/v1/sign-in/passkey', {
      challenge,
      response: authenticator.sign(options),
    });
    assert.equal(unknown.body.error.message, late.body.error.message);
    assert.deepEqual([unknown.status, late.status], [401, 401]);
  });

  test('a challenge for adding a passkey does not sign anybody in', async () => {
    const { browser, authenticator } = await withPasskey();
    const { challenge, options } = (await browser.send('POST', '/v1/account/passkeys/options', {})).body.data;
    const body = { challenge, response: authenticator.sign(options) };
    assert.equal((await visitor.send('POST', '/v1/sign-in/passkey', body)).status, 401);
  });

  test('works for somebody whose e-mail is locked by failed passwords', async () => {
    const { person, authenticator } = await withPasskey();
    for (let time = 0; time < 11; time += 1) {
      await visitor.send('POST', '/v1/sign-in/password', { email: person.email, password: 'x' });
    }
    const locked = await visitor.send('POST', '/v1/sign-in/password', { email: person.email, password: 'x' });
    assert.equal(locked.status, 429);
    const { challenge, options } = await begin();
    const body = { challenge, response: authenticator.sign(options) };
    assert.equal((await visitor.send('POST', '/v1/sign-in/passkey', body)).status, 200);
    await server.database.admin.query('delete from wf.sign_in_throttle');
  });

  test('challenges are given three hundred times in a quarter of an hour to one address', async () => {
    await begin();
    await server.database.admin.query('update wf.sign_in_throttle set failures = 299 where failures < 299');
    assert.equal((await visitor.send('POST', '/v1/sign-in/passkey/options', {})).status, 200);
    const refused = await visitor.send('POST', '/v1/sign-in/passkey/options', {});
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get('retry-after')) > 800);
    await server.database.admin.query('delete from wf.sign_in_throttle');
  });
});

describe('registering', () => {
  const wrongs: Readonly<Record<string, CeremonyWrongs>> = {
    'of another origin': { origin: 'https://evil.example.com' },
    'for another host (RP id)': { rpId: 'evil.example.com' },
    'over another challenge': { challenge: 'AAAA' },
    'without user verification': { isUserVerified: false },
    'made for signing in': { type: 'webauthn.get' },
  };
  for (const [what, wrong] of Object.entries(wrongs)) {
    test(`a passkey ${what} is not accepted, and the challenge is used up`, async () => {
      const person = await makePerson(server);
      const browser = browserWith(server, await signInByLink(server, person));
      const { challenge, options } = (await browser.send('POST', '/v1/account/passkeys/options', {})).body
        .data;
      const authenticator = makeAuthenticator(originOf(server));
      const add = (response: object) =>
        browser.send('POST', '/v1/account/passkeys', { challenge, response, name: 'laptop' });
      const answer = await add(authenticator.register(options, wrong));
      assert.deepEqual([answer.status, answer.body.error?.field], [422, 'response'], answer.text);
      assert.equal((await add(authenticator.register(options))).status, 409);
      const account = await browser.send('GET', '/v1/account');
      assert.deepEqual(account.body.data.passkeys, []);
    });
  }

  test('bytes that are no attestation are not accepted either', async () => {
    const browser = browserWith(server, await signInByLink(server, await makePerson(server)));
    for (const attestationObject of [
      'AAAA',
      'o2NmbXRkbm9uZQ',
      Buffer.alloc(500, 0xbf).toString('base64url'),
    ]) {
      const { challenge, options } = (await browser.send('POST', '/v1/account/passkeys/options', {})).body
        .data;
      const response = makeAuthenticator(originOf(server)).register(options);
      const answer = await browser.send('POST', '/v1/account/passkeys', {
        challenge,
        name: 'laptop',
        response: {
          ...response,
          response: { ...(response as { response: object }).response, attestationObject },
        },
      });
      assert.equal(answer.status, 422, answer.text);
    }
  });

  test("a step that is somebody else's, or was used, is over", async () => {
    const [ours, theirs] = [
      browserWith(server, await signInByLink(server, await makePerson(server))),
      browserWith(server, await signInByLink(server, await makePerson(server))),
    ];
    const { challenge, options } = (await theirs.send('POST', '/v1/account/passkeys/options', {})).body.data;
    const response = makeAuthenticator(originOf(server)).register(options);
    const body = { challenge, response, name: 'laptop' };
    assert.equal((await ours.send('POST', '/v1/account/passkeys', body)).status, 409);
    assert.equal((await theirs.send('POST', '/v1/account/passkeys', body)).status, 409);
  });

  test('one that is registered already, with whomever, is a conflict', async () => {
    const { browser, authenticator } = await withPasskey();
    const other = browserWith(server, await signInByLink(server, await makePerson(server)));
    for (const who of [browser, other]) {
      const { challenge, options } = (await who.send('POST', '/v1/account/passkeys/options', {})).body.data;
      const body = { challenge, response: authenticator.register(options), name: 'again' };
      assert.equal((await who.send('POST', '/v1/account/passkeys', body)).status, 409);
    }
  });

  test('the browser is told which passkeys there are, so that it makes no second one', async () => {
    const { browser, authenticator } = await withPasskey();
    const { options } = (await browser.send('POST', '/v1/account/passkeys/options', {})).body.data;
    assert.deepEqual(
      options.excludeCredentials.map((row: { id: string }) => row.id),
      [authenticator.id],
    );
    assert.equal(options.authenticatorSelection.residentKey, 'required');
  });

  test('names one, renames it, and removes it only while something is left to sign in with', async () => {
    const { browser } = await withPasskey();
    await givePasskey(server, browser, 'phone');
    const list = async () => (await browser.send('GET', '/v1/account')).body.data.passkeys;
    const [first, second] = await list();
    assert.deepEqual([first.name, second.name, first.device_type], ['laptop', 'phone', 'single_device']);
    const renamed = await browser.send('PATCH', `/v1/account/passkeys/${first.id}`, { name: 'desk' });
    assert.equal(renamed.body.data.name, 'desk');
    const removals = await Promise.all(
      [first, second].map(({ id }) => browser.send('DELETE', `/v1/account/passkeys/${id}`)),
    );
    assert.deepEqual(removals.map((answer) => answer.status).sort(), [200, 409]);
    assert.equal((await list()).length, 1);
  });

  test("somebody else's passkey is not there", async () => {
    const { browser } = await withPasskey();
    const [theirs] = (await browser.send('GET', '/v1/account')).body.data.passkeys;
    const other = (await withPasskey()).browser;
    assert.equal((await other.send('PATCH', `/v1/account/passkeys/${theirs.id}`, { name: 'x' })).status, 404);
    assert.equal((await other.send('DELETE', `/v1/account/passkeys/${theirs.id}`)).status, 404);
  });
});
