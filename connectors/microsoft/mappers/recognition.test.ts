import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject, JsonValue } from '@watchfloor/sdk';
import fc from 'fast-check';
import { azureActivity } from '../sources/azure-activity.ts';
import { defenderXdr } from '../sources/defender-xdr.ts';
import { entraId } from '../sources/entra-id.ts';
import { microsoft365 } from '../sources/microsoft-365.ts';
import { firstInside, hasKey, spellings } from './recognition.ts';

const SOURCES = [defenderXdr, entraId, microsoft365, azureActivity];

function surest(record: JsonObject): string {
  const found = SOURCES.filter((source) => source.recognise(record) >= 50);
  return found.map(({ id }) => id).join(' ');
}

test('a name is known in each of its four spellings', () => {
  const names = spellings('AlertWebUrl');
  for (const name of ['AlertWebUrl', 'alertWebUrl', 'alertweburl', 'alert_web_url']) {
    assert.ok(hasKey({ [name]: null }, names), name);
  }
  assert.ok(!hasKey({ alert: 1 }, names));
});

test('the first record of an envelope is looked at, a record without one is looked at itself', () => {
  const inner = { a: 1 };
  assert.equal(firstInside({ value: [inner] }, ['records', 'value']), inner);
  const bare = { value: 'no list' };
  assert.equal(firstInside(bare, ['records', 'value']), bare);
});

test('logs of one name are told apart by what is in them', () => {
  const outer = {
    time: '2026-03-01T10:00:00Z',
    category: 'AuditLogs',
    operationName: 'Update',
    tenantId: 't',
  };
  assert.equal(
    surest({ ...outer, properties: { AuditEventId: '1', TargetObjectIds: ['x'] } }),
    'microsoft-365',
  );
  assert.equal(
    surest({ ...outer, properties: { activityDisplayName: 'Update', targetResources: [] } }),
    'entra-id',
  );
  assert.equal(
    surest({ ...outer, category: 'AdvancedHunting-DeviceEvents', properties: {} }),
    'defender-xdr',
  );
  const resourceId = '/subscriptions/00000000-0000-4000-8000-000000000051/resourceGroups/rg';
  assert.equal(surest({ ...outer, category: 'Administrative', resourceId }), 'azure-activity');
  assert.equal(surest(outer), '');
});

// Names that open the ways into the mappers, so that arbitrary values get further than the first look.
const KEYS = [
  'category',
  'Type',
  '@odata.type',
  'properties',
  'serviceSource',
  'evidence',
  'incidentName',
  'alerts',
  'alertCreationTime',
  'vendorInformation',
  'initiatedBy',
  'targetResources',
  'riskEventType',
  'Operation',
  'Workload',
  'RecordType',
  'AuditData',
  'Parameters',
  'operationName',
  'resourceId',
  'identity',
  'AdditionalFields',
];
const VALUES = [
  'AdvancedHunting-AlertEvidence',
  'SignInLogs',
  'AuditLogs',
  'RiskyUsers',
  '#microsoft.graph.alert',
];

test('any object is recognised and read without an exception', () => {
  const value = fc.oneof(fc.constantFrom(...VALUES), fc.jsonValue());
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 12 }), (record) => {
      for (const source of SOURCES) {
        // fast-check's JsonValue and ours are the same values under two names.
        const certainty = source.recognise(record as Record<string, JsonValue>);
        assert.ok(certainty >= 0 && certainty <= 100);
        source.read(record as Record<string, JsonValue>);
      }
    }),
  );
});
