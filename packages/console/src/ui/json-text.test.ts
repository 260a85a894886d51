import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuMs } from '@watchfloor/sdk/testing';
import fc from 'fast-check';
import { joinParts, layOutJson } from './json-text.ts';

const laidOut = (text: string) => {
  const parts = layOutJson(text);
  return parts === null ? null : joinParts(parts);
};

test('any JSON value is laid out as JSON.stringify would', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      // Except that nothing is parsed: -0 and the like keep their spelling.
      const compact = JSON.stringify(value);
      assert.equal(laidOut(compact), JSON.stringify(JSON.parse(compact), null, 2));
    }),
  );
});

test('numbers, escapes and twin keys stay as they were sent', () => {
  assert.equal(
    laidOut('{"id":9007199254740993,"id":1.0e+2,"t":"\\u0041\\/"}'),
    '{\n  "id": 9007199254740993,\n  "id": 1.0e+2,\n  "t": "\\u0041\\/"\n}',
  );
});

test('empty ones stay on their line', () => {
  assert.equal(laidOut('{"a":[],"b":{}}'), '{\n  "a": [],\n  "b": {}\n}');
});

test('what is not JSON is left alone', () => {
  for (const text of ['', '{', '{"a" 1}', "{'a':1}", '[1,]', 'CEF:0|a|b', '{"a":1}{"b":2}', '"\u0001"']) {
    assert.equal(laidOut(text), null, text);
  }
});

test('keys are told from texts', () => {
  const kinds = layOutJson('{"a":"b"}')?.filter((part) => part.kind !== 'space' && part.kind !== 'mark');
  assert.deepEqual(kinds, [
    { kind: 'key', text: '"a"' },
    { kind: 'text', text: '"b"' },
  ]);
});

test('a long text takes linear time', () => {
  const long = `[${Array.from({ length: 200_000 }, () => '"\\\\\\""').join(',')}]`;
  const startedMs = cpuMs();
  assert.notEqual(layOutJson(long), null);
  // Generous for a slow machine; quadratic would be minutes.
  assert.ok(cpuMs() - startedMs < 5_000);
});
