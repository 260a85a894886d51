import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NormalizedAlert } from '../record.ts';
import { recordProblems } from './record-problems.ts';

const SOUND: NormalizedAlert = {
  kind: 'alert',
  vendor: 'Acme',
  product: 'Acme EDR',
  source_ref: '7',
  title: 'Tampering',
  description: '',
  category: 'defense_evasion',
  severity: 'high',
  sensor: 'endpoint',
  occurred_at: '2025-03-04T09:14:02.500Z',
  entities: [{ type: 'ip', value: '192.0.2.1', role: 'source' }],
  labels: ['tier-0'],
  links: [{ label: 'Acme', url: 'https://console.acme.example/7' }],
  flags: [],
  tactics: ['defense-evasion'],
  techniques: ['T1562.001'],
  rule: { id: 'r1', name: null },
  closure: { verdict: 'false_positive', reason: null, at: null },
};

test('a sound record has no problem', () => {
  assert.deepEqual(recordProblems({ ok: true, record: SOUND }), []);
});

test('each unsound part is named', () => {
  const unsound: readonly (readonly [Partial<NormalizedAlert>, RegExp])[] = [
    [{ title: ' ' }, /title is empty/],
    [{ source_ref: '' }, /use null/],
    [{ occurred_at: '2025-03-04 09:14' }, /parseTime/],
    [{ occurred_at: null }, /time_missing exactly when/],
    [{ flags: ['time_missing'] }, /time_missing exactly when/],
    [{ entities: [{ type: 'ip', value: '192.0.2.001', role: 'source' }] }, /not canonical/],
    [{ entities: [...SOUND.entities, ...SOUND.entities] }, /listed twice/],
    [{ links: [{ label: 'x', url: 'http://console.acme.example/7' }] }, /not an absolute https/],
    [{ links: [{ label: 'x', url: 'https://a:b@console.acme.example/7' }] }, /credentials/],
    [{ tactics: ['Defense Evasion'] }, /short name/],
    [{ techniques: ['1562'] }, /no ATT&CK id/],
    [{ category: 'Defense Evasion' }, /lower-case words/],
  ];
  for (const [change, wanted] of unsound) {
    const problems = recordProblems({ ok: true, record: { ...SOUND, ...change } });
    assert.equal(problems.length, 1, problems.join('; '));
    assert.match(problems[0] ?? '', wanted);
  }
});

test('a refusal must say why', () => {
  assert.deepEqual(recordProblems({ ok: false, refusal: { field: 'title', message: 'is missing' } }), []);
  assert.equal(recordProblems({ ok: false, refusal: { field: null, message: ' ' } }).length, 1);
});
