import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awsUrl, consoleUrl } from './console-links.ts';

test('each partition has its own console', () => {
  assert.equal(
    consoleUrl('eu-west-1', 'guardduty', '/x'),
    'https://eu-west-1.console.aws.amazon.com/guardduty/home?region=eu-west-1#/x',
  );
  assert.match(
    consoleUrl('cn-north-1', 'guardduty', '/x') ?? '',
    /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//,
  );
  assert.match(
    consoleUrl('us-gov-west-1', 'guardduty', '/x') ?? '',
    /^https:\/\/us-gov-west-1\.console\.amazonaws-us-gov\.com\//,
  );
});

test('a region that is none makes no link', () => {
  for (const region of [
    '',
    'evil.example.com/',
    'eu-west',
    'eu-west-1.evil',
    'EU-WEST-1',
    'a'.repeat(1000),
  ]) {
    assert.equal(consoleUrl(region, 'guardduty', '/x'), null, region);
  }
});

test('only consoles and documents of AWS are linked', () => {
  const good = [
    'https://eu-west-1.console.aws.amazon.com/guardduty/home?region=eu-west-1#/findings',
    'https://console.aws.amazon.com/securityhub/home',
    'https://docs.aws.amazon.com/console/securityhub/EC2.19/remediation',
  ];
  for (const url of good) assert.equal(awsUrl(url), url);
  assert.equal(awsUrl('https://docs.aws.amazon.com/a\n\u0000'), 'https://docs.aws.amazon.com/a');
  const bad = [
    'http://console.aws.amazon.com/',
    'https://console.aws.amazon.com.example.com/',
    'https://example.com/console.aws.amazon.com',
    'https://user:pass@console.aws.amazon.com/',
    'https://console.aws.amazon.com:8443/',
    'javascript:alert(1)',
    '',
  ];
  for (const url of bad) assert.equal(awsUrl(url), null, url);
});
