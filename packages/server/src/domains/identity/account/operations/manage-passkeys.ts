import { z } from 'zod';
import { AppError } from '../../../../kernel/errors.ts';
import { requireWireId } from '../../../../kernel/ids.ts';
import { operation } from '../../../../kernel/operation.ts';
import { newToken } from '../../credentials.ts';
import { challengeText } from '../../sign-in/operations/sign-in.schema.ts';
import {
  CEREMONY_MINUTES,
  checkRegistration,
  creationOptions,
  creationOptionsSchema,
  newExpected,
  registrationSchema,
} from '../../sign-in/passkey-ceremony.ts';
import { relyingPartyOf } from '../../sign-in/relying-party.ts';
import { insertChallenge, useChallenge } from '../../sign-in/sign-in.store.ts';
import { securityPolicyOf } from '../../tenants/security-policy.ts';
import {
  deletePasskey,
  findOwnPerson,
  insertPasskey,
  listPasskeys,
  lockCredential,
  PASSKEYS_MAX,
  renamePasskey,
} from '../account.store.ts';
import { freshScope } from '../own.ts';
import { refuseTooFew } from '../remaining-factors.ts';
import { passkeySchema, passkeyWire } from './account.schema.ts';

const nameText = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .describe('To recognise it by, such as the device it is on.');
const idText = z.string().min(1).max(60);

export const beginPasskeyOperation = operation({
  id: 'account.begin-passkey',
  summary: 'Begin to add a passkey: what the browser needs to make one',
  permission: 'own_session',
  effect: 'write',
  audit: { none: 'changes nothing yet; adding the passkey is recorded' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/account/passkeys/options' } },
  input: z.strictObject({}),
  output: z.object({ challenge: challengeText, options: creationOptionsSchema }),
  errors: ['reauthenticate'],
  async run(ctx) {
    const scope = freshScope(ctx);
    const { personId } = scope;
    const party = relyingPartyOf(ctx.baseUrl);
    const person = await findOwnPerson(ctx, personId);
    if (!person) throw new AppError('not_found');
    const challenge = newToken();
    const expected = newExpected();
    await insertChallenge(ctx.sql, {
      hash: ctx.secrets.keyedHash(challenge),
      kind: 'passkey_add',
      personId,
      expected,
      at: ctx.at,
      expiresAt: new Date(ctx.at.getTime() + CEREMONY_MINUTES * 60_000),
    });
    const known = await listPasskeys(scope);
    const options = { personId, email: person.email, name: person.display_name, known };
    return { challenge, options: creationOptions(party, expected, options) };
  },
});

export const addPasskeyOperation = operation({
  id: 'account.add-passkey',
  summary: 'Add the passkey that the browser has made',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'account.passkey-added' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/account/passkeys', status: 201 } },
  input: z.strictObject({ challenge: challengeText, response: registrationSchema, name: nameText }),
  output: passkeySchema,
  errors: ['reauthenticate', 'conflict'],
  async run(ctx, input) {
    const scope = freshScope(ctx);
    const wanted = { hash: ctx.secrets.keyedHash(input.challenge), kind: 'passkey_add' } as const;
    const challenge = await useChallenge(ctx.sql, wanted, ctx.at);
    if (!challenge?.expected || challenge.person_id !== scope.personId) throw overStep();
    const expected = { party: relyingPartyOf(ctx.baseUrl), challenge: challenge.expected };
    const made = await checkRegistration(input.response, expected);
    if (typeof made === 'string') {
      // The challenge stays used: another try needs a new one.
      throw new AppError('invalid', {
        field: 'response',
        message: 'The passkey was not accepted: begin again.',
        internal: made,
        keep: true,
      });
    }
    await lockCredential(scope);
    if ((await listPasskeys(scope)).length >= PASSKEYS_MAX) {
      throw new AppError('conflict', { message: `You have ${PASSKEYS_MAX} passkeys: remove one first.` });
    }
    const row = {
      id: ctx.ids.next('passkey'),
      ...made,
      transports: input.response.response.transports ?? [],
      name: input.name,
      created_at: ctx.at,
    };
    if (!(await insertPasskey(scope, row))) {
      throw new AppError('conflict', { message: 'This passkey is registered already.' });
    }
    ctx.audit({
      subject: `passkey:${row.id}`,
      after: { name: row.name, device_type: row.device_type, backed_up: row.backed_up },
    });
    return passkeyWire({ ...row, last_used_at: null });
  },
});

function overStep(): AppError {
  return new AppError('conflict', {
    message: 'This step was used, has expired or is not yours: begin again.',
    keep: true,
  });
}

export const renamePasskeyOperation = operation({
  id: 'account.rename-passkey',
  summary: 'Rename one of your passkeys',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'account.passkey-renamed' },
  idempotency: 'natural',
  expose: { http: { method: 'PATCH', path: '/v1/account/passkeys/{id}' } },
  input: z.strictObject({ id: idText, name: nameText }),
  output: passkeySchema,
  errors: ['reauthenticate'],
  async run(ctx, input) {
    const scope = freshScope(ctx);
    const id = requireWireId('passkey', input.id);
    const before = (await listPasskeys(scope)).find((passkey) => passkey.id === id);
    const row = before && (await renamePasskey(scope, id, input.name));
    if (!row) throw noPasskey();
    ctx.audit({ subject: `passkey:${id}`, before: { name: before.name }, after: { name: row.name } });
    return passkeyWire(row);
  },
});

export const removePasskeyOperation = operation({
  id: 'account.remove-passkey',
  summary: 'Remove one of your passkeys, never the last thing you sign in with',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'account.passkey-removed' },
  idempotency: 'none',
  expose: { http: { method: 'DELETE', path: '/v1/account/passkeys/{id}' } },
  input: z.strictObject({ id: idText }),
  output: z.object({ removed: z.literal(true) }),
  errors: ['reauthenticate', 'conflict'],
  async run(ctx, input) {
    const scope = freshScope(ctx);
    const id = requireWireId('passkey', input.id);
    // Locked before counting: of two removed at the same moment the second sees what is left.
    const credential = await lockCredential(scope);
    const passkeys = await listPasskeys(scope);
    const removed = passkeys.find((passkey) => passkey.id === id);
    if (!removed) throw noPasskey();
    const policy = await securityPolicyOf(ctx);
    refuseTooFew(
      {
        hasPassword: credential.password_hash !== null,
        hasTotp: credential.totp_confirmed_at !== null,
        passkeys: passkeys.length - 1,
      },
      policy.require_second_factor,
    );
    await deletePasskey(scope, id);
    ctx.audit({ subject: `passkey:${id}`, before: { name: removed.name } });
    return { removed: true as const };
  },
});

function noPasskey(): AppError {
  return new AppError('not_found', { message: 'There is no passkey with this id.' });
}
