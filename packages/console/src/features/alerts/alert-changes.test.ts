import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TimelineEntry } from '@watchfloor/client';
import { describeConflict, lastActor } from './alert-changes.ts';

const entry = (kind: TimelineEntry['kind'], actor: string): TimelineEntry => ({
  at: '2026-03-01T12:00:00.000Z',
  kind,
  actor,
  summary: '',
  details: {},
});

test('a conflict is told with who changed what', () => {
  const changes = [
    { field: 'assignee', before: 'none', after: 'Grace' },
    { field: 'status', before: 'new', after: 'escalated' },
  ];
  assert.equal(
    describeConflict(changes, 'Grace'),
    'Grace changed the alert: assignee none → Grace; status new → escalated.',
  );
  assert.equal(describeConflict([], null), 'The alert was changed since you read it.');
});

test('whoever made the newest change is named, and not whoever commented after it', () => {
  const timeline = [entry('received', 'source okta'), entry('changed', 'Grace'), entry('commented', 'Ada')];
  assert.equal(lastActor(timeline), 'Grace');
  assert.equal(lastActor([entry('received', 'source okta')]), null);
});
