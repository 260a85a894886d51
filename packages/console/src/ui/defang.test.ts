import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refang } from '@watchfloor/sdk';
import fc from 'fast-check';
import { defang } from './defang.ts';

test('addresses are written so that they cannot be clicked', () => {
  assert.equal(defang('url', 'http://evil.example/a.php?x=1.2'), 'hxxp://evil[.]example/a.php?x=1.2');
  assert.equal(defang('url', 'https://user@evil.example'), 'hxxps://user[@]evil[.]example');
  assert.equal(defang('domain', 'a.b.example'), 'a[.]b[.]example');
  assert.equal(defang('ip', '192.0.2.1'), '192[.]0[.]2[.]1');
  assert.equal(defang('ip', '2001:db8::1'), '2001[:]db8[:][:]1');
  assert.equal(defang('email', 'ada@mail.example'), 'ada[@]mail[.]example');
});

test('what is not an address stays as it is', () => {
  assert.equal(defang('sha256', 'a'.repeat(64)), 'a'.repeat(64));
  assert.equal(defang('file_path', 'C:\\a.exe'), 'C:\\a.exe');
  assert.equal(defang('command_line', 'curl http://evil.example'), 'curl http://evil.example');
});

test('the search finds again what was copied defanged', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
  const host = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));
  fc.assert(fc.property(host, (name) => refang(defang('domain', name)) === name));
  fc.assert(
    fc.property(host, label, (name, path) => {
      const url = `https://${name}/${path}`;
      return refang(defang('url', url)) === url;
    }),
  );
  fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (ip) => refang(defang('ip', ip)) === ip));
});
