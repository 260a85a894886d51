import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRulePlace, parseRuleSearch, volumeBars } from './rule-search.ts';

test('a search keeps what it knows and drops the rest', () => {
  assert.deepEqual(parseRuleSearch({ q: ' spray ', sort: 'alerts', x: 1 }), { q: 'spray', sort: 'alerts' });
  assert.deepEqual(parseRuleSearch({ sort: 'last_seen' }), {});
});

test('a rule is named by source and key; a key of digits stays a text', () => {
  assert.deepEqual(parseRulePlace({ source: 'suricata', key: 2_024_001 }), {
    source: 'suricata',
    key: '2024001',
  });
  assert.deepEqual(parseRulePlace({}), { source: '', key: '' });
});

test('a month has a bar for every day, the busiest at full height', () => {
  const bars = volumeBars(
    [
      { day: '2026-03-02', alerts: 4 },
      { day: '2026-03-04', alerts: 8 },
    ],
    3,
    new Date('2026-03-04T23:00:00Z'),
  );
  assert.deepEqual(bars, [
    { day: '2026-03-02', alerts: 4, share: 0.5 },
    { day: '2026-03-03', alerts: 0, share: 0 },
    { day: '2026-03-04', alerts: 8, share: 1 },
  ]);
});
