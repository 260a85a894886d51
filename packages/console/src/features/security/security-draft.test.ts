import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, ownLockOut, refuseDraft, type SecurityDraft, toInput } from './security-draft.ts';

const saved: SecurityDraft = draftOf({
  name: 'Contoso',
  settings: {
    time_zone: 'UTC',
    security: {
      require_second_factor: false,
      session_hours: 8,
      idle_minutes: 60,
      sign_in_methods: ['password', 'passkey'],
    },
  },
});
const account = { has_password: true, has_totp: false, passkeys: [] };

test('a draft is saved when it differs and is understood', () => {
  assert.equal(refuseDraft(saved, saved), 'Nothing has changed.');
  assert.equal(refuseDraft({ ...saved, sessionHours: '4' }, saved), null);
  for (const wrong of ['0', '9', '1.5', '', 'x'])
    assert.equal(refuseDraft({ ...saved, sessionHours: wrong }, saved), 'A time is not understood.', wrong);
  assert.equal(refuseDraft({ ...saved, idleMinutes: '4' }, saved), 'A time is not understood.');
  assert.match(refuseDraft({ ...saved, methods: [] }, saved) ?? '', /at least one/);
});

test('whoever would lock themselves out is told before', () => {
  assert.equal(ownLockOut(saved, account), null);
  assert.equal(ownLockOut({ ...saved, methods: ['passkey'] }, { ...account, has_password: false }), null);
  assert.match(ownLockOut({ ...saved, methods: ['passkey'] }, account) ?? '', /could not sign in yourself/);
  assert.match(ownLockOut({ ...saved, needsSecondFactor: true }, account) ?? '', /no second factor/);
  assert.equal(ownLockOut({ ...saved, needsSecondFactor: true }, { ...account, passkeys: ['one'] }), null);
  assert.equal(ownLockOut({ ...saved, needsSecondFactor: true }, { ...account, has_totp: true }), null);
});

test('what is sent is what was typed', () => {
  assert.deepEqual(toInput({ ...saved, idleMinutes: ' 15' }).security, {
    require_second_factor: false,
    session_hours: 8,
    idle_minutes: 15,
    sign_in_methods: ['passkey', 'password'],
  });
});
