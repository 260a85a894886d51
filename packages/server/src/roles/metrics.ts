// Who may read /metrics, and where. It holds no tenant, no id and no record, but tells how busy an installation is: a token can be
// asked for, and a port of its own keeps it off the address that the world reaches. A process that plays neither api nor console
// listens nowhere else.

import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { StartError } from '../kernel/errors.ts';

export interface MetricsAccess {
  readonly metricsPort: number | null;
  readonly metricsToken: string | null;
}

/** Compared as hashes, so that the time it takes tells nothing of the token. */
export function mayReadMetrics(token: string | null, authorization: string | undefined): boolean {
  if (token === null) return true;
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(token), digest(given));
}

export interface MetricsParts {
  readonly host: string;
  readonly port: number;
  readonly token: string | null;
  readonly registry: Registry;
  /** Null when everything that this process needs answers; else what does not. */
  readiness(): Promise<string | null>;
}

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-type': 'application/json; charset=utf-8',
};
const ANSWER_MS = 10_000;

/** The port of its own; nothing but three readings, so it needs no framework. */
export async function startMetricsServer(
  parts: MetricsParts,
): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer((request, reply) => {
    void answer(parts, request, reply).catch(() => {
      // The reader has gone, or the registry failed: the connection says enough, and the next reading is seconds away.
      reply.destroy();
    });
  });
  server.requestTimeout = ANSWER_MS;
  server.maxHeadersCount = 50;
  await listen(server, parts);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : parts.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(parts: MetricsParts, request: IncomingMessage, reply: ServerResponse): Promise<void> {
  request.resume();
  const path = (request.url ?? '').split('?')[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(reply, 405, error('not_found'));
  if (path === '/healthz') return send(reply, 200, { data: { status: 'ok' } });
  if (path === '/readyz') {
    const missing = await parts.readiness();
    return missing === null
      ? send(reply, 200, { data: { status: 'ready' } })
      : send(reply, 503, error('unavailable'));
  }
  if (path !== '/metrics') return send(reply, 404, error('not_found'));
  if (!mayReadMetrics(parts.token, request.headers.authorization)) {
    return send(reply, 401, error('unauthenticated'));
  }
  const text = await parts.registry.metrics();
  reply.writeHead(200, { ...HEADERS, 'content-type': parts.registry.contentType });
  reply.end(text);
}

function error(code: string) {
  return { error: { code } };
}

function send(reply: ServerResponse, status: number, body: object): void {
  reply.writeHead(status, HEADERS);
  reply.end(JSON.stringify(body));
}

async function listen(server: Server, { host, port }: MetricsParts): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const code = 'code' in cause ? String(cause.code) : 'unknown';
      reject(
        new StartError(
          `Port ${port} on ${host} cannot be used for metrics (${code}): set WATCHFLOOR_METRICS_PORT to another.`,
          cause,
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}
