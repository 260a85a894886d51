import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityCollector, type JsonObject } from '@watchfloor/sdk';
import { addEntities } from './entities.ts';

function entitiesOf(record: JsonObject, isScan = false): readonly string[] {
  const collector = entityCollector();
  addEntities(record, { host: 'target', isScan }, collector);
  return collector.list().map(({ type, value, role }) => `${type} ${role} ${value}`);
}

test('a second spelling of a field takes nothing away from the first', () => {
  assert.deepEqual(entitiesOf({ hostname: 'ws-1', HostName: '-', 'host name': 'x' }), ['host target ws-1']);
});

test('the file of an on-demand scan is no process', () => {
  const file = { filename: 'a.exe', filepath: 'C:\\a.exe', sha256: `${'a'.repeat(63)}b` };
  assert.deepEqual(entitiesOf(file, true), [
    'file_path target C:\\a.exe',
    `sha256 target ${'a'.repeat(63)}b`,
  ]);
  assert.equal(entitiesOf(file)[0], 'process_path actor C:\\a.exe');
});

test('a Kerberos service names the machine it runs on', () => {
  assert.deepEqual(entitiesOf({ target_service_access_identifier: 'MSSQLSvc/db.example.com:1433' }), [
    'host target db.example.com',
  ]);
  assert.deepEqual(entitiesOf({ target_service_access_identifier: 'krbtgt' }), []);
});
