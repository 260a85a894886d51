import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '@watchfloor/sdk';
import { findingOf } from './finding.ts';
import { riskOf } from './risk.ts';

function severity(event: JsonObject): string | null {
  return findingOf(event, riskOf(event))?.severity ?? null;
}

function risky(eventType: string, level: string): JsonObject {
  return { eventType, debugContext: { debugData: { risk: `{level=${level}}` } } };
}

test('a user’s risk is a finding only when it is high', () => {
  for (const type of ['user.risk.detect', 'user.risk.change', 'user.session.context.change']) {
    assert.equal(severity(risky(type, 'HIGH')), 'high');
    assert.equal(severity(risky(type, 'MEDIUM')), null);
  }
});

test('what a policy did about a risk is a finding even without a level', () => {
  assert.equal(severity({ eventType: 'policy.entity_risk.action' }), 'medium');
  assert.equal(severity(risky('policy.entity_risk.action', 'HIGH')), 'high');
  assert.equal(severity(risky('policy.entity_risk.evaluate', 'LOW')), null);
});

test('a threat is as severe as its worst detection, one step less when it was stopped', () => {
  const threat = (result: string, threatDetections: string): string | null =>
    severity({
      eventType: 'security.threat.detected',
      outcome: { result },
      debugContext: { debugData: { threatDetections } },
    });
  assert.equal(threat('ALLOW', '{"Password Spray":"HIGH","Login Failures":"LOW"}'), 'high');
  assert.equal(threat('DENY', '{"Password Spray":"HIGH"}'), 'medium');
  assert.equal(threat('ALLOW', '{"Login Failures":"MEDIUM"}'), 'medium');
  assert.equal(threat('RATE_LIMIT', '{"Login Failures":"MEDIUM"}'), 'low');
  assert.equal(threat('ALLOW', ''), 'high');
});

test('the end of an attack, a sign-in and an unknown type are events', () => {
  for (const type of ['security.attack.end', 'user.session.start', 'constructor', '']) {
    assert.equal(severity({ eventType: type }), null);
  }
});
