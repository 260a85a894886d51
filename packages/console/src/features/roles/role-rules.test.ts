import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRole, makeSession } from '../../testing/make-person.ts';
import {
  changeOf,
  describeHolders,
  groupPermissions,
  refuseGiving,
  refuseRoleChange,
  refuseRoleDelete,
  refuseSay,
  roleNameProblem,
} from './role-rules.ts';

const held = ['alerts:read', 'users:manage'] as const;
const admin = makeSession({ role: 'admin' }, [...held]);

test('nobody gives a role that holds more than they do, and only an owner makes owners', () => {
  assert.equal(refuseGiving(admin, makeRole({ name: 'viewer', permissions: ['alerts:read'] })), null);
  assert.match(
    refuseGiving(admin, makeRole({ name: 'senior', permissions: ['alerts:read', 'alerts:delete'] })) ?? '',
    /alerts:delete/,
  );
  const owner = makeRole({ name: 'owner', permissions: [...held] });
  assert.equal(refuseGiving(admin, owner), 'Only an owner makes owners.');
  assert.equal(refuseSay(admin, owner), 'Only an owner changes owners.');
  assert.equal(refuseGiving(makeSession({ role: 'owner' }, [...held]), owner), null);
});

test('a role that is not known is left to the server', () => {
  assert.equal(refuseSay(admin, undefined), null);
});

test('a built-in role never changes, and a role that is held is not deleted', () => {
  assert.equal(refuseRoleChange(admin, makeRole({ name: 'viewer' })), 'A built-in role never changes.');
  const custom = makeRole({ name: 'night', built_in: false, version: 1 });
  assert.equal(refuseRoleDelete(admin, custom), null);
  const isHeld = { ...custom, held_by: { people: 2, keys: 1, service_accounts: 0, child_access: 0 } };
  assert.equal(refuseRoleDelete(admin, isHeld), 'Held by 2 people and 1 key: give them another role first.');
  assert.equal(refuseRoleChange(admin, isHeld), null);
});

test('holders are counted in words', () => {
  const count = (held_by: Parameters<typeof describeHolders>[0]['held_by']) => describeHolders({ held_by });
  assert.equal(count({ people: 0, keys: 0, service_accounts: 0, child_access: 0 }), null);
  assert.equal(count({ people: 1, keys: 0, service_accounts: 0, child_access: 0 }), '1 person');
  assert.equal(
    count({ people: 1, keys: 2, service_accounts: 1, child_access: 2 }),
    '1 person, 2 keys, 1 service account and 2 accesses to customers',
  );
});

test('a change of a role is what is gained and what is lost', () => {
  assert.deepEqual(changeOf(['alerts:read', 'ai:use'], ['alerts:read', 'cases:read']), {
    gained: ['cases:read'],
    lost: ['ai:use'],
  });
});

test('the name of a role is checked before it is sent', () => {
  assert.equal(roleNameProblem('night-shift', []), null);
  assert.match(roleNameProblem('admin', ['admin']) ?? '', /already/);
  for (const name of ['', 'a', 'Night', '1st', 'night shift', 'x'.repeat(41)])
    assert.match(roleNameProblem(name, []) ?? '', /Lower-case/, name);
});

test('permissions of one subject stand together, those of looking after the tenant too', () => {
  const names = ['alerts:read', 'alerts:update', 'ai:use', 'users:manage', 'audit:read'];
  assert.deepEqual(
    groupPermissions(names.map((name) => ({ name }))).map(({ name, permissions }) => [
      name,
      permissions.length,
    ]),
    [
      ['Alerts', 2],
      ['AI', 1],
      ['Administration', 2],
    ],
  );
});
