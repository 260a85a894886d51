import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Severity, severityOf, severityOnScale } from './index.ts';

const WORDS: readonly (readonly [word: unknown, severity: Severity | null])[] = [
  ['Critical', 'critical'],
  ['crit', 'critical'],
  ['FATAL', 'critical'],
  ['emergency', 'critical'],
  ['Sev1', 'critical'],
  ['P1', 'critical'],
  ['Very High', 'critical'],
  ['very-high', 'critical'],
  ['SEVERITY_HIGH', 'high'],
  ['High (75)', 'high'],
  ['error', 'high'],
  ['Medium', 'medium'],
  ['3 - Moderate', 'medium'],
  ['warn', 'medium'],
  ['LOW', 'low'],
  ['notice', 'low'],
  ['Informational', 'informational'],
  ['info', 'informational'],
  ['debug', 'informational'],
  ['Élevée', 'high'],
  ['Suspicious', 'medium'],
  ['Very Malicious', 'critical'],
  ['not critical', null],
  ['low to high', null],
  ['5', null],
  ['unknown', null],
  ['', null],
  [7, null],
  [null, null],
];

describe('severityOf', () => {
  for (const [word, severity] of WORDS) {
    test(`${JSON.stringify(word)} means ${severity ?? 'nothing'}`, () =>
      assert.equal(severityOf(word), severity));
  }
});

describe('severityOnScale', () => {
  test('cuts long scales as CVSS does', () => {
    const at = (n: number): Severity | null => severityOnScale(n, 10, 'up');
    assert.deepEqual([10, 9, 8.9, 7, 6.9, 4, 3.9, 0.1, 0].map(at), [
      'critical',
      'critical',
      'high',
      'high',
      'medium',
      'medium',
      'low',
      'low',
      'informational',
    ]);
  });

  test('reads levels from one to five', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5].map((n) => severityOnScale(n, 5, 'up')),
      ['informational', 'low', 'medium', 'high', 'critical'],
    );
    assert.deepEqual(
      [1, 2, 3, 4].map((n) => severityOnScale(n, 4, 'down')),
      ['critical', 'high', 'medium', 'low'],
    );
    assert.deepEqual(
      [1, 2, 3].map((n) => severityOnScale(n, 3, 'down')),
      ['high', 'medium', 'low'],
    );
  });

  test('knows the syslog scale', () => {
    assert.deepEqual(
      [0, 2, 3, 4, 5, 6, 7].map((n) => severityOnScale(n, 7, 'down')),
      ['critical', 'critical', 'high', 'medium', 'low', 'informational', 'informational'],
    );
  });

  test('takes digits as text and refuses what is not on the scale', () => {
    assert.equal(severityOnScale(' 80 ', 100, 'up'), 'high');
    for (const n of [-1, 101, Number.NaN, '8x', 'high', null, undefined]) {
      assert.equal(severityOnScale(n, 100, 'up'), null);
    }
  });
});
