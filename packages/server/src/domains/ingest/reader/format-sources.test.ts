import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonValue, NormalizedRecord } from '@watchfloor/sdk';
import { cpuMs } from '@watchfloor/sdk/testing';
import fc from 'fast-check';
import { makeSources } from '../sources.ts';
import { formatSources, readFormat } from './format-sources.ts';
import { parseByPattern } from './format-sources-time.ts';

const NEAR = '2026-03-04T12:00:00.000Z';
const sources = makeSources([]);

function read(source: string, value: JsonValue, near = NEAR): NormalizedRecord {
  const result = readFormat(source, value, near);
  assert.ok(result !== null);
  if (!result.ok) assert.fail(`${result.refusal.field}: ${result.refusal.message}`);
  return result.record;
}

function refusal(source: string, value: JsonValue): string {
  const result = readFormat(source, value, NEAR);
  return result === null || result.ok ? 'read' : `${result.refusal.field}: ${result.refusal.message}`;
}

function things(record: NormalizedRecord): string[] {
  return record.entities.map(({ type, value, role }) => `${role} ${type} ${value}`);
}

function assertThings(record: NormalizedRecord, wanted: readonly string[]): void {
  for (const thing of wanted)
    assert.ok(things(record).includes(thing), `${thing} in\n${things(record).join('\n')}`);
}

// Written after the examples of the CEF implementation standard.
const WORM =
  'CEF:0|Example Security|threatmanager|1.0|100|worm successfully stopped|10|src=192.0.2.1 dst=198.51.100.2 spt=1232 rt=Mar 04 2026 05:06:07';

describe('cef', () => {
  test('vendor and product are those of the header, its class and name are the rule', () => {
    const record = read('cef', WORM);
    assert.deepEqual([record.vendor, record.product], ['Example Security', 'threatmanager']);
    assert.deepEqual(record.rule, { id: '100', name: 'worm successfully stopped' });
    assert.equal(record.title, 'worm successfully stopped');
    assert.equal(record.occurred_at, '2026-03-04T05:06:07.000Z');
    assertThings(record, ['source ip 192.0.2.1', 'destination ip 198.51.100.2']);
  });

  test('severity is 0 to 10 or a word', () => {
    const of = (severity: string) => read('cef', WORM.replace('|10|', `|${severity}|`)).severity;
    assert.deepEqual(['0', '3', '4', '6', '7', '8', '9', '10'].map(of), [
      'informational',
      'low',
      'medium',
      'medium',
      'high',
      'high',
      'critical',
      'critical',
    ]);
    assert.deepEqual(['Low', 'Medium', 'High', 'Very-High'].map(of), ['low', 'medium', 'high', 'critical']);
    assert.ok(read('cef', WORM.replace('|10|', '|Unknown|')).flags.includes('severity_unknown'));
  });

  test('header and values are unescaped, also behind a syslog header', () => {
    const record = read(
      'cef',
      String.raw`<134>Mar  4 05:06:07 sensor-1 CEF:0|Example \| Co|prod\\uct|1|7|a name|5|msg=first\nsecond request=https://bad.example.net/a?b\=c filePath=C:\\Temp\\a.bin`,
    );
    assert.deepEqual([record.vendor, record.product], ['Example | Co', 'prod\\uct']);
    assert.equal(record.occurred_at, '2026-03-04T05:06:07.000Z');
    assertThings(record, ['observer host sensor-1']);
    const values = record.entities.map(({ type, value }) => `${type} ${value}`);
    assert.ok(values.includes('url https://bad.example.net/a?b=c'), values.join('\n'));
    assert.ok(values.includes('file_path C:\\Temp\\a.bin'), values.join('\n'));
  });

  test('the dictionary’s keys name things, short or in full', () => {
    const short = read(
      'cef',
      `${WORM} shost=ws-1 dhost=srv-1 smac=00:00:5e:00:53:01 suser=adele duser=CONTOSO\\\\bob dvc=192.0.2.250 dvchost=fw-1 request=/dlp/a.gif destinationTranslatedAddress=203.0.113.9`,
    );
    assertThings(short, [
      'source host ws-1',
      'destination host srv-1',
      'source mac 00:00:5e:00:53:01',
      'source user adele',
      'target user contoso\\bob',
      'observer ip 192.0.2.250',
      'observer host fw-1',
      'destination ip 203.0.113.9',
    ]);
    assert.ok(short.entities.some(({ type, value }) => type === 'url' && value === '/dlp/a.gif'));
    const file = read('cef', String.raw`${WORM} request="C:\\Users\\bob\\a.exe"`);
    assertThings(file, ['target file_path C:\\Users\\bob\\a.exe']);
    const full = read(
      'cef',
      'CEF:0|V|P|1|1|old names|3|sourceAddress=192.0.2.1 destinationHostName=srv-1 sourceUserName=adele deviceAddress=192.0.2.250 deviceReceiptTime=1772600767000',
    );
    assertThings(full, [
      'source ip 192.0.2.1',
      'destination host srv-1',
      'source user adele',
      'observer ip 192.0.2.250',
    ]);
    assert.equal(full.occurred_at, '2026-03-04T05:06:07.000Z');
  });

  test('custom fields are known by their labels', () => {
    const record = read(
      'cef',
      'CEF:0|V|P|1|1|a thing happened|3|c6a2=2001:db8::1 c6a2Label=Source IPv6 Address cs1=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 cs1Label=File SHA256 cn1=53 cn1Label=seconds deviceCustomDate1=Mar 04 2026 10:11:12 deviceCustomDate1Label=First Seen',
    );
    const values = record.entities.map(({ value }) => value);
    assert.ok(values.includes('2001:db8::1'));
    assert.ok(values.includes('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'));
    assert.ok(!record.flags.includes('best_effort'), 'labels are the sender’s own names');
  });

  test('is best effort only when a key is not of the standard', () => {
    assert.ok(!read('cef', WORM).flags.includes('best_effort'));
    assert.ok(read('cef', `${WORM} ExampleVerdict=NOT_EVALUATED`).flags.includes('best_effort'));
  });

  test('a name of one word is told with its product and class; a correlation event is an alert', () => {
    const record = read('cef', 'CEF:0|Example|FW|2.0|TRAFFIC|end|3|src=192.0.2.1 dst=198.51.100.2 act=deny');
    assert.equal(record.title, 'Example FW: TRAFFIC end');
    assert.ok(record.kind === 'event');
    assert.equal(record.action, 'deny');
    assert.equal(read('cef', `${WORM} type=2`).kind, 'alert');
  });

  test('refuses what is none, with what is wrong', () => {
    assert.equal(
      refusal('cef', 'hello world'),
      'null: The record is no CEF: the line has no CEF:0|… header.',
    );
    assert.equal(
      refusal('cef', 'CEF:0|only|two'),
      'null: The record is no CEF: its CEF:0|… header is cut short, seven parts are needed.',
    );
    assert.equal(refusal('cef', { message: 'hello' }), 'message: is no CEF: the line has no CEF:0|… header');
    assert.equal(refusal('cef', { count: 7 }), 'message: must hold a CEF line: the record carries no text');
    assert.equal(refusal('cef', 'LEEF:1.0|a|b|c|d|src=192.0.2.1').includes('no CEF'), true);
  });
});

describe('leef', () => {
  const line = (sev: string) =>
    `LEEF:1.0|Example|Exchange|2013 SP1|15345|src=192.0.2.1\tdst=198.51.100.2\tsev=${sev}\tcat=anomaly\tsrcPort=81\tusrName=joe.black\tdevTime=Mar 04 2026 05:06:07\tdevTimeFormat=MMM dd yyyy HH:mm:ss`;

  test('1.0: tabs between the pairs, severity 1 to 10, the category as title', () => {
    const record = read('leef', line('5'));
    assert.deepEqual([record.vendor, record.product], ['Example', 'Exchange']);
    assert.equal(record.title, 'Example Exchange: anomaly 15345');
    assert.equal(record.severity, 'medium');
    assert.equal(record.rule.id, '15345');
    assert.equal(record.occurred_at, '2026-03-04T05:06:07.000Z');
    assertThings(record, ['source ip 192.0.2.1', 'destination ip 198.51.100.2', 'actor user joe.black']);
    assert.ok(!record.flags.includes('best_effort'));
    assert.deepEqual(
      ['1', '3', '4', '7', '9', '10'].map((sev) => read('leef', line(sev)).severity),
      ['low', 'low', 'medium', 'high', 'critical', 'critical'],
    );
  });

  test('2.0: the delimiter is the one of the header, as a character or its number', () => {
    for (const [written, delimiter] of [
      ['^', '^'],
      ['0x5E', '^'],
      ['x7C', '|'],
      ['\t', '\t'],
      ['', '\t'],
    ] as const) {
      const pairs = ['src=192.0.2.1', 'usrName=joe', 'url=https://bad.example.net/a', 'sev=8'].join(
        delimiter,
      );
      const record = read('leef', `<13>Mar  4 05:06:07 h LEEF:2.0|Example|Watch|1.0|41|${written}|${pairs}`);
      assertThings(record, ['source ip 192.0.2.1', 'actor user joe']);
      assert.equal(record.severity, 'high', written);
    }
  });

  test('its own time format decides where a date could be read in two ways', () => {
    const of = (time: string, pattern: string) =>
      read('leef', `LEEF:1.0|V|P|1|e|devTime=${time}\tdevTimeFormat=${pattern}\tsev=1`).occurred_at;
    assert.equal(of('04/03/2026 05:06:07', 'dd/MM/yyyy HH:mm:ss'), '2026-03-04T05:06:07.000Z');
    assert.equal(of('04/03/2026 05:06:07', 'MM/dd/yyyy HH:mm:ss'), '2026-04-03T05:06:07.000Z');
    assert.equal(
      of('2026-03-04T05:06:07.089+0200', "yyyy-MM-dd'T'HH:mm:ss.SSSZ"),
      '2026-03-04T03:06:07.089Z',
    );
  });

  test('refuses what is none', () => {
    assert.match(refusal('leef', WORM), /is no LEEF: the line has no LEEF:1.0/);
    assert.match(refusal('leef', 'LEEF:1.0|a|b'), /cut short/);
  });
});

test('patterns of SimpleDateFormat are followed to the letter or not at all', () => {
  const of = (text: string, pattern: string) => parseByPattern(text, pattern, NEAR);
  assert.equal(of('20260304050607', 'yyyyMMddHHmmss'), '2026-03-04T05:06:07.000Z');
  assert.equal(of('4/3/26 5:06:07 PM', 'd/M/yy h:mm:ss a'), '2026-03-04T17:06:07.000Z');
  assert.equal(of('Wed 04-Mar-2026 05:06:07 GMT', 'EEE dd-MMM-yyyy HH:mm:ss z'), '2026-03-04T05:06:07.000Z');
  assert.equal(of('Mar 04 05:06:07', 'MMM dd HH:mm:ss'), '2026-03-04T05:06:07.000Z');
  assert.equal(of('2026-03-04T05:06:07Z', "yyyy-MM-dd'T'HH:mm:ssX"), '2026-03-04T05:06:07.000Z');
  assert.equal(of('2026.03.04', 'yyyy-MM-dd HH:mm'), null);
  assert.equal(of('04/03/2026 05:06:07 trailing', 'dd/MM/yyyy HH:mm:ss'), null);
  assert.equal(of("it's", "'it''s'"), null);
});

describe('syslog', () => {
  test('RFC 3164: the year is the one that brings it nearest, severity is the priority’s', () => {
    const record = read(
      'syslog',
      "<34>Mar  4 05:06:07 host-1 su: 'su root' failed for lonvick on /dev/pts/8",
    );
    assert.equal(record.occurred_at, '2026-03-04T05:06:07.000Z');
    assert.equal(record.severity, 'critical');
    assert.equal(record.product, 'su');
    assertThings(record, ['observer host host-1']);
    const levels = [0, 1, 2, 3, 4, 5, 6, 7].map(
      (level) => read('syslog', `<${8 + level}>Mar  4 05:06:07 host-1 app: something`).severity,
    );
    assert.deepEqual(levels, [
      'critical',
      'critical',
      'critical',
      'high',
      'medium',
      'low',
      'informational',
      'informational',
    ]);
  });

  test('RFC 5424: structured data, a byte order mark, a frame’s length before it', () => {
    const line =
      '<165>1 2026-03-04T05:06:07.003Z machine.example.com evntslog 812 ID47 [exampleSDID@32473 iut="3" eventSource="App\\"x\\]" src_ip="203.0.113.7"][meta sequenceId="5"] \uFEFFAn application event log entry';
    for (const text of [line, `${Buffer.byteLength(line)} ${line}`, `\uFEFF${line}`]) {
      const record = read('syslog', text);
      assert.equal(record.title, 'An application event log entry');
      assert.equal(record.occurred_at, '2026-03-04T05:06:07.003Z');
      assert.equal(record.severity, 'low');
      assertThings(record, ['observer host machine.example.com', 'source ip 203.0.113.7']);
    }
  });

  test('a plain 5424 record is no guess, one with words of its own is', () => {
    const plain = '<165>1 2026-03-04T05:06:07Z machine evntslog - ID47 [timeQuality tzKnown="1"] it is up';
    assert.ok(!read('syslog', plain).flags.includes('best_effort'));
    assert.ok(
      read('syslog', plain.replace('it is up', 'user=adele src=192.0.2.7')).flags.includes('best_effort'),
    );
    assert.ok(read('syslog', '<13>Mar  4 05:06:07 host-1 app: it is up').flags.includes('best_effort'));
  });

  test('vendor and product are never empty, the program stands in', () => {
    const record = read('syslog', '<13>Mar  4 05:06:07 host-1 frobnicator[7]: done with it');
    assert.deepEqual([record.vendor, record.product], ['Syslog', 'frobnicator']);
    assert.ok(record.kind === 'event');
  });

  test('parts that a collector has taken apart make the line again', () => {
    for (const parts of [
      {
        pri: '34',
        time: '2026-03-04T05:06:07Z',
        host: 'host-1',
        ident: 'sshd',
        pid: '7',
        message: 'Failed password for root from 192.0.2.7 port 22 ssh2',
      },
      {
        severity: 'crit',
        facility: 4,
        timestamp: '2026-03-04T05:06:07+00:00',
        hostname: 'host-1',
        'syslog-tag': 'sshd[7]:',
        message: 'Failed password for root from 192.0.2.7 port 22 ssh2',
      },
      {
        PROGRAM: 'sshd',
        PRIORITY: 'crit',
        ISODATE: '2026-03-04T05:06:07+00:00',
        HOST: 'host-1',
        MESSAGE: 'Failed password for root from 192.0.2.7 port 22 ssh2',
      },
    ]) {
      const record = read('syslog', parts);
      assert.equal(record.severity, 'critical');
      assert.equal(record.product, 'OpenSSH');
      assert.equal(record.occurred_at, '2026-03-04T05:06:07.000Z');
      assertThings(record, ['observer host host-1', 'source ip 192.0.2.7']);
    }
  });

  test('refuses what is none', () => {
    assert.match(refusal('syslog', 'hello world'), /is no syslog: the line has neither a <PRI> nor a time/);
    assert.match(refusal('syslog', { message: 'hello world' }), /^message: is no syslog/);
    assert.match(refusal('syslog', WORM), /is no syslog/);
  });
});

describe('JSON around a line', () => {
  const wrappers: readonly JsonValue[] = [
    { message: WORM },
    { event: WORM, time: 1772600767, sourcetype: 'cef', host: 'hec-1' },
    { event: { message: WORM }, time: 1772600767 },
    { raw: WORM },
    { _raw: WORM },
    { log: WORM, '@timestamp': '2026-03-04T05:06:08Z' },
    { event: { original: WORM } },
    JSON.stringify({ message: WORM }),
  ];

  test('is opened, addressed or recognised', () => {
    for (const wrapper of wrappers) {
      assert.equal(read('cef', wrapper).rule.id, '100');
      const reading = sources.read('auto', wrapper, NEAR);
      assert.ok(reading.ok && reading.source === 'cef', JSON.stringify(wrapper));
    }
  });

  test('the collector’s time stands in where the line has none, and places one without a year', () => {
    const bare = WORM.replace(/ rt=.*/, '');
    assert.equal(read('cef', { event: bare, time: 1772600767 }).occurred_at, '2026-03-04T05:06:07.000Z');
    assert.ok(!read('cef', { event: bare, time: 1772600767 }).flags.includes('time_missing'));
    const old = { _raw: '<34>Dec 31 23:59:59 host-1 su: x y', _time: '2019-01-01T00:00:05Z' };
    assert.equal(read('syslog', old).occurred_at, '2018-12-31T23:59:59.000Z');
  });

  test('a record of some product whose message happens to be such a line stays that product’s', () => {
    const reading = sources.read('auto', { message: WORM, alert_name: 'x', score: 7 }, NEAR);
    assert.ok(reading.ok && reading.source === 'generic');
  });
});

test('auto gives lines to the format they announce, and plain syslog to the generic reader', () => {
  const of = (line: string) => {
    const reading = sources.read('auto', line, NEAR);
    return reading.ok ? reading.source : 'refused';
  };
  assert.equal(of(WORM), 'cef');
  assert.equal(of(`<13>Mar  4 05:06:07 h ${WORM}`), 'cef');
  assert.equal(of('LEEF:2.0|V|P|1|e|^|src=192.0.2.1^sev=1'), 'leef');
  assert.equal(of('<13>Mar  4 05:06:07 host-1 sshd[1]: Failed password for root'), 'generic');
  assert.equal(of(`a text that quotes ${WORM.slice(0, 40)}`), 'generic');
});

test('each is described and says where to post', () => {
  for (const source of formatSources) {
    assert.match(source.summary, /^\S[^\n]{9,160}$/);
    assert.ok(source.setup.includes('{url}'));
    assert.ok(source.setup.includes(`v1/ingest/${source.id}`));
    assert.match(source.documentation, /^https:\/\//);
  }
});

test('any text and any object gives a record or a refusal, the same one twice', () => {
  const piece = fc.constantFrom(
    'CEF:0|',
    'LEEF:2.0|',
    '|',
    ' src=',
    '=',
    '\\',
    '^',
    '<13>',
    '1 ',
    '\t',
    'Label=',
    '"',
    '{',
    'a',
    '0x5E',
    '\u0000',
    '[a b="',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
  );
  const value = fc.oneof(
    text,
    fc.record({ message: text, time: fc.jsonValue(), host: text }),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.constantFrom('cef', 'leef', 'syslog'), value, (source, input) => {
      // What fast-check calls a JSON value is one.
      const result = readFormat(source, input as JsonValue, NEAR);
      assert.ok(result !== null);
      if (result.ok) {
        assert.ok(result.record.title !== '', 'the title is empty');
        assert.ok(result.record.rule.id !== '' && result.record.rule.name !== '');
      } else assert.ok(result.refusal.message.trim() !== '');
      assert.deepEqual(readFormat(source, input as JsonValue, NEAR), result);
    }),
    { numRuns: 500 },
  );
});

test('takes time linear in the length of the line', () => {
  const heads = {
    cef: `${WORM} cs1Label=`,
    leef: 'LEEF:2.0|V|P|1|e|^|cat=',
    syslog: '<13>1 2026-03-04T05:06:07Z h app - - ',
  };
  for (const [source, head] of Object.entries(heads)) {
    for (const unit of ['a', ' a=', 'Label=', '\\', '|', '"', ' ', '^a=b', '[a ', '=']) {
      const start = cpuMs();
      readFormat(source, head + unit.repeat(Math.ceil(60_000 / unit.length)), NEAR);
      const ms = cpuMs() - start;
      assert.ok(ms < 1500, `${source} took ${Math.round(ms)} ms for a line of ${JSON.stringify(unit)}`);
    }
  }
});
