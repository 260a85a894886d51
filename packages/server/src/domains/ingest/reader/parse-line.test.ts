import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseLine } from './parse-line.ts';

describe('the header of a line', () => {
  test('RFC 5424 gives priority, time, host, program, ids and structured data', () => {
    const line = parseLine(
      '<165>1 2024-03-04T10:11:12.003Z mail.example.org su 812 ID47 [meta@32473 user="jdoe" note="a \\"b\\""] the disk is full',
    );
    assert.equal(line.form, 'syslog');
    assert.deepEqual(line.priority, { facility: 20, severity: 5 });
    assert.equal(line.time, '2024-03-04T10:11:12.003Z');
    assert.equal(line.host, 'mail.example.org');
    assert.equal(line.program, 'su');
    assert.equal(line.fields['msgid'], 'ID47');
    assert.equal(line.fields['user'], 'jdoe');
    assert.equal(line.fields['note'], 'a "b"');
    assert.equal(line.message, 'the disk is full');
  });

  test('RFC 3164 with and without priority', () => {
    for (const start of ['<34>', '']) {
      const line = parseLine(`${start}Oct 11 22:14:15 gw1 sshd[812]: Connection closed by 192.0.2.7 port 22`);
      assert.equal(line.time, 'Oct 11 22:14:15');
      assert.equal(line.host, 'gw1');
      assert.equal(line.program, 'sshd');
      assert.equal(line.fields['pid'], '812');
      assert.equal(line.fields['source_ip'], '192.0.2.7');
      assert.equal(line.priority === null, start === '');
    }
  });

  test('Cisco tags stand for program and severity, wherever the time stands', () => {
    const starred = parseLine(
      '*Mar  1 18:46:11.123 UTC: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (192.0.2.3)',
    );
    assert.equal(starred.program, 'SYS');
    assert.deepEqual(starred.priority, { facility: 23, severity: 5 });
    assert.equal(starred.fields['cisco_mnemonic'], 'CONFIG_I');
    assert.equal(starred.fields['actor_user'], 'admin');
    const named = parseLine(
      'switch-7: Mar  6 2024 08:04:45.866 CET: %LINK-3-UPDOWN: Interface Gi1/0/1, changed state to down',
    );
    assert.equal(named.host, 'switch-7');
    assert.equal(named.time, 'Mar  6 2024 08:04:45.866 CET');
    assert.equal(
      parseLine('%ASA-6-302015: Built inbound UDP connection 1 for outside:192.0.2.9/53').program,
      'ASA',
    );
  });

  test('an ISO time is followed by a host only when a program follows that', () => {
    const prose = parseLine('2024-01-02 03:04:05,678 WARN connection refused');
    assert.equal(prose.time, '2024-01-02 03:04:05,678');
    assert.equal(prose.host, null);
    const headed = parseLine('2024-01-02T03:04:05Z web-1 nginx[7]: started');
    assert.equal(headed.host, 'web-1');
    assert.equal(headed.program, 'nginx');
  });

  test('a word with a colon is not taken for a program', () => {
    assert.equal(parseLine('error: disk full').program, null);
    assert.equal(parseLine('CEF:0|V|P|1|7|Name|5|').program, null);
  });
});

describe('CEF and LEEF', () => {
  test('header escapes, values with spaces and labelled custom fields', () => {
    const line = parseLine(
      'Mar  4 10:11:12 gw CEF:0|Ven\\|dor|Pro|1|100|A \\\\ name|7|src=192.0.2.1 msg=two words \\= here act=blocked cs1Label=Policy Name cs1=web strict cn1Label=Count cn1=4',
    );
    assert.equal(line.form, 'cef');
    assert.equal(line.host, 'gw');
    assert.equal(line.fields['device_vendor'], 'Ven|dor');
    assert.equal(line.fields['event_name'], 'A \\ name');
    assert.equal(line.fields['device_severity'], '7');
    assert.equal(line.fields['msg'], 'two words = here');
    assert.equal(line.fields['Policy Name'], 'web strict');
    assert.equal(line.fields['Count'], '4');
    assert.equal('cs1' in line.fields, false);
  });

  test('LEEF with tabs, with its own delimiter and with a hexadecimal one', () => {
    for (const [start, mark] of [
      ['LEEF:1.0|V|P|1|login|', '\t'],
      ['LEEF:2.0|V|P|1|login|^|', '^'],
      ['LEEF:2.0|V|P|1|login|x7C|', '|'],
    ] as const) {
      const line = parseLine(`${start}src=192.0.2.1${mark}usrName=jdoe${mark}note=a b`);
      assert.equal(line.form, 'leef');
      assert.equal(line.fields['event_id'], 'login');
      assert.equal(line.fields['usrName'], 'jdoe');
      assert.equal(line.fields['note'], 'a b');
    }
  });
});

describe('key=value and its relatives', () => {
  const cases: readonly (readonly [string, string, Record<string, unknown>])[] = [
    ['spaces and quotes', 'user="a b" src=192.0.2.1 empty="" x=1', { user: 'a b', src: '192.0.2.1', x: '1' }],
    ['values with spaces between keys', 'a=one two b=three c=4', { a: 'one two', b: 'three', c: '4' }],
    ['semicolons', 'a=1;b=two words;c=3', { a: '1', b: 'two words', c: '3' }],
    ['pipes', 'a=1|b=2|c=3', { a: '1', b: '2', c: '3' }],
    [
      'commas and keys with spaces',
      'Device Id=7, User Name=bob, Reason=a b',
      { 'Device Id': '7', 'User Name': 'bob', Reason: 'a b' },
    ],
    [
      'spaces around the sign',
      'Group = VPN, Username = bob, IP = 192.0.2.1',
      { Username: 'bob', IP: '192.0.2.1' },
    ],
    [
      'angle brackets',
      'from=<a@example.org> to=<b@example.org> n=1',
      { from: 'a@example.org', to: 'b@example.org' },
    ],
    ['colons', 'Rule: web, User: bob, IP: 192.0.2.1', { Rule: 'web', User: 'bob', IP: '192.0.2.1' }],
    [
      'colons with quotes',
      'action:"Drop"; src:"192.0.2.1"; s_port:"12"',
      { action: 'Drop', src: '192.0.2.1', s_port: '12' },
    ],
    [
      'an address with a query',
      'url=http://h.example.org/?a=b&c=d user=bob x=1',
      { url: 'http://h.example.org/?a=b&c=d', user: 'bob' },
    ],
  ];
  for (const [name, input, expected] of cases) {
    test(name, () => {
      const { fields, form } = parseLine(input);
      assert.equal(form, 'key_value');
      for (const [key, value] of Object.entries(expected)) assert.equal(fields[key], value, key);
    });
  }

  test('a repeated key keeps all its values', () => {
    assert.deepEqual(parseLine('a=1 a=2 b=3').fields['a'], ['1', '2']);
  });

  test('a pair called __proto__ is an ordinary field', () => {
    const { fields } = parseLine('__proto__=polluted b=1 c=2');
    assert.equal(Object.hasOwn(fields, '__proto__'), true);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  test('brackets with a name and a value', () => {
    const { fields } = parseLine(
      '[Mon Feb 09 16:47:55 2015] [:error] [client 192.0.2.9] ModSecurity: x [id "960015"] [uri "/a b"]',
    );
    assert.equal(fields['client'], '192.0.2.9');
    assert.equal(fields['id'], '960015');
    assert.equal(fields['uri'], '/a b');
  });

  test('the rendered text of Windows keeps the account of each section apart', () => {
    const { fields } = parseLine(
      'An account failed to log on.\r\n\r\nSubject:\r\n\tAccount Name:\t\tDC1$\r\n\r\nAccount For Which Logon Failed:\r\n\tAccount Name:\t\tjdoe\r\n\r\nNetwork Information:\r\n\tSource Network Address:\t192.0.2.4\r\n',
    );
    assert.deepEqual(fields['Subject'], { 'Account Name': 'DC1$' });
    assert.deepEqual(fields['Account For Which Logon Failed'], { 'Account Name': 'jdoe' });
    assert.deepEqual(fields['Network Information'], { 'Source Network Address': '192.0.2.4' });
  });
});

describe('JSON, XML, access logs, columns', () => {
  test('JSON alone and behind a header', () => {
    assert.deepEqual(parseLine('{"a":{"b":1}}').fields, { a: { b: 1 } });
    const line = parseLine('<13>Mar  4 10:11:12 app1 svc[9]: {"user":"jdoe"}');
    assert.equal(line.form, 'json');
    assert.equal(line.host, 'app1');
    assert.equal(line.fields['user'], 'jdoe');
  });

  test('Windows Event XML: Data elements become fields of their name', () => {
    const { form, fields } = parseLine(
      '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><EventID>4625</EventID></System><EventData><Data Name="TargetUserName">j&amp;d</Data></EventData></Event>',
    );
    assert.equal(form, 'xml');
    assert.deepEqual(fields, {
      Event: { System: { EventID: '4625' }, EventData: { TargetUserName: 'j&d' } },
    });
  });

  test('combined log format', () => {
    const line = parseLine(
      '192.0.2.7 - bob [10/Oct/2023:13:55:36 -0700] "GET /a?b=1 HTTP/1.1" 404 12 "https://www.example.org/" "curl/8"',
    );
    assert.equal(line.time, '10/Oct/2023:13:55:36 -0700');
    assert.deepEqual(
      { ...line.fields },
      {
        client_ip: '192.0.2.7',
        user: 'bob',
        method: 'GET',
        url: '/a?b=1',
        http_version: 'HTTP/1.1',
        status: '404',
        bytes: '12',
        referer: 'https://www.example.org/',
        user_agent: 'curl/8',
      },
    );
  });

  test('Squid native format', () => {
    const { fields } = parseLine(
      '1709547072.525   1231 192.0.2.8 TCP_MISS/200 1536 GET http://www.example.net/ bob HIER_DIRECT/198.51.100.8 text/html',
    );
    assert.equal(fields['client_ip'], '192.0.2.8');
    assert.equal(fields['url'], 'http://www.example.net/');
    assert.equal(fields['user'], 'bob');
    assert.equal(fields['destination_ip'], '198.51.100.8');
  });

  test('a published layout names its columns', () => {
    const { form, fields, time } = parseLine(
      '1,2024/03/04 10:11:12,0123,USERID,login,2305,2024/03/04 10:11:13,vsys1,192.0.2.2,jdoe,dc1,0,1,60,0,0,ad,,1,0x0,0,0,0,0,,fw-1,1',
    );
    assert.equal(form, 'csv');
    assert.equal(time, '2024/03/04 10:11:13');
    assert.equal(fields['source_ip'], '192.0.2.2');
    assert.equal(fields['user'], 'jdoe');
    assert.equal(fields['observer_hostname'], 'fw-1');
  });

  test('a header row names the columns of the row below it', () => {
    const { form, fields } = parseLine('srcaddr,dstaddr,action,bytes\n192.0.2.1,198.51.100.1,ACCEPT,40\n');
    assert.equal(form, 'csv');
    assert.deepEqual(
      { ...fields },
      { srcaddr: '192.0.2.1', dstaddr: '198.51.100.1', action: 'ACCEPT', bytes: '40' },
    );
  });

  test('a CEF line that lost its tag is still one', () => {
    const { form, fields } = parseLine('0|Example|Gateway|1|77|blocked|7|src=192.0.2.1 act=drop');
    assert.equal(form, 'cef');
    assert.equal(fields['device_product'], 'Gateway');
  });

  test('unknown columns are named by the shape of their values', () => {
    const { form, fields } = parseLine(
      'x,"2024-03-04 10:11:12",7,192.0.2.5,198.51.100.5,"EXAMPLE\\jdoe",443,tcp',
    );
    assert.equal(form, 'csv');
    assert.equal(fields['source_ip'], '192.0.2.5');
    assert.equal(fields['destination_ip'], '198.51.100.5');
    assert.equal(fields['user'], 'EXAMPLE\\jdoe');
  });
});

describe('free text', () => {
  const cases: readonly (readonly [string, Record<string, unknown>])[] = [
    [
      'Failed password for invalid user bob from 192.0.2.4 port 22 ssh2',
      { user: 'bob', source_ip: '192.0.2.4' },
    ],
    ['session opened for user root by alice(uid=1000)', { user: 'root', actor_user: 'alice' }],
    ['connect from mail.example.com[192.0.2.5]', { source_ip: '192.0.2.5', source_host: 'mail.example.com' }],
    [
      'denied tcp 192.0.2.6(1234) -> 198.51.100.6(80), 1 packet',
      { ip: '192.0.2.6', destination_ip: '198.51.100.6' },
    ],
    ["User 'jdoe' executed cmd: show logging", { user: 'jdoe', command: 'show logging' }],
    [
      'blocked access to hxxp://bad.example.net/x for EXAMPLE\\jdoe',
      { url: 'hxxp://bad.example.net/x', user: 'EXAMPLE\\jdoe' },
    ],
  ];
  for (const [text, expected] of cases) {
    test(text, () => {
      const { fields } = parseLine(text);
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(fields[key], value, key);
    });
  }

  test('verbs, versions, clocks and interfaces are no names', () => {
    for (const text of [
      'user authentication failed',
      'User attempted to sign in',
      'updated to version 10.0.0.1',
      'finished at 12:34:56',
      'Configured from console on vty0 (idle)',
    ]) {
      assert.deepEqual(parseLine(text).fields, {}, text);
    }
  });
});
