import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '@watchfloor/client';
import { explainError, isSignedOut, isVersionConflict } from './errors.ts';

const answered = (status: number, code: string) =>
  new ApiError(status, { code, message: 'As the server says.', request_id: 'req_1' });

test('an answer of the server keeps its message, code and request id', () => {
  const explained = explainError(answered(422, 'invalid'));
  assert.deepEqual(explained, {
    kind: 'invalid',
    title: 'Not accepted',
    message: 'As the server says.',
    code: 'invalid',
    field: null,
    requestId: 'req_1',
    canRetry: false,
  });
});

test('only failures of the server are worth the same try again', () => {
  assert.equal(explainError(answered(500, 'internal')).canRetry, true);
  assert.equal(explainError(answered(503, 'unavailable')).canRetry, true);
  assert.equal(explainError(answered(403, 'forbidden')).canRetry, false);
});

test('no answer at all is told apart from an answer', () => {
  const explained = explainError(new TypeError('Failed to fetch'));
  assert.equal(explained.kind, 'away');
  assert.equal(explained.code, 'no_answer');
});

test('anything thrown is explained', () => {
  assert.equal(explainError(new Error('x')).message, 'x');
  assert.equal(explainError('x').message, 'x');
  assert.equal(explainError(null).kind, 'failed');
});

test('a wrong password is no end of the session, and trying it again at once helps nobody', () => {
  assert.equal(isSignedOut(answered(401, 'sign_in_failed')), false);
  assert.equal(explainError(answered(401, 'sign_in_failed')).kind, 'invalid');
  assert.equal(explainError(answered(429, 'too_many_attempts')).canRetry, false);
  assert.equal(explainError(answered(429, 'overloaded')).canRetry, true);
});

test('being signed out and a version conflict are known', () => {
  assert.equal(isSignedOut(answered(401, 'unauthenticated')), true);
  assert.equal(isSignedOut(answered(403, 'forbidden')), false);
  assert.equal(isVersionConflict(answered(412, 'version_mismatch')), true);
  assert.equal(isVersionConflict(new Error('412')), false);
});
