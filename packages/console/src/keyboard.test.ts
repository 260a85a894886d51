import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advanceSequence, type KeyPress, keyCaps, NO_SEQUENCE, strokeOf } from './keyboard.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

test('a stroke is named by what the key writes', () => {
  assert.equal(strokeOf(press('j')), 'j');
  assert.equal(strokeOf(press('?', { shiftKey: true })), '?');
  assert.equal(strokeOf(press('Enter')), 'Enter');
  assert.equal(strokeOf(press('Enter', { shiftKey: true })), 'shift+Enter');
});

test('Ctrl and ⌘ are one modifier', () => {
  assert.equal(strokeOf(press('k', { metaKey: true })), 'mod+k');
  assert.equal(strokeOf(press('K', { ctrlKey: true })), 'mod+k');
  assert.equal(strokeOf(press('Enter', { ctrlKey: true })), 'mod+enter');
});

test('modifiers alone and Alt combinations are nobody’s business, AltGr is typing', () => {
  assert.equal(strokeOf(press('Shift', { shiftKey: true })), null);
  assert.equal(strokeOf(press('ArrowLeft', { altKey: true })), null);
  assert.equal(strokeOf(press('@', { altKey: true, ctrlKey: true })), '@');
});

const SEQUENCES = ['j', 'a', 'g a', 'g e', 'mod+k'];
const at = (name: string, atMs: number) => ({ name, atMs });

test('a single key completes at once', () => {
  assert.equal(advanceSequence(NO_SEQUENCE, at('j', 10), SEQUENCES).complete, 'j');
});

test('a second key completes the sequence and not the single key of the same name', () => {
  const first = advanceSequence(NO_SEQUENCE, at('g', 10), SEQUENCES);
  assert.equal(first.complete, null);
  assert.equal(advanceSequence(first.state, at('a', 500), SEQUENCES).complete, 'g a');
});

test('after a pause the beginning is forgotten', () => {
  const first = advanceSequence(NO_SEQUENCE, at('g', 10), SEQUENCES);
  assert.equal(advanceSequence(first.state, at('a', 2_000), SEQUENCES).complete, 'a');
});

test('a key that does not continue the sequence counts on its own', () => {
  const first = advanceSequence(NO_SEQUENCE, at('g', 10), SEQUENCES);
  assert.equal(advanceSequence(first.state, at('j', 100), SEQUENCES).complete, 'j');
  assert.equal(advanceSequence(first.state, at('x', 100), SEQUENCES).complete, null);
});

test('key caps follow the system', () => {
  assert.deepEqual(keyCaps('mod+k', true), ['⌘', 'K']);
  assert.deepEqual(keyCaps('mod+k', false), ['Ctrl', 'K']);
  assert.deepEqual(keyCaps('g a', false), ['g', 'a']);
  assert.deepEqual(keyCaps('Escape', false), ['Esc']);
});
