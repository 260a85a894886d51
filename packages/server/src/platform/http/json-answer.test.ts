import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeAnswer } from './json-answer.ts';

test('is the JSON of the value in UTF-8, short or long, of any characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.integer({ min: 0, max: 40_000 }),
      (text, length) => {
        for (const filling of ['x', 'ü', '“', '😀']) {
          const value = { data: { text, filling: filling.repeat(length) } };
          assert.deepEqual(Buffer.from(writeAnswer(value)), Buffer.from(JSON.stringify(value)));
        }
      },
    ),
    { numRuns: 30 },
  );
});
