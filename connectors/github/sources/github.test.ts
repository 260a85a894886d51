import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '@watchfloor/sdk';
import { github } from './github.ts';

test('an action of GitHub’s own with two fields beside it is enough', () => {
  assert.ok(github.recognise({ action: 'business.add_admin', actor: 'octo-alice', user: 'octo-bob' }) >= 50);
  assert.ok(github.recognise({ action: 'git.push', actor: 'octo-alice', org: 'contoso' }) >= 50);
});

test('the log of another application with the same words is not taken', () => {
  const others: readonly JsonObject[] = [
    { action: 'user.login', actor: 'alice', user: 'alice', created_at: '2026-01-01T00:00:00Z' },
    { action: 'create', actor: 'alice', org: 'contoso', created_at: 1 },
    { action: 'project.create', actor: { id: 1 }, user_agent: 'curl' },
    { action: 'blocked', alert: { signature: 'x', severity: 1 } },
    { rule: { id: '100', description: 'x' }, agent: { name: 'a' } },
    { repository: { name: 'x' }, action: 'push' },
  ];
  for (const record of others) assert.ok(github.recognise(record) < 50, JSON.stringify(record));
});

test('the same fields are an alert, an event or an entry by what stands in them', () => {
  const kindOf = (record: JsonObject): string => {
    const result = github.read(record);
    return result.ok ? result.record.kind : 'refused';
  };
  const repository = { full_name: 'contoso/web' };
  assert.equal(
    kindOf({ action: 'created', alert: { secret_type: 'x', state: 'open' }, repository }),
    'alert',
  );
  assert.equal(kindOf({ action: 'opened', pull_request: { title: 'x' }, repository }), 'event');
  assert.equal(kindOf({ action: 'secret_scanning_alert.create', actor: 'a', org: 'contoso' }), 'event');
  assert.equal(kindOf({ hello: 'world' }), 'refused');
});
