import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEntityPlace, parseEntitySearch } from './entity-search.ts';

test('a search keeps what it knows and drops the rest', () => {
  assert.deepEqual(parseEntitySearch({ q: ' 192.0.2.1 ', type: 'ip', colour: 'red' }), {
    q: '192.0.2.1',
    type: 'ip',
  });
  assert.deepEqual(parseEntitySearch({ q: '', type: ['ip'] }), {});
  assert.deepEqual(parseEntitySearch({ q: 445 }), { q: '445' });
});

test('an entity’s place has one of the spans, and 30 days without saying so', () => {
  assert.deepEqual(parseEntityPlace({ of: 'ip:192.0.2.1', days: '7' }), { of: 'ip:192.0.2.1', days: 7 });
  assert.deepEqual(parseEntityPlace({ of: 'ip:192.0.2.1', days: 30 }), { of: 'ip:192.0.2.1' });
  assert.deepEqual(parseEntityPlace({ of: 'ip:192.0.2.1', days: 12 }), { of: 'ip:192.0.2.1' });
});
