import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { canonicalValue, type EntityType, shapeOf } from './index.ts';

const ROWS: readonly (readonly [value: string, type: EntityType | null])[] = [
  ['192.0.2.1', 'ip'],
  ['192.0.2.1:8080', 'ip'],
  ['2001:db8::1', 'ip'],
  ['[2001:db8::1]:443', 'ip'],
  ['10:22:31', null],
  ['1.2.3', null],
  ['aa:bb:cc:dd:ee:0f', 'mac'],
  ['AA-BB-CC-DD-EE-0F', 'mac'],
  ['d41d8cd98f00b204e9800998ecf8427e', 'md5'],
  ['d41d8cd98f00b204e9800998ecf842', null],
  ['https://example.com/a', 'url'],
  ['GET https://example.com/a', null],
  ['/index.html', null],
  ['alice@example.com', 'email'],
  ['alice@host', null],
  ['CVE-2024-1234', 'cve'],
  ['AS64500', 'asn'],
  ['T1059.001', 'technique'],
  ['T9999', null],
  ['HKLM\\Software\\Run', 'registry_key'],
  ['arn:aws:iam::123456789012:user/alice', 'cloud_resource'],
  ['C:\\Windows\\notepad.exe', 'file_path'],
  ['C:\\Windows\\cmd.exe /c dir', null],
  ['/usr/sbin/sshd', 'file_path'],
  ['/usr/sbin/sshd -D', null],
  ['web.example.com', 'domain'],
  ['example.com', 'domain'],
  ['setup.py', null],
  ['report.final.zip', null],
  ['anna.li', null],
  ['server01', null],
  ['dc01.corp.local', null],
  ['unknown', null],
  ['', null],
];

describe('shapeOf', () => {
  for (const [value, type] of ROWS) {
    test(`${JSON.stringify(value)} is ${type ?? 'undecided'}`, () => assert.equal(shapeOf(value), type));
  }

  test('a type it gives always accepts the value', () => {
    const text = fc.oneof(
      fc.string(),
      fc.ipV6(),
      fc.domain(),
      fc.webUrl(),
      fc.stringMatching(/^[\w:.\\/@-]{0,40}$/),
    );
    fc.assert(
      fc.property(text, (value) => {
        const type = shapeOf(value);
        if (type !== null) assert.notEqual(canonicalValue(type, value), null);
      }),
      { numRuns: 3000 },
    );
  });
});
