import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proveAgain, settleProof } from './prove-again.ts';

test('calls that are refused together ask once, and all get the answer', async () => {
  const answers = [proveAgain(), proveAgain()];
  assert.equal(answers[0], answers[1]);
  settleProof(true);
  assert.deepEqual(await Promise.all(answers), [true, true]);
});

test('giving up is an answer too, and the next refusal asks anew', async () => {
  const first = proveAgain();
  settleProof(false);
  assert.equal(await first, false);
  const second = proveAgain();
  assert.notEqual(second, first);
  settleProof(true);
  assert.equal(await second, true);
});
