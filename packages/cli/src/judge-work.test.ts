import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkStatus } from '@watchfloor/client';
import { BEHIND_SECONDS, judgeWork } from './judge-work.ts';

const row = { class: 'low', jobs: 0, records: 0, running: 0, retrying: 0, oldest_seconds: 0 } as const;
const WELL: WorkStatus = {
  queue: [row],
  jobs: 0,
  records: 0,
  oldest_seconds: 0,
  workers: { alive: 3, heard_seconds: 1 },
  stuck: [],
  dead_letters: 0,
};

const bad = (change: Partial<WorkStatus>) =>
  judgeWork({ ...WELL, ...change })
    .filter((check) => !check.ok)
    .map((check) => `${check.name}: ${check.finding}`);

test('nothing is wrong where work is done', () => {
  assert.deepEqual(bad({}), []);
  assert.deepEqual(bad({ queue: [{ ...row, jobs: 9, records: 90, oldest_seconds: BEHIND_SECONDS }] }), []);
});

test('each thing that is wrong is told by itself, with what to run', () => {
  assert.deepEqual(bad({ workers: { alive: 0, heard_seconds: null } }), [
    'workers: none is alive: what is accepted is not decided',
  ]);
  assert.deepEqual(bad({ queue: [{ ...row, jobs: 2, oldest_seconds: 130.4 }] }), [
    'queue: low work waits for up to 130 s',
  ]);
  assert.deepEqual(
    bad({ stuck: [{ stage: 'accepted', alerts: 7, oldest_at: '2026-01-01T00:00:00.000Z' }] }),
    ['stuck work: 7 alerts stand still and no job carries them'],
  );
  assert.deepEqual(bad({ dead_letters: 2 }), ['dead letters: 2 open: work that failed for good']);
  assert.ok(judgeWork(WELL).every((check) => check.advice.length > 20));
});

test('what failed and waits for its next turn is not behind', () => {
  assert.deepEqual(bad({ queue: [{ ...row, jobs: 1, retrying: 1, oldest_seconds: 9_000 }] }), []);
  assert.deepEqual(bad({ queue: [{ ...row, class: 'again', jobs: 1, oldest_seconds: 9_000 }] }), []);
});
