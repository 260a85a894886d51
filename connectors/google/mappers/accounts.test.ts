import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EntityCollector, entityCollector } from '@watchfloor/sdk';
import { addMember, addUserName } from './accounts.ts';

function added(add: (collector: EntityCollector) => void): string[] {
  const collector = entityCollector();
  add(collector);
  return collector.list().map(({ type, value }) => `${type} ${value}`);
}

test('a member of a binding is what its kind says', () => {
  const cases: readonly (readonly [member: string, entities: readonly string[]])[] = [
    ['user:alice@example.com', ['user alice@example.com', 'email alice@example.com']],
    ['bob@example.com', ['user bob@example.com', 'email bob@example.com']],
    ['deleted:user:carol@example.com?uid=123', ['user carol@example.com', 'email carol@example.com']],
    [
      'serviceAccount:a@p.iam.gserviceaccount.com',
      ['user a@p.iam.gserviceaccount.com', 'email a@p.iam.gserviceaccount.com'],
    ],
    ['group:staff@example.com', ['email staff@example.com']],
    ['domain:example.com', ['domain example.com']],
    ['allUsers', []],
    ['projectOwner:contoso-prod', []],
    ['principalSet://iam.googleapis.com/projects/1/x', []],
  ];
  for (const [member, entities] of cases) {
    assert.deepEqual(
      added((collector) => addMember(collector, member, 'target')),
      entities,
      member,
    );
  }
});

test('the user name of an account is added for people, not for machines, built-in names or what is no address', () => {
  const nameOf = (email: string): string[] => added((collector) => addUserName(collector, email, 'actor'));
  assert.deepEqual(nameOf('Alice.Doe@example.com'), ['user alice.doe']);
  for (const email of [
    'admin@example.com',
    'ci@p.iam.gserviceaccount.com',
    'alice',
    'alice@',
    '@example.com',
    '',
  ])
    assert.deepEqual(nameOf(email), [], email);
});
