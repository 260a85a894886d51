import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ENTITIES_MAX, entityCollector } from './index.ts';

describe('entityCollector', () => {
  test('passes over what is no value', () => {
    const collector = entityCollector();
    for (const raw of [null, undefined, '', '-', 'N/A', {}, true, Number.NaN, [[]], 'not an address']) {
      collector.add('ip', raw, 'source');
    }
    assert.deepEqual(collector.list(), []);
    assert.equal(collector.capped, false);
  });

  test('takes single values, numbers and nested arrays in canonical form', () => {
    const collector = entityCollector();
    collector.add('ip', ['192.0.2.1', ['192.0.2.2:80', null]], 'source');
    collector.add('user', 1001, 'actor');
    assert.deepEqual(collector.list(), [
      { type: 'ip', value: '192.0.2.1', role: 'source' },
      { type: 'ip', value: '192.0.2.2', role: 'source' },
      { type: 'user', value: '1001', role: 'actor' },
    ]);
  });

  test('keeps one entry per type and value, with the more telling role, in its first place', () => {
    const collector = entityCollector();
    collector.add('user', 'Alice', 'related');
    collector.add('user', 'bob', 'actor');
    collector.add('user', 'ALICE', 'target');
    collector.add('user', 'alice', 'observer');
    collector.add('user', 'bob', 'target');
    assert.deepEqual(collector.list(), [
      { type: 'user', value: 'alice', role: 'target' },
      { type: 'user', value: 'bob', role: 'actor' },
    ]);
  });

  test('keeps one entry per type and value among many as among few', () => {
    const collector = entityCollector();
    const names = Array.from({ length: 60 }, (_, index) => `user${index}`);
    for (const name of names) collector.add('user', name, 'related');
    for (const name of names) collector.add('user', name.toUpperCase(), 'actor');
    collector.add('host', 'user1', 'related');
    const listed = collector.list();
    assert.deepEqual(
      listed.slice(0, 60),
      names.map((value) => ({ type: 'user', value, role: 'actor' })),
    );
    assert.deepEqual(listed.slice(60), [{ type: 'host', value: 'user1', role: 'related' }]);
  });

  test('tells the type from the shape and falls back on what the field names', () => {
    const collector = entityCollector();
    collector.addTyped(['192.0.2.1', 'web.example.com', 'SERVER01'], 'source', 'host');
    collector.addTyped('alice@example.com', 'actor', 'user');
    collector.addTyped('example.com', 'destination');
    collector.addTyped('nothing', 'related');
    assert.deepEqual(
      collector.list().map(({ type, value }) => `${type} ${value}`),
      [
        'ip 192.0.2.1',
        'host web.example.com',
        'host server01',
        'user alice@example.com',
        'domain example.com',
      ],
    );
  });

  test('stops at the limit and says so', () => {
    const collector = entityCollector();
    for (let index = 0; index < ENTITIES_MAX; index += 1) collector.add('user', `user${index}`, 'actor');
    assert.equal(collector.capped, false);
    collector.add('user', 'user0', 'actor');
    assert.equal(collector.capped, false);
    collector.add('user', 'one more', 'actor');
    assert.equal(collector.capped, true);
    assert.equal(collector.list().length, ENTITIES_MAX);
  });
});
