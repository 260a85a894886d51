import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityCollector } from '@watchfloor/sdk';
import { type AccountNames, addAccountNames, addPrincipal, addUrl } from './principal.ts';

function principal(name: string): string[] {
  const collector = entityCollector();
  addPrincipal(name, 'actor', collector);
  return collector.list().map(({ type, value }) => `${type} ${value}`);
}

function account(names: Partial<AccountNames>): string[] {
  const collector = entityCollector();
  addAccountNames({ name: '', domain: '', upn: '', sid: '', objectId: '', ...names }, 'actor', collector);
  return collector.list().map(({ type, value }) => `${type} ${value}`);
}

test('a principal name is a user and an address; a guest has no mailbox under his', () => {
  assert.deepEqual(principal('Jane.Doe@contoso.example.com'), [
    'user jane.doe@contoso.example.com',
    'email jane.doe@contoso.example.com',
  ]);
  assert.deepEqual(principal('max_fabrikam.example.org#EXT#@contoso.example.com'), [
    'user max_fabrikam.example.org#ext#@contoso.example.com',
  ]);
});

test('the claim SharePoint makes of a login is the login', () => {
  assert.deepEqual(
    principal('i:0#.f|membership|jane.doe@contoso.example.com')[0],
    'user jane.doe@contoso.example.com',
  );
});

test('words for nobody are nobody', () => {
  for (const word of [
    '',
    'Not Available',
    'SecurityComplianceAlerts',
    'DlpAgent',
    'See Actor details in properties',
  ]) {
    assert.deepEqual(principal(word), []);
  }
});

test('an account has its names, and an id only where it has none', () => {
  const ids = { sid: 'S-1-5-21-1000000001-1000000002-1000000003-1104', objectId: 'an-object' };
  assert.deepEqual(account({ ...ids, name: 'jane', domain: 'CONTOSO' }), ['user contoso\\jane', 'user jane']);
  assert.deepEqual(account({ ...ids, name: 'jane', domain: 'CONTOSO', upn: 'jane@contoso.example.com' }), [
    'user jane@contoso.example.com',
    'email jane@contoso.example.com',
    'user jane',
  ]);
  assert.deepEqual(account({ name: 'SYSTEM', domain: 'NT AUTHORITY' }), ['user system']);
  assert.deepEqual(account(ids), ['user an-object']);
  assert.deepEqual(account({ name: '$', domain: '$' }), []);
});

test('a URL brings the host in it, whether a name or an address', () => {
  const collector = entityCollector();
  addUrl('uri=https://stage.example.net/a', 'related', collector);
  addUrl('http://198.51.100.4:8080/b', 'related', collector);
  addUrl('plain.example.net', 'related', collector);
  assert.deepEqual(
    collector.list().map(({ type, value }) => `${type} ${value}`),
    [
      'url https://stage.example.net/a',
      'domain stage.example.net',
      'url http://198.51.100.4:8080/b',
      'ip 198.51.100.4',
      'domain plain.example.net',
    ],
  );
});
