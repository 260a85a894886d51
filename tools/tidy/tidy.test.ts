// Each rule finds its own bad example and leaves the good one alone. A rule without an example fails: nobody would know whether it
// still looks.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXAMPLES } from './examples.ts';
import { EXCEPTIONS, withoutExceptions } from './exceptions.ts';
import { RULES } from './run.ts';
import { makeTree, type Violation } from './tree.ts';

function violationsOf(id: string, files: Readonly<Record<string, string>>): Violation[] {
  const rule = RULES.find((candidate) => candidate.id === id);
  assert.ok(rule, `there is no rule ${id}`);
  return [...rule.check(makeTree(files))];
}

test('every rule has an example, every example a rule, and no id stands twice', () => {
  const ids = RULES.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([...ids].sort(), [...new Set(EXAMPLES.map(({ rule }) => rule))].sort());
});

describe('a rule finds its bad example', () => {
  for (const { rule, bad, at, good } of EXAMPLES) {
    test(`${rule}: ${at}`, () => {
      const places = violationsOf(rule, bad).map(({ path, line }) => `${path}:${line}`);
      assert.deepEqual(places, at.split(' '));
      assert.deepEqual(violationsOf(rule, good), []);
    });
  }
});

test('every violation says its rule and what to do in a sentence', () => {
  for (const { rule, bad } of EXAMPLES) {
    for (const violation of violationsOf(rule, bad)) {
      assert.equal(violation.rule, rule);
      assert.ok(violation.message.length > 20, `${rule} says too little: ${violation.message}`);
    }
  }
});

test('an exception lets its place pass, and one that covers nothing is itself a violation', () => {
  const violation = { path: 'a.ts', line: 3, rule: 'style.any', message: 'uses "any"' };
  const exception = { rule: 'style.any', path: 'a.ts', match: 'any', reason: 'for a test' };
  assert.deepEqual(withoutExceptions([violation], [exception]), []);
  assert.deepEqual(
    withoutExceptions([violation], [{ ...exception, path: 'b.ts' }]).map(({ rule }) => rule),
    ['style.any', 'exception.stale'],
  );
});

test('the list of exceptions only shrinks', () => {
  assert.ok(EXCEPTIONS.length <= 18, 'fix the place instead, or take another exception out first');
});
