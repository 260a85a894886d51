import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  NEVER_FOR_AGENTS,
  NEVER_IN_CHILDREN,
  PERMISSIONS,
  permissionsOf,
  ROLE_NAMES,
  ROLES,
  roleHolds,
} from './permissions.ts';

const permission = fc.constantFrom(...PERMISSIONS);
const builtIn = fc.constantFrom(...ROLE_NAMES);

describe('permissionsOf', () => {
  test('gives never more than the role, the scopes and the kind of caller allow', () => {
    fc.assert(
      fc.property(
        builtIn,
        fc.option(fc.array(permission)),
        fc.constantFrom([], NEVER_FOR_AGENTS, NEVER_IN_CHILDREN),
        (role, scopes, never) => {
          const held = permissionsOf({ role, customPermissions: null, scopes, never });
          for (const name of PERMISSIONS) {
            const expected =
              roleHolds(role, name) && (scopes?.includes(name) ?? true) && !never.includes(name);
            assert.equal(held.has(name), expected, name);
          }
        },
      ),
    );
  });

  test("a tenant's own role holds its named permissions, and no name that is none", () => {
    const held = permissionsOf({
      role: 'night-shift',
      customPermissions: ['alerts:read', 'everything', 'alerts:update'],
      scopes: null,
      never: [],
    });
    assert.deepEqual([...held], ['alerts:read', 'alerts:update']);
  });

  test("a tenant's own role cannot stand in for a built-in one", () => {
    const held = permissionsOf({
      role: 'viewer',
      customPermissions: [...PERMISSIONS],
      scopes: null,
      never: [],
    });
    assert.deepEqual([...held].sort(), [...ROLES.viewer].sort());
  });

  test('a role that nobody knows holds nothing, also under the names that every object has', () => {
    for (const role of ['', 'root', 'constructor', '__proto__', 'toString']) {
      assert.equal(permissionsOf({ role, customPermissions: null, scopes: null, never: [] }).size, 0, role);
    }
  });
});

test('admin holds all, viewer the five reads, and what destroys evidence begins with senior', () => {
  assert.deepEqual([...ROLES.admin], [...PERMISSIONS]);
  assert.equal(ROLES.viewer.length, 5);
  assert.ok(ROLES.viewer.every((name) => name.endsWith(':read')));
  assert.deepEqual(
    ROLE_NAMES.filter((role) => roleHolds(role, 'alerts:delete')),
    ['owner', 'admin', 'lead', 'senior'],
  );
});
