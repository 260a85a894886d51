import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countOf,
  formatAge,
  formatAgo,
  formatBytes,
  formatPoints,
  formatUtc,
  formatUtcSeconds,
  initialsOf,
} from './format.ts';

const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');
const before = (ms: number) => new Date(NOW_MS - ms).toISOString();
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test('an age is written in the largest whole unit', () => {
  const cases: [number, string][] = [
    [0, 'now'],
    [4 * SECOND, 'now'],
    [42 * SECOND, '42s'],
    [59 * SECOND, '59s'],
    [60 * SECOND, '1m'],
    [59 * MINUTE + 59 * SECOND, '59m'],
    [HOUR, '1h'],
    [23 * HOUR, '23h'],
    [DAY, '1d'],
    [13 * DAY, '13d'],
    [15 * DAY, '2w'],
    [90 * DAY, '2mo'],
    [800 * DAY, '2y'],
  ];
  for (const [ms, expected] of cases) assert.equal(formatAge(before(ms), NOW_MS), expected);
});

test('a time ahead is not written as an age', () => {
  assert.equal(formatAge(before(-2 * HOUR), NOW_MS), '+2h');
  assert.equal(formatAge(before(-2 * SECOND), NOW_MS), 'now');
  assert.equal(formatAgo(before(-2 * HOUR), NOW_MS), 'in 2 h');
});

test('an age in words', () => {
  assert.equal(formatAgo(before(SECOND), NOW_MS), 'just now');
  assert.equal(formatAgo(before(7 * MINUTE), NOW_MS), '7 min ago');
  assert.equal(formatAgo(before(DAY), NOW_MS), '1 day ago');
  assert.equal(formatAgo(before(100 * DAY), NOW_MS), '3 months ago');
});

test('what is not a time is said to be unknown', () => {
  assert.equal(formatAge('yesterday', NOW_MS), '—');
  assert.equal(formatAgo('', NOW_MS), 'at an unknown time');
  assert.equal(formatUtc('yesterday'), 'yesterday');
});

test('the exact time is UTC with milliseconds, whatever offset it came with', () => {
  assert.equal(formatUtc('2026-03-01T13:05:06.789+01:00'), '2026-03-01 12:05:06.789 UTC');
  assert.equal(formatUtcSeconds('2026-03-01T12:05:06.789Z'), '2026-03-01 12:05:06');
});

test('counts, points, sizes', () => {
  assert.equal(countOf(1, 'alert'), '1 alert');
  assert.equal(countOf(0, 'alert'), '0 alerts');
  assert.equal(countOf(1_204, 'entity', 'entities'), '1,204 entities');
  assert.equal(formatPoints(12), '+12');
  assert.equal(formatPoints(-4), '\u22124');
  assert.equal(formatPoints(0), '0');
  assert.equal(formatBytes(512), '512 B');
  assert.equal(formatBytes(1_434), '1.4 KB');
  assert.equal(formatBytes(3 * 1_048_576), '3.0 MB');
});

test('initials stand for a person', () => {
  assert.equal(initialsOf('Ada Lovelace'), 'AL');
  assert.equal(initialsOf('owner@localhost'), 'O');
  assert.equal(initialsOf('ada.king@example.com'), 'AK');
  assert.equal(initialsOf(''), '?');
});
