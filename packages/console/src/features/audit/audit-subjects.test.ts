import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hrefOf } from '../../paths.ts';
import { makePerson } from '../../testing/make-person.ts';
import { personOfUuid, placeOfSubject } from './audit-subjects.ts';

const UUID = '0198c0ff-ee00-7abc-8123-456789abcdef';
const HEX = '0198c0ffee007abc8123456789abcdef';

test('subjects lead to their pages', () => {
  const hrefs = [
    `alert:${UUID}`,
    `user:${UUID}`,
    `audit:${UUID}`,
    'role:night',
    `key:${UUID}`,
    `account:${UUID}`,
    `access:${UUID}`,
    `audit-sink:${UUID}`,
    'audit-chain:17',
    'vault',
    'policy:triage',
    'source:okta',
    `mapping:${UUID}`,
  ].map((subject) => {
    const place = placeOfSubject(subject);
    assert.ok(place, subject);
    // A link of the router is looser than those of paths.ts, which it was made by.
    return hrefOf(place.link as Parameters<typeof hrefOf>[0]);
  });
  assert.deepEqual(hrefs, [
    `/alerts/alert_${HEX}`,
    `/settings/people/user_${HEX}`,
    `/audit/audit_${HEX}`,
    '/settings/roles',
    '/settings/keys',
    '/settings/service-accounts',
    '/settings/child-access',
    '/settings/audit-sinks',
    '/settings/audit-chain',
    '/settings/vault',
    '/settings/policy',
    '/sources',
    '/settings/mappings',
  ]);
});

test('what has no page, and what is no id, leads nowhere', () => {
  for (const subject of ['', 'alerts.list', 'alert:x', 'user:', `session:${UUID}`, 'tenant:default'])
    assert.equal(placeOfSubject(subject), null, subject);
});

test('a person is called by name where one knows them', () => {
  const people = [makePerson({ id: `user_${HEX}`, name: 'Ada' })];
  assert.equal(personOfUuid(UUID, people), 'Ada');
  assert.equal(personOfUuid('bootstrap', people), null);
  assert.equal(personOfUuid(UUID, []), null);
});
