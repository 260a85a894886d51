import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cpuMs } from '@watchfloor/sdk/testing';
import fc from 'fast-check';
import { errorText, withoutCredentials } from './error-text.ts';

const SECRET = 'hunter2-hunter2-hunter2';

describe('a credential in an error', () => {
  for (const text of [
    `connect postgres://soc:${SECRET}@db.example.com/wf failed`,
    `Authorization: Bearer ${SECRET}`,
    `got {"authorization": "Splunk ${SECRET}"}`,
    `Cookie: session=${SECRET}; other=1`,
    `call with bearer ${SECRET} was refused`,
    `password=${SECRET} was not accepted`,
    `{"client_secret":"${SECRET}"}`,
    `api_key = '${SECRET}'`,
    `https://api.example.com/v1?token=${SECRET}&x=1`,
    `the key wfk_${SECRET} is revoked`,
    `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`,
    `eyJhbGciOiJIUzI1NiJ9.${SECRET}.abc`,
  ]) {
    test(`is cut out of: ${text.replace(SECRET, '…').replaceAll('\n', ' ')}`, () => {
      const kept = errorText(new Error(text)).error;
      assert.ok(!kept.includes(SECRET), kept);
      assert.ok(kept.includes('[cut out]'));
    });
  }
});

test('what holds none is kept as it is', () => {
  for (const text of [
    'invalid input syntax for type uuid: "x"',
    'deadlock detected',
    'The alert alert_0198c0ffee007abc8123456789abcdef is gone (https://example.com/a/b).',
    'canceling statement due to statement timeout',
  ])
    assert.equal(withoutCredentials(text), text);
});

test('the class tells the code of the database, and what was thrown that is no error', () => {
  const failure = Object.assign(new Error('no'), { name: 'error', code: '40P01' });
  assert.deepEqual(errorText(failure), { errorClass: 'DatabaseError 40P01', error: 'no' });
  assert.deepEqual(errorText('no'), { errorClass: 'Thrown', error: 'no' });
  assert.equal(errorText(new TypeError('no')).errorClass, 'TypeError');
});

test('any text ends within its limits and without NUL', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20_000 }), fc.string({ maxLength: 300 }), (message, name) => {
      const kept = errorText(Object.assign(new Error(message), { name }));
      assert.ok(kept.error.length <= 2_000 && kept.errorClass.length <= 100);
      assert.ok(!kept.error.includes('\0') && !kept.errorClass.includes('\0'));
    }),
  );
});

test('a hostile text takes no time', () => {
  const startedAt = cpuMs();
  for (const part of [
    'a://',
    'password',
    'bearer ',
    'eyJaaaaaaaaaa.',
    '-----BEGIN PRIVATE KEY-----',
    'token="',
  ])
    withoutCredentials(part.repeat(8_000));
  assert.ok(cpuMs() - startedAt < 1_000);
});
