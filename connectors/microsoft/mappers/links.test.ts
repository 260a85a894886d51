import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkList } from './links.ts';

function taken(url: string): boolean {
  const links = linkList();
  links.add('link', url);
  return links.list().length === 1;
}

test('addresses of Microsoft’s portals become links', () => {
  assert.ok(taken('https://security.microsoft.com/alerts/da1?tid=1'));
  assert.ok(taken('https://portal.azure.us/#blade/x'));
  assert.ok(taken('https://contoso.portal.cloudappsecurity.com/#/alerts/1'));
});

test('nobody else’s address does, however it is dressed up', () => {
  assert.ok(!taken('http://security.microsoft.com/alerts/1'));
  assert.ok(!taken('https://security.microsoft.com.example.net/'));
  assert.ok(!taken('https://notmicrosoft.com/'));
  assert.ok(!taken('https://security.microsoft.com@example.net/'));
  assert.ok(!taken('https://user:secret@security.microsoft.com/'));
  assert.ok(!taken('javascript:alert(1)'));
  assert.ok(!taken('//security.microsoft.com/'));
  assert.ok(!taken('https://fake.westeurope.cloudapp.azure.com/'));
  assert.ok(!taken('https://forms.office.com/r/1'));
});
