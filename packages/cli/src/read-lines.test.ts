import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { UsageError } from './explain.ts';
import { readInput } from './read-input.ts';
import { recordsOf } from './read-lines.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'wf-lines-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const values = (text: string, field?: string) => recordsOf(text, field).map((record) => record.value);

function file(name: string, content: string | Buffer): string {
  const target = path.join(folder, name);
  writeFileSync(target, content);
  return target;
}

describe('recordsOf', () => {
  test('gives one record a line, in order, JSON parsed and the rest as it stands', () => {
    assert.deepEqual(values('{"a":1}\n<34>Oct 11 su: failed\r\n[1,2]\n"text"\n{"broken":\n42\n'), [
      { a: 1 },
      '<34>Oct 11 su: failed',
      [1, 2],
      'text',
      '{"broken":',
      '42',
    ]);
  });

  test('keeps as many records as there are lines with something in them, in their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.json({ noUnicodeString: false }), fc.string({ minLength: 1 })), {
          maxLength: 20,
        }),
        (parts) => {
          const lines = parts
            .map((part) => part.replaceAll(/[\r\n]/g, ' '))
            .filter((line) => line.trim() !== '');
          const text = `x\n${lines.join('\n')}`;
          const records = values(text);
          assert.equal(records.length, lines.length + 1);
          for (const [index, line] of lines.entries()) {
            const value = records[index + 1];
            if (typeof value === 'string' && !/^\s*"/.test(line)) assert.equal(value, line);
          }
        },
      ),
    );
  });

  test('keeps white space inside a raw line, and drops only the carriage return', () => {
    assert.deepEqual(values('  indented  line \r\n'), ['  indented  line ']);
  });

  test('a JSON document over several lines is one record, or one an element', () => {
    const pretty = JSON.stringify({ a: { b: [1, 2] }, c: 'x' }, null, 2);
    assert.deepEqual(values(pretty), [{ a: { b: [1, 2] }, c: 'x' }]);
    assert.deepEqual(values(JSON.stringify([{ a: 1 }, { b: 2 }], null, 2)), [{ a: 1 }, { b: 2 }]);
    assert.deepEqual(values(`\n\n${pretty}\n\n`), [{ a: { b: [1, 2] }, c: 'x' }]);
  });

  test('a document that is broken is read line by line', () => {
    assert.deepEqual(values('{\n  "a": 1,\n'), ['{', '  "a": 1,']);
  });

  test('JSON lines of which the first is an array or an object stay lines', () => {
    assert.deepEqual(values('[1]\n[2]'), [[1], [2]]);
    assert.deepEqual(values('{"a":1}\n{"a":2}'), [{ a: 1 }, { a: 2 }]);
  });

  test('a byte order mark is no part of the first record', () => {
    assert.deepEqual(values('\u{feff}{"a":1}\n{"a":2}'), [{ a: 1 }, { a: 2 }]);
    assert.deepEqual(values(`\u{feff}${JSON.stringify([{ a: 1 }], null, 2)}`), [{ a: 1 }]);
  });

  test('whole numbers beyond 2^53 stay what they are', () => {
    assert.deepEqual(values('{"id":9007199254740993}'), [{ id: '9007199254740993' }]);
  });

  test('with a field the record is what stands there, and the id stands beside it', () => {
    const text = '{"id":"a-1","input":{"x":1}}\n{"id":7,"input":"raw line"}\n{"input":[1]}';
    assert.deepEqual(recordsOf(text, 'input'), [
      { id: 'a-1', value: { x: 1 } },
      { id: 7, value: 'raw line' },
      { id: null, value: [1] },
    ]);
  });

  test('an id that is no text or number is none, and without a field there is none', () => {
    assert.equal(recordsOf('{"id":{"x":1},"input":1}', 'input')[0]?.id, null);
    assert.equal(recordsOf('{"id":"a","x":1}', undefined)[0]?.id, null);
  });

  test('an empty text has no records', () => {
    for (const text of ['', '\n', ' \r\n\t\n']) assert.deepEqual(values(text), []);
  });
});

describe('readInput', () => {
  test('reads a file as it is, and unpacks one that is packed, whatever its name', async () => {
    assert.equal((await readInput(file('plain.jsonl', 'a\nb'))).toString(), 'a\nb');
    assert.equal((await readInput(file('packed.jsonl.gz', gzipSync('a\nb')))).toString(), 'a\nb');
    assert.equal((await readInput(file('packed-without-a-sign', gzipSync('c')))).toString(), 'c');
    assert.equal((await readInput(file('empty', ''))).length, 0);
  });

  test('reads what several packings have put one behind the other', async () => {
    assert.equal(
      (await readInput(file('two.gz', Buffer.concat([gzipSync('a\n'), gzipSync('b\n')])))).toString(),
      'a\nb\n',
    );
  });

  test('says in one sentence that there is no such file, or that it cannot be unpacked', async () => {
    await assert.rejects(
      readInput(path.join(folder, 'missing')),
      (error) => error instanceof UsageError && error.message.includes('missing'),
    );
    const cut = gzipSync('x'.repeat(1_000)).subarray(0, 20);
    await assert.rejects(
      readInput(file('cut.gz', cut)),
      (error) => error instanceof UsageError && error.message.includes('cut.gz'),
    );
  });
});
