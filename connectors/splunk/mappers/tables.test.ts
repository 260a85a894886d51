import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENTITY_ROLES, ENTITY_TYPES } from '@watchfloor/sdk';
import { CIM_FIELDS, FALLBACK_FIELDS, RISK_FORMS, THREAT_FORMS } from './cim-fields.ts';

const FORMS: ReadonlySet<string> = new Set([
  ...ENTITY_TYPES,
  'machine',
  'name',
  'typed',
  'hashes',
  'process',
  'account',
]);
const ROLES: ReadonlySet<string> = new Set([...ENTITY_ROLES, 'subject', 'place']);

test('every field of the tables has a form and a role that are read', () => {
  const fields = [...CIM_FIELDS.values(), ...FALLBACK_FIELDS.map(({ field }) => field)];
  const forms = [...fields.map(({ form }) => form), ...RISK_FORMS.values(), ...THREAT_FORMS.values()];
  assert.deepEqual(
    forms.filter((form) => !FORMS.has(form)),
    [],
  );
  assert.ok(fields.every(({ role }) => ROLES.has(role)));
});

test('field names are lower case, as results are looked up', () => {
  assert.deepEqual(
    [...CIM_FIELDS.keys()].filter((name) => name !== name.toLowerCase()),
    [],
  );
});
