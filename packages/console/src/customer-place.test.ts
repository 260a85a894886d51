import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerBase, customerOf } from './customer-place.ts';

test('an address below /in/ is about the customer that it names', () => {
  assert.equal(customerOf('/in/acme/alerts/alert_1'), 'acme');
  assert.equal(customerOf('/in/acme-2'), 'acme-2');
  assert.equal(customerBase('acme'), '/in/acme');
});

test('every other address is about the own tenant', () => {
  for (const pathname of [
    '/',
    '/alerts',
    '/in',
    '/in/',
    '/in/Acme/alerts',
    '/in/a%2Fb',
    '/inside/acme',
    '/in/-a/x',
  ])
    assert.equal(customerOf(pathname), null, pathname);
  assert.equal(customerBase(null), '');
});
