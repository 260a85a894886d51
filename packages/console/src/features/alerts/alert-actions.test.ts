import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '@watchfloor/client';
import { makeAlert } from '../../testing/make-alert.ts';
import {
  changesBetween,
  mayRepeat,
  refuseAnyChange,
  refuseClose,
  refuseReopen,
  refuseStatus,
} from './alert-actions.ts';
import { STATUSES } from './alert-words.ts';

const session = (permissions: Session['permissions'], role = 'analyst'): Session => ({
  principal: { kind: 'user', id: 'user_1', name: 'Ada', role },
  tenant: { id: 'tenant_1', slug: 'default', name: 'Default' },
  permissions,
});
const ANALYST = session(['alerts:read', 'alerts:update']);
const VIEWER = session(['alerts:read'], 'viewer');

test('whoever may not change alerts is told so, by role, for every action', () => {
  const alert = makeAlert();
  for (const refusal of [
    refuseAnyChange(VIEWER),
    refuseClose(VIEWER, alert),
    refuseReopen(VIEWER, makeAlert({ status: 'resolved' })),
    refuseStatus(VIEWER, alert, 'triaging'),
  ]) {
    assert.match(refusal ?? '', /viewer/);
  }
});

test('open alerts can be closed and not reopened, closed ones the other way round', () => {
  for (const status of STATUSES) {
    const alert = makeAlert({ status });
    const closed = status === 'resolved' || status === 'auto_resolved';
    assert.equal(refuseClose(ANALYST, alert) === null, !closed, status);
    assert.equal(refuseReopen(ANALYST, alert) === null, closed, status);
  }
});

test('a status change follows the rules of the server', () => {
  assert.equal(refuseStatus(ANALYST, makeAlert({ status: 'new' }), 'escalated'), null);
  assert.match(refuseStatus(ANALYST, makeAlert({ status: 'triaging' }), 'new') ?? '', /does not become new/);
  assert.match(refuseStatus(ANALYST, makeAlert({ status: 'new' }), 'resolved') ?? '', /verdict/);
  assert.match(refuseStatus(ANALYST, makeAlert({ status: 'resolved' }), 'triaging') ?? '', /reopen/);
  assert.match(refuseStatus(ANALYST, makeAlert({ status: 'triaging' }), 'triaging') ?? '', /already/);
});

test('what others changed is told in words', () => {
  const seen = makeAlert({ assignee: null, labels: ['vip'] });
  const now = makeAlert({ assignee: 'Grace', labels: [], status: 'auto_resolved', version: 3 });
  assert.deepEqual(changesBetween(seen, now), [
    { field: 'status', before: 'new', after: 'auto resolved' },
    { field: 'assignee', before: 'none', after: 'Grace' },
    { field: 'labels', before: 'vip', after: 'none' },
  ]);
  assert.deepEqual(changesBetween(seen, seen), []);
});

test('a change is repeated by itself only when nobody touched the same', () => {
  const seen = makeAlert();
  assert.equal(mayRepeat(seen, makeAlert({ risk_score: 90, version: 3 }), ['assignee']), true);
  assert.equal(mayRepeat(seen, makeAlert({ assignee: 'Grace', version: 3 }), ['assignee']), false);
  assert.equal(mayRepeat(seen, makeAlert({ assignee: 'Grace', version: 3 }), ['status']), true);
  assert.equal(mayRepeat(seen, makeAlert({ status: 'resolved', version: 3 }), ['assignee']), false);
});
