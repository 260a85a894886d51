import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert } from '@watchfloor/client';
import type { Page } from '../../api.ts';
import { makeAlert } from '../../testing/make-alert.ts';
import { pillText, replaceAlerts, rowsOf, staleIds, takeFreshPage } from './alert-arrivals.ts';

const alert = (id: string, fields: Partial<Alert> = {}) => makeAlert({ id, ...fields });
const page = (alerts: Alert[], next: string | null = null): Page<Alert> => ({
  data: alerts,
  next_cursor: next,
});
const idsOf = (pages: readonly Page<Alert>[]) => rowsOf(pages).map((row) => row.id);

test('a list nobody works in shows the fresh page', () => {
  const arrival = takeFreshPage(
    [page([alert('a')], 'x'), page([alert('b')])],
    page([alert('c'), alert('a')]),
    false,
  );
  assert.deepEqual(idsOf(arrival.pages), ['c', 'a']);
  assert.equal(arrival.waiting, 0);
});

test('a list at work keeps its rows where they are, counts what is new and changes what is shown', () => {
  const shown = [page([alert('a'), alert('b')])];
  const fresh = page([alert('d'), alert('c'), alert('b', { version: 3, status: 'escalated' })]);
  const arrival = takeFreshPage(shown, fresh, true);
  assert.deepEqual(idsOf(arrival.pages), ['a', 'b']);
  assert.equal(rowsOf(arrival.pages)[1]?.status, 'escalated');
  assert.equal(arrival.waiting, 2);
  assert.equal(pillText(arrival), '2 new alerts');
});

test('a fresh page that is all new says that there may be more', () => {
  const arrival = takeFreshPage([page([alert('a')])], page([alert('b'), alert('c')], 'next'), true);
  assert.deepEqual({ waiting: arrival.waiting, isMore: arrival.isMore }, { waiting: 2, isMore: true });
  assert.equal(pillText(arrival), '2+ new alerts');
  assert.equal(pillText({ waiting: 1, isMore: false }), '1 new alert');
});

test('the first alerts of an empty list come in at once', () => {
  assert.deepEqual(idsOf(takeFreshPage([], page([alert('a')]), true).pages), ['a']);
});

test('an answer that was overtaken does not win', () => {
  const shown = [page([alert('a', { version: 5 })])];
  assert.equal(
    rowsOf(replaceAlerts(shown, [alert('a', { version: 4, status: 'resolved' })]))[0]?.status,
    'new',
  );
});

test('one more occurrence of the same version is taken in', () => {
  const shown = [page([alert('a', { duplicate_count: 1 })])];
  assert.equal(rowsOf(replaceAlerts(shown, [alert('a', { duplicate_count: 7 })]))[0]?.duplicate_count, 7);
});

test('a decision makes no version, and is taken in all the same', () => {
  const shown = [page([alert('a', { risk_score: null, stage: 'accepted' })])];
  assert.equal(rowsOf(replaceAlerts(shown, [alert('a', { risk_score: 62 })]))[0]?.risk_score, 62);
});

test('pages without news stay the same objects, so that their rows are not drawn again', () => {
  const shown = [page([alert('a')]), page([alert('b')])];
  const replaced = replaceAlerts(shown, [alert('b', { version: 3 })]);
  assert.equal(replaced[0], shown[0]);
  assert.notEqual(replaced[1], shown[1]);
});

test('changed rows below the fresh page are named for reading', () => {
  const shown = [page([alert('a'), alert('b')]), page([alert('c')])];
  assert.deepEqual(staleIds(shown, page([alert('a')]), new Set(['a', 'c', 'z'])), ['c']);
});

test('an alert that moved between two pages is one row', () => {
  assert.deepEqual(idsOf([page([alert('a'), alert('b')]), page([alert('b'), alert('c')])]), ['a', 'b', 'c']);
});
