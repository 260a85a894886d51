import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeKnownEntities } from './known-entities.ts';

test('knows what was added, in its own tenant alone, until it is told to forget', () => {
  const known = makeKnownEntities(10);
  known.add('tenant-a', ['1', '2']);
  assert.equal(known.has('tenant-a', '1'), true);
  assert.equal(known.has('tenant-b', '1'), false);
  known.forget();
  assert.equal(known.has('tenant-a', '1'), false);
});

test('keeps what is asked for and lets go of what is not', () => {
  const known = makeKnownEntities(10);
  known.add('tenant', ['busy', 'rare']);
  for (let round = 0; round < 50; round += 1) {
    known.add('tenant', [`new-${round}`]);
    assert.equal(known.has('tenant', 'busy'), true, `in round ${round}`);
  }
  assert.equal(known.has('tenant', 'rare'), false);
  const held = Array.from({ length: 50 }, (_, round) => known.has('tenant', `new-${round}`)).filter(Boolean);
  assert.ok(held.length <= 20, `${held.length} are held`);
});
