import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { JsonObject } from '@watchfloor/sdk';
import fc from 'fast-check';
import { pushedRecord } from './pubsub.ts';

function pushed(text: string): JsonObject {
  return { message: { data: Buffer.from(text).toString('base64'), messageId: '1' }, subscription: 's' };
}

test('a pushed object comes out as it went in, however it is written', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(undefined, 2),
      (object, space) => {
        const text = JSON.stringify(object, null, space);
        assert.deepEqual(pushedRecord(pushed(text)), JSON.parse(text));
      },
    ),
  );
});

test('what is no message or holds no object gives nothing', () => {
  for (const text of ['[1]', '"{}"', 'plain', '{"a":', ''])
    assert.equal(pushedRecord(pushed(text)), null, text);
  assert.equal(pushedRecord({ message: { data: 'eyJhIjoxfQ==' } }), null);
  assert.equal(pushedRecord({ message: 'eyJhIjoxfQ==', subscription: 's' }), null);
  fc.assert(
    fc.property(fc.base64String(), (data) => {
      const record = pushedRecord({ message: { data, messageId: '1' } });
      assert.ok(record === null || typeof record === 'object');
    }),
  );
});
