// Servers of others, played on loopback addresses, and the guard that may reach them: what goes over the wire is real, only who
// stands at its end is not.

import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { Registry } from 'prom-client';
import type { Logger } from '../kernel/context.ts';
import type { Egress } from '../kernel/egress.ts';
import { parseEgressAllow } from '../kernel/egress-allow.ts';
import { type EgressMetrics, makeEgressMetrics } from '../platform/egress/egress-metrics.ts';
import { makeEgress } from '../platform/egress/guarded-fetch.ts';
import type { Resolve } from '../platform/egress/resolve.ts';
import type { TestCertificate } from './certificates.ts';

export interface Played {
  readonly port: number;
  /** Connections that were made to it. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

/** An HTTP server at this loopback address, by TLS when it has a certificate. */
export async function play(
  listener: RequestListener,
  {
    address = '127.0.0.1',
    certificate,
  }: { readonly address?: string; readonly certificate?: TestCertificate } = {},
): Promise<Played> {
  const server: Server = certificate
    ? createSecureServer({ key: certificate.key, cert: certificate.cert }, listener)
    : createServer(listener);
  return listening(server, address, () => server.closeAllConnections());
}

/** Any server at this loopback address. */
export async function listening(
  server: NetServer,
  address: string,
  cut: () => void = () => undefined,
): Promise<Played> {
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  // A client that gives up in the middle of a handshake is what some tests are about.
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    stop: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}

export interface LogLine {
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface TestEgress extends Egress {
  readonly lines: readonly LogLine[];
  readonly metrics: EgressMetrics;
  readonly registry: Registry;
}

/** The guard with this setting and name server; without one, every name is 127.0.0.1. */
export function egressFor(given: {
  readonly allow?: string;
  readonly resolve?: Resolve;
  readonly authorities?: readonly string[];
}): TestEgress {
  const allow = given.allow === undefined ? [] : parseEgressAllow(given.allow);
  if (typeof allow === 'string') throw new Error(allow);
  const lines: LogLine[] = [];
  const note = (fields: object, event: string) => void lines.push({ ...fields, event });
  const log: Logger = { debug: note, info: note, warn: note, error: note };
  const registry = new Registry();
  const metrics = makeEgressMetrics(registry);
  const egress = makeEgress({
    allow,
    resolve: given.resolve ?? (async () => ['127.0.0.1']),
    log,
    metrics,
    ...(given.authorities ? { authorities: given.authorities } : {}),
  });
  return { ...egress, lines, metrics, registry };
}
