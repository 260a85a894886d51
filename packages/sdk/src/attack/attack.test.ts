import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  isKnownTechnique,
  tacticOf,
  tacticsIn,
  tacticsOfTechnique,
  techniqueByName,
  techniqueName,
  techniquesIn,
} from './attack.ts';

describe('techniquesIn', () => {
  test('finds ids with sub-techniques, each once, in order', () => {
    assert.deepEqual(techniquesIn('attack.t1059.001, T1105; then T1059.001 (T1190)'), [
      'T1059.001',
      'T1105',
      'T1190',
    ]);
    assert.deepEqual(techniquesIn('https://attack.mitre.org/techniques/T1003/001/'), ['T1003.001']);
  });

  test('takes only ids that stand alone and lie in a range ATT&CK uses', () => {
    assert.deepEqual(techniquesIn('T10599 AT1059 T1156.0012 AML.T0051 T2024 model T1000x'), []);
  });
});

describe('tacticOf', () => {
  test('knows every spelling', () => {
    for (const word of [
      'Initial Access',
      'InitialAccess',
      'initial-access',
      'initial_access',
      'TA0001',
      'ta0001',
    ]) {
      assert.equal(tacticOf(word), 'initial-access', word);
    }
    assert.equal(tacticOf('TA0001 - Initial Access (new)'), 'initial-access');
    assert.equal(tacticOf('C2'), 'command-and-control');
    assert.equal(tacticOf('Malware'), null);
    assert.equal(tacticOf(''), null);
  });
});

describe('tacticsIn', () => {
  test('takes lists apart and passes over what is no tactic', () => {
    assert.deepEqual(tacticsIn('LateralMovement, Unknown; Execution|TA0008'), [
      'lateral-movement',
      'execution',
    ]);
    assert.deepEqual(tacticsIn(''), []);
  });
});

describe('techniques', () => {
  test('have names and tactics', () => {
    assert.equal(techniqueName('T1110.003'), 'Password Spraying');
    assert.deepEqual(tacticsOfTechnique('t1110'), ['credential-access']);
    assert.deepEqual(tacticsOfTechnique('T1110.999'), ['credential-access']);
    assert.deepEqual(tacticsOfTechnique('T0000'), []);
    assert.equal(techniqueName('T0000'), null);
    assert.ok(isKnownTechnique('T1059') && !isKnownTechnique('T9999'));
  });

  test('are found by name; a name that several share needs its parent', () => {
    assert.equal(techniqueByName('brute force'), 'T1110');
    assert.equal(techniqueByName('Brute Force: Password Spraying'), 'T1110.003');
    assert.equal(techniqueByName('PowerShell'), 'T1059.001');
    assert.equal(techniqueByName('Domain Account'), null);
    assert.equal(techniqueByName('Create Account: Domain Account'), 'T1136.002');
    assert.equal(techniqueByName(''), null);
  });
});
