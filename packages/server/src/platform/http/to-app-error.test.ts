// What callers are told when the database fails: come back, and not that something is broken here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toAppError } from './http-server.ts';

const failures: readonly (readonly [name: string, message: string, code?: string])[] = [
  ['the connection was cut', 'Connection terminated unexpectedly'],
  ['a later statement on a cut connection', 'Client has encountered a connection error and is not queryable'],
  ['a statement on a closed connection', 'Client was closed and is not queryable'],
  ['no connection in time', 'timeout exceeded when trying to connect'],
  ['nobody listens', 'connect ECONNREFUSED 192.0.2.1:5432', 'ECONNREFUSED'],
  ['written to a closed connection', 'write EPIPE', 'EPIPE'],
  ['shut down by an administrator', 'terminating connection', '57P01'],
  ['still starting', 'the database system is starting up', '57P03'],
  ['a statement that took too long', 'canceling statement due to statement timeout', '57014'],
  ['too many connections', 'sorry, too many clients already', '53300'],
  ['a full disk', 'could not extend file', '53100'],
  ['a disk that cannot be read', 'could not read block', '58030'],
  ['a deadlock', 'deadlock detected', '40P01'],
];

for (const [name, message, code] of failures) {
  test(`${name} is answered 503 with the time to come back`, () => {
    const known = toAppError(Object.assign(new Error(message), code === undefined ? {} : { code }));
    assert.deepEqual([known.status, known.code, known.retryAfterSeconds], [503, 'unavailable', 2]);
  });
}

test('what is none of these is a failure of ours', () => {
  for (const error of [
    new Error('x is not a function'),
    Object.assign(new Error('no column'), { code: '42703' }),
  ])
    assert.equal(toAppError(error).code, 'internal');
});
