import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type LiveInput,
  type LiveState,
  nextFlushAt,
  nextLive,
  POLL_AFTER_MS,
  parseChange,
  reopenDelayMs,
  SILENCE_MS,
  startLive,
} from './live-state.ts';

const run = (inputs: [LiveInput['kind'], number][]): LiveState =>
  inputs.reduce<LiveState>((state, [kind, atMs]) => nextLive(state, { kind, atMs }), startLive(0));

test('opening makes it live, losing it reconnecting, hearing again live', () => {
  assert.equal(run([]).phase, 'connecting');
  assert.equal(run([['opened', 100]]).phase, 'live');
  assert.equal(
    run([
      ['opened', 100],
      ['lost', 200],
    ]).phase,
    'reconnecting',
  );
  assert.equal(
    run([
      ['opened', 100],
      ['lost', 200],
      ['heard', 300],
    ]).phase,
    'live',
  );
});

test('after ten seconds without a stream lists are polled, until it is back', () => {
  const lost = [
    ['opened', 0],
    ['lost', 1_000],
  ] as [LiveInput['kind'], number][];
  assert.equal(run([...lost, ['tick', 1_000 + POLL_AFTER_MS]]).phase, 'reconnecting');
  assert.equal(run([...lost, ['tick', 1_001 + POLL_AFTER_MS]]).phase, 'polling');
  assert.equal(run([...lost, ['tick', 1_001 + POLL_AFTER_MS], ['opened', 30_000]]).phase, 'live');
  assert.equal(run([['tick', POLL_AFTER_MS + 1]]).phase, 'polling');
});

test('repeated failures do not put the polling off', () => {
  const inputs: [LiveInput['kind'], number][] = [
    ['opened', 0],
    ['lost', 1_000],
  ];
  for (let atMs = 2_000; atMs <= 12_000; atMs += 1_000) inputs.push(['lost', atMs], ['tick', atMs]);
  assert.equal(run(inputs).phase, 'polling');
});

test('a silent stream is not called live', () => {
  assert.equal(
    run([
      ['opened', 0],
      ['heard', 5_000],
      ['tick', 5_000 + SILENCE_MS],
    ]).phase,
    'live',
  );
  assert.equal(
    run([
      ['opened', 0],
      ['heard', 5_000],
      ['tick', 5_001 + SILENCE_MS],
    ]).phase,
    'reconnecting',
  );
});

test('a hidden tab is paused whatever still arrives, and connects when it is shown', () => {
  assert.equal(
    run([
      ['opened', 0],
      ['hidden', 10],
      ['heard', 20],
    ]).phase,
    'paused',
  );
  assert.equal(
    run([
      ['opened', 0],
      ['hidden', 10],
      ['shown', 20],
    ]).phase,
    'connecting',
  );
  assert.equal(
    run([
      ['opened', 0],
      ['shown', 20],
    ]).phase,
    'live',
  );
});

test('batches keep their distance, and the first one does not wait', () => {
  assert.equal(nextFlushAt(null, 1_000, 500), 1_000);
  assert.equal(nextFlushAt(900, 1_000, 500), 1_400);
  assert.equal(nextFlushAt(100, 1_000, 500), 1_000);
});

test('messages are read tolerantly', () => {
  assert.deepEqual(parseChange('{"type":"alert.decided","alert_id":"alert_1","at":"x"}'), {
    type: 'alert.decided',
    alertId: 'alert_1',
  });
  for (const data of ['', '{', 'null', '[]', '{"type":1}', '{"type":"a"}'])
    assert.equal(parseChange(data), null);
});

test('opening by hand backs off to fifteen seconds', () => {
  assert.deepEqual([0, 1, 2, 3, 4, 99].map(reopenDelayMs), [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
});
