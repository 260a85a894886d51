import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { advisoryPage, documentPage, githubLink, repositoryName } from './fields.ts';

test('only pages of GitHub’s documentation are the help of a rule', () => {
  const good = 'https://codeql.github.com/codeql-query-help/javascript/js-zipslip/';
  assert.equal(documentPage(good), good);
  assert.ok(documentPage('https://docs.github.com/en/code-security'));
  const bad = [
    '',
    'http://docs.github.com/',
    'https://docs.github.com.example.org/',
    'https://github.com/anybody/anything',
    'https://user@docs.github.com/',
    'javascript:alert(1)',
  ];
  for (const url of bad) assert.equal(documentPage(url), null, url);
});

test('an advisory has a page under its own number only', () => {
  assert.equal(advisoryPage('GHSA-abcd-1234-wxyz'), 'https://github.com/advisories/GHSA-abcd-1234-wxyz');
  for (const id of ['', 'CVE-2026-1', 'GHSA-abcd-1234-wxyz/../x', 'GHSA-a-b-c'])
    assert.equal(advisoryPage(id), null, id);
});

test('whatever stands around the name of a host, no link leads elsewhere', () => {
  const pieces = [
    'https://',
    'github.com',
    'contoso.ghe.com',
    'docs.github.com',
    '@',
    '#',
    '/',
    '\\',
    '.',
    ':',
    '%2e',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces, 'evil', '\t'), { maxLength: 10 }), (parts) => {
      const text = parts.join('');
      const urls = [...githubLink('x', text).map(({ url }) => url), documentPage(text)];
      for (const url of urls.filter((found) => found !== null))
        assert.match(
          new URL(url).hostname,
          /^(?:github\.com|(?:docs|codeql)\.github\.com|[a-z0-9-]+\.ghe\.com)$/,
        );
    }),
  );
});

test('a repository’s name is two words of GitHub’s letters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const name = repositoryName(text);
      assert.ok(name === '' || /^[\w.-]+\/[\w.-]+$/.test(name));
    }),
  );
  assert.equal(repositoryName('contoso/app'), 'contoso/app');
});
