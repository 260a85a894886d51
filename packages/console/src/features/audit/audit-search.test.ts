import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAuditSearch, readAuditInput, toAuditQuery } from './audit-search.ts';

test('an address is read as far as it makes sense', () => {
  assert.deepEqual(
    parseAuditSearch({
      subject: ' policy:triage ',
      event: 'alert.',
      kind: 'agent',
      actor: 'abc',
      request: 'req_1',
      from: '2026-03-01T00:00:00Z',
      to: 'nonsense',
      q: 'ada',
    }),
    {
      q: 'ada',
      subject: 'policy:triage',
      event: 'alert.',
      actor: 'abc',
      request: 'req_1',
      kind: 'agent',
      from: '2026-03-01T00:00:00.000Z',
    },
  );
  assert.deepEqual(parseAuditSearch({ kind: 'robot', since: 'toString', q: 7, subject: '  ' }), {});
});

test('a span counts from now and stands in place of moments', () => {
  const search = parseAuditSearch({ since: '1h', from: '2020-01-01T00:00:00Z' });
  assert.deepEqual(search, { since: '1h' });
  assert.deepEqual(toAuditQuery(search, Date.parse('2026-03-01T12:00:00.000Z')), {
    from: '2026-03-01T11:00:00.000Z',
  });
});

test('the fields of the address are asked for under the names of the server', () => {
  assert.deepEqual(
    toAuditQuery(
      { kind: 'key', actor: 'a', request: 'req_1', event: 'key.', to: '2026-03-01T00:00:00.000Z' },
      0,
    ),
    {
      event: 'key.',
      actor_kind: 'key',
      actor_id: 'a',
      request_id: 'req_1',
      to: '2026-03-01T00:00:00.000Z',
    },
  );
});

test('the one field tells subjects and requests from words', () => {
  assert.deepEqual(readAuditInput('policy:triage'), { subject: 'policy:triage' });
  assert.deepEqual(readAuditInput(' alert:0198c0ff-ee00-7abc-8123-456789abcdef '), {
    subject: 'alert:0198c0ff-ee00-7abc-8123-456789abcdef',
  });
  assert.deepEqual(readAuditInput('req_0198c0ff'), { request: 'req_0198c0ff' });
  assert.deepEqual(readAuditInput('Ada Lovelace'), { q: 'Ada Lovelace' });
  assert.deepEqual(readAuditInput('note: two words'), { q: 'note: two words' });
  assert.deepEqual(readAuditInput('  '), {});
});
