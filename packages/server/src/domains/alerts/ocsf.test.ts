import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ENTITY_ROLES, ENTITY_TYPES, type Entity, type EntityType } from '@watchfloor/sdk';
import type { AlertWire, EventWire } from './alert.schema.ts';
import { ALERT_STATUSES } from './alert.schema.ts';
import { ocsfFindingSchema } from './ocsf.schema.ts';
import { toOcsf } from './ocsf.ts';

const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const common = {
  tenant: 'tenant_01a1',
  title: 'Suspicious sign-in',
  description: 'From an address never seen before.',
  category: 'identity_threat',
  severity: 'high',
  source: 'okta',
  vendor: 'Okta',
  product: 'Okta',
  sensor: 'identity',
  source_ref: '7d1a',
  rule: { id: 'user.risk.detect', name: 'User risk' },
  occurred_at: '2026-03-04T05:06:07.089Z',
  received_at: '2026-03-04T05:06:09.000Z',
  tactics: ['credential-access', 'exfiltration'],
  techniques: ['T1110.003'],
  entities: [],
  labels: ['risk:high'],
  flags: [],
  links: [
    { label: 'Okta', url: 'https://contoso-admin.okta.com/report/1' },
    { label: 'Second', url: 'https://contoso-admin.okta.com/report/2' },
  ],
} as const satisfies Partial<AlertWire>;

function alert(change: Partial<AlertWire> = {}): AlertWire {
  return {
    ...common,
    id: 'alert_01a1',
    entities: [],
    labels: [...common.labels],
    links: [...common.links],
    flags: [],
    tactics: [...common.tactics],
    techniques: [...common.techniques],
    vendor_severity: 'medium',
    status: 'new',
    verdict: null,
    resolution_type: 'pending',
    close_reason: null,
    assignee: null,
    notes: '',
    case_id: null,
    resolved_at: null,
    indicators: [],
    duplicate_count: 3,
    revision: 1,
    first_seen: common.received_at,
    last_seen: '2026-03-04T06:00:00.000Z',
    stage: 'decided',
    disposition: null,
    recommended_disposition: 'suspicious_escalate',
    risk_score: 71,
    confidence: { score: 0.83, label: 'high', factors: [] },
    narrative: 'Okta reported a finding.',
    version: 1,
    ...change,
  };
}

function event(change: Partial<EventWire> = {}): EventWire {
  return {
    ...common,
    id: 'event_01a1',
    action: 'user.session.start',
    outcome: 'failure',
    entities: [],
    labels: [],
    links: [],
    flags: [],
    tactics: [],
    techniques: [],
    ...change,
  };
}

/** A value of each type, so that no type is forgotten when one is added. */
const VALUES: Readonly<Record<EntityType, string>> = {
  ip: '203.0.113.7',
  domain: 'bad.example.net',
  host: 'fin-lt-042',
  user: 'adele@contoso.example.com',
  email: 'adele@contoso.example.com',
  url: 'https://bad.example.net/a',
  md5: SHA256.slice(0, 32),
  sha1: SHA256.slice(0, 40),
  sha256: SHA256,
  sha512: `${SHA256}${SHA256}`,
  mac: '00:00:5e:00:53:2a',
  process_path: 'C:\\Windows\\System32\\cmd.exe',
  file_path: '/tmp/stage2.bin',
  command_line: 'cmd.exe /c whoami',
  registry_key: 'HKLM\\Software\\Run',
  cve: 'CVE-2024-3094',
  technique: 'T1059.001',
  asn: 'AS64500',
  cloud_resource: 'arn:aws:s3:::contoso-logs',
  bitcoin: '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
};

describe('an alert as a Detection Finding', () => {
  test('has what the schema requires of the class, and its numbers fit each other', () => {
    const finding = toOcsf(alert());
    assert.deepEqual(
      [finding.category_uid, finding.class_uid, finding.activity_id, finding.type_uid],
      [2, 2004, 1, 200401],
    );
    assert.equal(finding.type_name, 'Detection Finding: Create');
    assert.deepEqual([finding.severity_id, finding.severity], [4, 'High']);
    assert.equal(finding.time, Date.UTC(2026, 2, 4, 5, 6, 7, 89));
    assert.equal(finding.metadata.version, '1.5.0');
    assert.deepEqual(finding.metadata.product, { name: 'Okta', vendor_name: 'Okta' });
    assert.equal(finding.finding_info.uid, 'alert_01a1');
    assert.equal(finding.finding_info.uid_alt, '7d1a');
    assert.equal(finding.finding_info.title, 'Suspicious sign-in');
    assert.equal(finding.finding_info.src_url, 'https://contoso-admin.okta.com/report/1');
    assert.deepEqual(finding.finding_info.analytic, {
      type_id: 1,
      type: 'Rule',
      uid: 'user.risk.detect',
      name: 'User risk',
    });
    assert.deepEqual([finding.risk_score, finding.confidence_score, finding.confidence_id], [71, 83, 3]);
    assert.deepEqual([finding.priority_id, finding.is_alert, finding.count], [3, true, 3]);
    assert.deepEqual(finding.metadata.profiles, ['incident']);
  });

  test('a technique carries the tactics it serves, and a tactic without one stands alone', () => {
    assert.deepEqual(toOcsf(alert()).finding_info.attacks, [
      {
        technique: { uid: 'T1110', name: 'Brute Force' },
        sub_technique: { uid: 'T1110.003', name: 'Password Spraying' },
        tactics: [{ name: 'Credential Access' }],
      },
      { tactic: { name: 'Exfiltration' } },
    ]);
  });

  test('status and verdict become those of the schema; a closed alert is a closing and alerts nobody', () => {
    const seen = ALERT_STATUSES.map((status) => {
      const finding = toOcsf(alert({ status, version: 2 }));
      return [status, finding.status_id, finding.activity_id, finding.type_uid, finding.is_alert];
    });
    assert.deepEqual(seen, [
      ['new', 1, 2, 200402, true],
      ['triaging', 2, 2, 200402, true],
      ['investigating', 2, 2, 200402, true],
      ['escalated', 2, 2, 200402, true],
      ['resolved', 4, 3, 200403, false],
      ['auto_resolved', 3, 3, 200403, false],
    ]);
    const verdicts = (
      ['true_positive', 'benign_true_positive', 'false_positive', 'undetermined'] as const
    ).map((verdict) => toOcsf(alert({ status: 'resolved', verdict, close_reason: 'known_change' })));
    assert.deepEqual(
      verdicts.map(({ verdict_id, verdict, status_detail }) => [verdict_id, verdict, status_detail]),
      [
        [2, 'True Positive', 'known_change'],
        [5, 'Benign', 'known_change'],
        [1, 'False Positive', 'known_change'],
        [7, 'Insufficient Data', 'known_change'],
      ],
    );
  });

  test('what OCSF has no attribute for stands in unmapped', () => {
    const { watchfloor } = toOcsf(alert()).unmapped;
    assert.equal(watchfloor['kind'], 'alert');
    assert.equal(watchfloor['vendor_severity'], 'medium');
    assert.equal(watchfloor['recommended_disposition'], 'suspicious_escalate');
    assert.deepEqual(watchfloor['links'], [common.links[1]]);
  });

  test('is what the wire’s schema says, empty lists left out', () => {
    for (const view of [
      alert(),
      event(),
      alert({ product: '', vendor: '', rule: { id: null, name: null } }),
    ]) {
      const finding = toOcsf(view);
      assert.deepEqual(ocsfFindingSchema.parse(finding), finding);
      assert.equal(finding.observables, undefined);
    }
    assert.deepEqual(toOcsf(alert({ product: '', vendor: '' })).metadata.product, { name: 'okta' });
  });
});

test('an event is a finding that alerts nobody, and says that it was an event', () => {
  const finding = toOcsf(event());
  assert.deepEqual([finding.is_alert, finding.activity_id, finding.status_id], [false, 1, undefined]);
  assert.equal(finding.metadata.event_code, 'user.session.start');
  assert.equal(finding.metadata.profiles, undefined);
  assert.deepEqual(finding.unmapped.watchfloor, {
    kind: 'event',
    category: 'identity_threat',
    sensor: 'identity',
    action: 'user.session.start',
    outcome: 'failure',
  });
});

describe('entities', () => {
  test('every type in every role has a place, and an observable that points to it', () => {
    for (const type of ENTITY_TYPES) {
      for (const role of ENTITY_ROLES) {
        const finding = toOcsf(alert({ entities: [{ type, value: VALUES[type], role }] }));
        const [observable] = finding.observables ?? [];
        assert.equal(observable?.value, VALUES[type]);
        assert.deepEqual(
          valuesAt(finding, observable?.name ?? ''),
          [VALUES[type]],
          `${type} as ${role} is not at ${observable?.name}`,
        );
        assert.equal(observable?.type_id === 99, ['technique', 'asn', 'bitcoin'].includes(type), type);
      }
    }
  });

  test('one address and one name of a role are one endpoint; of two addresses nobody knows which has the name', () => {
    const of = (...entities: Entity[]) => toOcsf(alert({ entities })).evidences;
    const ip = { type: 'ip', value: '203.0.113.7', role: 'source' } as const;
    const host = { type: 'host', value: 'kali', role: 'source' } as const;
    assert.deepEqual(of(ip, host), [
      { name: 'source', src_endpoint: { ip: '203.0.113.7', hostname: 'kali' } },
    ]);
    assert.deepEqual(of(ip, { ...ip, value: '203.0.113.8' }, host), [
      { name: 'source', src_endpoint: { ip: '203.0.113.7' } },
      { name: 'source', src_endpoint: { ip: '203.0.113.8' } },
      { name: 'source', src_endpoint: { hostname: 'kali' } },
    ]);
  });

  test('objects have what the schema requires of them: files a kind, devices a kind, processes an id', () => {
    const { evidences } = toOcsf(
      alert({
        entities: [
          { type: 'host', value: 'srv-1', role: 'target' },
          { type: 'file_path', value: 'C:\\Temp\\a.bin', role: 'target' },
          { type: 'process_path', value: 'C:\\Windows\\cmd.exe', role: 'actor' },
          { type: 'command_line', value: 'cmd.exe /c a.bin', role: 'actor' },
        ],
      }),
    );
    assert.deepEqual(evidences, [
      {
        name: 'target',
        device: { type_id: 0, hostname: 'srv-1' },
        file: { name: 'a.bin', path: 'C:\\Temp\\a.bin', type_id: 0 },
      },
      {
        name: 'actor',
        actor: {
          process: {
            uid: 'alert_01a1/process/0',
            name: 'cmd.exe',
            file: { name: 'cmd.exe', path: 'C:\\Windows\\cmd.exe', type_id: 1 },
            cmd_line: 'cmd.exe /c a.bin',
          },
        },
      },
    ]);
  });

  test('a registry key names the extension that defines it', () => {
    const finding = toOcsf(
      alert({ entities: [{ type: 'registry_key', value: 'HKLM\\Run', role: 'target' }] }),
    );
    assert.deepEqual(finding.metadata.extensions, [{ name: 'win', uid: '2', version: '1.5.0' }]);
  });

  test('an address is the one of a mail only where it was a mail', () => {
    const entities: Entity[] = [{ type: 'email', value: 'eve@example.org', role: 'source' }];
    assert.deepEqual(toOcsf(alert({ entities })).evidences, [
      { name: 'source', data: { email: ['eve@example.org'] } },
    ]);
    assert.deepEqual(toOcsf(alert({ entities, sensor: 'email' })).evidences, [
      { name: 'source', email: { from: 'eve@example.org' } },
    ]);
  });
});

/** The values at a path whose steps may be lists (`evidences[].url.url_string`). */
function valuesAt(value: unknown, path: string): unknown[] {
  if (path === '') return Array.isArray(value) ? value : [value];
  const [step = '', ...rest] = path.split('.');
  // A test reads what it has just made; anything else gives nothing and fails.
  const next = (value as Record<string, unknown> | undefined)?.[step.replace('[]', '')];
  const items = step.endsWith('[]') && Array.isArray(next) ? next : [next];
  return items.flatMap((item) => valuesAt(item, rest.join('.')));
}
