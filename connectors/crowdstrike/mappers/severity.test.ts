import assert from 'node:assert/strict';
import { test } from 'node:test';
import { severityOfNumber } from './severity.ts';

test('the size of a number tells which of the three scales it is on', () => {
  const onFive = ['1', '2', '3', '4', '5'].map(severityOfNumber);
  assert.deepEqual(onFive, ['informational', 'low', 'medium', 'high', 'critical']);
  assert.equal(severityOfNumber('10'), 'critical');
  const onHundred = ['19', '20', '40', '60', '80', '100'].map(severityOfNumber);
  assert.deepEqual(onHundred, ['informational', 'low', 'medium', 'high', 'critical', 'critical']);
});

test('what is on none of them has no severity', () => {
  for (const text of ['', '-1', '101', '999', '1e2', 'NaN', '٣'])
    assert.equal(severityOfNumber(text), null, text);
});
