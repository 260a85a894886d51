import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENTITY_TYPES, SENSORS } from '@watchfloor/sdk';
import { ENTITY_FIELDS, FALLBACK_FIELDS, HOST_FIELDS, WINDOWS_FIELDS } from './entity-fields.ts';
import { MODULE_PRODUCTS } from './products.ts';

const FORMS: ReadonlySet<string> = new Set([
  ...ENTITY_TYPES,
  'machine',
  'name',
  'account',
  'typed',
  'hashes',
]);

test('every field of the tables has a form that is read', () => {
  const forms = [
    ...[...ENTITY_FIELDS.values(), ...WINDOWS_FIELDS.values()].map(({ form }) => form),
    ...HOST_FIELDS.values(),
    ...FALLBACK_FIELDS.map(({ field }) => field.form),
  ];
  assert.deepEqual(
    forms.filter((form) => !FORMS.has(form)),
    [],
  );
});

test('field names are lower case, as documents are looked up', () => {
  const paths = [...ENTITY_FIELDS.keys(), ...WINDOWS_FIELDS.keys(), ...HOST_FIELDS.keys()];
  assert.deepEqual(
    paths.filter((path) => path !== path.toLowerCase()),
    [],
  );
});

test('every module names a vendor, a product and a sensor', () => {
  for (const { vendor, product, sensor } of MODULE_PRODUCTS) {
    assert.notEqual(vendor, '');
    assert.notEqual(product, '');
    assert.ok(SENSORS.includes(sensor), `${product}: ${sensor}`);
  }
});
