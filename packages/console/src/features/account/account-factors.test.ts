import assert from 'node:assert/strict';
import { test } from 'node:test';
import { protectionWords, refusePasskeyRemoval, refuseTotp } from './account-factors.ts';

const nothing = { has_password: false, has_totp: false, passkeys: [] };

test('the last thing one signs in with stays', () => {
  assert.match(refusePasskeyRemoval({ ...nothing, passkeys: ['one'] }) ?? '', /last thing/);
  assert.equal(refusePasskeyRemoval({ ...nothing, passkeys: ['one', 'two'] }), null);
  assert.equal(refusePasskeyRemoval({ ...nothing, passkeys: ['one'], has_password: true }), null);
});

test('one-time codes need a password that they follow', () => {
  assert.match(refuseTotp(nothing) ?? '', /set one first/);
  assert.equal(refuseTotp({ ...nothing, has_password: true }), null);
});

test('only two factors count as good', () => {
  assert.equal(protectionWords(nothing).isGood, false);
  assert.equal(protectionWords({ ...nothing, has_password: true }).isGood, false);
  assert.equal(protectionWords({ ...nothing, has_password: true, has_totp: true }).isGood, true);
  assert.equal(protectionWords({ ...nothing, passkeys: ['one'] }).isGood, true);
});
