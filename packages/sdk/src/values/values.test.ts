import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { addressScope, parseIpv4 } from './address.ts';
import { domainParts } from './domain.ts';
import { isFileLikeName } from './file-name.ts';
import { sha256 } from './sha256.ts';
import { isPlaceholder } from './text.ts';
import { urlParts } from './url.ts';

describe('addressScope', () => {
  const ROWS = [
    ['8.8.8.8', 'public'],
    ['10.1.2.3', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['169.254.169.254', 'link_local'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['192.0.2.1', 'documentation'],
    ['203.0.113.9', 'documentation'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['fe80::1%eth0', 'link_local'],
    ['fd00::1', 'private'],
    ['ff02::1', 'multicast'],
    ['2001:db8::1', 'documentation'],
    ['3fff:1::1', 'documentation'],
    ['2606:4700::1111', 'public'],
    ['::ffff:10.0.0.1', 'private'],
    ['example.com', null],
  ] as const;
  for (const [address, scope] of ROWS) {
    test(`${address} is ${scope ?? 'no address'}`, () => assert.equal(addressScope(address), scope));
  }
});

describe('parseIpv4', () => {
  test('agrees with the sum of the octets', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)), ([a, b, c, d]) => {
        assert.equal(parseIpv4(`${a}.${b}.${c}.${d}`), ((a * 256 + b) * 256 + c) * 256 + d);
      }),
    );
  });
});

describe('domainParts', () => {
  test('names the registrable part', () => {
    assert.deepEqual(domainParts('A.b.Example.co.uk'), {
      name: 'a.b.example.co.uk',
      registrable: 'example.co.uk',
      suffix: 'co.uk',
      isPublic: true,
    });
    assert.equal(domainParts('dc.corp.local')?.isPublic, false);
  });
});

describe('urlParts', () => {
  test('tells addresses, domains and plain names apart', () => {
    assert.equal(urlParts('https://192.0.2.1:8443/a')?.hostKind, 'ip');
    assert.equal(urlParts('https://alice:pw@example.com/a')?.host, 'example.com');
    assert.equal(urlParts('https://server/a')?.hostKind, 'name');
    assert.equal(urlParts('http://2001:db8::1')?.host, '2001:db8::1');
    assert.equal(urlParts('https://exa mple.com'), null);
  });
});

describe('sha256', () => {
  test('agrees with the platform on inputs of every padding case', () => {
    for (const length of [0, 1, 21, 32, 55, 56, 63, 64, 65, 119, 120, 200]) {
      const input = Uint8Array.from({ length }, (_, index) => (index * 7 + length) & 255);
      assert.deepEqual(Buffer.from(sha256(input)), createHash('sha256').update(input).digest());
    }
  });
});

describe('small rules', () => {
  test('a placeholder is one in any case and with spaces around', () => {
    assert.ok([' - ', 'NULL', 'n/a', 'Unknown', ''].every(isPlaceholder));
    assert.ok(!['0', 'nobody', 'a-b', 'none@example.com'].some(isPlaceholder));
  });

  test('names that end in an extension read as files unless they start with www', () => {
    assert.ok(['setup.py', 'report.final.zip', 'RUN.SH'].every(isFileLikeName));
    assert.ok(!['example.com', 'www.example.zip', 'example.me', 'server'].some(isFileLikeName));
  });
});
