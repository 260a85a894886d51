import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cpuMs } from '@watchfloor/sdk/testing';
import fc from 'fast-check';
import type { LinkedRow } from './chain.store.ts';
import { cefExtensionText, cefHeaderText, cefLine } from './export-cef.ts';

const record = {
  tenant_id: '0198c0ff-ee00-7000-8000-000000000001',
  id: '0198c0ff-ee00-7000-8000-000000000002',
  at: '2026-03-04T05:06:07.089000Z',
  event: 'alert.closed',
  actor_kind: 'user',
  actor_id: '0198c0ff-ee00-7000-8000-000000000003',
  actor_name: 'Adele Vance',
  actor_tenant_id: null,
  address: '192.0.2.7',
  subject: 'alert:0198c0ff-ee00-7000-8000-000000000004',
  request_id: 'req_1',
  before: null,
  after: { status: 'resolved' },
  reason: 'a=b|c\\d\ne',
};

function linkOf(changes: object = {}): LinkedRow {
  const hash = Buffer.alloc(32, 0xab);
  return {
    sequence: 7,
    record_id: record.id,
    body_salt: hash,
    body_hash: hash,
    record_hash: hash,
    chain_hash: hash,
    record: { ...record, ...changes },
  };
}

/** Reads CEF as its specification tells, not as the writer wrote it: pipes that are not escaped, then keys before an equals sign. */
function readCef(line: string): { header: string[]; extension: Map<string, string> } {
  const fields: string[] = [''];
  let index = 0;
  for (; index < line.length && fields.length < 8; index += 1) {
    const character = line[index] ?? '';
    if (character === '\\') {
      index += 1;
      fields[fields.length - 1] += line[index] ?? '';
    } else if (character === '|') fields.push('');
    else fields[fields.length - 1] += character;
  }
  const rest = line.slice(index);
  const extension = new Map<string, string>();
  const keys = [...rest.matchAll(/(?:^| )([a-zA-Z0-9]+)(?<!\\)=/g)];
  for (const [place, match] of keys.entries()) {
    const raw = rest.slice(match.index + match[0].length, keys[place + 1]?.index ?? rest.length);
    const value = raw.replaceAll(
      /\\([\\=nr])/g,
      (_, escaped) => ({ n: '\n', r: '\r' })[String(escaped)] ?? String(escaped),
    );
    extension.set(match[1] ?? '', value);
  }
  return { header: fields.slice(0, 7), extension };
}

describe('cefLine', () => {
  test('is the documented line', () => {
    assert.equal(
      cefLine(linkOf(), '1.2.3'),
      `CEF:0|Watchfloor|Watchfloor|1.2.3|alert.closed|alert closed|3|rt=1772600767089 externalId=0198c0ffee0070008000000000000002 src=192.0.2.7 suid=0198c0ff-ee00-7000-8000-000000000003 suser=Adele Vance spriv=user reason=a\\=b|c\\\\d\\ne cn1=7 cn1Label=Sequence cs1=alert:0198c0ff-ee00-7000-8000-000000000004 cs1Label=Subject cs2=req_1 cs2Label=Request cs3=${'ab'.repeat(32)} cs3Label=ChainHash cs4=0198c0ff-ee00-7000-8000-000000000001 cs4Label=Tenant cs6={"before":null,"after":{"status":"resolved"}} cs6Label=Changes`,
    );
  });

  test('puts an IPv6 address where it belongs, and what is no address nowhere', () => {
    const v6 = readCef(cefLine(linkOf({ address: '2001:db8::7' }), '1') ?? '').extension;
    assert.deepEqual([v6.get('c6a2'), v6.has('src')], ['2001:db8::7', false]);
    const none = readCef(cefLine(linkOf({ address: 'unix:' + 'x' }), '1') ?? '').extension;
    assert.deepEqual([none.has('src'), none.has('c6a2')], [false, false]);
  });

  test('cuts what is longer than the dictionary allows, never inside a character', () => {
    const { extension } = readCef(cefLine(linkOf({ actor_name: '\u{1f469}'.repeat(600) }), '1') ?? '');
    const name = extension.get('suser') ?? '';
    assert.ok(name.length === 1022 && name.isWellFormed());
  });

  test('leaves out a record that is not there', () => {
    assert.equal(cefLine({ ...linkOf(), record: null }, '1'), null);
  });

  test('whatever a record holds, one line comes out that reads back as what went in', () => {
    // A word and an equals sign inside a value are escaped, so they begin no key.
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map((value) => `x${value}x`);
    const tricky = fc
      .array(fc.constantFrom('|', '\\', '=', '\n', '\r', ' ', 'cs1=', 'a', '\\n', '||', ' src=1'), {
        minLength: 1,
      })
      .map((parts) => `x${parts.join('')}x`);
    fc.assert(
      fc.property(
        fc.oneof(text, tricky),
        fc.oneof(text, tricky),
        fc.oneof(text, tricky),
        (event, name, reason) => {
          const line = cefLine(linkOf({ event, actor_name: name, reason }), '1') ?? '';
          assert.doesNotMatch(line, /[\r\n]/);
          const { header, extension } = readCef(line);
          assert.equal(header[4], event.replaceAll(/[\r\n]+/g, ' '));
          assert.equal(header[6], '3');
          assert.equal(extension.get('suser'), name);
          assert.equal(extension.get('reason'), reason);
        },
      ),
    );
  });
});

test('escapes take linear time', () => {
  for (const write of [cefHeaderText, cefExtensionText]) {
    const long = '\\|=\r\n'.repeat(200_000);
    const start = cpuMs();
    write(long);
    assert.ok(cpuMs() - start < 2_000);
  }
});
