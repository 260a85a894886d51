import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proofsOf } from './proofs.ts';

const away = { reason: 'at a bare address', elsewhere: null };

test('one proves with what one has, a passkey first', () => {
  const account = { has_password: true, has_totp: true, passkeys: ['one'] };
  assert.deepEqual(proofsOf(account, null), ['passkey', 'password', 'code']);
  assert.deepEqual(proofsOf(account, away), ['password', 'code']);
});

test('whoever came by a link has nothing to prove with', () => {
  assert.deepEqual(proofsOf({ has_password: false, has_totp: false, passkeys: [] }, null), []);
});
