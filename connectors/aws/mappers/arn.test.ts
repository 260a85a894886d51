import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityCollector } from '@watchfloor/sdk';
import fc from 'fast-check';
import { addResource, addSession, principalOf, sessionOfPrincipalId } from './arn.ts';

function resources(...texts: readonly string[]): readonly string[] {
  const collector = entityCollector();
  for (const text of texts) addResource(text, 'target', collector);
  return collector.list().map(({ type, value }) => `${type} ${value}`);
}

test('an instance and a bucket have one spelling, whether named by ARN or by id', () => {
  assert.deepEqual(
    resources('arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b2c3d4e5f60718', 'i-0a1b2c3d4e5f60718'),
    ['cloud_resource i-0a1b2c3d4e5f60718'],
  );
  assert.deepEqual(resources('arn:aws-cn:s3:::example-logs', 'example-logs'), [
    'cloud_resource example-logs',
  ]);
});

test('an object, an access point and every other resource keep their ARN', () => {
  const arns = [
    'arn:aws:s3:::example-logs/2026/a.gz',
    'arn:aws:s3:eu-west-1:111122223333:accesspoint/example',
    'arn:aws:kms:eu-west-1:111122223333:key/0a1b',
  ];
  assert.deepEqual(
    resources(...arns),
    arns.map((arn) => `cloud_resource ${arn}`),
  );
});

test('an ARN that means everything of an account is no resource', () => {
  assert.deepEqual(resources('arn:aws:logs:eu-west-1:111122223333:*'), []);
});

test('principals go by their names, the root user by its ARN', () => {
  assert.deepEqual(resources('arn:aws:iam::111122223333:user/ops/maria'), ['user maria']);
  assert.deepEqual(resources('arn:aws:iam::111122223333:role/service-role/resize'), ['user resize']);
  assert.deepEqual(resources('arn:aws:sts::111122223333:assumed-role/Admin/maria'), [
    'user maria',
    'user admin',
  ]);
  assert.deepEqual(resources('arn:aws:iam::111122223333:root'), ['user arn:aws:iam::111122223333:root']);
});

test('a session made up by an SDK names nobody, that of an instance names the instance', () => {
  const collector = entityCollector();
  for (const name of [
    'botocore-session-1762160000',
    'aws-go-sdk-1762160000',
    '1762160000123',
    'i-0a1b2c3d4e5f60718',
    'ci',
  ])
    addSession(name, 'actor', collector);
  assert.deepEqual(
    collector.list().map(({ type, value }) => `${type} ${value}`),
    ['cloud_resource i-0a1b2c3d4e5f60718', 'user ci'],
  );
  assert.equal(sessionOfPrincipalId('AROAEXAMPLEROLEID0001:maria'), 'maria');
  assert.equal(sessionOfPrincipalId('AIDAEXAMPLEUSERID001'), '');
});

test('any text is read or passed over without an exception', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      principalOf(text);
      resources(text, `arn:${text}`, `arn:aws:iam::1:${text}`, `arn:aws:sts::1:assumed-role/${text}`);
    }),
  );
});
