import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusePasskeys } from './passkey-place.ts';

const placeOf = (address: string, hasPasskeys = true) => {
  const { protocol, hostname, origin } = new URL(address);
  return { protocol, hostname, origin, hasPasskeys };
};

test('passkeys work under a name over https, and on the own machine', () => {
  for (const address of ['https://soc.example.com', 'http://localhost:8787', 'http://wf.localhost:8787'])
    assert.equal(refusePasskeys(placeOf(address)), null, address);
});

test('at a loopback address the same console has a name', () => {
  assert.equal(refusePasskeys(placeOf('http://127.0.0.1:8787'))?.elsewhere, 'http://localhost:8787');
  assert.equal(refusePasskeys(placeOf('http://[::1]:8787'))?.elsewhere, 'http://localhost:8787');
});

test('elsewhere it says what is missing', () => {
  assert.match(refusePasskeys(placeOf('https://192.0.2.7'))?.reason ?? '', /bare address/);
  assert.match(refusePasskeys(placeOf('http://[2001:db8::1]:80'))?.reason ?? '', /bare address/);
  assert.match(refusePasskeys(placeOf('http://soc.example.com'))?.reason ?? '', /https/);
  assert.match(refusePasskeys(placeOf('https://soc.example.com', false))?.reason ?? '', /no passkeys/);
});
