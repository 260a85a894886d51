import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Person } from '@watchfloor/client';
import { makePerson } from '../../testing/make-person.ts';
import { filterPeople, parsePeopleSearch } from './people-search.ts';

test('only states that exist are taken from an address', () => {
  assert.deepEqual(parsePeopleSearch({ q: ' ada ', status: 'invited,gone,active' }), {
    q: 'ada',
    status: ['active', 'invited'],
  });
  assert.deepEqual(parsePeopleSearch({ status: ['invited'] }), { status: ['invited'] });
  assert.deepEqual(parsePeopleSearch({ q: 7, status: 'gone' }), {});
});

test('people are found by name, e-mail and role, and by the state of their account', () => {
  const people: Person[] = [
    makePerson({ name: 'Ada', email: 'ada@example.com', role: 'lead' }),
    makePerson({ name: 'Bob', email: 'bob@example.com', role: 'viewer', status: 'invited' }),
  ];
  const names = (search: Parameters<typeof filterPeople>[1]) =>
    filterPeople(people, search).map((person) => person.name);
  assert.deepEqual(names({}), ['Ada', 'Bob']);
  assert.deepEqual(names({ q: 'BOB@' }), ['Bob']);
  assert.deepEqual(names({ q: 'lead' }), ['Ada']);
  assert.deepEqual(names({ status: ['invited'] }), ['Bob']);
  assert.deepEqual(names({ q: 'ada', status: ['invited'] }), []);
});
