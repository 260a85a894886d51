import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cpuMs } from '@watchfloor/sdk/testing';
import fc from 'fast-check';
import { AppError } from '../../kernel/errors.ts';
import { JSON_DEPTH_MAX, JSON_VALUES_MAX, parseJsonObject } from './json-body.ts';

const parse = (text: string) => parseJsonObject(Buffer.from(text));

function refuses(body: Buffer | string, code: string): void {
  assert.throws(
    () => parseJsonObject(Buffer.from(body)),
    (error) => error instanceof AppError && error.code === code,
    String(body).slice(0, 80),
  );
}

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('a body', () => {
  test('is read as JSON reads it, whatever it holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(parse(text), JSON.parse(text));
        assert.deepEqual(parse(JSON.stringify(JSON.parse(text), null, 2)), JSON.parse(text));
      }),
    );
  });

  test('that JSON does not read is refused as such, and never breaks anything', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        for (const text of [before, `{"a":${before}`, `{${before}:${after}}`, `{"${before}":"${after}`]) {
          try {
            assert.deepEqual(parse(text), JSON.parse(text));
          } catch (error) {
            assert.ok(error instanceof AppError, String(error));
            assert.ok(['bad_json', 'invalid'].includes(error.code));
          }
        }
      }),
    );
  });

  test('may be as deep as a record and no deeper', () => {
    assert.ok(parse(nested(JSON_DEPTH_MAX)));
    refuses(nested(JSON_DEPTH_MAX + 1), 'too_deep');
    refuses(`{"a":${'['.repeat(2_000_000)}`, 'too_deep');
    assert.ok(parse(`{"a":"${'['.repeat(5_000)}${'{'.repeat(5_000)}"}`), 'brackets in a text are no levels');
  });

  test('may hold so many members and elements and no more', () => {
    const list = (length: number) => `{"a":[${Array.from({ length }, () => 1).join()}]}`;
    assert.ok(parse(list(JSON_VALUES_MAX)));
    refuses(list(JSON_VALUES_MAX + 1), 'invalid');
    const members = Array.from({ length: JSON_VALUES_MAX }, (_, index) => `"k${index}":1`);
    refuses(`{${members.join()}}`, 'invalid');
    assert.ok(parse(`{"a":"${',:'.repeat(JSON_VALUES_MAX)}"}`), 'marks in a text do not count');
  });

  test('names no member twice, however the name is written', () => {
    for (const text of [
      '{"a":1,"a":2}',
      '{"a":1,"b":{},"a":2}',
      '{"x":[{"a":1,"a":1}]}',
      '{"name":1,"na\\u006de":2}',
      '{"a\\"":1,"a\\u0022":2}',
      '{"":1,"":2}',
      '{"__proto__":1,"__proto__":2}',
      '{"é":1,"\\u00e9":2}',
    ])
      refuses(text, 'bad_json');
  });

  test('may repeat a name in another object, and a text that is a value', () => {
    for (const text of [
      '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}',
      '{"a":"a","b":"a"}',
      '{"a":["a","a"],"b":"a:a"}',
      '{"a\\\\":1,"a":2}',
    ])
      assert.deepEqual(parse(text), JSON.parse(text));
  });

  test('is UTF-8 and one object', () => {
    refuses(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'bad_json');
    refuses(Buffer.from('\ufeff{}', 'utf16le'), 'bad_json');
    for (const text of ['[]', 'null', '1', '"a"', 'true']) refuses(text, 'invalid');
    for (const text of ['', ' ', '{', '{}{}', "{'a':1}", '{"a":1,}', '{"a":NaN}', '// x\n{}'])
      refuses(text, 'bad_json');
  });

  test('with a name of an object of the language gets a member of that name and nothing else', () => {
    const value = parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    assert.equal(Object.hasOwn(value, '__proto__'), true);
    assert.equal('polluted' in {}, false);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });
});

test('looking takes time in proportion to the body', () => {
  const pieces = ['"', '\\"', '{"a":', '[', '":', '"a":1,', 'é', '\\'];
  for (const piece of pieces) {
    const timeOf = (bytes: number) => {
      const body = Buffer.from(`{"a":"${piece.repeat(Math.floor(bytes / piece.length))}`);
      const started = cpuMs();
      assert.throws(() => parseJsonObject(body), AppError);
      return cpuMs() - started;
    };
    timeOf(100_000);
    const [small, large] = [timeOf(500_000), timeOf(4_000_000)];
    assert.ok(
      large < Math.max(small * 40, 400),
      `${piece}: ${small} ms, then ${large} ms for eight times as much`,
    );
  }
});
