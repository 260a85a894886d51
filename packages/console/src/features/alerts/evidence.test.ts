import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEvidence } from './evidence.ts';

test('each kind of evidence is told apart', () => {
  assert.deepEqual(parseEvidence('field:severity'), { kind: 'field', name: 'severity' });
  assert.deepEqual(parseEvidence('entity:ip:2001:db8::1'), {
    kind: 'entity',
    type: 'ip',
    value: '2001:db8::1',
  });
  assert.deepEqual(parseEvidence('technique:T1059.001'), { kind: 'technique', id: 'T1059.001' });
  assert.deepEqual(parseEvidence('rule:a:b'), { kind: 'rule', id: 'a:b' });
  assert.deepEqual(parseEvidence('policy:3'), { kind: 'policy', version: '3' });
});

test('a tactic leads to its page when MITRE has it', () => {
  assert.deepEqual(parseEvidence('tactic:impact'), {
    kind: 'tactic',
    name: 'impact',
    url: 'https://attack.mitre.org/tactics/TA0040/',
  });
  assert.deepEqual(parseEvidence('tactic:juggling'), { kind: 'tactic', name: 'juggling', url: null });
});

test('a linked alert is known by its uuid and by its wire id', () => {
  const wire = { kind: 'alert', id: 'alert_0198c0ffee007abc8123456789abcdef' };
  assert.deepEqual(parseEvidence('alert:0198c0ff-ee00-7abc-8123-456789abcdef'), wire);
  assert.deepEqual(parseEvidence('alert:alert_0198c0ffee007abc8123456789abcdef'), wire);
});

test('what this console does not know is shown as it is', () => {
  for (const text of ['', 'x', 'rule:', 'entity:ip', 'entity::x', 'weather:rain']) {
    assert.deepEqual(parseEvidence(text), { kind: 'other', text });
  }
});
