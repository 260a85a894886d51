// The extractor reads text that an attacker wrote. These tests hold it to linear time: for each hostile pattern the work on
// twice the text may be at most a few times the work on the text. A quadratic pass would need four times as long at these
// sizes, and thirty times at the sizes of the last test; the bounds leave room for a noisy machine.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cpuMs } from '@watchfloor/sdk/testing';
import { extractIndicators } from './extract-text.ts';

const PATTERNS: readonly string[] = [
  ...['a', '1', 'f', '.', '-', '_', '/', '\\', '@', ':', '%', '[', '(', ' ', '"', '\n', '\u200b', '\ud800'],
  ...[
    '://',
    'a://',
    'http://',
    'http://a',
    'http://a.com,',
    'http://a.com/(',
    'http://a.com/;',
    'http://[::1',
  ],
  ...[
    'a.',
    '1.',
    '1.1.1.1',
    'a.b@',
    '@a.b',
    '[.]',
    '[.',
    '((dot',
    'a\\.',
    'hxxp[:]//a[.]b',
    'x(at)y(dot)com ',
  ],
  ...[
    'C:\\',
    'C:\\a ',
    'C:\\a\\b c\\',
    '\\\\a\\',
    '%a%\\',
    'HKLM\\',
    'HKLM\\a b\\',
    'C:\\.......',
    '/usr/',
    '/usr/a /',
  ],
  ...['/Library/A B', '::', 'f:', 'ff:ff:', 'aaaa.bbbb.', 'CVE-2024-', 'AS1', 'T1059.', 'imphash: ', 'id: '],
  ...[
    'd41d8cd98f00b204e9800998ecf8427e ',
    '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 ',
    'a.zip\n',
    '1.2.3.4\na.zip\n',
  ],
  ...[
    '{"a":"\\n',
    'a.com/b"',
    'a.com,',
    'www.a.com/',
    '&quot;',
    'version ',
    'arn:aws:s3:::/',
    '$env:',
    'A B C ',
  ],
];

function secondsFor(text: string): number {
  const start = cpuMs();
  extractIndicators(text);
  return (cpuMs() - start) / 1e3;
}

describe('extractIndicators on hostile text', () => {
  test('takes at most a few times as long for twice the text', () => {
    const size = 16_000;
    for (const pattern of PATTERNS) {
      const once = pattern.repeat(Math.ceil(size / pattern.length));
      const twice = once + once;
      secondsFor(once);
      const first = Math.min(secondsFor(once), secondsFor(once), secondsFor(once));
      const second = Math.min(secondsFor(twice), secondsFor(twice), secondsFor(twice));
      // Below a tenth of a second the clock says more about the machine, and the collector beside, than about the text; what is
      // quadratic takes longer.
      assert.ok(
        second < 0.1 || second < first * 6,
        `${JSON.stringify(pattern)}: ${first} s, then ${second} s`,
      );
    }
  });

  // A quadratic pattern takes 256 times as long and seconds; the processor's clock may tick in steps of milliseconds.
  test('takes at most a hundred times as long for sixteen times the text, up to half a megabyte', () => {
    for (const pattern of [
      'http://a',
      'a.b@',
      'C:\\a ',
      '[.]',
      'a.zip\n',
      'ff:ff:',
      'd41d8cd98f00b204e9800998ecf8427e ',
    ]) {
      const small = pattern.repeat(Math.ceil(32_768 / pattern.length));
      const large = pattern.repeat(Math.ceil(524_288 / pattern.length));
      secondsFor(small);
      const first = Math.min(secondsFor(small), secondsFor(small));
      const second = Math.min(secondsFor(large), secondsFor(large));
      assert.ok(
        second < 0.4 || second < first * 100,
        `${JSON.stringify(pattern)}: ${first} s, then ${second} s`,
      );
    }
  });

  test('a megabyte of one character class gives nothing and returns', () => {
    for (const character of ['a', 'f', '1', '.', ':', '/', '\\', '[', '@', '-']) {
      assert.deepEqual(extractIndicators(character.repeat(1_048_576)), []);
    }
  });

  test('nested defanging marks neither hang nor invent', () => {
    const nested = `${'['.repeat(5000)}.${']'.repeat(5000)}`;
    assert.deepEqual(extractIndicators(`example${nested}com`), []);
    assert.deepEqual(extractIndicators('[[.]]'.repeat(50_000)), []);
  });

  test('a list longer than the limit is cut, not refused', () => {
    const text = Array.from({ length: 12_000 }, (_, index) => `h${index}.example.com`).join('\n');
    assert.equal(extractIndicators(text).length, 10_000);
  });
});
