import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readPairs } from './pairs.ts';

test('pairs of the stash: quoted, escaped, bare, repeated', () => {
  const text = `1739168412, search_name="A - B - Rule", user="it\\"s", count=5, orig_tag="x", orig_tag="y", p='a, b', e=`;
  assert.deepEqual(readPairs(text), {
    search_name: 'A - B - Rule',
    user: 'it"s',
    count: '5',
    orig_tag: ['x', 'y'],
    p: 'a, b',
  });
});

test('an equals sign without a name before it is none, one inside a value belongs to it', () => {
  assert.deepEqual(readPairs('== =a b==c d="x=y" k="open'), { b: '=c', d: 'x=y', k: 'open' });
});

test('what is written as pairs is read as pairs', () => {
  const name = fc.stringMatching(/^[a-z_]{1,20}$/);
  const pairs = fc.dictionary(name, fc.stringMatching(/^[ -~]{1,30}$/), { noNullPrototype: true });
  fc.assert(
    fc.property(pairs, (fields) => {
      const trimmed = Object.entries(fields).map(([key, value]) => [key, value.trim()] as const);
      const kept = Object.fromEntries(trimmed.filter(([, value]) => value !== ''));
      const text = Object.entries(kept)
        .map(([key, value]) => `${key}="${value.replace(/(["\\])/g, '\\$1')}"`)
        .join(', ');
      assert.deepEqual(readPairs(text), kept);
    }),
  );
});

test('any text is read, in time linear in its length', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof readPairs(text) === 'object'));
  for (const unit of ['=', 'a=', '="', "a='", 'a="\\', 'a=b,', 'a ']) {
    const start = process.cpuUsage().user;
    readPairs(unit.repeat(100_000));
    assert.ok(process.cpuUsage().user - start < 1_000_000, unit);
  }
});
