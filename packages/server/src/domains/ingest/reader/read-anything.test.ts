import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { JsonObject } from '@watchfloor/sdk';
import { cpuMs } from '@watchfloor/sdk/testing';
import fc from 'fast-check';
import { explainAnything, readAnything } from './read-anything.ts';

interface FormatCase {
  readonly name: string;
  readonly input: JsonObject | string;
  readonly kind: 'alert' | 'event';
  /** Vendor and product as recognised; absent where nothing in the record tells. */
  readonly product?: string;
  readonly entities: readonly string[];
  readonly time?: string;
  readonly severity?: string;
  readonly techniques?: readonly string[];
  readonly ref?: string;
}

// Records in the form of products nobody has mapped, written after their documentation.
const FORMATS = readFileSync(path.join(import.meta.dirname, 'fixtures', 'formats.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as FormatCase);

describe('formats nobody mapped', () => {
  for (const format of FORMATS) {
    test(format.name, () => {
      const { record, product } = explainAnything(format.input);
      if (format.product !== undefined) {
        const { vendor = '', product: name = '' } = product ?? {};
        assert.equal(`${vendor} ${name}`, format.product);
      }
      const found = new Set(record.entities.map((entity) => `${entity.type} ${entity.value}`.toLowerCase()));
      for (const entity of format.entities)
        assert.ok(found.has(entity.toLowerCase()), `${entity} in ${[...found].join(', ')}`);
      const values = new Set(record.entities.map((entity) => entity.value));
      assert.ok(values.size <= Math.max(3, 3 * format.entities.length), `economy: ${[...values].join(', ')}`);
      assert.equal(record.kind, format.kind);
      if (format.time !== undefined) assert.equal(record.occurred_at, format.time);
      if (format.severity !== undefined) assert.equal(record.severity, format.severity);
      if (format.techniques !== undefined) assert.deepEqual(record.techniques, format.techniques);
      if (format.ref !== undefined) assert.equal(record.source_ref, format.ref);
    });
  }
});

describe('the record as a whole', () => {
  test("the event's own time wins over creation, update and ingestion", () => {
    const record = readAnything({
      ingested_at: '2024-03-04T10:20:00Z',
      updated_at: '2024-03-04T10:15:00Z',
      created_at: '2024-03-04T10:12:00Z',
      event_time: '2024-03-04T10:11:12Z',
      device: { enrolled_time: '2020-01-01T00:00:00Z' },
    });
    assert.equal(record.occurred_at, '2024-03-04T10:11:12.000Z');
  });

  test('date and clock in two fields are one time', () => {
    assert.equal(
      readAnything('date=2024-03-04 time=10:11:12 devname="fw" logid="0000000013"').occurred_at,
      '2024-03-04T10:11:12.000Z',
    );
  });

  test('a time without a year is placed by who knows when it arrived, else it is missing', () => {
    const line = 'Mar  4 10:11:12 gw sshd[1]: Connection closed by 192.0.2.1';
    assert.equal(readAnything(line).occurred_at, null);
    assert.ok(readAnything(line).flags.includes('time_missing'));
    const placed = readAnything(line, { near: '2024-03-04T10:12:00Z' });
    assert.equal(placed.occurred_at, '2024-03-04T10:11:12.000Z');
    assert.equal(placed.flags.includes('time_missing'), false);
  });

  test('severity by words, by known scales, by syslog priority', () => {
    assert.equal(readAnything({ severity: 'Moderate', message: 'x y' }).severity, 'medium');
    assert.equal(readAnything({ risk_score: 95, message: 'x y' }).severity, 'critical');
    assert.equal(readAnything({ rule: { level: 12, id: '1' }, agent: { id: '1' } }).severity, 'high');
    assert.equal(
      readAnything({ event_type: 'alert', alert: { signature_id: 1, signature: 'S', severity: 1 } }).severity,
      'high',
    );
    assert.equal(readAnything('<11>Mar  4 10:11:12 gw app: failure').severity, 'high');
    assert.equal(readAnything({ severity: 3, severity_name: 'critical' }).severity, 'critical');
    assert.equal(readAnything({ gravité: 'élevée', message: 'x y' }).severity, 'high');
    assert.equal(readAnything({ Schweregrad: 'Mittel', message: 'x y' }).severity, 'medium');
  });

  test('an unknown severity is medium for an alert, informational for an event, and said', () => {
    const alert = readAnything({ alert_id: 'a-1', alert_name: 'Odd thing', severity: 'purple' });
    assert.equal(alert.kind, 'alert');
    assert.equal(alert.severity, 'medium');
    assert.ok(alert.flags.includes('severity_unknown'));
    assert.equal(readAnything({ action: 'read', user: 'bob' }).severity, 'informational');
  });

  test('only what identifies this very record becomes its reference', () => {
    const id = '8c1f5f0e-1111-4222-8333-444455556666';
    assert.equal(readAnything({ alert_id: 'A-77', title: 'T x' }).source_ref, 'A-77');
    assert.equal(readAnything({ _source: { event: { id } } }).source_ref, id);
    for (const shared of [
      { user: { id } },
      { rule: { id } },
      { session_id: id },
      { correlationId: id },
      { EventID: 4624 },
      { winlog: { record_id: 5103594 } },
      { uid: 'CIOuwB3kJLIhO8re94' },
      { messageId: 'a1b2c3d4@example.org' },
      { id: 'firewall' },
      { id: 2 ** 60 },
    ]) {
      assert.equal(readAnything(shared).source_ref, null, JSON.stringify(shared));
    }
  });

  test('findings are alerts; sign-ins, queries and audits are events whatever their severity', () => {
    assert.equal(
      readAnything({ detection_id: 'd-1', threat_name: 'Trojan.X', severity: 'low' }).kind,
      'alert',
    );
    assert.equal(readAnything({ event: { kind: 'alert' }, message: 'something' }).kind, 'alert');
    assert.equal(
      readAnything({ event_type: 'user_login', user: 'bob', outcome: 'failure', severity: 'critical' }).kind,
      'event',
    );
    assert.equal(
      readAnything({ query: 'www.example.org', rcode: 'NXDOMAIN', client_ip: '192.0.2.1' }).kind,
      'event',
    );
  });

  test('techniques and tactics by id, by name and from tags', () => {
    const record = readAnything({
      alert_id: 'a-1',
      mitre: [{ technique: 'Brute Force', tactic: 'Credential Access' }],
      tags: ['attack.t1059.001'],
    });
    assert.deepEqual([...record.techniques].sort(), ['T1059.001', 'T1110']);
    assert.deepEqual(record.tactics, ['credential-access']);
  });

  test("the vendor's closure is taken over", () => {
    const record = readAnything({
      alert_id: 'a-1',
      title: 'Something found',
      status: 'Resolved',
      classification: 'FalsePositive',
      resolved_at: '2024-03-04T11:00:00Z',
      severity: 'high',
    });
    assert.ok(record.kind === 'alert');
    assert.deepEqual(record.closure, {
      verdict: 'false_positive',
      reason: 'FalsePositive',
      at: '2024-03-04T11:00:00.000Z',
    });
  });

  test('the title is never empty and never longer than 500 characters', () => {
    assert.equal(readAnything({}).title, 'Unrecognised event');
    assert.equal(readAnything('').title, 'Unrecognised event');
    const long = readAnything({ title: 'many words '.repeat(500) });
    assert.equal(long.title.length, 500);
    assert.ok(long.flags.includes('text_cut'));
  });

  test('the remote end is the destination where there is a local one, and the source where there is none', () => {
    const both = readAnything({ LocalIP: '192.0.2.1', RemoteIP: '198.51.100.1' });
    assert.deepEqual(
      both.entities.map((entity) => entity.role),
      ['source', 'destination'],
    );
    assert.equal(readAnything({ remote_ip: '198.51.100.1', user: 'bob' }).entities[0]?.role, 'source');
  });

  test('lines inside fields are read as lines', () => {
    const record = readAnything({
      host: 'web-1',
      message: 'Failed password for root from 203.0.113.5 port 22 ssh2',
    });
    assert.ok(
      record.entities.some(
        (entity) => entity.type === 'ip' && entity.value === '203.0.113.5' && entity.role === 'source',
      ),
    );
    assert.ok(record.entities.some((entity) => entity.type === 'user' && entity.value === 'root'));
  });

  test('nesting deeper than 64 is flagged and what lies above it is read', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`) as JsonObject;
    const record = readAnything({ deep, src_ip: '192.0.2.1' });
    assert.ok(record.flags.includes('depth_limit'));
    assert.equal(record.entities.length, 1);
  });

  test('nothing is clipped out of JSON kept in strings, however often it was put there', () => {
    let text = '{"src_ip":"192.0.2.1"}';
    for (let level = 0; level < 6; level += 1) text = JSON.stringify({ message: text });
    assert.deepEqual(
      readAnything(text).entities.map((entity) => entity.value),
      ['192.0.2.1'],
    );
  });
});

describe('any input', () => {
  const anyJson = fc
    .jsonValue({ maxDepth: 6 })
    .filter(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    ) as fc.Arbitrary<JsonObject>;
  const names = fc.constantFrom(
    'src_ip',
    'user',
    'message',
    'time',
    'severity',
    'id',
    'rule',
    'title',
    'type',
    'name',
    'value',
    '__proto__',
    'constructor',
    'hash',
    'url',
    'data',
  );
  const values = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.string()),
    fc.dictionary(names, fc.string()),
  );
  const likely = fc.dictionary(names, values) as fc.Arbitrary<JsonObject>;

  function check(input: JsonObject | string): void {
    const first = explainAnything(input);
    assert.deepEqual(explainAnything(input), first);
    const { record } = first;
    assert.ok(record.title.length > 0 && record.title.length <= 500);
    assert.ok(record.entities.length <= 200);
    assert.ok(
      first.entities.every((entity) => entity.because.includes(':') || entity.because.includes('header')),
    );
  }

  test('any JSON object is read, and twice the same', () => {
    fc.assert(fc.property(fc.oneof(anyJson, likely), check), { numRuns: 500 });
  });

  test('any string is read, and twice the same', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.constantFrom(
          '<34>',
          'CEF:0|a|b|c|d|e|5|',
          'user=',
          '="',
          '{"',
          '"}',
          '<Event>',
          'Mar  4 10:11:12 ',
          '192.0.2.1',
          ' from ',
          ': ',
          '\\',
          '[',
          ']',
          '\t',
          '\n',
          '\u0000',
          '\ud800',
        ),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          pieces.map((list) => list.join('')),
        ),
        check,
      ),
      { numRuns: 1_000 },
    );
  });

  test('time grows with the length of the line and not with its square', () => {
    const unit = fc.array(
      fc.constantFrom(
        '=',
        '"',
        "'",
        'a',
        ' ',
        ':',
        ',',
        '[',
        ']',
        '<',
        '>',
        '{',
        '}',
        '\\',
        '/',
        '@',
        '.',
        '1',
        '|',
        '\t',
        '\n',
        'user ',
        'from ',
        'for ',
        'CEF:0|',
        '192.0.2.1',
        'C:\\',
        '(',
        ')',
        'x=',
        '""',
        '=""',
        ' A(',
        " B :[1] '",
        'k:v ',
        '\nk=',
        '/etc/',
        'GET /',
        ' H=a [',
        'file:_C:\\',
        '=3D',
        '=\r\n',
        '-',
        '%3A',
      ),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(unit, (parts) => {
        const piece = parts.join('');
        const short = fastest(piece, 15_000);
        const long = fastest(piece, 120_000);
        // Eight times the length: linear is 8, a square would be 64. The constant forgives a busy machine.
        assert.ok(
          long <= short * 24 + 120,
          `${JSON.stringify(piece)}: ${short.toFixed(1)} ms, then ${long.toFixed(1)} ms`,
        );
      }),
      { numRuns: 60 },
    );
  });

  test('so it does for the value of a field, whatever the field', () => {
    const fields = ['message', 'user', 'url', 'path', 'hash', 'command', 'src', 'host', 'mac', 'details'];
    const pieces = [
      'a',
      '1.',
      ':',
      '%',
      '=',
      'http://',
      'C:\\',
      'file:_C:\\',
      '\\',
      '@a.b',
      '00:',
      "{'a':",
      '[{',
      '"',
    ];
    for (const field of fields) {
      for (const piece of pieces) {
        const short = fastestOf({ [field]: piece.repeat(Math.ceil(8_000 / piece.length)) });
        const long = fastestOf({ [field]: piece.repeat(Math.ceil(64_000 / piece.length)) });
        assert.ok(
          long <= short * 24 + 120,
          `${field} ${JSON.stringify(piece)}: ${short.toFixed(1)} ms, then ${long.toFixed(1)} ms`,
        );
      }
    }
  });

  test('and for ever new names of fields', () => {
    const timeOf = (size: number, run: number): number => {
      const names = Array.from({ length: size }, (_, index) => [`name_${size}_${run}_${index}.user`, 'jdoe']);
      const record = Object.fromEntries(names) as JsonObject;
      const start = cpuMs();
      readAnything(record);
      return cpuMs() - start;
    };
    const short = Math.min(timeOf(2_000, 1), timeOf(2_000, 2));
    const long = Math.min(timeOf(16_000, 1), timeOf(16_000, 2));
    assert.ok(long <= short * 24 + 120, `${short.toFixed(1)} ms, then ${long.toFixed(1)} ms`);
  });

  function fastestOf(record: JsonObject): number {
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 2; run += 1) {
      const start = cpuMs();
      readAnything(record);
      best = Math.min(best, cpuMs() - start);
    }
    return best;
  }

  function fastest(piece: string, length: number): number {
    const line = piece.repeat(Math.ceil(length / piece.length));
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 2; run += 1) {
      const start = cpuMs();
      readAnything(line);
      best = Math.min(best, cpuMs() - start);
    }
    return best;
  }
});
