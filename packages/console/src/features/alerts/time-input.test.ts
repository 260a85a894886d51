import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inputOfTime, timeOfInput, timeProblem } from './time-input.ts';

test('what is typed means UTC, whatever zone the browser is in', () => {
  assert.equal(timeOfInput('2026-03-01 04:05'), '2026-03-01T04:05:00.000Z');
  assert.equal(timeOfInput(' 2026-03-01T04:05:06 '), '2026-03-01T04:05:06.000Z');
  assert.equal(timeOfInput('2026-03-01'), '2026-03-01T00:00:00.000Z');
});

test('a pasted time keeps its zone', () => {
  assert.equal(timeOfInput('2026-03-01T04:05:06.789Z'), '2026-03-01T04:05:06.789Z');
  assert.equal(timeOfInput('2026-03-01 04:05:06 UTC'), '2026-03-01T04:05:06.000Z');
  assert.equal(timeOfInput('2026-03-01T04:05:06+01:00'), '2026-03-01T03:05:06.000Z');
  assert.equal(timeOfInput('2026-03-01T04:05:06-0530'), '2026-03-01T09:35:06.000Z');
});

test('what is no moment is said to be none', () => {
  for (const text of ['x', '2026', '03/01/2026', '2026-13-01', '2026-03-01 4:05', '2026-03-01 25:00']) {
    assert.equal(timeOfInput(text), null, text);
    assert.match(timeProblem(text) ?? '', /Write it as/);
  }
  assert.equal(timeOfInput(''), null);
  assert.equal(timeProblem(' '), null);
});

test('a time goes into the input and back', () => {
  for (const iso of ['2026-03-01T04:05:06.000Z', '2026-03-01T04:05:00.000Z'])
    assert.equal(timeOfInput(inputOfTime(iso)), iso);
  assert.equal(inputOfTime('2026-03-01T04:05:00.000Z'), '2026-03-01 04:05');
  assert.equal(inputOfTime(undefined), '');
});
