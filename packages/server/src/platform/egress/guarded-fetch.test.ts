import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import net from 'node:net';
import { after, describe, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import type { EgressPolicy, EgressRequest, EgressResult } from '../../kernel/egress.ts';
import { egressFor, listening, type Played, play } from '../../testing/wire.ts';

const running: Played[] = [];
after(() => Promise.all(running.map((server) => server.stop())));

async function serve(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  address?: string,
): Promise<Played> {
  const server = await play(listener, address === undefined ? {} : { address });
  running.push(server);
  return server;
}

async function serveRaw(onSocket: (socket: net.Socket) => void, address = '127.0.0.1'): Promise<Played> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  const played = await listening(server, address, () => {
    for (const socket of sockets) socket.destroy();
  });
  running.push(played);
  return played;
}

const get = (url: string, more: Partial<EgressRequest> = {}): EgressRequest => ({
  url,
  method: 'GET',
  ...more,
});

function reasonOf(result: EgressResult): string {
  return result.outcome === 'answered' ? `answered ${result.status}` : `${result.outcome} ${result.reason}`;
}

/** A guard that may reach 127.0.0.1 on this port and nothing else. */
const guardFor = ({ port }: Played, more: Parameters<typeof egressFor>[0] = {}) =>
  egressFor({ allow: `127.0.0.1:${port}`, ...more });

async function callOf(server: Played, policy: EgressPolicy = {}): Promise<string> {
  return reasonOf(await guardFor(server).fetch(get(`http://127.0.0.1:${server.port}/`), policy));
}

describe('a call', () => {
  test('sends method, headers and body, and gives status, headers and unpacked body', async () => {
    const server = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        response.writeHead(201, { 'x-one': 'a', 'content-encoding': 'gzip', 'set-cookie': ['a=1', 'b=2'] });
        const { method, url, headers } = request;
        response.end(
          gzipSync(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() })),
        );
      });
    });
    const url = `http://127.0.0.1:${server.port}/in/x?y=1`;
    const result = await guardFor(server).fetch({
      url,
      method: 'POST',
      headers: { 'Content-Type': 'text/plain', Host: 'other.example', 'X-Id': '7' },
      body: Buffer.from('hällo'),
    });
    assert.ok(result.outcome === 'answered', reasonOf(result));
    assert.deepEqual([result.status, result.headers['x-one'], result.url], [201, 'a', url]);
    assert.equal(result.headers['set-cookie'], 'a=1, b=2');
    const seen = JSON.parse(result.body.toString());
    assert.deepEqual([seen.method, seen.url, seen.body], ['POST', '/in/x?y=1', 'hällo']);
    assert.equal(seen.headers.host, `127.0.0.1:${server.port}`);
    assert.deepEqual([seen.headers['x-id'], seen.headers['content-length']], ['7', '6']);
  });

  test('uses a connection of its own, so that none is used for another address later', async () => {
    const server = await serve((_request, response) => response.end('ok'));
    const guard = guardFor(server);
    const url = `http://127.0.0.1:${server.port}/`;
    for (let index = 0; index < 3; index += 1)
      assert.equal(reasonOf(await guard.fetch(get(url))), 'answered 200');
    assert.equal(server.connections(), 3);
  });

  test('is counted and timed by outcome, without a host in any label', async () => {
    const server = await serve((_request, response) => response.end('ok'));
    const guard = guardFor(server);
    await guard.fetch(get(`http://127.0.0.1:${server.port}/`));
    await guard.fetch(get('https://10.0.0.1/'));
    await guard.inspect('https://10.0.0.1/');
    const text = await guard.registry.metrics();
    assert.match(text, /watchfloor_egress_calls_total\{outcome="answered"\} 1\n/);
    assert.match(text, /watchfloor_egress_calls_total\{outcome="refused"\} 1\n/);
    assert.match(text, /watchfloor_egress_refused_total\{reason="not_public"\} 2\n/);
    assert.match(text, /watchfloor_egress_seconds_count\{outcome="answered"\} 1\n/);
    assert.ok(!text.includes('10.0.0.1'));
  });
});

describe('a name', () => {
  test('is refused when it resolves to what is not public; the address is in the log and not in the answer', async () => {
    const guard = egressFor({ resolve: async () => ['10.9.8.7'] });
    const result = await guard.fetch(get('https://siem.example.com/'));
    assert.equal(reasonOf(result), 'refused not_public');
    assert.ok(!JSON.stringify(result).includes('10.9.8.7'));
    assert.deepEqual(guard.lines, [
      { event: 'egress.refused', host: 'siem.example.com', reason: 'not_public', address: '10.9.8.7' },
    ]);
  });

  test('is refused when one private address stands among public ones, wherever it stands', async () => {
    const publics = ['93.184.216.34', '2606:4700::1111', '8.8.8.8'];
    for (const inner of [
      '192.168.1.1',
      '::1',
      'fe80::1',
      'fd00::1',
      '::ffff:127.0.0.1',
      '169.254.169.254',
      '100.64.0.1',
    ]) {
      for (let place = 0; place <= publics.length; place += 1) {
        const guard = egressFor({ resolve: async () => publics.toSpliced(place, 0, inner) });
        const result = await guard.fetch(get('https://siem.example.com/'));
        assert.equal(result.outcome, 'refused', `${inner} at ${place}`);
      }
    }
  });

  test('is resolved once: a name server that answers otherwise the second time is not asked a second time', async () => {
    const reached: string[] = [];
    const inner = await serve((_request, response) => {
      reached.push('inner');
      response.end('secret');
    }, '127.0.0.2');
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    let asked = 0;
    const guard = egressFor({
      // The outer one is played by an allowed loopback address, on a port where nobody listens.
      allow: `127.0.0.1:${inner.port}`,
      resolve: async () => answers[asked++] ?? [],
    });
    const url = `https://rebind.example.com:${inner.port}/`;
    const policy = { ports: [inner.port] };
    assert.equal(reasonOf(await guard.fetch(get(url), policy)), 'failed connect_failed');
    assert.equal(asked, 1);
    // The next call asks anew and finds the inner address, which is refused before anything is sent there.
    assert.equal(reasonOf(await guard.fetch(get(url), policy)), 'refused not_public');
    assert.deepEqual([asked, reached, inner.connections()], [2, [], 0]);
  });

  test('is refused with more than 32 addresses, and not found with none', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `8.8.4.${index}`);
    const inspect = (addresses: string[]) =>
      egressFor({ resolve: async () => addresses }).inspect('https://siem.example.com/');
    assert.equal(await inspect(many(32)), null);
    assert.equal((await inspect(many(33)))?.reason, 'too_many_addresses');
    assert.equal((await inspect([]))?.reason, 'unresolved');
  });

  test('whose look-up fails or hangs is a failure within the time, and nobody is called', async () => {
    const broken = egressFor({
      resolve: async () => {
        throw Object.assign(new Error('queryA ESERVFAIL'), { code: 'EAI_AGAIN' });
      },
    });
    assert.equal(reasonOf(await broken.fetch(get('https://siem.example.com/'))), 'failed unresolved');
    const hanging = egressFor({ resolve: () => new Promise(() => undefined) });
    assert.equal(
      reasonOf(await hanging.fetch(get('https://siem.example.com/'), { totalMs: 50 })),
      'failed timeout',
    );
  });

  test('of the installation may be private, and never a metadata address', async () => {
    const server = await serve((_request, response) => response.end('ok'));
    const allow = `hec.internal:${server.port}`;
    const url = `http://hec.internal:${server.port}/`;
    assert.equal(reasonOf(await egressFor({ allow }).fetch(get(url))), 'answered 200');
    const rebound = egressFor({ allow, resolve: async () => ['127.0.0.1', '169.254.169.254'] });
    assert.equal(reasonOf(await rebound.fetch(get(url))), 'refused metadata');
  });

  test('with an address that does not answer is reached by its next checked one', async () => {
    const server = await serve((_request, response) => response.end('ok'));
    const guard = egressFor({
      allow: `hec.internal:${server.port}`,
      resolve: async () => ['127.0.0.9', '127.0.0.1'],
    });
    assert.equal(reasonOf(await guard.fetch(get(`http://hec.internal:${server.port}/`))), 'answered 200');
  });
});

describe('a redirect', () => {
  const redirecting = (location: string, status = 302) =>
    serve((_request, response) => {
      response.writeHead(status, { location });
      response.end();
    });
  const follow = { redirects: 3 } as const;

  test('is an answer like any other unless the policy follows it', async () => {
    assert.equal(await callOf(await redirecting('https://example.com/')), 'answered 302');
  });

  test('to private, metadata, another scheme, another port or with credentials is refused', async () => {
    for (const [location, reason] of [
      ['http://127.0.0.2/', 'scheme'],
      ['https://127.0.0.2/', 'not_public'],
      ['https://[::1]/', 'not_public'],
      ['https://2130706434/', 'not_public'],
      ['//10.0.0.1:8443/', 'scheme'],
      ['https://169.254.169.254/latest/meta-data/', 'metadata'],
      ['https://metadata.google.internal/', 'metadata'],
      ['file:///etc/passwd', 'scheme'],
      ['gopher://127.0.0.1/', 'scheme'],
      ['https://example.com:22/', 'port'],
      ['https://user:pass@example.com/', 'credentials'],
      ['https://[', 'bad_url'],
    ] as const) {
      for (const status of [301, 302, 303, 307, 308])
        assert.equal(
          await callOf(await redirecting(location, status), follow),
          `refused ${reason}`,
          location,
        );
    }
  });

  test('to a name is resolved and checked anew', async () => {
    const server = await redirecting('https://inner.example.com/');
    const guard = guardFor(server, { resolve: async () => ['10.0.0.1'] });
    const result = await guard.fetch(get(`http://127.0.0.1:${server.port}/`), follow);
    assert.equal(reasonOf(result), 'refused not_public');
    assert.ok(result.outcome === 'refused' && result.host === 'inner.example.com');
  });

  test('in a loop ends after three, with four requests made', async () => {
    const server = await redirecting('/again');
    const guard = guardFor(server);
    const url = `http://127.0.0.1:${server.port}/`;
    assert.equal(reasonOf(await guard.fetch(get(url), { redirects: 99 })), 'refused too_many_redirects');
    assert.equal(server.connections(), 4);
    assert.equal(reasonOf(await guard.fetch(get(url), { redirects: 1 })), 'refused too_many_redirects');
    assert.equal(server.connections(), 6);
  });

  test('keeps credentials on its own origin and drops them on another', async () => {
    const seen: (readonly [string, unknown, unknown, unknown, unknown])[] = [];
    const note = (name: string, { headers }: IncomingMessage) =>
      seen.push([name, headers.authorization, headers.cookie, headers['x-signature'], headers['x-kind']]);
    const second = await serve((request, response) => {
      note('other', request);
      response.end('done');
    });
    const first = await serve((request, response) => {
      note('own', request);
      const location = request.url === '/' ? '/next' : `http://127.0.0.1:${second.port}/`;
      response.writeHead(307, { location }).end();
    });
    const guard = egressFor({ allow: `127.0.0.1:${first.port},127.0.0.1:${second.port}` });
    const result = await guard.fetch(
      get(`http://127.0.0.1:${first.port}/`, {
        headers: { Authorization: 'Splunk x', Cookie: 'a=b', 'X-Signature': 'v1=x', 'X-Kind': 'audit' },
        credentialHeaders: ['x-signature'],
      }),
      follow,
    );
    assert.equal(reasonOf(result), 'answered 200');
    const all = ['Splunk x', 'a=b', 'v1=x', 'audit'];
    assert.deepEqual(seen, [
      ['own', ...all],
      ['own', ...all],
      ['other', undefined, undefined, undefined, 'audit'],
    ]);
  });

  test('keeps the body with 307 and 308, and is a failure where it would drop it', async () => {
    const bodies: string[] = [];
    const server = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      bodies.push(`${request.method} ${Buffer.concat(chunks)}`);
      const status = Number(request.url?.slice(1));
      if (status) response.writeHead(status, { location: '/end' });
      response.end();
    });
    const guard = guardFor(server);
    const post = (status: number) =>
      guard.fetch(
        { url: `http://127.0.0.1:${server.port}/${status}`, method: 'POST', body: Buffer.from('x') },
        follow,
      );
    assert.equal(reasonOf(await post(307)), 'answered 200');
    assert.equal(reasonOf(await post(308)), 'answered 200');
    assert.deepEqual(bodies.splice(0), ['POST x', 'POST x', 'POST x', 'POST x']);
    for (const status of [301, 302, 303])
      assert.equal(reasonOf(await post(status)), 'failed redirect_method');
    assert.deepEqual(bodies, ['POST x', 'POST x', 'POST x']);
  });
});

describe('a limit', () => {
  test('of connecting: an address that takes no connection is given up', async () => {
    // A full backlog is hard to play; a TLS server that says nothing is the same wait, in the same phase.
    const server = await serveRaw(() => undefined);
    const guard = egressFor({ allow: `127.0.0.1:${server.port}` });
    const result = await guard.fetch(get(`https://127.0.0.1:${server.port}/`), { connectMs: 80 });
    assert.equal(reasonOf(result), 'failed connect_timeout');
  });

  test('of time: a server that never answers, or drips for ever, is left', async () => {
    const silent = await serveRaw(() => undefined);
    assert.equal(await callOf(silent, { totalMs: 80 }), 'failed timeout');
    const dripping = await serve((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(timer));
    });
    assert.equal(await callOf(dripping, { totalMs: 80 }), 'failed timeout');
    const inHeaders = await serveRaw((socket) => {
      const timer = setInterval(() => socket.write('x'), 5);
      socket.write('HTTP/1.1 200 OK\r\nx: ');
      socket.on('close', () => clearInterval(timer));
    });
    assert.equal(await callOf(inHeaders, { totalMs: 80 }), 'failed timeout');
  });

  test('of time counts redirects together', async () => {
    const server = await serve((_request, response) => {
      setTimeout(() => response.writeHead(302, { location: '/' }).end(), 60);
    });
    assert.equal(await callOf(server, { redirects: 3, totalMs: 150 }), 'failed timeout');
  });

  test('of the answer: exactly so many bytes pass, one more and an endless answer do not', async () => {
    const sized = (bytes: number) => serve((_request, response) => response.end(Buffer.alloc(bytes, 'x')));
    assert.equal(await callOf(await sized(1_000), { responseBytes: 1_000 }), 'answered 200');
    assert.equal(await callOf(await sized(1_001), { responseBytes: 1_000 }), 'failed response_too_large');
    let isClosed = false;
    const endless = await serve((_request, response) => {
      response.on('close', () => {
        isClosed = true;
      });
      const more = () => {
        while (!isClosed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    });
    assert.equal(await callOf(endless, { responseBytes: 100_000 }), 'failed response_too_large');
  });

  test('of the unpacked answer: a bomb of gzip or deflate is not unpacked', async () => {
    for (const [encoding, pack] of [
      ['gzip', gzipSync],
      ['deflate', deflateSync],
    ] as const) {
      const bomb = pack(Buffer.alloc(64 * 1024 * 1024));
      assert.ok(bomb.length < 100_000);
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-encoding': encoding }).end(bomb);
      });
      assert.equal(await callOf(server, { responseBytes: 100_000 }), 'failed response_too_large');
    }
  });

  test('of packing: twice packed, unknown and broken packing is not read', async () => {
    for (const [encoding, body] of [
      ['gzip, gzip', gzipSync(gzipSync('x'))],
      ['zstd', Buffer.from('x')],
      ['gzip', Buffer.from('no gzip')],
    ] as const) {
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-encoding': encoding }).end(body);
      });
      assert.equal(await callOf(server), 'failed bad_answer', encoding);
    }
  });

  test('of headers: what is larger is not read', async () => {
    const server = (bytes: number) =>
      serve((_request, response) => response.writeHead(200, { 'x-long': 'x'.repeat(bytes) }).end());
    assert.equal(await callOf(await server(1_000), { headerBytes: 4_096 }), 'answered 200');
    assert.equal(await callOf(await server(5_000), { headerBytes: 4_096 }), 'failed headers_too_large');
    assert.equal(await callOf(await server(20_000)), 'failed headers_too_large');
  });

  test('of the request: what is larger is not sent', async () => {
    const server = await serve((request, response) => request.resume().on('end', () => response.end()));
    const guard = guardFor(server);
    const post = (bytes: number) =>
      guard.fetch(
        { url: `http://127.0.0.1:${server.port}/`, method: 'POST', body: Buffer.alloc(bytes) },
        { requestBytes: 1_000 },
      );
    assert.equal(reasonOf(await post(1_000)), 'answered 200');
    assert.equal(reasonOf(await post(1_001)), 'failed request_too_large');
    assert.equal(server.connections(), 1);
  });

  test('of patience: a call ends when whoever asked has gone', async () => {
    const silent = await serveRaw(() => undefined);
    const controller = new AbortController();
    const call = guardFor(silent).fetch(
      get(`http://127.0.0.1:${silent.port}/`, { signal: controller.signal }),
    );
    controller.abort();
    assert.equal(reasonOf(await call), 'failed stopped');
  });
});

describe('a server that misbehaves', () => {
  test('is a failure: nobody there, no HTTP, broken off, another protocol', async () => {
    const closed = await play(() => undefined);
    await closed.stop();
    assert.equal(await callOf(closed), 'failed connect_failed');
    assert.equal(
      await callOf(await serveRaw((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))),
      'failed bad_answer',
    );
    assert.equal(await callOf(await serveRaw((socket) => socket.destroy())), 'failed broken_off');
    const half = await serveRaw((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'));
    assert.equal(await callOf(half), 'failed broken_off');
    const upgrading = await serveRaw((socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
    );
    assert.equal(await callOf(upgrading), 'failed broken_off');
  });

  test('cannot smuggle: both lengths, or two answers for one question, are not believed', async () => {
    const both = await serveRaw((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'),
    );
    assert.equal(await callOf(both), 'failed bad_answer');
  });
});
