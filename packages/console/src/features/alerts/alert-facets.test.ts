import assert from 'node:assert/strict';
import { test } from 'node:test';
import { facetCounts, showCount } from './alert-facets.ts';

test('an exact count is shown as it is, and one of the newest as the least there is', () => {
  assert.deepEqual(showCount(1_234, 'exact'), { text: '1,234', words: '1,234 alerts' });
  assert.deepEqual(showCount(1, 'exact'), { text: '1', words: '1 alert' });
  assert.deepEqual(showCount(12, 'newest'), { text: '12+', words: 'at least 12 alerts' });
});

test('counts are found by the value of the filter, and there are none before there is an answer', () => {
  assert.equal(facetCounts(null, 'status'), null);
  const counts = facetCounts(
    {
      total: 3,
      counted: 'exact',
      looked_at_max: null,
      facets: {
        severity: [],
        status: [{ value: 'new', count: 3 }],
        source: [],
        disposition: [],
        verdict: [{ value: null, count: 3 }],
      },
    },
    'status',
  );
  assert.equal(counts?.get('new')?.text, '3');
  assert.equal(counts?.get('resolved'), undefined);
});
