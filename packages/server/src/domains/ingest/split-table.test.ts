import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cpuMs } from '@watchfloor/sdk/testing';
import fc from 'fast-check';
import { splitTable } from './split-table.ts';

const values = (text: string) => splitTable(text)?.map((row) => row.value) ?? null;

describe('splitTable', () => {
  test('reads a Zeek log with its types, unset fields and sets', () => {
    const text = [
      '#separator \\x09',
      '#set_separator\t,',
      '#path\tconn',
      '#open\t2026-03-04-05-06-07',
      '#fields\tts\tuid\tid.orig_h\tid.orig_p\tlocal_orig\ttunnel_parents\tservice',
      '#types\ttime\tstring\taddr\tport\tbool\tset[string]\tstring',
      '1772600767.5\tC1\t192.0.2.7\t51544\tT\t(empty)\t-',
      '1772600768.5\tC2\t192.0.2.8\t51545\tF\ta,b\tdns',
      '#close\t2026-03-04-06-00-00',
    ].join('\n');
    assert.deepEqual(values(text), [
      {
        _path: 'conn',
        ts: 1772600767.5,
        uid: 'C1',
        'id.orig_h': '192.0.2.7',
        'id.orig_p': 51544,
        local_orig: true,
      },
      {
        _path: 'conn',
        ts: 1772600768.5,
        uid: 'C2',
        'id.orig_h': '192.0.2.8',
        'id.orig_p': 51545,
        local_orig: false,
        tunnel_parents: ['a', 'b'],
        service: 'dns',
      },
    ]);
  });

  test('reads a W3C log, whose header may change on the way', () => {
    const text = [
      '#Software: Microsoft Internet Information Services 10.0',
      '#Fields: date time c-ip cs(User-Agent) sc-status',
      '2026-03-04 05:06:07 192.0.2.7 Mozilla/5.0+(X11) 404',
      '#Fields: date time c-ip',
      '2026-03-04 05:06:08 192.0.2.8',
    ].join('\r\n');
    assert.deepEqual(values(text), [
      {
        date: '2026-03-04',
        time: '05:06:07',
        'c-ip': '192.0.2.7',
        'cs(User-Agent)': 'Mozilla/5.0 (X11)',
        'sc-status': '404',
      },
      { date: '2026-03-04', time: '05:06:08', 'c-ip': '192.0.2.8' },
    ]);
  });

  test('reads CSV with quoted separators, quotes and line breaks, and leaves empty cells out', () => {
    const text = 'time,user name,detail\n2026-03-04,"Doe, Jane","said ""no""\nand left"\n2026-03-05,,x\n';
    assert.deepEqual(values(text), [
      { time: '2026-03-04', 'user name': 'Doe, Jane', detail: 'said "no"\nand left' },
      { time: '2026-03-05', detail: 'x' },
    ]);
  });

  test('each row is kept with its header, and is the same row when it is read again', () => {
    const text = '#Fields: date time c-ip\n2026-03-04 05:06:08 192.0.2.8\n2026-03-04 05:06:09 192.0.2.9';
    for (const row of splitTable(text) ?? []) assert.deepEqual(values(row.raw), [row.value]);
    const csv = 'a;b;c\n1;"2;\n3";4\n5;6;7';
    for (const row of splitTable(csv) ?? []) assert.deepEqual(values(row.raw), [row.value]);
  });

  test('takes nothing else for a table', () => {
    const others = [
      'Mar  4 05:06:07 host sshd[1]: Failed password for root\nMar  4 05:06:08 host sshd[1]: x',
      'one, two, three\nwords of a sentence, that goes on',
      'a,b,c',
      'user=a, host=b, ip=192.0.2.1\nuser=c, host=d, ip=192.0.2.2',
      '1,2,3\n4,5,6',
      'a,a,b\n1,2,3',
      '# a comment\nand a line',
      '',
    ];
    for (const text of others) assert.equal(splitTable(text), null, text);
  });

  test('never throws, and is linear in the length of the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab,"\n\r;\t|# -'.split('')) }),
        (text) => void splitTable(text),
      ),
    );
    const start = cpuMs();
    for (const filler of ['"', '""', ',', '\n', 'a,b,c\n', '"a\n', '#', '\t'])
      for (const head of ['a,b,c\n', '#separator \\x09\n#fields\ta\tb\n', '#Fields: a b c\n', ''])
        splitTable(head + filler.repeat(200_000));
    assert.ok(cpuMs() - start < 6_000);
  });
});
