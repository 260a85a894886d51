import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEVERITIES, severityRank } from '@watchfloor/sdk';
import { WORK_CLASSES, workClassOf } from './work-class.ts';

test('alerts wait in the class of their severity, as the group commit gives priorities', () => {
  for (const severity of SEVERITIES) assert.equal(workClassOf(5 - severityRank(severity)), severity);
});

test('every priority has a class, also one that nobody gives', () => {
  assert.deepEqual([8, 7, 32_767].map(workClassOf), ['events', 'events', 'events']);
  assert.equal(workClassOf(-1), 'critical');
  assert.equal(workClassOf(6), 'again');
  assert.equal(new Set(WORK_CLASSES).size, WORK_CLASSES.length);
});
