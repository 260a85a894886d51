import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertCell } from './alert-count.store.ts';
import { FACETS, sumFacets } from './facets.ts';

const BLANK: AlertCell = {
  severity: 'high',
  status: 'new',
  source: 'okta',
  disposition: '',
  verdict: '',
  count: 1,
};
const CELLS: readonly AlertCell[] = [
  { ...BLANK, count: 5 },
  { ...BLANK, count: 3, status: 'resolved', verdict: 'false_positive' },
  { ...BLANK, count: 7, severity: 'low', source: 'generic' },
  { ...BLANK, count: 2, severity: 'low', status: 'resolved', verdict: 'true_positive' },
];

test('without a filter every facet adds up to all', () => {
  const { total, of } = sumFacets(CELLS, {});
  assert.equal(total, 17);
  for (const name of FACETS) {
    assert.equal(
      [...of[name].values()].reduce((sum, count) => sum + count, 0),
      17,
      name,
    );
  }
});

test('a facet leaves its own filter out, and is narrowed by all others', () => {
  const { total, of } = sumFacets(CELLS, { severity: ['high'], status: ['new'] });
  assert.equal(total, 5);
  assert.deepEqual(
    [...of.severity],
    [
      ['high', 5],
      ['low', 7],
    ],
  );
  assert.deepEqual(
    [...of.status],
    [
      ['new', 5],
      ['resolved', 3],
    ],
  );
  assert.deepEqual([...of.source], [['okta', 5]]);
});

test('a filter for a value that no alert has leaves the other facets empty', () => {
  const { total, of } = sumFacets(CELLS, { source: ['nobody'] });
  assert.equal(total, 0);
  assert.equal(of.severity.size, 0);
  assert.deepEqual(
    [...of.source],
    [
      ['okta', 10],
      ['generic', 7],
    ],
  );
});
