import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { refang, refangMarked } from './index.ts';

const ROWS: readonly (readonly [defanged: string, plain: string])[] = [
  ['hxxp://example[.]com/a', 'http://example.com/a'],
  ['hXXps[:]//example[.]com:443/a', 'https://example.com:443/a'],
  ['hxxp[://]192[.]0[.]2[.]1[/]?a=1', 'http://192.0.2.1/?a=1'],
  ['h**p://example{.}com', 'http://example.com'],
  ['meow://example(.)com', 'http://example.com'],
  ['fxp://example[.]com', 'ftp://example.com'],
  ['https:// example.com/a', 'https://example.com/a'],
  ['http:\\\\example.com', 'http://example.com'],
  ['http:\\/\\/example.com\\/a', 'http://example.com/a'],
  ['example[dot]com', 'example.com'],
  ['example (dot) com', 'example.com'],
  ['example[.com and www[.]example.]com', 'example.com and www.example.com'],
  ['198[.]51.[.]100[.]7', '198.51.100.7'],
  ['example\\.com', 'example.com'],
  ['alice[at]example[.]com', 'alice@example.com'],
  ['alice (at) example (dot) com', 'alice@example.com'],
  ['example[.]com[:]8080', 'example.com:8080'],
  ['http://example,com/a', 'http://example.com/a'],
  ['http://192,0,2,1', 'http://192.0.2.1'],
  ['http://[example.com', 'http://example.com'],
  ['http://[2001:db8::1]:80/', 'http://[2001:db8::1]:80/'],
  ['exam\u200bple.com', 'example.com'],
  ['example\uff0ecom', 'example.com'],
];

describe('refang', () => {
  for (const [defanged, plain] of ROWS) {
    test(`${defanged} becomes ${plain}`, () => assert.equal(refang(defanged), plain));
  }

  test('paths, prose and code without marks stay as they are', () => {
    for (const text of [
      'C:\\Users\\alice\\.ssh\\id_rsa',
      'The .NET framework (see chapter 1.2).',
      'array[0].length = items[1]',
      'http://example.com/a_(b)',
      '<a href="http://example.com/">link</a>',
    ]) {
      assert.equal(refang(text), text);
    }
  });

  test('refangMarked says which dots carried a mark', () => {
    const { text, dots } = refangMarked('a.b[.]c and d[dot]e');
    assert.equal(text, 'a.b.c and d.e');
    assert.deepEqual(dots, [3, 11]);
    for (const dot of dots) assert.equal(text[dot], '.');
  });

  test('never throws and marks only dots', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z.[\](){}<>:/\\@ xhtpdot*]{0,80}$/), (raw) => {
        const { text, dots } = refangMarked(raw);
        for (const dot of dots) assert.equal(text[dot], '.');
      }),
      { numRuns: 2000 },
    );
  });
});
