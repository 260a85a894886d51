import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { age, type Column, clean, renderTable } from './output.ts';

interface Row {
  readonly title: string;
  readonly n: number | null;
}

const columns: readonly Column[] = [
  { title: 'N', value: (row: Row) => row.n },
  { title: 'TITLE', value: (row: Row) => row.title, wide: true },
  { title: 'END', value: () => 'x' },
];

describe('renderTable', () => {
  test('lines the columns up under their titles', () => {
    assert.equal(
      renderTable(
        [
          { title: 'Beacon', n: 7 },
          { title: 'Scan', n: null },
        ],
        columns,
        80,
      ),
      'N  TITLE   END\n7  Beacon  x\n   Scan    x',
    );
  });

  test('cuts the wide column where the terminal is too narrow, and marks the cut', () => {
    const table = renderTable([{ title: 'a very long title that does not fit', n: 1 }], columns, 30);
    const [, row = ''] = table.split('\n');
    assert.ok(row.length <= 30, row);
    assert.match(row, /^1 {2}a very .*… {2}x$/);
  });

  test('any text stays on its line and steers nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 20, max: 200 }),
        (titles, width) => {
          const table = renderTable(
            titles.map((title) => ({ title, n: 1 })),
            columns,
            width,
          );
          assert.equal(table.split('\n').length, titles.length + 1);
          assert.doesNotMatch(table.replaceAll('\n', ''), /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        },
      ),
    );
  });
});

describe('clean', () => {
  test('shows control characters, escapes and direction marks as a dot', () => {
    assert.equal(
      clean('a\u001b[2Jb\u009b31mc\rd\ne\tf\u202eg\u2066h\u0007i\u007fj'),
      'a·[2Jb·31mc·d·e·f·g·h·i·j',
    );
  });

  test('leaves every other text as it is', () => {
    const text = 'Zürich 東京 👩‍👩‍👧 ‘quoted’ — ok';
    assert.equal(clean(text), text);
  });
});

test('age says how long ago in the unit a person would use', () => {
  const now = new Date('2026-03-04T12:00:00Z');
  const ago = (seconds: number) => age(new Date(now.getTime() - seconds * 1000).toISOString(), now);
  assert.deepEqual([0, 5, 89, 120, 3_600, 7_200, 86_400, 172_800, 30 * 86_400].map(ago), [
    '0 s',
    '5 s',
    '89 s',
    '2 min',
    '60 min',
    '2 h',
    '24 h',
    '2 d',
    '30 d',
  ]);
  assert.equal(ago(-60), '0 s', 'a clock that goes ahead makes nothing younger than now');
});
