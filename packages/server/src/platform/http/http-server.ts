// The HTTP server: one fastify, operations projected onto routes, one error form, one set of security headers. Bodies arrive as
// bytes and are parsed where they are used, since receivers need them exactly as sent.

import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import cookie from '@fastify/cookie';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Principal } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AnyOperation } from '../../kernel/operation.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { inSpan, type Tracing } from '../telemetry/tracing.ts';
import {
  type Authenticator,
  CHILD_HEADER,
  type Credentials,
  isSecure,
  sessionCookieName,
} from './authenticate.ts';
import { writeAnswer } from './json-answer.ts';
import { parseJsonObject } from './json-body.ts';
import { limitConnections, limitSettings } from './limits.ts';
import { addRateLimits, countForAddress, countForCaller, type RateGuard } from './rate-limits.ts';
import { makeRefusals, type Refusals } from './refusals.ts';
import { addRequestScope, inScopeOf } from './request-scope.ts';
import { runAnonymous } from './run-anonymous.ts';
import { type OperationAnswer, type OperationParts, runOperation } from './run-operation.ts';
import { addSecurityHeaders } from './security-headers.ts';

export const BODY_MAX_BYTES = 5 * 1024 * 1024;

export interface HttpParts extends OperationParts {
  readonly authenticator: Authenticator;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly operations: readonly AnyOperation[];
  readonly publicUrl: string | null;
  readonly rates: RateGuard;
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
}

interface ServingParts extends HttpParts {
  readonly refusals: Refusals;
}

export async function makeHttpServer(given: HttpParts): Promise<FastifyInstance> {
  const parts: ServingParts = { ...given, refusals: makeRefusals(given) };
  const app = fastify({
    // Without a proxy that is known, the address is the connection's, whatever a header says.
    trustProxy: parts.trustedProxies.length === 0 ? false : [...parts.trustedProxies],
    bodyLimit: BODY_MAX_BYTES,
    genReqId: () => requestId(parts),
    ...limitSettings(),
    // A request that waits for its commit is answered before the server goes; streams end themselves (stream.ts).
    forceCloseConnections: 'idle',
    // Until then every request is handled as usual: fastify's own refusal would not be in our form.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, request, reply) => void sendError(parts, { error, request, reply }),
    clientErrorHandler: (error, socket) => answerNoRequest(parts, error, socket),
  });
  // A serializer may give bytes too, which is not in its type; what is sent is of either.
  app.setReplySerializer(writeAnswer as (payload: unknown) => string);
  addRequestScope(app, parts);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  await app.register(cookie);
  limitConnections(app);
  await addSecurityHeaders(app, parts.publicUrl);
  addErrorForm(app, parts);
  addRateLimits(app, {
    guard: parts.rates,
    hasCredential: (request) => hasCredential(parts, request) || inboxTokenOf(request) !== null,
    isKnown(request) {
      const token = inboxTokenOf(request);
      return parts.authenticator.knows(token ?? credentialsOf(parts, request));
    },
  });
  addDraining(app);
  app.addHook('onClose', () => parts.refusals.drain());
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
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isClosing) reply.header('connection', 'close');
    done(null, payload);
  });
  app.addHook('preClose', async () => {
    isClosing = true;
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, ANSWERS_WITHIN_MS);
    app.server.once('close', () => clearTimeout(cut));
  });
}

function addErrorForm(app: FastifyInstance, parts: ServingParts): void {
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

function sendError(parts: ServingParts, { error, request, reply }: Failure): FastifyReply {
  const known = toAppError(error);
  if (known.kind !== 'user') {
    const route = request.routeOptions.url;
    inScopeOf(request, () => parts.log.error({ request_id: request.id, route, error: known }, 'http.failed'));
  }
  parts.refusals.note({
    error: known,
    principal: callers.get(request) ?? null,
    hadCredential: hasCredential(parts, request),
    method: request.method,
    // The pattern and not the address: an address can hold a token, and would never be the same twice.
    route: request.routeOptions.url ?? 'none',
    address: request.ip,
    requestId: request.id,
  });
  if (known.retryAfterSeconds !== null) reply.header('retry-after', String(known.retryAfterSeconds));
  reply.header('x-request-id', request.id);
  // Errors of the address itself pass the hooks by that set these for all others.
  reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
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
    `HTTP/1.1 ${known.status} Bad Request\r\ncontent-type: application/json; charset=utf-8\r\nx-content-type-options: nosniff\r\ncache-control: no-store\r\nx-request-id: ${id}\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function requestId(parts: HttpParts): string {
  return `req_${parts.ids.next('change').replaceAll('-', '')}`;
}

/** Our own errors as they are; fastify's by their code; the database being away as such; anything else is a bug of ours. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // The sender went away in the middle of its body: nobody reads the answer, and it is no failure of the database.
  if (code === 'ECONNRESET' && error instanceof Error && error.message === 'aborted')
    return new AppError('bad_request', { cause: error });
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
  // Connection failures, and the classes of a server that shuts down, starts, has no room, cannot read or write its disk, takes too
  // long, or made this transaction give way to another: each may go well the next time.
  if (/^(ECONN|EPIPE|ENOENT|ETIMEDOUT|08|40|53|57|58)/.test(code) || isConnectionLost(error)) {
    return new AppError('unavailable', {
      message: 'The database is not available right now.',
      cause: error,
      retryAfterSeconds: 2,
    });
  }
  // What a plugin refuses, such as a file outside its folder: there is nothing for anybody.
  if (
    error instanceof Error &&
    'statusCode' in error &&
    (error.statusCode === 403 || error.statusCode === 404)
  )
    return new AppError('not_found', { cause: error });
  return new AppError('internal', { cause: error });
}

function isConnectionLost(error: unknown): boolean {
  // pg gives these no code. The last two are what the statements after the lost one are told.
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/.test(
      error.message,
    )
  );
}

function addOperation(app: FastifyInstance, parts: HttpParts, operation: AnyOperation): void {
  const { method, path, ifMatch } = operation.expose.http;
  const isAnonymous = operation.permission === 'anonymous';
  app.route({
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { isAnonymous },
    handler: async (request, reply) => {
      const principal = isAnonymous ? null : await callerOf(parts, operation, request);
      if (isAnonymous && isFromBrowser(request)) refuseCrossSite(request);
      const call = {
        input: inputOf(request, method, ifMatch),
        ...callOf(request),
      };
      const presented = principal === null ? await presentedSession(parts, request) : null;
      const answer = await inSpan(parts.tracing, { name: operation.id, kind: 'internal' }, () =>
        principal === null
          ? runAnonymous(parts, operation, { ...call, presentedSession: presented })
          : runOperation(parts, operation, {
              ...call,
              principal,
              idempotencyKey: headerOf(request, 'idempotency-key') ?? null,
            }),
      );
      // A change of credentials must show at once to whoever made it.
      if (operation.effect !== 'read' && CREDENTIALS_CHANGE.test(operation.id)) parts.authenticator.forget();
      setCookie(parts, reply, answer.session);
      return reply.code(answer.status).send(answer.body);
    },
  });
}

/** What a call says of the request that it came with. */
export function callOf(request: FastifyRequest) {
  return {
    requestId: request.id,
    address: request.ip,
    userAgent: headerOf(request, 'user-agent')?.slice(0, USER_AGENT_MAX) ?? null,
  };
}

const USER_AGENT_MAX = 300;
const CREDENTIALS_CHANGE =
  /^(keys|session|sessions|sources|sign-in|account|people|roles|service-accounts|tenants?|children|child-access)\b/;

/** The principals of requests that go on, so that a refusal can say whose it was. */
const callers = new WeakMap<FastifyRequest, Principal>();

/** The caller of an operation: in a customer's tenant when the header names one, except for what is the caller's own. */
async function callerOf(
  parts: HttpParts,
  operation: AnyOperation,
  request: FastifyRequest,
): Promise<Principal> {
  const isOwn = operation.permission === 'own_session' && operation.effect !== 'read';
  return isOwn ? homePrincipalOf(parts, request) : principalOf(parts, request);
}

/** What finding out who a caller is needs. */
export type CallerParts = Pick<HttpParts, 'authenticator' | 'publicUrl' | 'rates'>;

/** The caller of a request; a cookie counts only when the browser says that our own page sent it. */
export async function principalOf(parts: CallerParts, request: FastifyRequest): Promise<Principal> {
  const principal = await homePrincipalOf(parts, request);
  const wanted = headerOf(request, CHILD_HEADER);
  if (wanted === undefined || wanted === '') return principal;
  const inChild = await parts.authenticator.inChild(principal, wanted);
  callers.set(request, inChild);
  return inChild;
}

async function homePrincipalOf(parts: CallerParts, request: FastifyRequest): Promise<Principal> {
  const credentials = credentialsOf(parts, request);
  const principal = await found(parts, request, parts.authenticator.authenticate(credentials));
  await admitCaller(parts, request, principal);
  if (principal.kind === 'user' && request.method !== 'GET' && request.method !== 'HEAD')
    refuseCrossSite(request);
  return principal;
}

/** The caller behind a secret address. */
export async function inboxCallerOf(parts: CallerParts, request: FastifyRequest, token: string) {
  const caller = await found(parts, request, parts.authenticator.authenticateInbox(token));
  await admitCaller(parts, request, caller.principal);
  return caller;
}

/** What was looked up; a credential that nobody holds counts for the address that it came from. */
async function found<Found>(
  parts: CallerParts,
  request: FastifyRequest,
  looking: Promise<Found>,
): Promise<Found> {
  try {
    return await looking;
  } catch (error) {
    // Without a credential it was counted before.
    const isWrong = error instanceof AppError && error.code === 'unauthenticated';
    if (isWrong && request.rateBuckets === null) await countForAddress(parts.rates, request);
    throw error;
  }
}

async function admitCaller(parts: CallerParts, request: FastifyRequest, principal: Principal): Promise<void> {
  callers.set(request, principal);
  const counted = countForCaller(parts.rates, request, principal);
  if (counted !== null) await counted;
}

function inboxTokenOf(request: FastifyRequest): string | null {
  const { token } = (request.params ?? {}) as { readonly token?: string };
  return request.routeOptions.url?.endsWith('/t/:token') === true && token !== undefined ? token : null;
}

export function credentialsOf(parts: Pick<HttpParts, 'publicUrl'>, request: FastifyRequest): Credentials {
  return {
    authorization: request.headers.authorization,
    apiKey: headerOf(request, 'x-api-key'),
    // A request that is refused before the plugins see it has no cookies yet.
    cookie: request.cookies?.[sessionCookieName(parts.publicUrl)],
  };
}

function hasCredential(parts: HttpParts, request: FastifyRequest): boolean {
  const { authorization, apiKey, cookie } = credentialsOf(parts, request);
  return authorization !== undefined || apiKey !== undefined || cookie !== undefined;
}

/** The session of the cookie that came with an anonymous call: signing in ends it, so that none is carried over. */
export async function presentedSession(parts: HttpParts, request: FastifyRequest) {
  const { cookie } = credentialsOf(parts, request);
  if (cookie === undefined) return null;
  const principal = await parts.authenticator.look({ authorization: undefined, apiKey: undefined, cookie });
  if (!principal?.sessionId) return null;
  return { id: principal.sessionId, tenantId: principal.homeTenantId };
}

/** Gives the browser the cookie of a session that has begun, or takes that of one that has ended. */
export function setCookie(
  parts: Pick<HttpParts, 'publicUrl'>,
  reply: FastifyReply,
  session: OperationAnswer['session'],
): void {
  if (session === undefined) return;
  const name = sessionCookieName(parts.publicUrl);
  const flags = {
    path: '/',
    httpOnly: true,
    // Lax and not strict: a link in a chat message must open for somebody who is signed in. What changes something is refused
    // by where it comes from (refuseCrossSite).
    sameSite: 'lax',
    secure: isSecure(parts.publicUrl),
  } as const;
  if (session === 'ended') reply.clearCookie(name, flags);
  else reply.setCookie(name, session.cookie, { ...flags, expires: session.expiresAt });
}

/** A browser says where a request comes from; a program that says nothing cannot be made to by another site. */
function isFromBrowser(request: FastifyRequest): boolean {
  return headerOf(request, 'sec-fetch-site') !== undefined || headerOf(request, 'origin') !== undefined;
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

export function jsonBody(request: FastifyRequest): Record<string, unknown> {
  const { body } = request;
  if (body === undefined || body === null || (Buffer.isBuffer(body) && body.length === 0)) return {};
  if (!Buffer.isBuffer(body)) throw new AppError('bad_request');
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) {
    throw new AppError('unsupported_media_type', { message: 'Send the body as application/json, in UTF-8.' });
  }
  return parseJsonObject(body);
}

/** The type itself and no parameter of another one: a browser sends `text/plain; x=application/json` to anybody unasked. */
const JSON_TYPE = /^\s*application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

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
