import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '@watchfloor/sdk';
import { recogniseProduct } from './recognise.ts';
import { PRODUCT_ROWS } from './recognise-table.ts';

const CASES: readonly (readonly [string, 'event' | 'alert' | null, JsonObject | string])[] = [
  [
    'aws-cloudtrail',
    'event',
    {
      eventVersion: '1.08',
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateUser',
      awsRegion: 'eu-west-1',
    },
  ],
  [
    'aws-guardduty',
    'alert',
    {
      schemaVersion: '2.0',
      accountId: '1',
      partition: 'aws',
      severity: 5,
      type: 'Recon:EC2/PortProbe',
      service: { serviceName: 'guardduty' },
    },
  ],
  ['aws-security-hub', 'alert', { AwsAccountId: '1', ProductArn: 'arn:aws:x', GeneratorId: 'g', Title: 'T' }],
  ['sentinel', 'alert', { SystemAlertId: 'x', AlertName: 'n', ProviderName: 'p', VendorOriginalId: 'v' }],
  ['defender-xdr', 'event', { category: 'AdvancedHunting-DeviceEvents', properties: { ActionType: 'x' } }],
  ['defender-xdr', 'alert', { category: 'AdvancedHunting-AlertInfo', properties: { Title: 'x' } }],
  ['entra-id', 'event', { activityDisplayName: 'Add user', initiatedBy: {}, targetResources: [] }],
  ['microsoft-365', 'event', { RecordType: 14, Workload: 'SharePoint', Operation: 'FileAccessed' }],
  [
    'okta',
    'event',
    { published: '2024-03-04T10:11:12Z', actor: {}, eventType: 'user.session.start', legacyEventType: 'x' },
  ],
  ['elastic', 'alert', { 'kibana.alert.uuid': 'x', 'kibana.alert.rule.name': 'y' }],
  ['splunk', 'alert', { search_name: 's', sid: '1', result: { a: 'b' } }],
  ['wazuh', 'alert', { rule: { level: 3, id: '1' }, agent: { id: '000' }, manager: { name: 'm' } }],
  ['suricata', 'alert', { event_type: 'alert', flow_id: 1, alert: { signature: 's', signature_id: 1 } }],
  ['suricata', 'event', { event_type: 'dns', flow_id: 1, src_ip: '192.0.2.1', dest_ip: '192.0.2.2' }],
  ['zeek', 'event', { _path: 'dns', ts: '2024-03-04T10:11:12Z', 'id.orig_h': '192.0.2.1' }],
  ['zeek', 'alert', { _path: 'notice', ts: '2024-03-04T10:11:12Z', note: 'x' }],
  ['crowdstrike', 'alert', { metadata: { eventType: 'DetectionSummaryEvent' }, event: {} }],
  ['crowdstrike', 'event', { event_simpleName: 'ProcessRollup2', aid: 'a', cid: 'c' }],
  ['sentinelone', 'alert', { threatInfo: {}, agentRealtimeInfo: {} }],
  [
    'kubernetes-audit',
    'event',
    { kind: 'Event', auditID: 'x', stage: 's', requestURI: '/', verb: 'get', objectRef: {} },
  ],
  [
    'google-workspace',
    'event',
    { kind: 'admin#reports#activity', id: { applicationName: 'drive' }, actor: {} },
  ],
  ['gcp-audit', 'event', { protoPayload: { methodName: 'm' }, insertId: 'x' }],
  ['github', 'event', { action: 'org.add_member', actor: 'a', org: 'o' }],
  ['sysmon', 'event', { Channel: 'Microsoft-Windows-Sysmon/Operational', EventID: 1 }],
  ['windows', 'event', { Channel: 'Security', EventID: 4624 }],
  [
    'windows',
    'event',
    '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><EventID>1</EventID><Channel>Security</Channel></System></Event>',
  ],
  ['cef', null, 'CEF:0|Example|Gateway|1|1|name|5|src=192.0.2.1'],
  ['cisco-asa', 'event', '%ASA-6-302013: Built inbound TCP connection'],
  [
    'fortinet',
    'event',
    'date=2024-03-04 time=10:11:12 devname="fw" devid="FG100" logid="0000000013" type="traffic"',
  ],
  [
    'palo-alto',
    'event',
    '1,2024/03/04 10:11:12,0123,TRAFFIC,end,2305,2024/03/04 10:11:12,192.0.2.1,198.51.100.1',
  ],
  ['openssh', 'event', 'Mar  4 10:11:12 gw sshd[1]: Connection closed by 192.0.2.1 port 22'],
  ['postfix', 'event', 'Mar  4 10:11:12 mx postfix/smtpd[1]: connect from a.example.org[192.0.2.1]'],
  ['web-access', 'event', '192.0.2.1 - - [04/Mar/2024:10:11:12 +0000] "GET / HTTP/1.1" 200 1 "-" "-"'],
];

describe('recognising the product by its features', () => {
  for (const [source, kind, input] of CASES) {
    test(`${source} (${kind}) from ${JSON.stringify(input).slice(0, 60)}`, () => {
      const product = recogniseProduct(input);
      assert.equal(product?.source, source);
      assert.equal(product?.kind, kind);
      assert.ok((product?.confidence ?? 0) >= 50);
      assert.notEqual(product?.because, '');
    });
  }

  test('renamed keys do not hide a product', () => {
    assert.equal(
      recogniseProduct({ event_source: 'x', event_name: 'y', aws_region: 'z', event_version: '1' })?.source,
      'aws-cloudtrail',
    );
  });

  test('an event bus or document store around the record is looked through', () => {
    const inner = { schemaVersion: '2.0', accountId: '1', service: { detectorId: 'd' } };
    assert.equal(
      recogniseProduct({
        'detail-type': 'GuardDuty Finding',
        source: 'aws.guardduty',
        account: '1',
        detail: inner,
      })?.source,
      'aws-guardduty',
    );
    assert.equal(
      recogniseProduct({ _index: 'i', _source: { rule: { level: 3, firedtimes: 1 }, agent: { id: '0' } } })
        ?.source,
      'wazuh',
    );
  });

  test('a record that names its maker is believed, less firmly', () => {
    const product = recogniseProduct({ vendor: 'Example', product: 'Thing', x: 1 });
    assert.deepEqual([product?.vendor, product?.product, product?.confidence], ['Example', 'Thing', 65]);
  });

  test('what nobody knows is not recognised', () => {
    assert.equal(recogniseProduct({ a: 1, b: 'two' }), null);
    assert.equal(recogniseProduct('hello world'), null);
  });
});

test('every row of the table has an anchor in the squashed form of the features', () => {
  for (const row of PRODUCT_ROWS) {
    assert.notEqual(row.all.length, 0, row.source);
    for (const path of [...row.all, ...(row.any ?? []), ...Object.keys(row.where ?? {})]) {
      assert.match(path, /^[a-z0-9]+(?:\.[a-z0-9]+){0,3}$/, `${row.source}: ${path}`);
    }
  }
});
