import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cpuMs } from '@watchfloor/sdk/testing';
import fc from 'fast-check';
import { elementSpans, findPath, valueSpan } from './json-spans.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const SPACES = ['', ' ', '\n', '\t', '\r\n', '  \n\t '];

/** Writes JSON with white space of its choice wherever the grammar allows it, and keys possibly more than once. */
function write(value: Json, space: () => string): string {
  if (Array.isArray(value))
    return `[${space()}${value.map((item: Json) => write(item, space)).join(`${space()},${space()}`)}${space()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}${space()}:${space()}${write(member, space)}`,
  );
  return `{${space()}${members.join(`${space()},${space()}`)}${space()}}`;
}

function depthOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

const trickyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .array(fc.constantFrom('\\', '"', '{', '}', '[', ']', ',', ':', ' ', 'é', '\u{1f600}', '\u0001'), {
      maxLength: 10,
    })
    .map((parts) => parts.join('')),
);
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    trickyText,
    fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(trickyText, tie('value'), { maxKeys: 5 }),
  ),
})).value;
const space = fc
  .infiniteStream(fc.constantFrom(...SPACES))
  .map((stream) => () => String(stream.next().value));

const textOf = (bytes: Buffer, span: { start: number; end: number }) =>
  bytes.toString('utf8', span.start, span.end);
/** As JSON.parse sees it: -0 becomes 0 in text, and keys such as __proto__ are keys. */
const same = (left: unknown, right: unknown) => assert.equal(JSON.stringify(left), JSON.stringify(right));

describe('valueSpan', () => {
  test('finds the one value without the white space around it, and its depth', () => {
    fc.assert(
      fc.property(json, space, (value, gap) => {
        const inner = write(value, gap);
        const bytes = Buffer.from(`${gap()}${inner}${gap()}`);
        const span = valueSpan(bytes);
        assert.equal(textOf(bytes, span), inner);
        assert.equal(span.depth, depthOf(value));
      }),
    );
  });

  test('an empty text has an empty span at its end', () => {
    for (const text of ['', ' ', '\n\t\r ']) {
      const bytes = Buffer.from(text);
      assert.deepEqual(valueSpan(bytes), { start: bytes.length, end: bytes.length, depth: 0 });
    }
  });

  test('counts brackets in texts as text', () => {
    assert.equal(valueSpan(Buffer.from('{"a":"[[[[{{{{"}')).depth, 1);
    assert.equal(valueSpan(Buffer.from('{"a\\"[[[":[1]}')).depth, 2);
    assert.equal(valueSpan(Buffer.from('"[[["')).depth, 0);
  });

  test('is total on any bytes and stays inside them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const text = Buffer.from(bytes);
        const span = valueSpan(text);
        assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
        for (const element of elementSpans(text) ?? [])
          assert.ok(element.start <= element.end && element.end <= text.length);
        findPath(text, ['a', 'b']);
      }),
      { numRuns: 500 },
    );
  });
});

describe('elementSpans', () => {
  test('gives each element’s own text, whatever white space stands between', () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 8 }), space, (values, gap) => {
        const bytes = Buffer.from(`${gap()}${write(values, gap)}${gap()}`);
        const spans = elementSpans(bytes);
        assert.ok(spans);
        assert.equal(spans.length, values.length);
        const parsed: Json[] = JSON.parse(bytes.toString('utf8'));
        for (const [index, span] of spans.entries()) {
          same(JSON.parse(textOf(bytes, span)), parsed[index]);
          assert.equal(textOf(bytes, span), textOf(bytes, span).trim());
          assert.equal(span.depth, depthOf(values[index] ?? null));
        }
      }),
    );
  });

  test('gives null where no array starts', () => {
    for (const text of ['', '{}', '"[]"', '1', ' null']) assert.equal(elementSpans(Buffer.from(text)), null);
  });
});

describe('findPath', () => {
  test('leads to the value that JSON.parse has under the keys', () => {
    const keys = fc.constantFrom('a', 'b', 'events', 'data');
    const tree = fc.dictionary(keys, fc.oneof(json, fc.dictionary(keys, json)), { maxKeys: 4 });
    fc.assert(
      fc.property(tree, fc.array(keys, { minLength: 1, maxLength: 3 }), space, (value, path, gap) => {
        const bytes = Buffer.from(`${gap()}${write(value as Json, gap)}`);
        const expected = path.reduce<unknown>(
          (at, key) =>
            typeof at === 'object' && at !== null && !Array.isArray(at) && Object.hasOwn(at, key)
              ? Reflect.get(at, key)
              : undefined,
          JSON.parse(bytes.toString('utf8')),
        );
        const start = findPath(bytes, path);
        if (expected === undefined) assert.equal(start, null);
        else {
          assert.notEqual(start, null);
          same(JSON.parse(textOf(bytes, valueSpan(bytes, start ?? 0))), expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the last of repeated keys counts, as in JSON.parse', () => {
    const bytes = Buffer.from('{"data":{"events":[1]}, "data":{"events":[2],"events":[3]}}');
    const start = findPath(bytes, ['data', 'events']);
    assert.equal(textOf(bytes, valueSpan(bytes, start ?? 0)), '[3]');
  });

  test('a key written with escapes is the same key', () => {
    const bytes = Buffer.from('{"d\\u0061ta":{"events":[1]}}');
    const start = findPath(bytes, ['data', 'events']);
    assert.notEqual(start, null);
    assert.equal(textOf(bytes, valueSpan(bytes, start ?? 0)), '[1]');
  });
});

test('time is linear in the text: backslashes, quotes, brackets, open texts', () => {
  const size = 2_000_000;
  const hostile = [
    `"${'\\'.repeat(size)}"`,
    `"${'\\"'.repeat(size / 2)}"`,
    `${'"'.repeat(size)}`,
    '['.repeat(size),
    '{"a":'.repeat(size / 5),
    `[${'1,'.repeat(size / 2)}1]`,
    `{${'"a":1,'.repeat(size / 6)}"b":2}`,
    `${' '.repeat(size)}{}`,
  ];
  for (const text of hostile) {
    const bytes = Buffer.from(text);
    const started = cpuMs();
    valueSpan(bytes);
    elementSpans(bytes);
    findPath(bytes, ['data', 'events']);
    const took = cpuMs() - started;
    assert.ok(took < 1_500, `${text.slice(0, 20)}… took ${took.toFixed(0)} ms`);
  }
});
