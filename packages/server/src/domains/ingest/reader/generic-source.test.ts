import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject, NormalizedRecord } from '@watchfloor/sdk';
import fc from 'fast-check';
import { genericSource } from './generic-source.ts';

function read(record: JsonObject): NormalizedRecord {
  const result = genericSource.read(record);
  assert.ok(result.ok, JSON.stringify(result));
  return result.record;
}

function refusal(record: JsonObject): string | null {
  const result = genericSource.read(record);
  assert.ok(!result.ok);
  return result.refusal.field;
}

const DOCUMENTED: JsonObject = {
  id: 'x-1',
  title: 'Suspicious sign-in',
  description: 'From a new country',
  severity: 'high',
  category: 'Authentication',
  occurred_at: '2024-03-04T10:11:12Z',
  rule: { id: 'R1', name: 'New country' },
  vendor: 'Example',
  product: 'IdP',
  tactics: ['Initial Access'],
  techniques: ['T1078', 'Brute Force'],
  labels: ['vip'],
  links: [{ label: 'console', url: 'https://console.example.com/1' }, 'javascript:alert(1)'],
  entities: [
    { type: 'user', value: 'JDoe', role: 'target' },
    { type: 'ip_address', value: '203.0.113.7', role: 'source' },
  ],
  indicators: [{ type: 'hash', value: '9E107D9D372BB6826BD81D3542A419D6' }],
  src_ip: '203.0.113.7',
  hostname: 'wks-1',
};

describe('the documented form', () => {
  test('every documented field is taken over and the flat fields are joined', () => {
    const record = read(DOCUMENTED);
    assert.ok(record.kind === 'alert');
    assert.equal(record.source_ref, 'x-1');
    assert.equal(record.title, 'Suspicious sign-in');
    assert.equal(record.description, 'From a new country');
    assert.equal(record.severity, 'high');
    assert.equal(record.category, 'authentication');
    assert.equal(record.occurred_at, '2024-03-04T10:11:12.000Z');
    assert.deepEqual(record.rule, { id: 'R1', name: 'New country' });
    assert.deepEqual([record.vendor, record.product], ['Example', 'IdP']);
    assert.deepEqual(record.tactics, ['initial-access']);
    assert.deepEqual(record.techniques, ['T1078', 'T1110']);
    assert.deepEqual(record.labels, ['vip']);
    assert.deepEqual(record.links, [{ label: 'console', url: 'https://console.example.com/1' }]);
    assert.deepEqual(record.entities, [
      { type: 'user', value: 'jdoe', role: 'target' },
      { type: 'ip', value: '203.0.113.7', role: 'source' },
      { type: 'md5', value: '9e107d9d372bb6826bd81d3542a419d6', role: 'related' },
      { type: 'host', value: 'wks-1', role: 'related' },
    ]);
    assert.deepEqual(record.flags, []);
  });

  test('a title makes an alert unless kind says event', () => {
    assert.equal(read({ title: 'Login of bob' }).kind, 'alert');
    assert.equal(read({ title: 'Login of bob', kind: 'event' }).kind, 'event');
    assert.equal(read({ kind: 'alert', user: 'bob' }).kind, 'alert');
  });

  test('status and verdict close the alert', () => {
    const record = read({ title: 'T x', status: 'closed', verdict: 'false_positive' });
    assert.ok(record.kind === 'alert');
    assert.equal(record.closure?.verdict, 'false_positive');
  });

  test('an unknown severity word is medium and said', () => {
    const record = read({ title: 'T x', severity: 'purple' });
    assert.equal(record.severity, 'medium');
    assert.ok(record.flags.includes('severity_unknown'));
  });

  test('rule_id and rule_name, numbers as texts, lists as one text', () => {
    const record = read({ title: 404, id: 12, rule_id: 7, rule_name: 'R', techniques: 'T1078, T1110' });
    assert.equal(record.title, '404');
    assert.equal(record.source_ref, '12');
    assert.deepEqual(record.rule, { id: '7', name: 'R' });
    assert.deepEqual(record.techniques, ['T1078', 'T1110']);
  });

  test('a product that uses our words otherwise is read by name and shape', () => {
    const record = read({
      kind: 'Event',
      id: 'firewall',
      rule: { level: 12, description: 'Found it', id: '9' },
      agent: { id: '1' },
    });
    assert.equal(record.source_ref, null);
    assert.equal(record.severity, 'high');
  });

  test('how sure it is', () => {
    assert.equal(genericSource.recognise(DOCUMENTED), 60);
    assert.equal(genericSource.recognise({ anything: 1 }), 10);
  });
});

describe('what is refused, and by which field', () => {
  const cases: readonly (readonly [string | null, JsonObject])[] = [
    [null, {}],
    ['title', { title: { text: 'x' } }],
    ['occurred_at', { title: 'T x', occurred_at: 'yesterday' }],
    ['entities', { title: 'T x', entities: 'bob' }],
    ['entities[1]', { title: 'T x', entities: [{ type: 'user', value: 'a' }, 'b'] }],
    [
      'entities[2].type',
      {
        title: 'T x',
        entities: [
          { type: 'user', value: 'a' },
          { type: 'ip', value: '192.0.2.1' },
          { type: 'planet', value: 'x' },
        ],
      },
    ],
    ['indicators[0].value', { title: 'T x', indicators: [{ type: 'ip', value: { v: 1 } }] }],
    ['labels', { title: 'T x', labels: 7 }],
  ];
  for (const [field, record] of cases) {
    test(`${field} of ${JSON.stringify(record).slice(0, 70)}`, () => assert.equal(refusal(record), field));
  }
});

test('any object is read or refused, never thrown at', () => {
  const names = fc.constantFrom(
    'title',
    'kind',
    'severity',
    'entities',
    'indicators',
    'rule',
    'labels',
    'links',
    'occurred_at',
    'techniques',
    'id',
    'x',
  );
  const records = fc.dictionary(names, fc.jsonValue({ maxDepth: 3 })) as fc.Arbitrary<JsonObject>;
  fc.assert(
    fc.property(records, (record) => {
      const result = genericSource.read(record);
      assert.equal(typeof result.ok, 'boolean');
      assert.deepEqual(genericSource.read(record), result);
    }),
    { numRuns: 500 },
  );
});
