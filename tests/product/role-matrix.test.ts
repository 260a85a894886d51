// The matrix covers every operation, role and permission; and every permission is one that something enforces.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { PERMISSION_TEXTS } from '../../packages/server/src/kernel/permission-texts.ts';
import {
  NEVER_FOR_AGENTS,
  PERMISSIONS,
  type Permission,
  ROLE_NAMES,
  ROLES,
} from '../../packages/server/src/kernel/permissions.ts';
import { makeModules } from '../../packages/server/src/main.ts';
import { enforcersOf, generateRoleMatrix, ROUTES } from '../../tools/generate/role-matrix.ts';

/** Permissions that nothing asks for yet, by the domain that will. The list only shrinks: an entry that is enforced fails here. */
const NOT_YET: Partial<Record<Permission, string>> = {
  'cases:read': 'cases',
  'cases:create': 'cases',
  'cases:update': 'cases',
  'playbooks:read': 'respond',
  'playbooks:execute': 'respond',
  'playbooks:manage': 'respond',
  'ai:use': 'investigate',
};

const { operations } = makeModules();
const golden = readFileSync(path.join(import.meta.dirname, 'golden/role-matrix.txt'), 'utf8');
const lines = golden.split('\n');
const columns = (lines.find((line) => line.startsWith('operation ')) ?? '').split(/ +/).slice(3);

test('names every hand-written route that asks for a permission', () => {
  const server = path.join(import.meta.dirname, '../../packages/server/src');
  const asked = globSync('{roles,platform}/**/*.ts', { cwd: server })
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => [
      ...readFileSync(path.join(server, file), 'utf8').matchAll(/requirePermission\(\w+, '([^']+)'\)/g),
    ])
    .map((match) => match[1]);
  assert.deepEqual(asked.sort(), ROUTES.map(({ permission }) => permission).sort());
});

describe('the golden matrix', () => {
  test('is what the code enforces', () => {
    assert.equal(golden, generateRoleMatrix());
  });

  test('has a column for every role, and one for agents', () => {
    assert.deepEqual(columns, [...ROLE_NAMES, 'agent']);
    assert.deepEqual([...ROLE_NAMES].sort(), Object.keys(ROLES).sort());
  });

  test('has a line for every operation, with an answer for every column', () => {
    for (const { id, effect, permission } of operations) {
      const cells = (lines.find((line) => line.startsWith(`${id} `)) ?? '').split(/ +/);
      assert.deepEqual(cells.slice(0, 3), [id, effect, permission], id);
      assert.equal(cells.length, 3 + columns.length, id);
      assert.ok(
        cells.slice(3).every((cell) => cell === 'yes' || cell === '-'),
        id,
      );
    }
  });

  test('has a line for every permission, and a sentence that says what it allows', () => {
    for (const permission of PERMISSIONS) {
      assert.ok(
        lines.some((line) => new RegExp(`^${permission}( +(yes|-)){${columns.length}}$`).test(line)),
        permission,
      );
      assert.match(PERMISSION_TEXTS[permission], /^[A-Z].*\.$/);
    }
    assert.deepEqual(Object.keys(PERMISSION_TEXTS).sort(), [...PERMISSIONS].sort());
  });

  test('every permission is enforced by something, but those whose domain is still to come', () => {
    const unenforced = PERMISSIONS.filter((permission) => enforcersOf(permission, operations).length === 0);
    assert.deepEqual(unenforced, Object.keys(NOT_YET));
  });

  test('an agent, whatever its role, neither looks after people, keys, settings or tenants, nor destroys', () => {
    const agent = columns.indexOf('agent');
    for (const { id, effect, permission } of operations) {
      const cells = (lines.find((line) => line.startsWith(`${id} `)) ?? '').split(/ +/).slice(3);
      const isNever =
        NEVER_FOR_AGENTS.some((never) => never === permission) ||
        effect === 'contain' ||
        effect === 'destroy';
      if (isNever) assert.equal(cells[agent], '-', id);
    }
  });
});
