import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { consoleLink, detectorPage, investigationLink, rulePage } from './links.ts';

test('only consoles of Google become links', () => {
  const good = [
    'https://contoso.backstory.chronicle.security/ruleDetections?ruleId=ru_1',
    'https://console.cloud.google.com/security/command-center/findings?x=1',
    'https://admin.google.com/ac/sc/investigation',
  ];
  for (const url of good) assert.deepEqual(consoleLink('Console', url), [{ label: 'Console', url }]);
  const bad = [
    '',
    'http://admin.google.com/',
    'https://admin.google.com.example.org/',
    'https://www.google.com/url?q=https://example.org',
    'https://sites.google.com/view/anybody',
    'https://user:secret@admin.google.com/',
    'https://chronicle.security.example.org/',
    'https://notchronicle.security/',
    `https://admin.google.com/${'a'.repeat(3000)}`,
  ];
  for (const url of bad) assert.deepEqual(consoleLink('Console', url), [], url);
});

test('whatever stands before or behind the name of a console, no link leads elsewhere', () => {
  const pieces = [
    'https://',
    'admin.google.com',
    '@',
    '#',
    '/',
    '\\',
    '.',
    ':',
    '?',
    '%2e',
    '\t',
    'evil',
    'a:b',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 10 }), (parts) => {
      for (const { url } of investigationLink('Console', parts.join('')))
        assert.match(new URL(url).hostname, /^admin\.google\.com$/);
    }),
  );
});

test('the investigation tool is linked with and without a scheme', () => {
  const url = 'https://admin.google.com/ac/sc/investigation?alert=1';
  assert.deepEqual(investigationLink('Tool', url.slice(8)), [{ label: 'Tool', url }]);
  assert.deepEqual(investigationLink('Tool', url), [{ label: 'Tool', url }]);
  assert.deepEqual(investigationLink('Tool', 'admin.google.com.example.org/x'), []);
});

test('the page of a rule is in the instance that the detection leads back to', () => {
  const id = 'ru_11112222-3333-4444-5555-666677778888';
  const page = 'https://contoso.backstory.chronicle.security/ruleDetections?ruleId=';
  assert.equal(rulePage(`${page}${id}&selectedTimestamp=x`, id), page + id);
  assert.equal(rulePage('https://contoso.backstory.chronicle.security/alert?alertId=de_1', id), page + id);
  assert.equal(rulePage('https://chronicle.security.example.org/', id), null);
  assert.equal(rulePage('https://console.cloud.google.com/x', id), null);
  for (const other of ['', 'ur_1', `${id}&x=1`, 'ru_../..']) assert.equal(rulePage(page, other), null, other);
});

test('a detector of Security Health Analytics has a section of its own', () => {
  assert.match(
    detectorPage('Security Health Analytics', 'OPEN_SSH_PORT') ?? '',
    /^https:\/\/docs\.cloud\.google\.com\/.*#open_ssh_port$/,
  );
  assert.equal(detectorPage('Event Threat Detection', 'OPEN_SSH_PORT'), null);
  assert.equal(detectorPage('Security Health Analytics', 'x/../y'), null);
});
