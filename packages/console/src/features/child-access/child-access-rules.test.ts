import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiKey, ChildAccess } from '@watchfloor/client';
import { makePerson } from '../../testing/make-person.ts';
import { holderChoices, refuseGrant } from './child-access-rules.ts';

test('access is given to people who can act, and to keys that work and are no agent’s', () => {
  // Only these fields count here.
  const key = (fields: Partial<ApiKey>) =>
    ({ status: 'active', account: null, hint: 'wfk_…', ...fields }) as ApiKey;
  const choices = holderChoices(
    [makePerson({ id: 'user_a', name: 'Ada' }), makePerson({ id: 'user_b', status: 'deactivated' })],
    [
      key({ id: 'key_a', name: 'Sync' }),
      key({ id: 'key_b', status: 'revoked' }),
      key({ id: 'key_c', account: { id: 'account_1', name: 'Triage', kind: 'agent' } }),
      key({ id: 'key_d', name: 'Hook', account: { id: 'account_2', name: 'Sync', kind: 'service' } }),
    ],
  );
  assert.deepEqual(
    choices.map(({ id, kind }) => [id, kind]),
    [
      ['user_a', 'person'],
      ['key_a', 'key'],
      ['key_d', 'key'],
    ],
  );
});

test('the same access is not given twice', () => {
  const grant: ChildAccess = {
    id: 'access_1',
    holder: { kind: 'user', id: 'user_a', name: 'Ada' },
    tenant: null,
    role: 'viewer',
    created_at: '2026-03-01T12:00:00.000Z',
    created_by: 'Owner',
  };
  assert.match(refuseGrant([grant], { holder: 'user_a', tenant: null }) ?? '', /already/);
  assert.equal(refuseGrant([grant], { holder: 'user_a', tenant: 'tenant_1' }), null);
  assert.equal(refuseGrant([grant], { holder: 'user_b', tenant: null }), null);
  assert.match(refuseGrant([], { holder: '', tenant: null }) ?? '', /Choose/);
});
