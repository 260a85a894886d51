import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDocument } from './document.ts';
import { linksOf, rulePage } from './links.ts';

const ID = '0123456789abcdef';
const RULE = '6f0d2a3e-6d0a-4c83-9f3f-2a6c0d1f7b11';
const PAGE = `https://kibana.example.com/kb/s/soc/app/security/alerts/redirect/${ID}`;

function linkTo(url: string): string | undefined {
  return linksOf(readDocument({ 'kibana.alert.url': url }), ID)[0]?.url;
}

test('the page of this alert becomes a link, of its query only what Kibana writes', () => {
  assert.equal(linkTo(`${PAGE}?index=a%26b&timestamp=t&next=x#frag`), `${PAGE}?index=a%26b&timestamp=t`);
});

test('any other address becomes none', () => {
  for (const url of [
    PAGE.replace('https', 'http'),
    PAGE.replace('https://', 'https://user:secret@'),
    PAGE.replace(ID, 'fedcba9876543210'),
    'https://kibana.example.com/app/security/alerts',
    `https://kibana.example.com/x?y=/app/security/alerts/redirect/${ID}`,
    `javascript:alert(1)//app/security/alerts/redirect/${ID}`,
    '',
  ]) {
    assert.equal(linkTo(url), undefined, url);
  }
});

test('the rule has its page in the same Kibana and space', () => {
  const doc = readDocument({ 'kibana.alert.url': PAGE, 'kibana.alert.rule.uuid': RULE });
  assert.equal(rulePage(doc, ID), `https://kibana.example.com/kb/s/soc/app/security/rules/id/${RULE}`);
  assert.equal(rulePage(readDocument({ 'kibana.alert.rule.uuid': RULE }), ID), null);
});
