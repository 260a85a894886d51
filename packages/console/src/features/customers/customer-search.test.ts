import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCustomerSearch } from './customer-search.ts';

test('customers stand in the address beside the filters of the list, each once', () => {
  assert.deepEqual(parseCustomerSearch({ status: 'open', customer: 'acme,globex,acme' }), {
    status: ['open'],
    customer: ['acme', 'globex'],
  });
});

test('what is no short name is left out', () => {
  assert.deepEqual(parseCustomerSearch({ customer: '../x,Acme,' }), {});
  assert.deepEqual(parseCustomerSearch({ customer: ['a', 7] }), { customer: ['a'] });
});
