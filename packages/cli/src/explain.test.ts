import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '@watchfloor/client';
import { StartError } from '@watchfloor/server';
import { explain, UsageError } from './explain.ts';

test('an error of the server is its sentence with code, field and request id', () => {
  const error = new ApiError(422, {
    code: 'invalid',
    message: 'limit: too big.',
    field: 'limit',
    request_id: 'req_1',
  });
  assert.equal(explain(error), 'limit: too big. (invalid, field limit, req_1)');
  assert.equal(
    explain(new ApiError(404, { code: 'not_found', message: 'There is none.' })),
    'There is none. (not_found)',
  );
});

test('what a start or a command cannot do is one sentence', () => {
  assert.equal(explain(new StartError('Port 1 is in use.')), 'Port 1 is in use.');
  assert.equal(explain(new UsageError('There is no file x.')), 'There is no file x.');
});

test('an error of the system is its own words, without a stack', () => {
  assert.equal(
    explain(Object.assign(new Error('EACCES: permission denied, open x'), { code: 'EACCES' })),
    'EACCES: permission denied, open x',
  );
});

test('a server that does not answer is said in one sentence', async () => {
  const error = await fetch('http://127.0.0.1:1/').catch((cause: unknown) => cause);
  const text = explain(error);
  assert.ok(!text.includes('\n'), text);
  assert.match(text, /server|answer|reach|connect/i);
});

test('what nobody foresaw shows where it came from', () => {
  assert.match(explain(new TypeError('x is not a function')), /explain\.test\.ts/);
  assert.equal(explain('a text'), 'a text');
});
