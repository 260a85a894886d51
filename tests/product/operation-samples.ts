// For every operation an input that it accepts, one that it refuses, and the states in which it answers a conflict. The test
// beside this file fails when an operation is missing here, so that none is added untested.

import type { FieldMapping } from '@watchfloor/client';
import { DEFAULT_POLICY } from '../../packages/server/src/domains/triage/policy.ts';
import type { ErrorCode } from '../../packages/server/src/kernel/errors.ts';
import { finding, signIn } from '../../packages/server/src/testing/records.ts';
import { type Caller, type TestServer, until } from '../../packages/server/src/testing/server.ts';
import { ACCESS_SAMPLES } from './operation-samples-access.ts';
import { ACCOUNT_SAMPLES } from './operation-samples-account.ts';
import { AUDIT_SINK_SAMPLES } from './operation-samples-audit-sinks.ts';
import { TENANT_SAMPLES } from './operation-samples-tenants.ts';
import { WORK_SAMPLES } from './operation-samples-work.ts';

export type Input = Readonly<Record<string, unknown>>;

/** What one tenant has for its operations to work on. */
export interface Side {
  readonly server: TestServer;
  readonly caller: Caller;
  /** An open, decided alert that no other test has. */
  openAlert(): string;
  closedAlert(): Promise<string>;
  readonly eventId: string;
  keyId(): Promise<string>;
  policyVersion(): Promise<number>;
  /** An entity and a rule that no other tenant has. */
  readonly entityId: string;
  readonly ruleId: string;
  /** A mapping that no other test has. */
  mapping(): Promise<FieldMapping>;
}

export interface Sample {
  /** An input that the operation accepts, made anew each time, since running may use it up. */
  ok(side: Side): Promise<Input> | Input;
  /** Fields that make the input wrong, and the one that the answer must name; null where there is nothing to get wrong. */
  readonly wrong: { readonly fields: Input; readonly field: string } | null;
  /** Fields of `ok` that name something a tenant owns: a neighbour's is answered as if it did not exist. */
  readonly owned: readonly string[];
  /** For each declared code of conflict, an input to which the operation answers it. */
  readonly conflicts?: Partial<Record<ErrorCode, (side: Side) => Promise<Input>>>;
  /** For what is a person's own: who calls it, by the cookie of a fresh session, and what with. A key is refused then. */
  readonly asPerson?: AsPerson;
  readonly conflictsAsPerson?: Partial<Record<ErrorCode, AsPerson>>;
  /** Audit records that it leaves beside the one that it declares. */
  readonly alsoRecords?: readonly string[];
}

export type AsPerson = (side: Side) => Promise<{ readonly cookie: string; readonly input: Input }>;

const NOTHING: Sample = { ok: () => ({}), wrong: null, owned: [] };
const anAlert: Sample = { ok: (side) => ({ id: side.openAlert() }), wrong: null, owned: ['id'] };
const anEvent: Sample = { ok: (side) => ({ id: side.eventId }), wrong: null, owned: ['id'] };
const STALE_VERSION = 900;
let paths = 0;
/** A mapping of a field that no other sample maps. */
const newMapping = () => {
  paths += 1;
  return { source: 'okta', path: `custom.field_${paths}`, type: 'host' } as const;
};
const close = { verdict: 'true_positive', reason: 'malicious_confirmed' };

export const SAMPLES: Readonly<Record<string, Sample>> = {
  ...ACCESS_SAMPLES,
  ...ACCOUNT_SAMPLES,
  'alerts.list': { ok: () => ({ limit: 5 }), wrong: { fields: { limit: 0 }, field: 'limit' }, owned: [] },
  'alerts.facets': {
    ok: () => ({ status: ['new'] }),
    wrong: { fields: { risk_min: 101 }, field: 'risk_min' },
    owned: [],
  },
  'alerts.get': anAlert,
  'alerts.comments': anAlert,
  'alerts.timeline': anAlert,
  'alerts.raw': anAlert,
  'alerts.ocsf': anAlert,
  'alerts.decisions': anAlert,
  'alerts.update': {
    ok: (side) => ({ id: side.openAlert(), status: 'triaging' }),
    wrong: { fields: { severity: 'enormous' }, field: 'severity' },
    owned: ['id'],
    conflicts: {
      conflict: async (side) => ({ id: await side.closedAlert(), status: 'triaging' }),
      version_mismatch: async (side) => ({
        id: side.openAlert(),
        status: 'triaging',
        version: STALE_VERSION,
      }),
    },
  },
  'alerts.close': {
    ok: (side) => ({ id: side.openAlert(), ...close }),
    wrong: { fields: { verdict: 'guilty' }, field: 'verdict' },
    owned: ['id'],
    conflicts: {
      conflict: async (side) => ({ id: await side.closedAlert(), ...close }),
      version_mismatch: async (side) => ({ id: side.openAlert(), ...close, version: STALE_VERSION }),
    },
  },
  'alerts.reopen': {
    ok: async (side) => ({ id: await side.closedAlert(), reason: 'new evidence' }),
    wrong: { fields: { reason: '' }, field: 'reason' },
    owned: ['id'],
    conflicts: {
      conflict: async (side) => ({ id: side.openAlert(), reason: 'new evidence' }),
      version_mismatch: async (side) => ({
        id: await side.closedAlert(),
        reason: 'x',
        version: STALE_VERSION,
      }),
    },
  },
  'alerts.add-comment': {
    ok: (side) => ({ id: side.openAlert(), body: 'Called the owner.' }),
    wrong: { fields: { body: '   ' }, field: 'body' },
    owned: ['id'],
  },
  'alerts.delete': {
    ok: (side) => ({ id: side.openAlert(), reason: 'a test of the sensor' }),
    wrong: { fields: { reason: ' ' }, field: 'reason' },
    owned: ['id'],
  },
  'decisions.replay': {
    ok: (side) => ({ id: side.openAlert(), version: 2 }),
    wrong: { fields: { version: 'two' }, field: 'version' },
    owned: ['id'],
    conflicts: {
      conflict: async (side) => {
        const id = side.openAlert();
        // As if an older release had decided.
        await side.server.database.admin.query(
          "update wf.decision set engine_version = 'rules-0' where alert_id = $1 and version = 2",
          [uuidOf(id)],
        );
        return { id, version: 2 };
      },
    },
  },
  'events.list': {
    ok: () => ({ limit: 5 }),
    wrong: { fields: { from: 'yesterday' }, field: 'from' },
    owned: [],
  },
  'events.get': anEvent,
  'events.raw': anEvent,
  'events.ocsf': anEvent,
  'entities.list': { ok: () => ({ limit: 5 }), wrong: { fields: { days: 0 }, field: 'days' }, owned: [] },
  'entities.get': {
    ok: (side) => ({ id: side.entityId }),
    wrong: { fields: { days: 91 }, field: 'days' },
    owned: ['id'],
  },
  'entities.judge': {
    ok: (side) => ({ id: side.entityId, verdict: 'watch', note: 'left the company' }),
    wrong: { fields: { verdict: 'guilty' }, field: 'verdict' },
    owned: ['id'],
  },
  'entities.unjudge': { ok: (side) => ({ id: side.entityId }), wrong: null, owned: ['id'] },
  'records.preview': {
    ok: () => ({ record: { title: 'Beacon', severity: 'high' } }),
    wrong: { fields: { record: 7 }, field: 'record' },
    owned: [],
    conflicts: { unknown_source: async () => ({ source: 'nobody', record: 'x' }) },
  },
  'field-mappings.list': NOTHING,
  'field-mappings.test': {
    ok: newMapping,
    wrong: { fields: { path: 'a..b' }, field: 'path' },
    owned: [],
    conflicts: { unknown_source: async () => ({ ...newMapping(), source: 'nobody' }) },
  },
  'field-mappings.create': {
    ok: newMapping,
    wrong: { fields: { type: 'colour' }, field: 'type' },
    owned: [],
    conflicts: {
      unknown_source: async () => ({ ...newMapping(), source: 'nobody' }),
      conflict: async (side) => {
        const { source, path, type } = await side.mapping();
        return { source, path, type };
      },
    },
  },
  'field-mappings.update': {
    ok: async (side) => ({ id: (await side.mapping()).id, note: 'asset tag' }),
    wrong: { fields: { role: 'villain' }, field: 'role' },
    owned: ['id'],
    conflicts: {
      version_mismatch: async (side) => ({
        id: (await side.mapping()).id,
        note: 'x',
        version: STALE_VERSION,
      }),
    },
  },
  'field-mappings.delete': {
    ok: async (side) => ({ id: (await side.mapping()).id }),
    wrong: null,
    owned: ['id'],
  },
  'detection-rules.list': {
    ok: () => ({ limit: 5 }),
    wrong: { fields: { sort: 'colour' }, field: 'sort' },
    owned: [],
  },
  'detection-rules.get': {
    ok: (side) => ({ id: side.ruleId }),
    wrong: { fields: { days: 0 }, field: 'days' },
    owned: ['id'],
  },
  'detection-rules.document': {
    ok: (side) => ({ id: side.ruleId, documentation: 'Ask the proxy team.' }),
    wrong: { fields: { documentation: 7 }, field: 'documentation' },
    owned: ['id'],
    conflicts: {
      version_mismatch: async (side) => ({ id: side.ruleId, documentation: 'x', version: STALE_VERSION }),
    },
  },
  'policies.get-triage': NOTHING,
  'policies.update-triage': {
    ok: async (side) => ({
      version: await side.policyVersion(),
      body: DEFAULT_POLICY.body,
      reason: 'review',
    }),
    wrong: { fields: { body: {} }, field: 'body.weights' },
    owned: [],
    conflicts: {
      version_mismatch: async () => ({ version: STALE_VERSION, body: DEFAULT_POLICY.body, reason: 'review' }),
    },
  },
  'session.get': NOTHING,
  'session.end': NOTHING,
  'audit.list': {
    ok: () => ({ limit: 5 }),
    wrong: { fields: { cursor: 'not-a-cursor' }, field: 'cursor' },
    owned: [],
  },
  'audit.get': {
    ok: async ({ caller }) => {
      await caller.api.keys.create({ name: 'to be on record' });
      return { id: (await caller.api.audit.list({ limit: 1 })).data[0]?.id ?? '' };
    },
    wrong: null,
    owned: ['id'],
  },
  'audit.verify': {
    ok: () => ({ limit: 10 }),
    wrong: { fields: { cursor: 'not-a-cursor' }, field: 'cursor' },
    owned: [],
  },
  'audit.checkpoints': {
    ok: () => ({ limit: 5 }),
    wrong: { fields: { cursor: 'not-a-cursor' }, field: 'cursor' },
    owned: [],
  },
  'audit.make-checkpoint': NOTHING,
  'audit.signing-key': NOTHING,
  ...AUDIT_SINK_SAMPLES,
  ...TENANT_SAMPLES,
  ...WORK_SAMPLES,
  'vault.status': NOTHING,
  'vault.rotate-data-key': NOTHING,
  'system.storage': NOTHING,
  'vault.master-key-status': NOTHING,
  'vault.rotate-master-key': NOTHING,
  'sources.list': NOTHING,
  'sources.set-secret': {
    ok: () => ({ source: 'okta', secret: 'a-secret-of-the-test-1' }),
    wrong: { fields: { secret: 'short' }, field: 'secret' },
    owned: [],
    conflicts: { unknown_source: async () => ({ source: 'nobody' }) },
  },
  'sources.remove-secret': {
    ok: () => ({ source: 'okta' }),
    wrong: null,
    owned: [],
    conflicts: { unknown_source: async () => ({ source: 'nobody' }) },
  },
  'sources.setup': {
    ok: () => ({ source: 'okta' }),
    wrong: { fields: { replace: 'yes' }, field: 'replace' },
    owned: [],
    conflicts: { unknown_source: async () => ({ source: 'nobody' }) },
  },
};

/** Fills a tenant: alerts enough for every test, and one event. */
export async function makeSide(server: TestServer, caller: Caller, alerts: number): Promise<Side> {
  const headers = { authorization: `Bearer ${caller.key}` };
  const batch = Array.from({ length: alerts }, (_, index) =>
    finding({ title: `Finding ${index}`, rule: `rule-of-${alerts}`, user: `user-of-${alerts}` }),
  );
  const stored = await server.post('/v1/ingest/sentinel', batch, headers);
  const event = await server.post('/v1/ingest/okta', signIn(), headers);
  const free: string[] = stored.body.data.map((row: { alert_id: string }) => row.alert_id);
  await until(async () => {
    const { data } = await caller.api.alerts.list({ limit: 200 });
    return data.length === alerts && data.every((alert) => alert.stage === 'decided');
  });
  const entity = await caller.api.entities.get({ id: `user:user-of-${alerts}` });
  const [rule] = (await caller.api.detectionRules.list({ rule: `rule-of-${alerts}` })).data;
  const openAlert = () => {
    const id = free.pop();
    if (!id) throw new Error('the side has no open alert left: make more');
    return id;
  };
  return {
    server,
    caller,
    openAlert,
    async closedAlert() {
      const id = openAlert();
      await caller.api.alerts.close({ id, verdict: 'true_positive', reason: 'malicious_confirmed' });
      return id;
    },
    eventId: event.body.data.event_id,
    keyId: async () => (await caller.api.keys.create({ name: 'to be revoked' })).id,
    entityId: entity.id,
    ruleId: rule?.id ?? '',
    mapping: () => caller.api.fieldMappings.create(newMapping()),
    policyVersion: async () => (await caller.api.policies.getTriage()).version,
  };
}

export function uuidOf(wireId: string): string {
  const hex = wireId.slice(wireId.indexOf('_') + 1);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
