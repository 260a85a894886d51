import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonValue } from '@watchfloor/sdk';
import fc from 'fast-check';
import { riskOf } from './risk.ts';

function debugData(data: JsonValue): ReturnType<typeof riskOf> {
  return riskOf({ debugContext: { debugData: data } });
}

test('every form of the risk says the same', () => {
  const wanted = { level: 'HIGH', reasons: 'New IP, New City', detection: '', behaviors: ['new_ip'] };
  const forms: readonly JsonValue[] = [
    { risk: '{reasons=New IP, New City, level=HIGH}', behaviors: '{New IP=POSITIVE, Velocity=NEGATIVE}' },
    { risk: '{level=HIGH, reasons=New IP, New City}', behaviors: ['New IP=POSITIVE', 'Velocity=NEGATIVE'] },
    { risk: { level: 'HIGH', reasons: ['New IP', 'New City'] }, behaviors: { 'New IP': 'POSITIVE' } },
    {
      logOnlySecurityData:
        '{"risk":{"level":"HIGH","reasons":"New IP, New City"},"behaviors":{"New IP":"POSITIVE","Velocity":"NEGATIVE"}}',
    },
  ];
  for (const form of forms) assert.deepEqual(debugData(form), wanted);
});

test('a level that is none of Okta’s is no level', () => {
  assert.equal(debugData({ risk: '{level=SOMEWHAT}' }).level, null);
  assert.equal(debugData('').level, null);
});

test('anything in the debug data is read without an exception, however deep', () => {
  const deep = `{"level":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  assert.equal(debugData({ risk: deep, behaviors: deep, logOnlySecurityData: deep }).level, null);
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, text) => {
      // fast-check's JsonValue and ours are the same values under two names.
      debugData({ risk: value as JsonValue, behaviors: text, logOnlySecurityData: text });
    }),
  );
});
