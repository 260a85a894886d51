import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonValue } from '@watchfloor/sdk';
import { findingOf } from './activity-findings.ts';
import { parametersOf } from './activity-parameters.ts';

function severity(name: string, parameters: JsonValue = []): string | null {
  return findingOf(name, parametersOf(parameters))?.severity ?? null;
}

test('what Google warns about is a finding in the spelling of every log', () => {
  assert.equal(severity('gov_attack_warning'), 'critical');
  assert.equal(severity('account_disabled_hijacked'), 'high');
  assert.equal(severity('SUSPICIOUS_ACTIVITY_EVENT'), 'medium');
});

test('a sign-in that Google calls suspicious is a finding, a failed or an ordinary one is not', () => {
  const suspicious = [{ name: 'is_suspicious', boolValue: true }];
  assert.equal(severity('login_success', suspicious), 'medium');
  assert.equal(severity('login_success', { is_suspicious: true }), 'medium');
  assert.equal(severity('login_failure', suspicious), null);
  assert.equal(severity('login_success', [{ name: 'is_suspicious', boolValue: false }]), null);
  assert.equal(severity('login_success', { is_suspicious: null }), null);
});

test('a device is compromised only when the state says so', () => {
  assert.equal(severity('DEVICE_COMPROMISED_EVENT', { DEVICE_COMPROMISED_STATE: 'COMPROMISED' }), 'high');
  assert.equal(severity('DEVICE_COMPROMISED_EVENT', { DEVICE_COMPROMISED_STATE: 'NOT_COMPROMISED' }), null);
});

test('the match of a rule is a finding when the rule alerts, as severe as the rule', () => {
  assert.equal(severity('rule_match', { has_alert: 'true', severity: 'HIGH' }), 'high');
  assert.equal(severity('rule_match', { has_alert: 'true' }), 'medium');
  assert.equal(severity('rule_match', { has_alert: 'false', severity: 'HIGH' }), null);
});

test('a name that every object answers to is no finding', () => {
  for (const name of ['constructor', '__proto__', 'toString', '']) assert.equal(severity(name), null);
});
