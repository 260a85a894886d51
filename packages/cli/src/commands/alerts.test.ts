import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderFacets } from './alerts.ts';

const answer: Parameters<typeof renderFacets>[0] = {
  total: 12,
  counted: 'exact',
  looked_at_max: null,
  facets: {
    severity: [
      { value: 'critical', count: 0 },
      { value: 'high', count: 12 },
    ],
    status: [],
    source: [{ value: 'okta\u001b[31m', count: 12 }],
    disposition: [],
    verdict: [{ value: null, count: 12 }],
  },
};

test('facets are a table of what occurs, with the sum below, and steer no terminal', () => {
  assert.equal(
    renderFacets(answer),
    [
      'FACET     VALUE      ALERTS',
      'severity  high       12',
      'source    okta·[31m  12',
      'verdict   (none)     12',
      '12 alerts',
    ].join('\n'),
  );
});

test('counts of the newest alerts alone say that there may be more', () => {
  const text = renderFacets({ ...answer, counted: 'newest', looked_at_max: 10_000 });
  assert.match(text, /^severity {2}high +12\+$/m);
  assert.match(text, /\nat least 12 alerts: only the newest 10000 were looked at$/);
});

test('without an alert there is no table', () => {
  const none = { severity: [], status: [], source: [], disposition: [], verdict: [] };
  assert.equal(renderFacets({ ...answer, total: 0, facets: none }), '0 alerts');
});
