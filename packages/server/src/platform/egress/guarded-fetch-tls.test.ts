import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { EgressResult } from '../../kernel/egress.ts';
import { makeTestAuthority, type TestCertificate } from '../../testing/certificates.ts';
import { egressFor, type Played, play } from '../../testing/wire.ts';
import { makeSystemResolve } from './resolve.ts';

const authority = makeTestAuthority();
const running: Played[] = [];
after(() => Promise.all(running.map((server) => server.stop())));

async function serve(certificate: TestCertificate, location?: string): Promise<Played> {
  const server = await play(
    (request, response) => {
      if (location) response.writeHead(302, { location }).end();
      else response.end(request.headers.host);
    },
    { certificate },
  );
  running.push(server);
  return server;
}

const reasonOf = (result: EgressResult) =>
  result.outcome === 'answered' ? `answered ${result.body}` : `${result.outcome} ${result.reason}`;

async function callOf(server: Played, host: string, authorities = [authority.cert]): Promise<string> {
  const guard = egressFor({ allow: `${host}:${server.port}`, authorities });
  return reasonOf(await guard.fetch({ url: `https://${host}:${server.port}/`, method: 'GET' }));
}

describe('TLS', () => {
  test('checks the name, although the connection goes to an address', async () => {
    const server = await serve(authority.issue(['hec.example.com']));
    assert.equal(await callOf(server, 'hec.example.com'), `answered hec.example.com:${server.port}`);
    assert.equal(await callOf(server, 'other.example.com'), 'failed tls');
    assert.equal(await callOf(server, '127.0.0.1'), 'failed tls');
  });

  test('checks the address where the URL has one in place of a name', async () => {
    const server = await serve(authority.issue(['127.0.0.1']));
    assert.equal(await callOf(server, '127.0.0.1'), `answered 127.0.0.1:${server.port}`);
  });

  test('trusts neither an unknown authority nor an expired certificate, whatever the environment says', async () => {
    const good = await serve(authority.issue(['hec.example.com']));
    const expired = await serve(authority.issue(['hec.example.com'], { isExpired: true }));
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      assert.equal(await callOf(good, 'hec.example.com', [makeTestAuthority().cert]), 'failed tls');
      assert.equal(await callOf(expired, 'hec.example.com'), 'failed tls');
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });

  test('is not left by a redirect to http, also where http is allowed', async () => {
    const plain = await play((_request, response) => response.end('open'));
    running.push(plain);
    const server = await serve(authority.issue(['hec.example.com']), `http://hec.example.com:${plain.port}/`);
    const guard = egressFor({
      allow: `hec.example.com:${server.port},hec.example.com:${plain.port}`,
      authorities: [authority.cert],
    });
    const url = `https://hec.example.com:${server.port}/`;
    const result = await guard.fetch({ url, method: 'GET' }, { redirects: 3, schemes: ['https', 'http'] });
    assert.equal(reasonOf(result), 'refused redirect_scheme');
    assert.equal(plain.connections(), 0);
  });

  test('with a server that does not speak it is a failure', async () => {
    const plain = await play((_request, response) => response.end('open'));
    running.push(plain);
    assert.match(await callOf(plain, 'hec.example.com'), /^failed (?:tls|connect_failed)$/);
  });
});

describe('the environment', () => {
  test('brings no proxy in between, also when Node itself is told to use one', async () => {
    const proxied: string[] = [];
    const proxy = await play((request, response) => {
      proxied.push(request.url ?? '');
      response.end('by proxy');
    });
    const server = await play((_request, response) => response.end('direct'));
    running.push(proxy, server);
    const program = `
      const { egressFor } = await import(process.argv[1]);
      const guard = egressFor({ allow: '127.0.0.1:' + process.argv[2] });
      const result = await guard.fetch({ url: 'http://127.0.0.1:' + process.argv[2] + '/', method: 'GET' });
      process.stdout.write(result.outcome === 'answered' ? result.body.toString() : result.text);`;
    const proxyUrl = `http://127.0.0.1:${proxy.port}`;
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        program,
        path.join(import.meta.dirname, '../../testing/wire.ts'),
        String(server.port),
      ],
      {
        env: {
          PATH: process.env['PATH'],
          NODE_USE_ENV_PROXY: '1',
          HTTP_PROXY: proxyUrl,
          HTTPS_PROXY: proxyUrl,
          ALL_PROXY: proxyUrl,
          http_proxy: proxyUrl,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const chunks: Buffer[] = [];
    for await (const chunk of child.stdout) chunks.push(chunk);
    assert.equal(Buffer.concat(chunks).toString(), 'direct');
    assert.deepEqual(proxied, []);
  });
});

describe("the system's resolver", () => {
  test('gives the addresses of a name', async () => {
    const resolve = makeSystemResolve();
    const found = await resolve('localhost');
    assert.ok(found.includes('127.0.0.1') || found.includes('::1'), found.join());
  });

  test('goes on after look-ups that failed', async () => {
    const resolve = makeSystemResolve();
    const names = Array.from({ length: 8 }, (_, index) => `${'x'.repeat(64)}${index}.invalid`);
    // A label of more than 63 characters is refused by the resolver itself, without asking anybody.
    const outcomes = await Promise.allSettled(names.map((name) => resolve(name)));
    assert.equal(outcomes.length, 8);
    assert.ok((await resolve('localhost')).length > 0);
  });
});
