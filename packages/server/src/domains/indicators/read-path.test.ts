import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cpuMs } from '@watchfloor/sdk/testing';
import fc from 'fast-check';
import { PATH_VALUES_MAX, readPath, refusePath } from './read-path.ts';

describe('readPath', () => {
  test('finds nested keys, flat keys with dots, and mixtures of both', () => {
    assert.deepEqual(readPath({ a: { b: { c: 'x' } } }, 'a.b.c'), ['x']);
    assert.deepEqual(readPath({ 'a.b.c': 'x' }, 'a.b.c'), ['x']);
    assert.deepEqual(readPath({ 'a.b': { c: 'x' }, a: { 'b.c': 'y' } }, 'a.b.c'), ['y', 'x']);
  });

  test('enters lists without saying so, picks one element, and takes a star for any', () => {
    const record = { hosts: [{ ip: '192.0.2.1' }, { ip: ['192.0.2.2', '192.0.2.3'] }] };
    assert.deepEqual(readPath(record, 'hosts.ip'), ['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    assert.deepEqual(readPath(record, 'hosts[1].ip'), ['192.0.2.2', '192.0.2.3']);
    assert.deepEqual(readPath(record, 'hosts.0.ip'), ['192.0.2.1']);
    assert.deepEqual(readPath(record, 'hosts[*].ip[0]'), ['192.0.2.2']);
    assert.deepEqual(readPath({ by: { one: { id: 1 }, two: { id: 2 } } }, 'by.*.id'), ['1', '2']);
  });

  test('opens JSON in a text field on the way, not at the end of the path', () => {
    const record = { Entities: '[{"Address":"192.0.2.9"}]' };
    assert.deepEqual(readPath(record, 'Entities.Address'), ['192.0.2.9']);
    assert.deepEqual(readPath(record, 'Entities'), ['[{"Address":"192.0.2.9"}]']);
  });

  test('is empty where the path leads to nothing, to an object or to null', () => {
    const record = { a: { b: null }, list: [] };
    for (const path of ['x', 'a', 'a.b', 'a.b.c', 'list', '__proto__', 'constructor.name'])
      assert.deepEqual(readPath(record, path), [], path);
  });

  test('never throws and keeps its bounds, whatever the record and the path are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (record, path) => {
        // jsonValue gives JSON; its type does not say so.
        assert.ok(readPath(record as Parameters<typeof readPath>[0], path).length <= PATH_VALUES_MAX);
      }),
    );
    const wide = {
      list: Array.from({ length: 5_000 }, () => ({ list: Array.from({ length: 50 }, () => 'x') })),
    };
    const start = cpuMs();
    assert.equal(readPath(wide, '*.*.*.*.*').length <= PATH_VALUES_MAX, true);
    assert.equal(
      readPath({ items: Array.from({ length: 10_000 }, (_, index) => index) }, 'items').length,
      PATH_VALUES_MAX,
    );
    assert.ok(cpuMs() - start < 250);
  });
});

test('refusePath says what is wrong with a path', () => {
  assert.equal(refusePath('a.b[0].c'), null);
  assert.match(refusePath('') ?? '', /empty step/);
  assert.match(refusePath('a..b') ?? '', /empty step/);
  assert.match(refusePath('a.'.repeat(30).slice(0, -1)) ?? '', /more than 20 steps/);
  assert.match(refusePath('a'.repeat(301)) ?? '', /300 characters/);
});
