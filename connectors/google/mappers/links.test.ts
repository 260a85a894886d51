import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consoleLink } from './links.ts';

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
