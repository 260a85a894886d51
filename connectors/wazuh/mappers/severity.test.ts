import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelOf } from './severity.ts';

test('levels have the severity Wazuh publishes for them', () => {
  const severities = ['0', '3', '6', '7', '11', '12', '14', '15', '16'].map((text) => levelOf(text).severity);
  assert.deepEqual(severities, [
    'informational',
    'low',
    'low',
    'medium',
    'medium',
    'high',
    'high',
    'critical',
    'critical',
  ]);
});

test('an alert begins at level 3', () => {
  assert.equal(levelOf('2').isAlert, false);
  assert.equal(levelOf('3').isAlert, true);
});

test('a level beyond the scale is an alert of unknown severity', () => {
  assert.deepEqual(levelOf('99'), { severity: null, isAlert: true });
  assert.deepEqual(levelOf('many'), { severity: null, isAlert: true });
});
