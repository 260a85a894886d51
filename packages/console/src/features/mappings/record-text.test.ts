import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordOfText } from './record-text.ts';

test('an object is sent as an object, everything else as the text that it is', () => {
  assert.deepEqual(recordOfText(' {"a":1}\n'), { a: 1 });
  assert.equal(recordOfText('{"a":'), '{"a":');
  assert.equal(recordOfText('[1]'), '[1]');
  assert.equal(recordOfText(' <13>Mar  4 host x\n'), '<13>Mar  4 host x');
});
