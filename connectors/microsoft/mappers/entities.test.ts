import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Entity, entityCollector, type JsonValue, type RecordFlag } from '@watchfloor/sdk';
import fc from 'fast-check';
import { walkEntities } from './entities.ts';

function walk(list: readonly JsonValue[]): { entities: readonly Entity[]; flags: readonly RecordFlag[] } {
  const collector = entityCollector();
  const flags = new Set<RecordFlag>();
  walkEntities(list, { collector, flags, labels: new Set() });
  return { entities: collector.list(), flags: [...flags] };
}

function values(list: readonly JsonValue[]): readonly string[] {
  return walk(list).entities.map(({ type, value, role }) => `${role} ${type} ${value}`);
}

test('a reference is resolved before and after the place that defines it', () => {
  const account = { $id: '1', Name: 'adele', NTDomain: 'CONTOSO', Type: 'account' };
  const process = { $id: '2', CommandLine: 'whoami', Account: { $ref: '1' }, Type: 'process' };
  const wanted = ['actor user adele', 'actor user contoso\\adele', 'related command_line whoami'];
  assert.deepEqual([...values([account, process])].sort(), wanted);
  assert.deepEqual([...values([process, account])].sort(), wanted);
});

test('the image of a process is its path and not one more file', () => {
  const image = { $id: '2', Directory: '/usr/bin', Name: 'curl', Type: 'file' };
  const process = { $id: '1', CommandLine: 'curl example.com', ImageFile: { $ref: '2' }, Type: 'process' };
  const wanted = ['related command_line curl example.com', 'related process_path /usr/bin/curl'];
  assert.deepEqual([...values([image, process])].sort(), wanted);
});

test('entities that point at each other end the walk', () => {
  const list = [
    { $id: '1', CommandLine: 'first', ParentProcess: { $ref: '2' }, Type: 'process' },
    { $id: '2', CommandLine: 'second', ParentProcess: { $ref: '1' }, Type: 'process' },
    { $ref: '1' },
    { $ref: 'nowhere' },
  ];
  assert.equal(walk(list).entities.length, 2);
});

test('a chain deeper than 64 is left there and flagged', () => {
  let chain: JsonValue = { CommandLine: 'level 200', Type: 'process' };
  for (let level = 199; level >= 0; level -= 1) {
    chain = { CommandLine: `level ${level}`, Type: 'process', ParentProcess: chain };
  }
  const { entities, flags } = walk([chain]);
  assert.deepEqual(flags, ['depth_limit']);
  assert.equal(entities.length, 65);
});

test('any list of anything is walked without an exception', () => {
  const key = fc.constantFrom(
    '$id',
    '$ref',
    'Type',
    'Name',
    'ImageFile',
    'ParentProcess',
    'Account',
    'FileHashes',
  );
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<JsonValue>('1', '2', 'process', 'account', 'file', 'x', null, 7, true),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(fc.property(fc.array(value), (list) => void walk(list)));
});
