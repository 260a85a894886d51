import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiKey } from '@watchfloor/client';
import { makeRole, makeSession } from '../../testing/make-person.ts';
import { timeOfInput } from '../alerts/time-input.ts';
import { inDays, narrowerChoices, refusalsForKey, scopeChoices } from './key-rules.ts';
import { filterKeys, parseKeySearch } from './key-search.ts';

const ACCOUNT = `account_${'0'.repeat(32)}`;

function makeKey(fields: Partial<ApiKey> = {}): ApiKey {
  return {
    id: 'key_1',
    name: 'Okta hook',
    hint: 'wfk_abcd…wxyz',
    role: 'ingest',
    sources: null,
    scopes: null,
    account: null,
    status: 'active',
    replaced_by: null,
    created_at: '2026-03-01T12:00:00.000Z',
    created_by: 'Ada',
    expires_at: null,
    revoked_at: null,
    last_used_at: null,
    ...fields,
  };
}

test('only a key that works is rotated, and only once', () => {
  assert.equal(refusalsForKey(makeKey()).rotate, null);
  assert.equal(refusalsForKey(makeKey({ status: 'expiring' })).rotate, null);
  assert.match(refusalsForKey(makeKey({ status: 'expired' })).rotate ?? '', /expired/);
  assert.match(refusalsForKey(makeKey({ status: 'disabled' })).rotate ?? '', /switched off/);
  assert.match(refusalsForKey(makeKey({ replaced_by: 'key_2' })).rotate ?? '', /rotated already/);
});

test('a revoked key is done with, any other can be revoked', () => {
  const { edit, revoke } = refusalsForKey(makeKey({ status: 'revoked' }));
  assert.match(edit ?? '', /revoked/);
  assert.match(revoke ?? '', /already/);
  assert.equal(refusalsForKey(makeKey({ status: 'expired' })).revoke, null);
});

test('a key is limited to what its role and its maker hold, and an agent to less', () => {
  const session = makeSession({ role: 'lead' }, ['alerts:read', 'alerts:delete', 'users:manage']);
  const role = makeRole({ name: 'x', permissions: ['alerts:read', 'alerts:delete', 'ai:use'] });
  const choices = (isAgent: boolean) =>
    scopeChoices(session, role, isAgent).map(({ name, refusal }) => [name, refusal === null]);
  assert.deepEqual(choices(false), [
    ['alerts:read', true],
    ['alerts:delete', true],
    ['ai:use', false],
  ]);
  assert.deepEqual(choices(true), [
    ['alerts:read', true],
    ['ai:use', false],
  ]);
  assert.deepEqual(
    scopeChoices(session, undefined, true).map(({ name }) => name),
    ['alerts:read'],
  );
});

test('the scopes of a key that exists offer nothing that it does not have', () => {
  const all = scopeChoices(makeSession({}, ['alerts:read', 'ai:use']), undefined, false);
  assert.equal(narrowerChoices(makeKey(), all).length, 2);
  assert.deepEqual(
    narrowerChoices(makeKey({ scopes: ['ai:use'] }), all).map(({ name }) => name),
    ['ai:use'],
  );
});

test('an expiry in days is a moment that can be read back', () => {
  const typed = inDays(30, Date.parse('2026-03-01T12:00:30.000Z'));
  assert.equal(typed, '2026-03-31 12:00');
  assert.equal(timeOfInput(typed), '2026-03-31T12:00:00.000Z');
});

test('keys are filtered by state and account, and an address cannot ask for anything else', () => {
  const search = parseKeySearch({ status: 'expired,x,active', account: ACCOUNT });
  assert.deepEqual(search, { status: ['active', 'expired'], account: ACCOUNT });
  assert.deepEqual(parseKeySearch({ ...search }), search, 'what was parsed is parsed again');
  assert.deepEqual(parseKeySearch({ status: 'x', account: '../keys' }), {});
  const keys = [
    makeKey({ id: 'key_a', account: { id: ACCOUNT, name: 'Sync', kind: 'service' } }),
    makeKey({ id: 'key_b', status: 'revoked' }),
  ];
  const ids = (by: Parameters<typeof filterKeys>[1]) => filterKeys(keys, by).map(({ id }) => id);
  assert.deepEqual(ids({}), ['key_a', 'key_b']);
  assert.deepEqual(ids({ status: ['revoked'] }), ['key_b']);
  assert.deepEqual(ids({ account: ACCOUNT }), ['key_a']);
});
