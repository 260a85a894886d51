// The HTTP server: one fastify, operations projected onto routes, one error form, one set of security headers. Bodies arrive as
// bytes and are parsed where they are used, since receivers need them exactly as sent.

import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Principal } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AnyOperation } from '../../kernel/operation.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { type Authenticator, type Credentials, SESSION_COOKIE } from './authenticate.ts';
import { type OperationParts, runOperation } from './run-operation.ts';

export const BODY_MAX_BYTES = 5 * 1024 * 1024;

export interface HttpParts extends OperationParts {
  readonly authenticator: Authenticator;
  readonly metrics: Metrics;
  readonly operations: readonly AnyOperation[];
}

export async function makeHttpServer(parts: HttpParts): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_MAX_BYTES,
    genReqId: () => requestId(parts),
    // Long enough for a slow uplink, short enough that a hanging client does not hold a socket for ever.
    requestTimeout: 60_000,
    keepAliveTimeout: 75_000,
    // A request that waits for its commit is answered before the server goes; streams end themselves (stream.ts).
    forceCloseConnections: 'idle',
    // Until then every request is handled as usual: fastify's own refusal would not be in our form.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, request, reply) => void sendError(parts, { error, request, reply }),
    clientErrorHandler: (error, socket) => answerNoRequest(parts, error, socket),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  addErrorForm(app, parts);
  addMeasuring(app, parts);
  addDraining(app);
  for (const operation of parts.operations) addOperation(app, parts, operation);
  return app;
}

const ANSWERS_WITHIN_MS = 2_000;

/**
 * Stopping: requests under way are answered, and the answer ends their connection; who still holds one after a while is cut
 * off. A connection that was busy when the server closed would else stay open, idle, for as long as it may be kept alive.
 */
function addDraining(app: FastifyInstance): void {
  const sockets = new Set<Socket>();
  let isClosing = false;
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });
  app.addHook('preClose', async () => {
    isClosing = true;
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, ANSWERS_WITHIN_MS);
    app.server.once('close', () => clearTimeout(cut));
  });
}

function addErrorForm(app: FastifyInstance, parts: HttpParts): void {
  app.setNotFoundHandler(async () => {
    throw new AppError('not_found', {
      message: 'There is nothing at this address, or not with this method.',
    });
  });
  app.setErrorHandler((error, request, reply) => sendError(parts, { error, request, reply }));
}

interface Failure {
  readonly error: unknown;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

function sendError(parts: HttpParts, { error, request, reply }: Failure): FastifyReply {
  const known = toAppError(error);
  if (known.kind !== 'user') {
    parts.log.error({ request_id: request.id, route: request.routeOptions.url, error: known }, 'http.failed');
  }
  if (known.retryAfterSeconds !== null) reply.header('retry-after', String(known.retryAfterSeconds));
  reply.header('x-request-id', request.id);
  return reply.code(known.status).send(errorBody(known, request.id));
}

function errorBody(known: AppError, requestId: string) {
  return {
    error: {
      code: known.code,
      message: known.message,
      ...(known.field === null ? {} : { field: known.field }),
      request_id: requestId,
    },
  };
}

/** What is no HTTP, or has headers beyond the limit, never becomes a request; it is answered in the form of all errors. */
function answerNoRequest(parts: HttpParts, cause: Error, socket: Socket): void {
  if (('code' in cause && cause.code === 'ECONNRESET') || socket.destroyed || !socket.writable) return;
  const known = new AppError('bad_request', { cause });
  const id = requestId(parts);
  const body = JSON.stringify(errorBody(known, id));
  socket.end(
    `HTTP/1.1 ${known.status} Bad Request\r\ncontent-type: application/json; charset=utf-8\r\nx-request-id: ${id}\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function requestId(parts: HttpParts): string {
  return `req_${parts.ids.next('change').replaceAll('-', '')}`;
}

/** Our own errors as they are; fastify's by their code; the database being away as such; anything else is a bug of ours. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('too_large', { cause: error });
  if (
    code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH' ||
    code === 'FST_ERR_BAD_URL' ||
    code === 'FST_ERR_MAX_PARAM_LENGTH'
  ) {
    return new AppError('bad_request', { cause: error });
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new AppError('unsupported_media_type', { cause: error });
  // Connection failures and the classes of a server that shuts down, starts, or has no room.
  if (/^(ECONN|EPIPE|ENOENT|ETIMEDOUT|57P0|53|08)/.test(code) || isPoolTimeout(error)) {
    return new AppError('unavailable', {
      message: 'The database is not available right now.',
      cause: error,
      retryAfterSeconds: 2,
    });
  }
  return new AppError('internal', { cause: error });
}

function isPoolTimeout(error: unknown): boolean {
  // pg gives these no code.
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message)
  );
}

function addMeasuring(app: FastifyInstance, parts: HttpParts): void {
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (request.url.startsWith('/v1/') && !reply.hasHeader('cache-control'))
      reply.header('cache-control', 'no-store');
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    parts.metrics.requests.inc({ method: request.method, route, status: reply.statusCode });
    parts.metrics.requestSeconds.observe({ route }, reply.elapsedTime / 1000);
  });
}

function addOperation(app: FastifyInstance, parts: HttpParts, operation: AnyOperation): void {
  const { method, path, ifMatch } = operation.expose.http;
  app.route({
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    handler: async (request, reply) => {
      const principal = await principalOf(parts, request);
      const input = inputOf(request, method, ifMatch);
      const answer = await runOperation(parts, operation, {
        principal,
        input,
        requestId: request.id,
        idempotencyKey: headerOf(request, 'idempotency-key') ?? null,
      });
      // A change of credentials must show at once to whoever made it.
      if (operation.effect !== 'read' && /^(keys|session|sources)\./.test(operation.id))
        parts.authenticator.forget();
      return reply.code(answer.status).send(answer.body);
    },
  });
}

/** The caller of a request; a cookie counts only when the browser says that our own page sent it. */
export async function principalOf(
  parts: Pick<HttpParts, 'authenticator'>,
  request: FastifyRequest,
): Promise<Principal> {
  const principal = await parts.authenticator.authenticate(credentialsOf(request));
  if (principal.kind === 'user' && request.method !== 'GET' && request.method !== 'HEAD')
    refuseCrossSite(request);
  return principal;
}

export function credentialsOf(request: FastifyRequest): Credentials {
  return {
    authorization: request.headers.authorization,
    apiKey: headerOf(request, 'x-api-key'),
    cookie: request.cookies[SESSION_COOKIE],
  };
}

function refuseCrossSite(request: FastifyRequest): void {
  const site = headerOf(request, 'sec-fetch-site');
  if (site === 'same-origin') return;
  const origin = headerOf(request, 'origin');
  if (site === undefined && origin !== undefined && URL.canParse(origin)) {
    if (new URL(origin).host === request.headers.host) return;
  }
  throw new AppError('cross_site');
}

function inputOf(
  request: FastifyRequest,
  method: string,
  ifMatch: string | undefined,
): Record<string, unknown> {
  const params = request.params as Record<string, string>;
  const given =
    method === 'GET' || method === 'DELETE' ? (request.query as Record<string, unknown>) : jsonBody(request);
  for (const name of Object.keys(params)) {
    if (Object.hasOwn(given, name)) {
      throw new AppError('invalid', {
        field: name,
        message: `"${name}" is part of the address and not of the body.`,
      });
    }
  }
  const match = ifMatch === undefined ? null : ifMatchOf(request);
  return { ...given, ...params, ...(ifMatch !== undefined && match !== null ? { [ifMatch]: match } : {}) };
}

/** `"7"`, `W/"7"` or `7`; `*` asks for any version and so for nothing. */
function ifMatchOf(request: FastifyRequest): number | null {
  const header = headerOf(request, 'if-match');
  if (header === undefined || header === '*') return null;
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header.trim())?.[1];
  if (version === undefined)
    throw new AppError('invalid', { field: 'If-Match', message: 'If-Match must be a version number.' });
  return Number(version);
}

function jsonBody(request: FastifyRequest): Record<string, unknown> {
  const { body } = request;
  if (body === undefined || body === null || (Buffer.isBuffer(body) && body.length === 0)) return {};
  if (!Buffer.isBuffer(body)) throw new AppError('bad_request');
  const type = request.headers['content-type'] ?? '';
  if (!/[/+]json\b/i.test(type)) {
    throw new AppError('unsupported_media_type', { message: 'Send the body as application/json.' });
  }
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new AppError('bad_json', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('invalid', { message: 'The body must be a JSON object.' });
  }
  return value as Record<string, unknown>;
}

/** One value of a header; repeated ones count as their first. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const unzip = promisify(gunzip);

/** The request's bytes, unpacked; the limit counts after unpacking, so that a bomb stays small. */
export async function unpackedBody(
  request: FastifyRequest,
): Promise<{ readonly sent: Buffer; readonly body: Buffer }> {
  const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const encoding = (headerOf(request, 'content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return { sent, body: sent };
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new AppError('bad_encoding', {
      message: `The content-encoding "${encoding.slice(0, 40)}" is not read; send gzip or none.`,
    });
  }
  try {
    return { sent, body: await unzip(sent, { maxOutputLength: BODY_MAX_BYTES }) };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    throw new AppError(code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'bad_encoding', { cause });
  }
}

export type { FastifyInstance, FastifyReply, FastifyRequest };
