import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeadLetter, WorkStatus } from '@watchfloor/client';
import { letterFilter, parseWorkSearch } from './work-search.ts';
import { refuseDiscard, refuseReplay, secondsWords, tilesOf } from './work-words.ts';

const WELL: WorkStatus = {
  queue: [],
  jobs: 0,
  records: 0,
  oldest_seconds: 0,
  workers: { alive: 3, heard_seconds: 1.2 },
  stuck: [],
  dead_letters: 0,
};
const tones = (change: Partial<WorkStatus>) => tilesOf({ ...WELL, ...change }).map((tile) => tile.tone);

test('each tile is bad for its own reason only', () => {
  assert.deepEqual(tones({}), ['quiet', 'good', 'good', 'good']);
  assert.deepEqual(tones({ jobs: 1, records: 9, oldest_seconds: 121 }), ['bad', 'good', 'good', 'good']);
  assert.deepEqual(tones({ workers: { alive: 0, heard_seconds: null } }), ['quiet', 'bad', 'good', 'good']);
  const stuck = [{ stage: 'accepted', alerts: 2, oldest_at: '2026-01-01T00:00:00.000Z' }] as const;
  assert.deepEqual(tones({ stuck: [...stuck] }), ['quiet', 'good', 'bad', 'good']);
  assert.deepEqual(tones({ dead_letters: 1 }), ['quiet', 'good', 'good', 'bad']);
});

test('spans are told in the unit that fits', () => {
  assert.deepEqual([0.4, 89, 90, 5_399, 5_400].map(secondsWords), ['0 s', '89 s', '2 min', '90 min', '2 h']);
});

test('what was replayed is not replayed twice, and only what is open is discarded', () => {
  const letter = (state: DeadLetter['state'], followed_by: string | null = null) =>
    ({ state, followed_by }) as DeadLetter;
  assert.deepEqual([refuseReplay(letter('open')), refuseReplay(letter('discarded'))], [null, null]);
  assert.match(refuseReplay(letter('replayed')) ?? '', /already/);
  assert.match(refuseReplay(letter('replayed', 'letter_1')) ?? '', /that followed/);
  assert.equal(refuseDiscard(letter('open')), null);
  assert.match(refuseDiscard(letter('discarded')) ?? '', /discarded already/);
});

test('the address says what is listed; what it does not know is left out', () => {
  const letter = `letter_${'0'.repeat(32)}`;
  assert.deepEqual(parseWorkSearch({ state: 'replayed,gone', stage: 'event', letter }), {
    state: ['replayed'],
    stage: ['event'],
    letter,
  });
  assert.deepEqual(parseWorkSearch({ state: 7, stage: 'x', letter: 'letter_1' }), {});
  assert.deepEqual(letterFilter({}), { state: ['open'] });
});
