import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signInAddress } from './sign-in-link.ts';
import { placeOf } from './signed-out.ts';

const TOKEN = 'abcDEF0123456789_-xyz';

test('a link, its path and a bare token lead to the same sign-in', () => {
  for (const pasted of [
    `http://127.0.0.1:8787/sign-in?token=${TOKEN}`,
    ` https://console.example.com/sign-in?token=${TOKEN} `,
    `<http://localhost:8787/sign-in?token=${TOKEN}>`,
    `/sign-in?token=${TOKEN}`,
    TOKEN,
  ]) {
    assert.equal(signInAddress(pasted), `/sign-in?token=${TOKEN}`);
  }
});

test('what holds no token leads nowhere', () => {
  for (const pasted of [
    '',
    'hello',
    'http://127.0.0.1:8787/',
    'http://x/sign-in?token=',
    'a b c',
    '?token=<script>alert</script>',
  ]) {
    assert.equal(signInAddress(pasted), null, pasted);
  }
});

const at = (href: unknown, atMs: unknown = 1_000) => JSON.stringify({ href, atMs });

test('signing in again leads back to the page one was on', () => {
  assert.equal(placeOf(at('/alerts/alert_1?tab=raw'), 2_000), '/alerts/alert_1?tab=raw');
  assert.equal(placeOf(at('/alerts?status=open'), 2_000), '/alerts?status=open');
});

test('also to an alert of a customer, and to the pages that came later', () => {
  for (const href of [
    '/in/acme/alerts/alert_1',
    '/account',
    '/customers/alerts?status=open',
    '/entity?of=ip:192.0.2.1',
  ])
    assert.equal(placeOf(at(href), 2_000), href);
  assert.equal(placeOf(at('/in/../alerts'), 2_000), null);
});

test('but never to another site, to an old page, or to something that is no page', () => {
  for (const href of [
    '//evil.example/alerts',
    'https://evil.example',
    '/\\evil.example',
    '/v1/alerts',
    '/alertsx',
    7,
  ]) {
    assert.equal(placeOf(at(href), 2_000), null, String(href));
  }
  assert.equal(placeOf(at('/alerts', 1_000), 1_000 + 31 * 60_000), null);
  assert.equal(placeOf(null, 0), null);
  assert.equal(placeOf('{', 0), null);
  assert.equal(placeOf('null', 0), null);
});
