// The limits of a connection as the server sets them, shortened so that a slow client is slow within a moment.

import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { HTTP_LIMITS, type HttpLimits, limitConnections, limitSettings } from './limits.ts';

const open: FastifyInstance[] = [];
after(() => Promise.all(open.map((app) => app.close())));

async function serve(limits: Partial<HttpLimits>): Promise<number> {
  const all = { ...HTTP_LIMITS, checkEveryMs: 20, ...limits };
  const app = fastify({ ...limitSettings(all), forceCloseConnections: true });
  limitConnections(app, all);
  app.get('/', async () => 'here');
  app.post('/', async () => 'taken');
  open.push(app);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/** What came until the server closed the connection; fails when it does not within the bound. */
async function untilClosed(socket: Socket, boundMs = 30_000): Promise<string> {
  let text = '';
  const closed = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });
  const late = delay(boundMs, null, { ref: false }).then(() => {
    throw new Error(`still open after ${boundMs} ms: ${text}`);
  });
  return Promise.race([closed, late]);
}

test('the numbers are these', () => {
  assert.deepEqual(HTTP_LIMITS, {
    headerBytes: 16_384,
    headersMs: 15_000,
    requestMs: 60_000,
    keepAliveMs: 75_000,
    checkEveryMs: 5_000,
    connections: 8_192,
  });
});

test('a client that does not finish its headers is closed', async () => {
  const port = await serve({ headersMs: 100, requestMs: 60_000 });
  const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '));
  assert.match(await untilClosed(socket), /^HTTP\/1\.1 408 /);
});

test('a client that does not finish its body is closed, one that does in time is answered', async () => {
  // Long enough for the quick one also where the whole process stands still for a moment.
  const port = await serve({ headersMs: 1_000, requestMs: 1_500 });
  const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n';
  const slow = connect(port, '127.0.0.1', () => slow.write(`${head}12345`));
  assert.match(await untilClosed(slow), /^HTTP\/1\.1 408 /);
  const quick = connect(port, '127.0.0.1', () =>
    quick.write(`${head.replace('Host: x', 'Host: x\r\nConnection: close')}1234567890`),
  );
  assert.match(await untilClosed(quick), /^HTTP\/1\.1 200 [\s\S]*taken$/);
});

test('headers beyond the limit are refused', async () => {
  const port = await serve({ headerBytes: 1_024 });
  const socket = connect(port, '127.0.0.1', () =>
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(1_100)}\r\n\r\n`),
  );
  assert.match(await untilClosed(socket), /^HTTP\/1\.1 431 /);
});

test('connections beyond the limit are closed, and there is room again when others have gone', async () => {
  const port = await serve({ connections: 2 });
  const held = await Promise.all(
    [1, 2].map(
      () =>
        new Promise<Socket>((resolve) => {
          const socket = connect(port, '127.0.0.1');
          socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
          socket.once('data', () => resolve(socket));
        }),
    ),
  );
  const third = connect(port, '127.0.0.1', () => third.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
  assert.equal(await untilClosed(third), '');
  for (const socket of held) {
    const gone = new Promise((resolve) => socket.once('close', resolve));
    socket.end();
    await gone;
  }
  const response = await fetch(`http://127.0.0.1:${port}/`);
  assert.equal(await response.text(), 'here');
});
