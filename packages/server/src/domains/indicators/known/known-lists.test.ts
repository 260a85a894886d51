import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuMs } from '@watchfloor/sdk/testing';
import { KNOWN_AS, markOf } from './known-lists.ts';
import table from './lists.json' with { type: 'json' };

test('an address that is not public says from where it can be reached', () => {
  assert.deepEqual(markOf('ip', '10.1.2.3'), { scope: 'private' });
  assert.deepEqual(markOf('ip', '::1'), { scope: 'loopback' });
  assert.deepEqual(markOf('ip', '203.0.113.9'), { scope: 'documentation' });
  assert.equal(markOf('ip', '45.0.0.1'), null);
});

test('resolvers, networks, names below a name and hashes are known', () => {
  assert.deepEqual(markOf('ip', '8.8.8.8'), { known: 'known_good', list: 'public DNS resolvers' });
  assert.deepEqual(markOf('ip', '104.16.1.1'), { known: 'shared_service', list: 'Cloudflare' });
  assert.deepEqual(markOf('ip', '2606:4700::1111')?.known, 'shared_service');
  assert.deepEqual(markOf('domain', 'c.pki.goog'), {
    known: 'known_good',
    list: 'certificate revocation hosts',
  });
  assert.equal(markOf('domain', 'bucket.s3.amazonaws.com')?.known, 'shared_service');
  assert.equal(markOf('md5', 'd41d8cd98f00b204e9800998ecf8427e')?.known, 'known_good');
  assert.equal(markOf('md5', '44d88612fea8a8f36de82e1278abb02f')?.known, 'test');
});

test('what merely looks like a listed name is not known', () => {
  assert.equal(markOf('domain', 'c.pki.goog.evil.example'), null);
  assert.equal(markOf('domain', 'evilamazonaws.com'), null);
  assert.equal(markOf('url', 'https://c.pki.goog/x'), null);
  assert.equal(markOf('user', '8.8.8.8'), null);
});

test('every list says what its values are known as, and every value of it is found', () => {
  for (const list of table.lists) {
    assert.ok((KNOWN_AS as readonly string[]).includes(list.as), list.id);
    assert.ok(list.values.length > 0, list.id);
    const [value = ''] = list.values.filter((text) => /^[0-9a-f]{32}$|^[\d.]+$/.test(text));
    if (value !== '')
      assert.notEqual(markOf(value.includes('.') ? 'ip' : 'md5', value), null, `${list.id} ${value}`);
  }
});

test('a mark costs microseconds', () => {
  const start = cpuMs();
  for (let index = 0; index < 20_000; index += 1) markOf('ip', `45.${index % 250}.${index % 199}.7`);
  assert.ok(cpuMs() - start < 1_000);
});
