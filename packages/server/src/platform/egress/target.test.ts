import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { EgressPolicy } from '../../kernel/egress.ts';
import { parseEgressAllow } from '../../kernel/egress-allow.ts';
import { makeCheckUrl } from './guarded-fetch.ts';
import { fullPolicy, narrowPolicy } from './policy.ts';

function allowing(setting: string) {
  const allow = parseEgressAllow(setting);
  if (typeof allow === 'string') throw new Error(allow);
  return makeCheckUrl(allow);
}

const checkUrl = makeCheckUrl([]);
const reasonOf = (url: string, policy?: EgressPolicy) => checkUrl(url, policy)?.reason ?? null;

describe('a URL', () => {
  test('of a public host by https passes, on the usual ports', () => {
    for (const url of [
      'https://siem.example.com/in',
      'https://siem.example.com:8443/',
      'https://8.8.8.8:8080/',
      'https://[2606:4700::1111]:443/',
      'https://xn--bcher-kva.example/',
    ])
      assert.equal(reasonOf(url), null, url);
  });

  test('of another scheme is refused, http too unless the policy has it', () => {
    for (const url of [
      'file:///etc/passwd',
      'ftp://example.com/',
      'gopher://example.com/',
      'data:,x',
      'ws://example.com/',
      'http://example.com/',
    ])
      assert.equal(reasonOf(url), 'scheme', url);
    assert.equal(reasonOf('http://example.com/', { schemes: ['https', 'http'] }), null);
    assert.equal(reasonOf('ftp://example.com/', { schemes: ['https', 'http'] }), 'scheme');
  });

  test('that cannot be read, has no host or is longer than 2,048 characters is refused', () => {
    for (const url of [
      '',
      'siem.example.com',
      '//example.com',
      'https://',
      'https://exa mple.com/',
      'https://1.2.3.4.5.6.7.8/',
      'https://256.1.1.1/',
      'https://[::g]/',
      'https://[fe80::1%25eth0]/',
    ])
      assert.equal(reasonOf(url), 'bad_url', url);
    const long = (length: number) => `https://example.com/${'a'.repeat(length - 20)}`;
    assert.equal(reasonOf(long(2_048)), null);
    assert.equal(reasonOf(long(2_049)), 'bad_url');
  });

  test('with credentials is refused, and they are not in the answer', () => {
    for (const url of [
      'https://user@example.com/',
      'https://user:hunter2@example.com/',
      'https://:hunter2@example.com/',
      'https://example.com%40hunter2@8.8.8.8/',
    ]) {
      const refused = checkUrl(url);
      assert.equal(refused?.reason, 'credentials', url);
      assert.ok(!JSON.stringify(refused).includes('hunter2'));
    }
  });

  test('with another port is refused, unless the policy has it', () => {
    for (const port of [1, 22, 25, 6379, 9200, 65_535])
      assert.equal(reasonOf(`https://example.com:${port}/`), 'port');
    assert.equal(reasonOf('https://example.com:9200/', { ports: [9200] }), null);
    assert.equal(reasonOf('https://example.com:9201/', { ports: [9200] }), 'port');
  });

  test('of localhost is refused before anybody is asked for it', () => {
    for (const host of ['localhost', 'LOCALHOST', 'localhost.', 'a.localhost'])
      assert.equal(reasonOf(`https://${host}/`), 'not_public', host);
    assert.equal(reasonOf('https://localhost.example.com/'), null);
  });

  test('outside the hosts of the policy is refused', () => {
    const policy = { hosts: ['Feed.example.com'] };
    assert.equal(reasonOf('https://feed.example.com/', policy), null);
    assert.equal(reasonOf('https://feed.example.com./', policy), null);
    for (const host of ['example.com', 'a.feed.example.com', 'feed.example.com.evil.example'])
      assert.equal(reasonOf(`https://${host}/`, policy), 'host', host);
    assert.equal(reasonOf('https://example.com/', { hosts: [] }), 'host');
  });

  test('is told of by host and reason', () => {
    assert.deepEqual(checkUrl('https://10.0.0.1/secret?token=hunter2'), {
      outcome: 'refused',
      reason: 'not_public',
      host: '10.0.0.1',
      text: 'This server does not call 10.0.0.1: it is not on the public internet.',
    });
  });
});

describe('what the installation allows', () => {
  test('is reached although it is private, by http too, and nothing beside it', () => {
    const check = allowing('10.1.2.0/24,siem.internal,localhost');
    for (const url of [
      'https://10.1.2.3/',
      'http://10.1.2.3:8080/',
      'http://siem.internal/',
      'http://localhost/',
      'https://[::ffff:10.1.2.3]/',
    ])
      assert.equal(check(url), null, url);
    assert.equal(check('https://10.1.3.3/')?.reason, 'not_public');
    assert.equal(check('http://other.internal/')?.reason, 'scheme');
    assert.equal(check('https://10.1.2.3:9200/')?.reason, 'port');
  });

  test('with a port holds on that port only, and opens it for that host only', () => {
    const check = allowing('10.1.2.3:8088,hec.internal:8088');
    assert.equal(check('http://10.1.2.3:8088/'), null);
    assert.equal(check('http://hec.internal:8088/'), null);
    assert.equal(check('https://10.1.2.3/')?.reason, 'not_public');
    assert.equal(check('http://hec.internal/')?.reason, 'scheme');
    assert.equal(check('https://example.com:8088/')?.reason, 'port');
  });

  test('does not lift the hosts that a policy names', () => {
    assert.equal(allowing('10.1.2.3')('https://10.1.2.3/', { hosts: ['example.com'] })?.reason, 'host');
  });
});

describe("a tenant's policy", () => {
  const policy: fc.Arbitrary<EgressPolicy> = fc.record(
    {
      schemes: fc.subarray(['https', 'http'] as const),
      ports: fc.subarray([22, 9200, 8088]),
      hosts: fc.option(fc.subarray(['a.example', 'b.example']), { nil: null }),
      redirects: fc.integer({ min: -1, max: 9 }),
      connectMs: fc.integer({ min: -1, max: 100_000 }),
      totalMs: fc.integer({ min: -1, max: 1_000_000 }),
      requestBytes: fc.integer({ min: -1, max: 2 ** 30 }),
      responseBytes: fc.integer({ min: -1, max: 2 ** 30 }),
      headerBytes: fc.integer({ min: -1, max: 2 ** 20 }),
    },
    { requiredKeys: [] },
  );

  test('takes away and never adds', () => {
    const urls = ['https', 'http'].flatMap((scheme) =>
      ['a.example', 'b.example', 'c.example'].flatMap((host) =>
        ['', ':22', ':9200', ':8088'].map((port) => `${scheme}://${host}${port}/`),
      ),
    );
    fc.assert(
      fc.property(policy, policy, (installation, tenant) => {
        const [wide, narrow] = [fullPolicy(installation), narrowPolicy(installation, tenant)];
        for (const url of urls) if (checkUrl(url, wide)) assert.ok(checkUrl(url, narrow), url);
        for (const limit of [
          'redirects',
          'connectMs',
          'totalMs',
          'requestBytes',
          'responseBytes',
          'headerBytes',
        ] as const)
          assert.ok(narrow[limit] <= wide[limit] && narrow[limit] >= 0, limit);
      }),
    );
  });

  test('cannot ask for more than the most of each limit', () => {
    const most = fullPolicy({
      redirects: 99,
      connectMs: 1e9,
      totalMs: 1e9,
      requestBytes: 1e12,
      responseBytes: 1e12,
      headerBytes: 1e9,
    });
    assert.deepEqual(
      [most.redirects, most.connectMs, most.totalMs, most.requestBytes, most.responseBytes, most.headerBytes],
      [3, 30_000, 300_000, 64 * 2 ** 20, 512 * 2 ** 20, 64 * 2 ** 10],
    );
  });
});
