import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '@watchfloor/client';
import { signInProblem } from './sign-in-words.ts';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const refused = (code: string, message = 'As the server says.', seconds: number | null = null) =>
  new ApiError(code === 'too_many_attempts' ? 429 : 401, { code, message }, seconds);

test('what was wrong is told by what was given', () => {
  assert.match(signInProblem(refused('sign_in_failed'), 'password', NOW) ?? '', /e-mail or the password/);
  assert.match(signInProblem(refused('sign_in_failed'), 'recovery', NOW) ?? '', /recovery code/);
});

test('a step that is over, and a tenant without passwords, are told in the server’s words', () => {
  const over = 'This step is over: begin again with your e-mail and password.';
  assert.equal(signInProblem(refused('sign_in_failed', over), 'code', NOW), over);
});

test('whoever is locked out is told until when', () => {
  const text = signInProblem(refused('too_many_attempts', 'Too many.', 860), 'password', NOW);
  assert.equal(text, 'Too many. It opens again in 15 min, at 2026-03-01 12:14:20 UTC.');
  assert.equal(signInProblem(refused('too_many_attempts', 'Too many.'), 'password', NOW), 'Too many.');
});

test('what is not about signing in is left to others', () => {
  assert.equal(signInProblem(refused('internal'), 'password', NOW), null);
  assert.equal(signInProblem(new TypeError('Failed to fetch'), 'password', NOW), null);
});
