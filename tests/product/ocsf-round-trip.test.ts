// What Watchfloor writes as OCSF, its own `ocsf` source reads back to the same: two halves that know the schema and not each
// other, so that a value which one of them puts elsewhere is seen here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundledSources } from '@watchfloor/connectors';
import {
  canonicalValue,
  ENTITIES_MAX,
  ENTITY_ROLES,
  ENTITY_TYPES,
  type Entity,
  type EntityType,
  type JsonObject,
  type NormalizedRecord,
  RECORD_FLAGS,
  SENSORS,
  SEVERITIES,
  VERDICTS,
} from '@watchfloor/sdk';
import fc from 'fast-check';
import {
  ALERT_STATUSES,
  type AlertWire,
  DISPOSITIONS,
  type EventWire,
} from '../../packages/server/src/domains/alerts/alert.schema.ts';
import { toOcsf } from '../../packages/server/src/domains/alerts/ocsf.ts';

const ocsf = bundledSources.find(({ id }) => id === 'ocsf');

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,14}[a-z0-9]$/);
const name = fc.oneof(fc.string({ minLength: 1, maxLength: 40 }), word);

/** Texts that are often of the type; what `canonicalValue` makes of them is what a record can hold. */
const RAW: Readonly<Record<EntityType, fc.Arbitrary<string>>> = {
  ip: fc.oneof(fc.ipV4(), fc.ipV6()),
  domain: fc.oneof(
    fc.domain(),
    word.map((label) => `${label}.corp.example.com`),
  ),
  host: fc.oneof(name, fc.domain(), hex(32), hex(40)),
  user: fc.oneof(
    name,
    fc.emailAddress(),
    word.map((login) => `CONTOSO\\${login}`),
    fc.constantFrom(
      'S-1-5-21-1004336348-1177238915-682003330-1104',
      'AROAIOSFODNN7EXAMPLE',
      'arn:aws:iam::1:user/a',
    ),
  ),
  email: fc.emailAddress(),
  url: fc.oneof(
    fc.webUrl({ withQueryParameters: true }),
    fc.webPath().map((path) => `/a${path}`),
  ),
  md5: hex(32),
  sha1: hex(40),
  sha256: hex(64),
  sha512: hex(128),
  mac: hex(12).map((text) => (text.match(/../g) ?? []).join(':')),
  process_path: fc.oneof(
    name,
    word.map((file) => `C:\\Windows\\${file}.exe`),
    word.map((file) => `/usr/bin/${file}`),
  ),
  file_path: fc.oneof(
    name,
    word.map((file) => `C:\\Temp\\${file}`),
    word.map((folder) => `/var/${folder}/`),
  ),
  command_line: fc.oneof(
    name,
    word.map((file) => `${file}.exe -enc "{\\"a\\":1}"`),
  ),
  registry_key: word.map((key) => `HKLM\\Software\\${key}`),
  cve: fc.integer({ min: 1000, max: 9_999_999 }).map((number) => `CVE-2024-${number}`),
  technique: fc.constantFrom('T1059', 'T1059.001', 'T1110.003', 'T1486'),
  asn: fc.integer({ min: 1, max: 4_000_000_000 }).map((number) => `AS${number}`),
  cloud_resource: fc.oneof(
    name,
    word.map((bucket) => `arn:aws:s3:::${bucket}`),
    fc.ipV4(),
  ),
  bitcoin: fc.constantFrom('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'),
};

const entity: fc.Arbitrary<Entity> = fc
  .constantFrom(...ENTITY_TYPES)
  .chain((type) =>
    fc.record({ type: fc.constant(type), raw: RAW[type], role: fc.constantFrom(...ENTITY_ROLES) }),
  )
  .map(({ type, raw, role }) => ({ type, value: canonicalValue(type, raw) ?? '', role }))
  .filter(({ value }) => value !== '');

const entities = fc.uniqueArray(entity, {
  selector: ({ type, value }) => `${type} ${value}`,
  maxLength: 25,
});

/** A title as a source leaves it: trimmed, not empty, at most 500 characters. */
const title = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 500 })
  .map((text) => text.trim())
  .filter((text) => text !== '' && text.isWellFormed());
const text = fc.string({ maxLength: 60 });
const time = fc
  .date({ min: new Date('1995-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const shared = {
  tenant: fc.constant('tenant_01a1'),
  title,
  description: text,
  category: fc.constantFrom('', 'malware', 'initial_access'),
  severity: fc.constantFrom(...SEVERITIES),
  source: fc.constantFrom('okta', 'generic'),
  vendor: text,
  product: text,
  sensor: fc.constantFrom(...SENSORS),
  source_ref: nullable(text),
  rule: fc.record({ id: nullable(text), name: nullable(text) }),
  occurred_at: time,
  received_at: time,
  tactics: fc.subarray(['credential-access', 'execution', 'impact']),
  techniques: fc.subarray(['T1059.001', 'T1110', 'T1486']),
  entities: entities.map((list) => [...list]),
  labels: fc.array(text, { maxLength: 3 }),
  flags: fc.subarray([...RECORD_FLAGS]),
  links: fc.array(fc.record({ label: text, url: fc.webUrl() }), { maxLength: 3 }),
};

const event: fc.Arbitrary<EventWire> = fc.record({
  ...shared,
  id: fc.constant('event_01a1'),
  action: text,
  outcome: fc.constantFrom('success', 'failure', 'unknown'),
});

const alert: fc.Arbitrary<AlertWire> = fc.record({
  ...shared,
  id: fc.constant('alert_01a1'),
  vendor_severity: fc.constantFrom(...SEVERITIES),
  status: fc.constantFrom(...ALERT_STATUSES),
  verdict: nullable(fc.constantFrom(...VERDICTS)),
  resolution_type: fc.constantFrom('manual', 'automated', 'pending'),
  close_reason: nullable(text),
  assignee: nullable(text),
  notes: text,
  case_id: nullable(text),
  resolved_at: nullable(time),
  indicators: fc.constant<AlertWire['indicators']>([]),
  duplicate_count: fc.integer({ min: 1, max: 1_000_000 }),
  revision: fc.integer({ min: 1, max: 9 }),
  first_seen: time,
  last_seen: time,
  stage: fc.constantFrom('accepted', 'evidence', 'decided'),
  disposition: nullable(fc.constantFrom(...DISPOSITIONS)),
  recommended_disposition: nullable(fc.constantFrom(...DISPOSITIONS)),
  risk_score: nullable(fc.integer({ min: 0, max: 100 })),
  confidence: fc.constant(null),
  narrative: nullable(text),
  version: fc.integer({ min: 1, max: 9 }),
});

/** The parts of the export that hold the entities: each alone has to carry all of them. */
const FORMS = {
  whole: [],
  'without observables': ['observables'],
  'observables alone': ['evidences', 'resources', 'vulnerabilities'],
} as const;

function readBack(view: AlertWire | EventWire, leftOut: readonly string[] = []): NormalizedRecord {
  // Through the wire's form, as another Watchfloor would get it.
  const sent: JsonObject = JSON.parse(JSON.stringify(toOcsf(view)));
  const received = Object.fromEntries(Object.entries(sent).filter(([key]) => !leftOut.includes(key)));
  assert.ok((ocsf?.recognise(received) ?? 0) >= 50, 'the export is not taken for OCSF');
  const result = ocsf?.read(received);
  if (!result?.ok) assert.fail(`refused: ${result?.refusal.message}`);
  return result.record;
}

function essentials(record: NormalizedRecord | AlertWire | EventWire, kind: string): unknown {
  const things = record.entities.map(({ type, value }) => `${type} ${value}`).sort();
  const { title: named, severity, occurred_at: at } = record;
  return { kind, title: named, severity, at, things };
}

for (const [kind, arbitrary] of [
  ['alert', alert],
  ['event', event],
] as const) {
  test(`any ${kind} comes back with its kind, title, severity, time and entities`, () => {
    fc.assert(
      fc.property<[AlertWire | EventWire]>(arbitrary, (view) => {
        for (const [form, leftOut] of Object.entries(FORMS)) {
          const record = readBack(view, leftOut);
          assert.deepEqual(essentials(record, record.kind), essentials(view, kind), form);
        }
      }),
      { numRuns: 400 },
    );
  });
}

test('a record with as many entities as one can have loses none of them', () => {
  const many = Array.from({ length: ENTITIES_MAX }, (_, index): Entity => {
    const role = ENTITY_ROLES[index % ENTITY_ROLES.length] ?? 'related';
    return {
      type: index % 2 === 0 ? 'ip' : 'host',
      value: index % 2 === 0 ? `198.18.0.${index}` : `host-${index}`,
      role,
    };
  });
  const [view] = fc.sample(event, { numRuns: 1, seed: 1 });
  const full: EventWire = { ...(view as EventWire), entities: many };
  const record = readBack(full);
  assert.equal(record.entities.length, ENTITIES_MAX);
  assert.ok(!record.flags.includes('entities_capped'));
});

test('verdict and techniques of a closed alert come back as the closing of whoever reads it', () => {
  const [view] = fc.sample(alert, { numRuns: 1, seed: 2 });
  const closed: AlertWire = {
    ...(view as AlertWire),
    status: 'resolved',
    verdict: 'benign_true_positive',
    close_reason: 'known_change',
    tactics: ['execution'],
    techniques: ['T1059.001'],
  };
  const record = readBack(closed);
  assert.ok(record.kind === 'alert');
  assert.equal(record.closure?.verdict, 'benign_true_positive');
  assert.equal(record.closure?.reason, 'known_change');
  assert.deepEqual([record.tactics, record.techniques], [['execution'], ['T1059.001']]);
});
