// Samples of signing in and of the own account. What is somebody's own needs a person's session: each sample makes the person, signs
// them in by a link, and brings them to where the operation can run.

import { makeAuthenticator } from '../../packages/server/src/testing/authenticator.ts';
import {
  type Browser,
  browserWith,
  codeAt,
  GOOD_PASSWORD,
  givePasskey,
  givePassword,
  giveTotp,
  linkToken,
  makePerson,
  originOf,
  signInByLink,
  type TestPerson,
} from '../../packages/server/src/testing/signing-in.ts';
import { type AsPerson, type Input, type Sample, type Side, uuidOf } from './operation-samples.ts';

interface Somebody {
  readonly person: TestPerson;
  readonly browser: Browser;
}

async function personOf(side: Side): Promise<TestPerson> {
  const { tenant } = await side.caller.api.session.get({});
  return makePerson(side.server, { tenantId: uuidOf(tenant.id) });
}

async function somebody(side: Side): Promise<Somebody> {
  const person = await personOf(side);
  return { person, browser: browserWith(side.server, await signInByLink(side.server, person)) };
}

/** A sample for a person in a fresh session; `prepare` brings them to where the input works. */
function own(
  prepare: (side: Side, who: Somebody) => Promise<Input> | Input,
  rest: Partial<Sample> = {},
): Sample {
  return {
    ok: () => ({}),
    wrong: null,
    owned: [],
    asPerson: asPerson(prepare),
    ...rest,
  };
}

function asPerson(prepare: (side: Side, who: Somebody) => Promise<Input> | Input): AsPerson {
  return async (side) => {
    const who = await somebody(side);
    const input = await prepare(side, who);
    return { cookie: who.browser.cookie, input };
  };
}

/** The challenge and options that the operation at this address gives. */
async function begun(browser: Browser, path: string) {
  return (await browser.send('POST', path, {})).body.data;
}

async function registration({ server }: Side, { browser }: Somebody): Promise<Input> {
  const { challenge, options } = await begun(browser, '/v1/account/passkeys/options');
  const response = makeAuthenticator(originOf(server)).register(options);
  return { challenge, response, name: 'laptop' };
}

async function passkeyId(side: Side, { browser }: Somebody, count: number): Promise<string> {
  for (let made = 0; made < count; made += 1) await givePasskey(side.server, browser);
  return (await browser.send('GET', '/v1/account')).body.data.passkeys[0].id;
}

async function pendingCode(browser: Browser, step = 0): Promise<Input> {
  const { secret } = await begun(browser, '/v1/account/totp');
  return { code: codeAt(secret, step) };
}

/** A second step that waits for the code or the recovery code of this person. */
async function secondStep(side: Side) {
  const person = await personOf(side);
  const totp = await giveTotp(await givePassword(side.server, person));
  const answer = await browserWith(side.server).send('POST', '/v1/sign-in/password', {
    email: person.email,
    password: GOOD_PASSWORD,
  });
  return { challenge: answer.body.data.challenge, ...totp };
}

const nobody = { id: 'passkey_0198c0ffee0000000000000000000000' };
const SIGN_IN: Readonly<Record<string, Sample>> = {
  'sign-in.password': {
    ok: async (side) => {
      const person = await personOf(side);
      await givePassword(side.server, person);
      return { email: person.email, password: GOOD_PASSWORD };
    },
    wrong: { fields: { email: 7 }, field: 'email' },
    owned: [],
  },
  'sign-in.totp': {
    ok: async (side) => {
      const { challenge, secret } = await secondStep(side);
      return { challenge, code: codeAt(secret) };
    },
    wrong: { fields: { code: '' }, field: 'code' },
    owned: [],
  },
  'sign-in.recovery-code': {
    ok: async (side) => {
      const { challenge, recoveryCodes } = await secondStep(side);
      return { challenge, code: recoveryCodes[0] };
    },
    wrong: { fields: { challenge: '' }, field: 'challenge' },
    owned: [],
  },
  'sign-in.passkey-options': { ok: () => ({}), wrong: null, owned: [] },
  'sign-in.passkey': {
    ok: async (side) => {
      const { browser } = await somebody(side);
      const authenticator = await givePasskey(side.server, browser);
      const { challenge, options } = await begun(browserWith(side.server), '/v1/sign-in/passkey/options');
      return { challenge, response: authenticator.sign(options) };
    },
    wrong: { fields: { response: { id: '!' } }, field: 'response.id' },
    owned: [],
  },
  'sign-in.link': {
    ok: async (side) => ({ token: await linkToken(side.server, await personOf(side)) }),
    wrong: { fields: { token: '' }, field: 'token' },
    owned: [],
  },
};

const ACCOUNT: Readonly<Record<string, Sample>> = {
  'account.get': own(() => ({})),
  'account.update': own(() => ({ name: 'Alex Wilber' }), {
    wrong: { fields: { name: ' ' }, field: 'name' },
    conflictsAsPerson: { conflict: asPerson(() => ({ email: 'alex@example.com' })) },
  }),
  'account.set-password': own(() => ({ password: GOOD_PASSWORD }), {
    ok: () => ({ password: GOOD_PASSWORD }),
    wrong: { fields: { password: 'short' }, field: 'password' },
  }),
  'account.begin-totp': own(() => ({}), {
    conflictsAsPerson: {
      conflict: asPerson(async (_side, { browser }) => {
        await giveTotp(browser);
        return {};
      }),
    },
  }),
  'account.confirm-totp': own((_side, { browser }) => pendingCode(browser), {
    ok: () => ({ code: '123456' }),
    wrong: { fields: { code: '' }, field: 'code' },
    conflictsAsPerson: { conflict: asPerson(() => ({ code: '123456' })) },
  }),
  'account.remove-totp': own(
    async (_side, { browser }) => {
      await browser.send('POST', '/v1/account/password', { password: GOOD_PASSWORD });
      return {};
    },
    {
      conflictsAsPerson: {
        conflict: asPerson(async (_side, { browser }) => {
          await giveTotp(browser);
          return {};
        }),
      },
    },
  ),
  'account.new-recovery-codes': own(
    async (_side, { browser }) => {
      await giveTotp(browser);
      return {};
    },
    { conflictsAsPerson: { conflict: asPerson(() => ({})) } },
  ),
  'account.begin-passkey': own(() => ({})),
  'account.add-passkey': own(registration, {
    ok: () => ({
      challenge: 'x',
      name: 'laptop',
      response: {
        id: 'x',
        rawId: 'x',
        type: 'public-key',
        response: { clientDataJSON: 'x', attestationObject: 'x' },
      },
    }),
    wrong: { fields: { name: '' }, field: 'name' },
    conflictsAsPerson: {
      conflict: asPerson(async (side, who) => ({ ...(await registration(side, who)), challenge: 'used' })),
    },
  }),
  'account.rename-passkey': own(async (side, who) => ({ id: await passkeyId(side, who, 1), name: 'desk' }), {
    ok: () => ({ ...nobody, name: 'desk' }),
    wrong: { fields: { name: '' }, field: 'name' },
    owned: ['id'],
  }),
  'account.remove-passkey': own(async (side, who) => ({ id: await passkeyId(side, who, 2) }), {
    ok: () => nobody,
    owned: ['id'],
    conflictsAsPerson: { conflict: asPerson(async (side, who) => ({ id: await passkeyId(side, who, 1) })) },
  }),
};

const SESSIONS: Readonly<Record<string, Sample>> = {
  'sessions.list': own(() => ({})),
  'sessions.revoke': own(() => ({}), { wrong: { fields: { id: '' }, field: 'id' } }),
  'session.switch': own(async (side) => ({ tenant: (await side.caller.api.session.get({})).tenant.slug }), {
    ok: () => ({ tenant: 'default' }),
    wrong: { fields: { tenant: 7 }, field: 'tenant' },
    owned: ['tenant'],
    alsoRecords: ['session.started'],
  }),
  'session.begin-proof': own(
    async (side, { browser }) => {
      await givePasskey(side.server, browser);
      return {};
    },
    { conflictsAsPerson: { conflict: asPerson(() => ({})) } },
  ),
  'session.refresh-proof': own(
    async (_side, { browser }) => {
      await browser.send('POST', '/v1/account/password', { password: GOOD_PASSWORD });
      return { password: GOOD_PASSWORD };
    },
    { ok: () => ({ password: GOOD_PASSWORD }), wrong: { fields: { code: '' }, field: 'code' } },
  ),
};

export const ACCOUNT_SAMPLES: Readonly<Record<string, Sample>> = { ...SIGN_IN, ...ACCOUNT, ...SESSIONS };
