import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { HINT_MIN, HintIndex } from './hint-index.ts';

describe('finding literal hints in one walk', () => {
  test('finds what asking for each hint would find', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '=', ' ', 'é', '\u{1f600}'), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(
          word.filter((hint) => hint.length >= HINT_MIN),
          { maxLength: 6 },
        ),
        fc.array(word, { maxLength: 10 }),
        (hints, parts) => {
          const text = parts.join('');
          const index = new HintIndex<string>();
          for (const hint of hints) index.add(hint, hint);
          const found = new Set(index.find(text));
          assert.deepEqual(
            [...found].sort(),
            [...new Set(hints.filter((hint) => text.includes(hint)))].sort(),
          );
        },
      ),
    );
  });

  test('a hint too short to be looked for is a slip in a table', () => {
    assert.throws(() => new HintIndex<number>().add('abc', 1), RangeError);
  });
});
