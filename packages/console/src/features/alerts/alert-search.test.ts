import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatQueryString, parseQueryString } from '../../query-string.ts';
import {
  ALERT_VIEWS,
  type AlertSearch,
  isFiltered,
  isSameSearch,
  parseAlertSearch,
  SORTS,
  SPANS,
  statusesOf,
  statusWords,
  toListQuery,
  unreadFields,
  withField,
} from './alert-search.ts';
import { DISPOSITIONS, SEVERITIES, STATUSES, VERDICTS } from './alert-words.ts';

const fromUrl = (text: string) => parseAlertSearch(parseQueryString(text));
const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');

test('a URL is read into typed filters', () => {
  assert.deepEqual(fromUrl('?status=open,resolved&severity=high,critical&risk_min=60&since=24h&q=mimi*'), {
    q: 'mimi*',
    status: ['resolved', 'open'],
    severity: ['critical', 'high'],
    risk_min: 60,
    since: '24h',
  });
});

test('any search survives the way through the URL', () => {
  const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).map((value) => value.trim());
  const field = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
  const some = <Word>(words: readonly Word[]) => field(fc.subarray([...words]));
  const search = fc.record({
    q: field(text),
    status: some([...STATUSES, 'open', 'closed'] as const),
    severity: some(SEVERITIES),
    source: some(['okta', 'sentinel', 'generic']),
    disposition: some(DISPOSITIONS),
    verdict: some(VERDICTS),
    assignee: field(text),
    technique: field(fc.constantFrom('T1059', 'T1059.001')),
    entity: field(fc.tuple(fc.constantFrom('ip', 'command_line'), text).map((pair) => pair.join(':'))),
    risk_min: field(fc.integer({ min: 0, max: 100 })),
    since: field(fc.constantFrom(...(Object.keys(SPANS) as (keyof typeof SPANS)[]))),
    from: field(
      fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date('2099-01-01') })
        .map((at) => at.toISOString()),
    ),
    sort: field(fc.constantFrom(...SORTS)),
    order: field(fc.constantFrom('asc' as const, 'desc' as const)),
  });
  fc.assert(
    fc.property(search, (fields) => {
      const first = parseAlertSearch(fields);
      const url = formatQueryString({ ...first });
      assert.deepEqual(fromUrl(url), first);
      assert.deepEqual(unreadFields(parseQueryString(url)), []);
    }),
  );
});

test('any query string is read without throwing', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof fromUrl(text) === 'object'));
});

test('what cannot be read is left out and named', () => {
  const url = '?severity=critical,huge&status=opne&from=yesterday&colour=red&risk_min=101&q=';
  assert.deepEqual(fromUrl(url), { severity: ['critical'] });
  assert.deepEqual(unreadFields(parseQueryString(url)), [
    'severity=critical,huge',
    'status=opne',
    'from=yesterday',
    'colour=red',
    'risk_min=101',
  ]);
});

test('readable characters stay readable in the address', () => {
  assert.equal(
    formatQueryString({ entity: 'ip:192.0.2.1', status: ['new', 'open'] }),
    '?entity=ip:192.0.2.1&status=new,open',
  );
  assert.equal(formatQueryString({ q: 'a&b=c #1' }), '?q=a%26b%3Dc%20%231');
  assert.equal(formatQueryString({}), '');
});

test('the API is asked for statuses and moments, not for words of the console', () => {
  assert.deepEqual(toListQuery({ status: ['open'], since: '1h' }, NOW_MS), {
    status: ['new', 'triaging', 'investigating', 'escalated'],
    from: '2026-03-01T11:00:00.000Z',
  });
});

test('statuses and their short words are the same set', () => {
  fc.assert(
    fc.property(fc.subarray([...STATUSES]), (statuses) => {
      assert.deepEqual(statusesOf(statusWords(statuses)), statuses);
    }),
  );
  assert.deepEqual(statusWords(['new', 'triaging', 'investigating', 'escalated']), ['open']);
});

test('a field that becomes empty leaves the search', () => {
  const search: AlertSearch = { severity: ['high'], q: 'x' };
  assert.deepEqual(withField(search, 'severity', []), { q: 'x' });
  assert.deepEqual(withField(search, 'q', undefined), { severity: ['high'] });
});

test('sorting alone is no filter', () => {
  assert.equal(isFiltered({ sort: 'risk_score', order: 'asc' }), false);
  assert.equal(isFiltered({ label: 'x' }), true);
});

test('views are searches, and no two are the same', () => {
  for (const view of ALERT_VIEWS) {
    assert.deepEqual(parseAlertSearch(view.search), view.search);
    assert.equal(ALERT_VIEWS.filter((other) => isSameSearch(other.search, view.search)).length, 1);
  }
});
