import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatTraceparent, parseTraceparent } from './trace.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

test('a valid traceparent is read, also one of a later version with more members', () => {
  const read = { traceId: TRACE, spanId: SPAN };
  assert.deepEqual(parseTraceparent(`00-${TRACE}-${SPAN}-01`), { ...read, isSampled: true });
  assert.deepEqual(parseTraceparent(`00-${TRACE}-${SPAN}-00`), { ...read, isSampled: false });
  assert.deepEqual(parseTraceparent(`00-${TRACE}-${SPAN}-03`), { ...read, isSampled: true });
  assert.deepEqual(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-comes`), { ...read, isSampled: true });
});

test('what is no valid traceparent is not believed', () => {
  for (const text of [
    undefined,
    '',
    'rubbish',
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01-more`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01\n`,
    ` 00-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01-${'x'.repeat(200)}`,
  ]) {
    assert.equal(parseTraceparent(text), null, String(text));
  }
});

test('what is written is read again, and any text is read or refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = parseTraceparent(text);
      return read === null || parseTraceparent(formatTraceparent(read))?.traceId === read.traceId;
    }),
  );
  const context = { traceId: TRACE, spanId: SPAN, isSampled: true };
  assert.deepEqual(parseTraceparent(formatTraceparent(context)), context);
});
