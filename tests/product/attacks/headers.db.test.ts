// What every answer tells a browser, and what a forged or contradictory request gets.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { finding } from '../../../packages/server/src/testing/records.ts';
import { startTestServer, type TestServer } from '../../../packages/server/src/testing/server.ts';
import { head, sendRaw } from './raw-request.ts';

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server.stop());

const EVIL = 'evil.example.com';

/** On every answer, of whatever kind. */
const ALWAYS: Readonly<Record<string, string | RegExp>> = {
  'content-security-policy': /default-src 'none'.*frame-ancestors 'none'/,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': /camera=\(\).*publickey-credentials-get=\(self\)/,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

describe('every answer carries the headers:', () => {
  const kinds: readonly (readonly [string, string, RequestInit | 'key'])[] = [
    ['data', '/v1/alerts', 'key'],
    ['a refusal without key', '/v1/alerts', {}],
    ['nothing at the address', '/v1/nothing', 'key'],
    ['nothing outside the API', '/nothing.php', {}],
    ['health', '/healthz', {}],
    ['metrics', '/metrics', {}],
    ['the document', '/openapi.json', {}],
    ['the page of the API', '/docs/static/index.html', {}],
    ['a used link', '/sign-in?token=x', {}],
    ['a method that is not there', '/v1/alerts', { method: 'PROPFIND' }],
  ];
  for (const [what, path, init] of kinds) {
    test(what, async () => {
      const answer = await server.request(
        path,
        init === 'key' ? { headers: { authorization: `Bearer ${server.key}` } } : init,
      );
      for (const [name, wanted] of Object.entries(ALWAYS)) {
        const value = answer.headers.get(name) ?? '';
        if (typeof wanted === 'string') assert.equal(value, wanted, name);
        else assert.match(value, wanted, name);
      }
      for (const name of [
        'server',
        'x-powered-by',
        'access-control-allow-origin',
        'strict-transport-security',
      ])
        assert.equal(answer.headers.get(name), null, name);
      if (path.startsWith('/v1/')) assert.equal(answer.headers.get('cache-control'), 'no-store');
    });
  }

  test('the stream of changes', async () => {
    const controller = new AbortController();
    const response = await fetch(`${server.url}/v1/stream`, {
      headers: { authorization: `Bearer ${server.key}` },
      signal: controller.signal,
    });
    assert.equal(response.status, 200);
    for (const name of Object.keys(ALWAYS)) assert.ok(response.headers.get(name), name);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    controller.abort();
  });

  test('what is no request at all', async () => {
    const answer = await sendRaw(server.url, 'NONSENSE\r\n\r\n');
    assert.equal(answer.status, 400);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(JSON.parse(answer.body).error.code, 'bad_request');
  });
});

describe('another site', () => {
  test('is allowed nothing by a preflight', async () => {
    for (const path of ['/v1/alerts', '/v1/session', '/v1/ingest/okta']) {
      const answer = await server.request(path, {
        method: 'OPTIONS',
        headers: { origin: `https://${EVIL}`, 'access-control-request-method': 'POST' },
      });
      assert.equal(answer.status, 404, path);
      assert.ok(![...answer.headers.keys()].some((name) => name.startsWith('access-control-')), path);
    }
  });

  test('cannot change anything with the cookie of a signed-in person, however it dresses the request', async () => {
    const cookie = await sessionCookie();
    const post = (headers: Record<string, string>) =>
      server.request('/v1/session', { method: 'DELETE', headers: { cookie, ...headers } });
    const host = new URL(server.url).host;
    for (const headers of [
      { origin: `https://${EVIL}` },
      { origin: `https://${EVIL}`, 'sec-fetch-site': 'cross-site' },
      { origin: `http://${host}`, 'sec-fetch-site': 'cross-site' },
      { origin: `http://${host}`, 'sec-fetch-site': 'same-site' },
      { origin: 'null' },
      { origin: `http://${host}.${EVIL}` },
      { origin: `http://${EVIL}/${host}` },
      { origin: `https://${EVIL}`, 'x-forwarded-host': EVIL },
      { referer: `http://${host}/` },
      {},
    ]) {
      const answer = await post(headers as Record<string, string>);
      assert.equal(answer.body?.error?.code, 'cross_site', JSON.stringify(headers));
    }
    const read = await server.request('/v1/session', { headers: { cookie } });
    assert.equal(read.status, 200, 'and the session is still there');
    assert.equal((await post({ 'sec-fetch-site': 'same-origin' })).status, 200);
  });

  test('cannot change anything by reading: no GET and no HEAD has an effect, whatever method a header names', async () => {
    const key = await server.api.keys.create({ name: 'kept' });
    for (const header of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      for (const method of ['GET', 'POST']) {
        const answer = await server.request(`/v1/keys/${key.id}?_method=DELETE`, {
          method,
          headers: { authorization: `Bearer ${server.key}`, [header]: 'DELETE' },
        });
        assert.ok(answer.status < 500, `${method} ${header}: ${answer.status}`);
      }
    }
    const kept = (await server.api.keys.list({})).find(({ id }) => id === key.id);
    assert.equal(kept?.revoked_at, null);
  });
});

describe('a body of another type is no JSON:', () => {
  for (const type of [
    'text/plain',
    'text/plain; application/json',
    'text/plain; charset=application/json',
    'multipart/form-data; boundary=x',
    'multipart/form-data; boundary=application/json',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'application/json-seq',
    'text/json',
    'application/json; charset=utf-16',
    'application/json; charset=utf-7',
    'application/xml+json/x',
  ]) {
    test(type, async () => {
      const answer = await server.post('/v1/keys', '{"name":"made by another type"}', {
        'content-type': type,
      });
      assert.equal(answer.body?.error?.code, 'unsupported_media_type', answer.text);
      const keys = await server.api.keys.list({});
      assert.ok(keys.every(({ name }) => name !== 'made by another type'));
    });
  }
  for (const type of [
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/json;charset="utf-8"',
  ]) {
    test(`${type} is`, async () => {
      const answer = await server.post('/v1/keys', '{"name":"made"}', { 'content-type': type });
      assert.equal(answer.status, 201, answer.text);
    });
  }
});

describe('a forged Host', () => {
  const forged = (line: string, more: readonly string[] = []) =>
    sendRaw(
      server.url,
      head(line, [
        `Host: ${EVIL}`,
        `X-Forwarded-Host: ${EVIL}`,
        'X-Forwarded-Proto: https',
        `Forwarded: host=${EVIL};proto=https`,
        `X-Original-URL: https://${EVIL}/`,
        `Authorization: Bearer ${server.key}`,
        'Connection: close',
        ...more,
      ]),
    );

  test('is in no answer, no address that is made and no redirect', async () => {
    const answers = [
      await forged('GET /v1/sources HTTP/1.1'),
      await forged('GET /openapi.json HTTP/1.1'),
      await forged('GET /docs HTTP/1.1'),
      await forged('GET /sign-in?token=x HTTP/1.1'),
      await forged('GET /v1/nothing HTTP/1.1'),
      await forged('POST /v1/sign-in-links HTTP/1.1', [
        'Content-Type: application/json',
        'Content-Length: 0',
      ]),
      await sendRaw(
        server.url,
        `${head('POST /v1/sources/okta/setup HTTP/1.1', [
          `Host: ${EVIL}`,
          `Authorization: Bearer ${server.key}`,
          'Content-Type: application/json',
          'Connection: close',
          'Content-Length: 2',
        ])}{}`,
      ),
    ];
    for (const answer of answers) {
      assert.ok(answer.status >= 200 && answer.status < 500, answer.text.slice(0, 200));
      assert.ok(!answer.text.includes(EVIL), answer.text);
    }
  });

  test('in the address itself changes nothing either', async () => {
    const answer = await sendRaw(
      server.url,
      head(`GET http://${EVIL}/v1/session HTTP/1.1`, [
        'Host: x',
        `X-Api-Key: ${server.key}`,
        'Connection: close',
      ]),
    );
    assert.ok(!answer.text.includes(EVIL));
  });

  test('twice is refused, since a proxy may go by the other one', async () => {
    const answer = await sendRaw(
      server.url,
      head('GET /v1/session HTTP/1.1', ['Host: a', `Host: ${EVIL}`, `X-Api-Key: ${server.key}`]),
    );
    assert.equal(answer.status, 400);
    assert.match(answer.body, /more than one host/);
  });
});

describe('a request that two servers would cut differently is refused, and nothing behind it is answered:', () => {
  const smuggled = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n';
  const cases: Readonly<Record<string, readonly string[]>> = {
    'a length and chunks': ['Content-Length: 4', 'Transfer-Encoding: chunked'],
    'chunks and a length': ['Transfer-Encoding: chunked', 'Content-Length: 4'],
    'two lengths': ['Content-Length: 4', 'Content-Length: 40'],
    'two lengths in one header': ['Content-Length: 4, 40'],
    'a length with a sign': ['Content-Length: +4'],
    'a length in hexadecimal': ['Content-Length: 0x4'],
    'an unknown encoding': ['Transfer-Encoding: xchunked'],
    'chunked before another': ['Transfer-Encoding: chunked, identity'],
    'a blank before the colon': ['Transfer-Encoding : chunked'],
    'a folded header': ['Transfer-Encoding:\r\n chunked', 'Content-Length: 4'],
    'a bare line feed in a header': ['X: a\nTransfer-Encoding: chunked', 'Content-Length: 4'],
    'U+0000 in a header': ['X: a\0b', 'Content-Length: 4'],
  };
  for (const [what, headers] of Object.entries(cases)) {
    test(what, async () => {
      const request = head('POST /v1/ingest/generic HTTP/1.1', [
        'Host: x',
        `X-Api-Key: ${server.key}`,
        'Content-Type: application/json',
        ...headers,
      ]);
      const answer = await sendRaw(server.url, `${request}0\r\n\r\n${smuggled}`);
      assert.equal(answer.status, 400, answer.text.slice(0, 300));
      assert.equal(answer.text.match(/HTTP\/1\.1 /g)?.length, 1, 'one answer');
      assert.ok(!answer.text.includes('watchfloor_'), 'nothing of what stood behind');
    });
  }
});

test('an address that tries to leave its folder or its form finds nothing', async () => {
  await server.submitDecided('sentinel', finding());
  for (const path of [
    '/docs/static/..%2f..%2f..%2fpackage.json',
    '/docs/static/%2e%2e/%2e%2e/package.json',
    '/docs/static/../../../package.json',
    '/assets/..%2f..%2fmaster.key',
    '/%2e%2e/%2e%2e/etc/passwd',
    `//${EVIL}/%2e%2e`,
    '/v1//alerts',
    '/V1/alerts',
    '/v1/alerts/..%2f..%2fkeys',
    '/%ff',
    '/%',
    '/v1/alerts/%00',
  ]) {
    const request = head(`GET ${path} HTTP/1.1`, [
      'Host: x',
      `X-Api-Key: ${server.key}`,
      'Connection: close',
    ]);
    const answer = await sendRaw(server.url, request);
    assert.ok([301, 302, 400, 404, 422].includes(answer.status), `${path}: ${answer.text.slice(0, 300)}`);
    const location = answer.headers.get('location');
    assert.ok(location === undefined || location.startsWith('/') || !location.includes(EVIL), location);
    assert.ok(!/"name": *"|root:|[0-9a-f]{64}/.test(answer.body), path);
  }
});

async function sessionCookie(): Promise<string> {
  const answer = await fetch(await server.server.signInLink(), { redirect: 'manual' });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}
