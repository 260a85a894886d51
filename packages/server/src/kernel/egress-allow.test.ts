import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEgressAllow } from './egress-allow.ts';

test('hosts, addresses and networks are read, each with a port where it can have one', () => {
  assert.deepEqual(
    parseEgressAllow(
      'SIEM.internal, hec.internal:8088,10.1.2.3,10.1.2.4:9200,10.9.0.0/16,[fd12::1]:443,fd12::/64',
    ),
    [
      { kind: 'host', host: 'siem.internal', port: null },
      { kind: 'host', host: 'hec.internal', port: 8088 },
      { kind: 'network', network: '10.1.2.3', bits: 32, port: null },
      { kind: 'network', network: '10.1.2.4', bits: 32, port: 9200 },
      { kind: 'network', network: '10.9.0.0', bits: 16, port: null },
      { kind: 'network', network: 'fd12::1', bits: 128, port: 443 },
      { kind: 'network', network: 'fd12::', bits: 64, port: null },
    ],
  );
});

test('what could mean more than it says stops the start and is quoted', () => {
  for (const text of [
    '',
    'a,,b',
    '*',
    '*.internal',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.0.0/8',
    '010.0.0.1',
    '0x7f.1',
    '2130706433',
    'host:0',
    'host:65536',
    'host:443:1',
    'https://host',
    'host/path',
    'user@host',
    'host name',
    'fe80::1%eth0',
  ]) {
    const parsed = parseEgressAllow(text);
    assert.equal(typeof parsed, 'string', text);
  }
  assert.match(String(parseEgressAllow('a, *.internal')), /"\*\.internal"/);
});

test('more than a hundred entries are refused', () => {
  const list = (count: number) => Array.from({ length: count }, (_, index) => `host-${index}`).join(',');
  assert.equal(parseEgressAllow(list(100)).length, 100);
  assert.match(String(parseEgressAllow(list(101))), /100 entries/);
});
