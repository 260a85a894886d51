import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { meaningOfPath } from './udm-path.ts';

test('a path says the same in every spelling', () => {
  const meaning = { type: 'account', role: 'actor' };
  for (const path of [
    'udm.principal.user.email_addresses',
    'principal.user.emailAddresses',
    'e.principal.user.email_addresses[0]',
    'event_principal_user_emailAddresses_1',
  ])
    assert.deepEqual(meaningOfPath(path), meaning, path);
});

test('the noun decides on the part, a parent process on its own', () => {
  assert.deepEqual(meaningOfPath('udm.target.ip'), { type: 'ip', role: 'destination' });
  assert.deepEqual(meaningOfPath('udm.src.asset.hostname'), { type: 'host', role: 'source' });
  assert.deepEqual(meaningOfPath('target.process.file.sha256'), { type: 'sha256', role: 'target' });
  assert.deepEqual(meaningOfPath('principal.process.parent_process.command_line'), {
    type: 'command_line',
    role: 'parent',
  });
  assert.deepEqual(meaningOfPath('udm.network.dns.questions.name'), { type: 'domain', role: 'destination' });
});

test('a path that names no entity means nothing', () => {
  for (const path of [
    '',
    'risk_score',
    'principal',
    'principal.location.city',
    'udm.metadata.id',
    'target_count',
    'constructor',
  ])
    assert.equal(meaningOfPath(path), null, path);
  fc.assert(fc.property(fc.string(), (path) => meaningOfPath(path) === null || path.length <= 200));
});
