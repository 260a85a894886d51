import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AppError } from '../../kernel/errors.ts';
import { type BodyForm, bodyForm, RECORDS_MAX, type SplitBody, splitBody } from './split-body.ts';

const none = () => [];

function split(
  text: string | Buffer,
  form: BodyForm = 'json',
  envelopes: () => readonly string[] = none,
): SplitBody {
  return splitBody(Buffer.from(text), form, envelopes);
}

/** What each record became: its value, or the code of its error. */
function contents(body: SplitBody): unknown[] {
  return body.records.map(({ content }) => ('value' in content ? content.value : content.error));
}

function raws(body: SplitBody): string[] {
  return body.records.map(({ raw }) => raw.toString('utf8'));
}

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'none';
}

describe('bodyForm', () => {
  test('is told by the content type', () => {
    const cases: [string, BodyForm | null][] = [
      ['application/json', 'json'],
      ['Application/JSON; charset=utf-8', 'json'],
      ['application/cloudevents+json', 'json'],
      ['application/x-ndjson', 'ndjson'],
      ['application/jsonl', 'ndjson'],
      ['application/json-seq', 'ndjson'],
      ['text/plain', 'text'],
      ['text/plain; charset=us-ascii', 'text'],
      ['text/csv', 'text'],
      ['application/xml', 'text'],
      ['application/soap+xml', 'text'],
      ['text/json', 'json'],
      ['application/pdf', null],
      ['application/x-www-form-urlencoded', null],
      ['multipart/form-data; boundary=application/json', null],
      ['json', null],
    ];
    for (const [type, form] of cases) assert.equal(bodyForm(type, Buffer.from('{}')), form, type);
  });

  test('is told by the first byte when no type says it', () => {
    for (const type of [undefined, '', 'application/octet-stream']) {
      assert.equal(bodyForm(type, Buffer.from(' \n{"a":1}')), 'json');
      assert.equal(bodyForm(type, Buffer.from('[1]')), 'json');
      assert.equal(bodyForm(type, Buffer.from('\u{feff}{"a":1}')), 'json');
      assert.equal(bodyForm(type, Buffer.from('<34>Oct 11 su: failed')), 'text');
      assert.equal(bodyForm(type, Buffer.alloc(0)), 'text');
    }
  });
});

describe('JSON', () => {
  test('one object is one record, kept byte for byte', () => {
    const text = ' {"a" : 1.0, "a":2}\n';
    const body = split(text);
    assert.deepEqual(contents(body), [{ a: 2 }]);
    assert.deepEqual(raws(body), [text]);
    assert.equal(body.batch, false);
  });

  test('an array gives its elements, each with its own bytes', () => {
    const body = split('[ {"a":1} ,2,\n"x" , [3] ]');
    assert.deepEqual(contents(body), [{ a: 1 }, 2, 'x', [3]]);
    assert.deepEqual(raws(body), ['{"a":1}', '2', '"x"', '[3]']);
    assert.equal(body.batch, true);
  });

  test('any array of JSON values comes apart into these values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 20 }),
        fc.constantFrom(undefined, 1, '\t'),
        (values, indent) => {
          const text = JSON.stringify(values, null, indent);
          if (/\d{16}/.test(text)) return;
          const body = split(text);
          assert.deepEqual(contents(body), JSON.parse(text));
        },
      ),
    );
  });

  test('a text is taken exactly when JSON.parse takes it', () => {
    const token = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '1',
      '"a"',
      'true',
      ' ',
      '\n',
      '"',
      '\\',
      '-',
      '{"a":1}',
      'nul',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
        const text = tokens.join('');
        if (text.trim() === '') return;
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const refused = code(() => {
          const body = split(text);
          // An element that is broken inside is an error of its own.
          if (contents(body).includes('bad_json')) throw new AppError('bad_json');
          // Lines of JSON are taken under the name of JSON as well.
          if (!isJson && body.contentType === 'application/x-ndjson') throw new AppError('bad_json');
        });
        assert.equal(refused, isJson ? 'none' : 'bad_json', text);
      }),
      { numRuns: 3_000 },
    );
  });

  test('a broken element takes no other with it', () => {
    assert.deepEqual(contents(split('[{"a":1},{"b":tru},{"c":3}]')), [{ a: 1 }, 'bad_json', { c: 3 }]);
  });

  test('an array in an envelope gives its elements; the first path that holds one counts', () => {
    const paths = () => ['records', 'data.events'];
    assert.deepEqual(contents(split('{"n":1,"data":{"events":[{"a":1},{"b":2}]}}', 'json', paths)), [
      { a: 1 },
      { b: 2 },
    ]);
    assert.deepEqual(contents(split('{"data":{"events":[1]},"records":[2]}', 'json', paths)), [2]);
    assert.deepEqual(
      contents(split('{"records":{"a":1}}', 'json', paths)),
      [{ records: { a: 1 } }],
      'no array, no envelope',
    );
    assert.deepEqual(contents(split('{"records":[]}', 'json', paths)), []);
  });

  test('nesting: 1,000 levels are a record, 1,001 are not, and only that record is refused', () => {
    const nested = (depth: number) => `${'['.repeat(depth - 1)}{}${']'.repeat(depth - 1)}`;
    const object = (depth: number) => `{"a":${nested(depth - 1)}}`;
    assert.equal(
      code(() => split(object(1_000))),
      'none',
    );
    assert.equal(
      code(() => split(object(1_001))),
      'too_deep',
    );
    assert.deepEqual(contents(split(`[1,${object(1_001)},2]`)), [1, 'too_deep', 2]);
    assert.equal(contents(split(`[${object(1_000)}]`)).length, 1);
    assert.deepEqual(contents(split(`1\n${object(1_001)}\n2`, 'ndjson')), [1, 'too_deep', 2]);
    const envelope = `{"records":[1,${object(1_001)},${object(1_000)}]}`;
    assert.equal(contents(split(envelope, 'json', () => ['records']))[1], 'too_deep');
    assert.equal(contents(split(envelope, 'json', () => ['records'])).length, 3);
  });

  test('nesting is counted behind a byte order mark and white space as well', () => {
    const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    for (const mark of ['\u{feff}', '\u{feff} ', ' \n', '\u{feff}\n\t']) {
      assert.equal(
        code(() => split(`${mark}${deep}`)),
        'too_deep',
        JSON.stringify(mark),
      );
      assert.deepEqual(contents(split(`${mark}${deep}`, 'ndjson')), ['too_deep'], JSON.stringify(mark));
      for (const { content } of split(`${mark}${deep}`, 'text').records) {
        assert.ok('value' in content && typeof content.value === 'string', 'as text it stays a line');
      }
    }
    for (const mark of ['\u{feff}', '\u{feff} ']) {
      assert.deepEqual(contents(split(`1\n${mark}${deep}`, 'ndjson')), [1, 'too_deep'], JSON.stringify(mark));
    }
  });

  test('a byte order mark before an array or an envelope changes nothing', () => {
    assert.deepEqual(contents(split('\u{feff}[1,2]')), [1, 2]);
    assert.deepEqual(contents(split('\u{feff} {"records":[1,2]}', 'json', () => ['records'])), [1, 2]);
  });

  test('the message of bad JSON does not quote the body', () => {
    const secrets = [
      '{"password":"hunter2"',
      '{"password":hunter2}',
      '[{"password":"hunter2"}',
      '{"a":"b"}hunter2',
      '{"hunter2',
    ];
    for (const text of secrets) {
      try {
        split(text);
        assert.fail(text);
      } catch (error) {
        assert.ok(error instanceof AppError);
        assert.ok(!error.message.includes('hunter'), error.message);
      }
    }
    const [record] = split('[{"password":hunter2}]').records;
    assert.ok(record && 'error' in record.content && !record.content.message.includes('hunter'));
  });
});

describe('lines', () => {
  test('NDJSON: one record a line, blank lines and CRLF aside, a broken one is an error of its own', () => {
    const body = split('{"a":1}\r\n\n \t\n{"b":\n[3]\n', 'ndjson');
    assert.deepEqual(contents(body), [{ a: 1 }, 'bad_json', [3]]);
    assert.deepEqual(raws(body), ['{"a":1}', '{"b":', '[3]']);
    assert.equal(body.batch, true);
  });

  test('JSON lines under application/json are lines when every one of them is JSON', () => {
    assert.deepEqual(contents(split('{"a":1}\n{"b":2}')), [{ a: 1 }, { b: 2 }]);
    assert.equal(
      code(() => split('{"a":1}\n{"b":')),
      'bad_json',
    );
  });

  test('text: a line that starts with white space goes on with the one before', () => {
    const body = split('first\n\tat one\n  at two\nsecond\n\nthird', 'text');
    assert.deepEqual(raws(body), ['first\n\tat one\n  at two', 'second', 'third']);
    assert.equal(body.batch, true);
  });

  test('text: one line is one record, a line of JSON is that JSON', () => {
    const one = split('<34>Oct 11 su: failed\n', 'text');
    assert.equal(one.batch, false);
    assert.deepEqual(contents(one), ['<34>Oct 11 su: failed']);
    assert.deepEqual(contents(split('{"a":12345678901234567890}', 'text')), [{ a: '12345678901234567890' }]);
    assert.deepEqual(contents(split('{"a":', 'text')), ['{"a":']);
  });

  test('text: an XML document is one record, however many lines it has', () => {
    const xml =
      '<Event xmlns="http://example.com/event">\n  <System>\n<EventID>4625</EventID>\n</System>\n</Event>\n';
    const body = split(xml, 'text');
    assert.equal(body.records.length, 1);
    assert.equal(body.batch, false);
    assert.deepEqual(raws(body), [xml]);
  });

  test('no line of text is lost, and none invented', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({
            unit: fc.constantFrom('a', '<', '{', '"', ' ', '\t', 'é', '\r', '\u{feff}'),
            maxLength: 8,
          }),
          { maxLength: 8 },
        ),
        (lines) => {
          const text = lines.join('\n');
          if (/^\s*</.test(text)) return;
          const body = split(text, 'text');
          const kept = raws(body)
            .join('\n')
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== '');
          assert.deepEqual(
            kept,
            text
              .split('\n')
              .map((line) => line.trim())
              .filter((line) => line !== ''),
          );
        },
      ),
    );
  });
});

test('more than a thousand records are refused, in each form', () => {
  assert.equal(RECORDS_MAX, 1_000);
  const ones = (count: number, between: string) => Array.from({ length: count }, () => '1').join(between);
  assert.equal(split(`[${ones(1_000, ',')}]`).records.length, 1_000);
  assert.equal(
    code(() => split(`[${ones(1_001, ',')}]`)),
    'too_many_records',
  );
  assert.equal(
    code(() => split(`{"records":[${ones(1_001, ',')}]}`, 'json', () => ['records'])),
    'too_many_records',
  );
  assert.equal(split(ones(1_000, '\n'), 'ndjson').records.length, 1_000);
  assert.equal(
    code(() => split(ones(1_001, '\n'), 'ndjson')),
    'too_many_records',
  );
  assert.equal(split(ones(1_000, '\n'), 'text').records.length, 1_000);
  assert.equal(
    code(() => split(ones(1_001, '\n'), 'text')),
    'too_many_records',
  );
});

test('a table’s rows are records of their own, each kept with the header', () => {
  const body = split('time,user,ip\n1,"a, b",192.0.2.1\n2,c,192.0.2.2\n', 'text');
  assert.deepEqual(contents(body), [
    { time: '1', user: 'a, b', ip: '192.0.2.1' },
    { time: '2', user: 'c', ip: '192.0.2.2' },
  ]);
  assert.equal(raws(body)[1], 'time,user,ip\n2,c,192.0.2.2');
  assert.equal(
    code(() => split(`a,b,c\n${'1,2,3\n'.repeat(1_001)}`, 'text')),
    'too_many_records',
  );
});

test('the events of a Windows export are records of their own', () => {
  const event = (id: number) =>
    `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">\n<System><EventID>${id}</EventID></System></Event>`;
  const all = [event(1), event(2)];
  assert.deepEqual(raws(split(`<?xml version="1.0"?>\n<Events>\n${all.join('\n')}</Events>`, 'text')), all);
  assert.deepEqual(raws(split(all.join(''), 'text')), all);
  assert.deepEqual(raws(split(event(1), 'text')), [event(1)]);
  assert.equal(
    code(() => split('<Event>x</Event>'.repeat(1_001), 'text')),
    'too_many_records',
  );
});

test('an empty body is empty, in each form', () => {
  assert.equal(
    code(() => split('')),
    'empty',
  );
  assert.equal(
    code(() => split(' \n')),
    'empty',
  );
  assert.equal(
    code(() => split('\u{feff}')),
    'empty',
  );
  assert.equal(split('', 'ndjson').records.length, 0);
  assert.equal(split('\n \n', 'text').records.length, 0);
});

test('any bytes split or are refused with a code, in each form', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom<BodyForm>('json', 'ndjson', 'text'),
      (bytes, form) => {
        const refused = code(() => split(Buffer.from(bytes), form));
        assert.ok(['none', 'empty', 'bad_json', 'too_deep', 'too_many_records'].includes(refused), refused);
      },
    ),
    { numRuns: 1_000 },
  );
});
