import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makePerson, makeRole, makeSession } from '../../testing/make-person.ts';
import { describeFactors, emailProblem, isOwnerChange, refusalsFor } from './person-rules.ts';

const permissions = ['alerts:read', 'users:manage'] as const;
const roles = [
  makeRole({ name: 'owner', permissions: [...permissions] }),
  makeRole({ name: 'admin', permissions: [...permissions] }),
  makeRole({ name: 'lead', permissions: ['alerts:read', 'alerts:delete'] }),
  makeRole({ name: 'viewer', permissions: ['alerts:read'] }),
];
const owner = makeSession({ role: 'owner', id: 'user_me' }, [...permissions]);
const admin = makeSession({ role: 'admin', id: 'user_me' }, [...permissions]);

test('whoever looks after people can do everything to somebody of less rank', () => {
  const person = makePerson({ role: 'viewer' });
  const refused = refusalsFor(person, { session: admin, people: [person], roles });
  assert.deepEqual(refused, {
    changeRole: null,
    deactivate: null,
    reactivate: 'Is not switched off.',
    reset: null,
    unlock: null,
    endSessions: null,
    remove: null,
  });
});

test('only an owner changes an owner, and nobody changes whoever holds more', () => {
  for (const [role, why] of [
    ['owner', /Only an owner/],
    ['lead', /alerts:delete/],
  ] as const) {
    const person = makePerson({ role });
    const refused = refusalsFor(person, { session: admin, people: [person], roles });
    for (const refusal of Object.values(refused)) assert.match(refusal ?? '', why);
  }
});

test('the last owner who can act stays one', () => {
  const last = makePerson({ id: 'user_a', role: 'owner' });
  const off = makePerson({ id: 'user_b', role: 'owner', status: 'deactivated' });
  const refused = refusalsFor(last, { session: owner, people: [last, off], roles });
  assert.match(refused.changeRole ?? '', /last owner/);
  assert.match(refused.deactivate ?? '', /last owner/);
  assert.match(refused.remove ?? '', /last owner/);
  assert.equal(refused.reset, null);
  const second = makePerson({ id: 'user_c', role: 'owner' });
  assert.equal(refusalsFor(last, { session: owner, people: [last, second], roles }).remove, null);
  assert.equal(refusalsFor(off, { session: owner, people: [last, off], roles }).remove, null);
});

test('nobody changes, switches off, resets or removes themselves, but may end their own sessions', () => {
  const me = makePerson({ id: 'user_me', role: 'admin' });
  const refused = refusalsFor(me, { session: admin, people: [me], roles });
  assert.match(refused.changeRole ?? '', /themselves/);
  assert.match(refused.deactivate ?? '', /themselves/);
  assert.match(refused.reset ?? '', /themselves/);
  assert.match(refused.remove ?? '', /themselves/);
  assert.equal(refused.endSessions, null);
});

test('somebody who is switched off can be let in again, and not reset', () => {
  const person = makePerson({ role: 'viewer', status: 'deactivated' });
  const refused = refusalsFor(person, { session: admin, people: [person], roles });
  assert.equal(refused.reactivate, null);
  assert.match(refused.deactivate ?? '', /already/);
  assert.match(refused.reset ?? '', /switched off/);
});

test('a name is typed when an owner is made or unmade', () => {
  assert.equal(isOwnerChange('admin', 'owner'), true);
  assert.equal(isOwnerChange('owner', 'admin'), true);
  assert.equal(isOwnerChange('viewer', 'admin'), false);
  assert.equal(isOwnerChange('owner', 'owner'), false);
});

test('a password without a second factor is called weak', () => {
  const describe = (factors: { password?: boolean; passkeys?: number; totp?: boolean }) => {
    const { account } = makePerson({
      factors: { password: false, passkeys: 0, totp: false, recovery_codes: 0, ...factors },
    });
    assert.ok(account);
    return describeFactors(account);
  };
  assert.deepEqual(describe({ passkeys: 2 }), { factors: ['2 passkeys'], weakness: null });
  assert.deepEqual(describe({ password: true, totp: true }), {
    factors: ['password', 'one-time code'],
    weakness: null,
  });
  assert.match(describe({ password: true }).weakness ?? '', /password alone/);
  assert.deepEqual(describe({}), { factors: [], weakness: null });
});

test('an e-mail address is looked at before it is sent', () => {
  assert.equal(emailProblem('ada@example.com'), null);
  for (const email of ['', 'ada', 'ada@', '@example.com', 'ada @example.com', 'ada@example'])
    assert.notEqual(emailProblem(email), null, email);
});
