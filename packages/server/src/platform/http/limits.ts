// Limits of the connection, each with its number. What they refuse never reaches an operation.

import type { FastifyInstance } from 'fastify';

export interface HttpLimits {
  /** Of request line and all headers together, so also of an address with its query. */
  readonly headerBytes: number;
  /** From the connection's first byte until the last header. */
  readonly headersMs: number;
  /** Until the last byte of the body: long enough for a slow uplink, short enough that nobody holds a socket for ever. */
  readonly requestMs: number;
  readonly keepAliveMs: number;
  /** How often connections are looked at for the two above. */
  readonly checkEveryMs: number;
  /** Open connections of one process, of all addresses together: behind a proxy they all have its address. */
  readonly connections: number;
}

export const HTTP_LIMITS: HttpLimits = {
  headerBytes: 16 * 1024,
  headersMs: 15_000,
  requestMs: 60_000,
  keepAliveMs: 75_000,
  checkEveryMs: 5_000,
  connections: 8_192,
};

/** The limits as fastify's settings. */
export function limitSettings(limits: HttpLimits = HTTP_LIMITS) {
  return {
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.checkEveryMs,
    },
  };
}

/** The one limit that is no setting of its own. */
export function limitConnections(app: FastifyInstance, limits: HttpLimits = HTTP_LIMITS): void {
  app.server.maxConnections = limits.connections;
}
