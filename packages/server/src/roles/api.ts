// The api role: operations, receivers, stream, sign-in, health, metrics and documents over HTTP.

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { listSourceSettings, refuseSignature, secretPurpose } from '../domains/connections/index.ts';
import { insertSession, newToken, redeemSignInLink, SESSION_HOURS } from '../domains/identity/index.ts';
import {
  type Accepter,
  AUTO,
  findContentHash,
  makeReceiver,
  type ReceiveAnswer,
  type Sources,
  SUBMIT_SOURCE,
  submitAlert,
} from '../domains/ingest/index.ts';
import type { Principal } from '../kernel/context.ts';
import { AppError } from '../kernel/errors.ts';
import { roleHolds } from '../kernel/permissions.ts';
import { SESSION_COOKIE } from '../platform/http/authenticate.ts';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type HttpParts,
  headerOf,
  makeHttpServer,
  principalOf,
  unpackedBody,
} from '../platform/http/http-server.ts';
import { openApiDocument } from '../platform/http/openapi.ts';
import { addStream } from '../platform/http/stream.ts';
import { handWrittenPaths } from './hand-written-paths.ts';

export interface ApiParts extends HttpParts {
  readonly sources: Sources;
  readonly accepter: Accepter;
  readonly version: string;
  readonly publicUrl: string | null;
  /** Null when everything that this server needs answers; else what does not. */
  readiness(): Promise<string | null>;
}

export async function makeApi(parts: ApiParts): Promise<FastifyInstance> {
  const app = await makeHttpServer(parts);
  addHealth(app, parts);
  addReceivers(app, parts);
  addSignIn(app, parts);
  await addStream(app, parts);
  await addDocuments(app, parts);
  return app;
}

function addHealth(app: FastifyInstance, parts: ApiParts): void {
  app.get('/healthz', async () => ({ data: { status: 'ok', version: parts.version } }));
  app.get('/readyz', async () => {
    const missing = await parts.readiness();
    if (missing !== null)
      throw new AppError('unavailable', { message: `Not ready: ${missing}.`, retryAfterSeconds: 2 });
    return { data: { status: 'ready' } };
  });
  app.get('/metrics', async (_request, reply) => {
    const text = await parts.metrics.registry.metrics();
    return reply.header('content-type', parts.metrics.registry.contentType).send(text);
  });
}

interface Signing {
  readonly scheme: 'timestamped' | 'body';
  readonly secret: string;
}

const SIGNING_TTL_MS = 1_000;

/** Which sources of a tenant require a signature, remembered for a second. */
function makeSigningCache(parts: ApiParts) {
  const cache = new Map<
    string,
    { readonly until: number; readonly signing: Promise<Map<string, Signing>> }
  >();
  return (tenantId: string): Promise<Map<string, Signing>> => {
    const known = cache.get(tenantId);
    if (known && known.until > performance.now()) return known.signing;
    const signing = parts.database.transaction(tenantId, async (sql) => {
      const settings = await listSourceSettings({ sql, tenantId });
      return new Map(
        settings.flatMap((row) =>
          row.signature_scheme && row.sealed_secret
            ? [
                [
                  row.source,
                  {
                    scheme: row.signature_scheme,
                    secret: parts.secrets.open(secretPurpose(tenantId, row.source), row.sealed_secret),
                  },
                ] as const,
              ]
            : [],
        ),
      );
    });
    cache.set(tenantId, { until: performance.now() + SIGNING_TTL_MS, signing });
    signing.catch(() => cache.delete(tenantId));
    return signing;
  };
}

function addReceivers(app: FastifyInstance, parts: ApiParts): void {
  const receiver = makeReceiver(parts);
  const signingOf = makeSigningCache(parts);

  const receive = async (
    request: FastifyRequest,
    reply: FastifyReply,
    caller: { principal: Principal; source: string },
  ) => {
    const { principal, source } = caller;
    const { sent, body } = await unpackedBody(request);
    const signing = await signingOf(principal.tenantId);
    const at = parts.clock.now();
    try {
      const answer = await receiver.receive({
        tenantId: principal.tenantId,
        source,
        contentType: request.headers['content-type'],
        body,
        at,
        requireSignature(name) {
          const rule = signing.get(name);
          if (!rule) return;
          const signed = {
            timestamp: headerOf(request, 'x-watchfloor-timestamp'),
            signature:
              headerOf(request, 'x-watchfloor-signature') ?? headerOf(request, 'x-hub-signature-256'),
            at,
          };
          const refusal = refuseSignature(rule.scheme, rule.secret, { ...signed, body: sent });
          // A sender that packs the body may have signed it before or after packing; either proves the secret.
          if (refusal && (sent === body || refuseSignature(rule.scheme, rule.secret, { ...signed, body }))) {
            throw new AppError('bad_signature', { message: refusal });
          }
        },
      });
      countAnswer(parts, source, answer);
      return reply.code(answer.status).send(answer.body);
    } catch (error) {
      if (error instanceof AppError)
        parts.metrics.refused.inc({
          source: parts.sources.has(source) ? source : 'unknown',
          code: error.code,
        });
      throw error;
    }
  };

  app.post<{ Params: { source: string } }>('/v1/ingest/:source', async (request, reply) => {
    const principal = await principalOf(parts, request);
    const { source } = request.params;
    refuseSource(parts, principal, source);
    return receive(request, reply, { principal, source });
  });

  app.post<{ Params: { source: string; token: string } }>(
    '/v1/ingest/:source/t/:token',
    async (request, reply) => {
      const { principal, source } = await parts.authenticator.authenticateInbox(request.params.token);
      if (request.params.source !== source)
        throw new AppError('source_not_allowed', { message: 'This address belongs to another source.' });
      return receive(request, reply, { principal, source });
    },
  );

  // Okta proves an event hook's address once by asking it to repeat a challenge.
  const verify = async (request: FastifyRequest) => {
    const challenge = headerOf(request, 'x-okta-verification-challenge');
    if (challenge === undefined || challenge.length > 1_000) throw new AppError('not_found');
    return { verification: challenge };
  };
  app.get<{ Params: { token: string } }>('/v1/ingest/okta/t/:token', async (request) => {
    await parts.authenticator.authenticateInbox(request.params.token);
    return verify(request);
  });
  app.get('/v1/ingest/okta', async (request) => {
    await principalOf(parts, request);
    return verify(request);
  });

  const submitParts = {
    ...parts,
    findSubmission: (tenantId: string, key: Buffer, at: Date) =>
      parts.database.transaction(tenantId, (sql) =>
        findContentHash({ sql, tenantId }, { source: SUBMIT_SOURCE, key, at }),
      ),
  };
  app.post('/v1/alerts/submit', async (request, reply) => {
    const principal = await principalOf(parts, request);
    refuseSource(parts, principal, AUTO);
    const { body } = await unpackedBody(request);
    const key = headerOf(request, 'idempotency-key') ?? null;
    if (key !== null && !/^[\x21-\x7e]{8,128}$/.test(key)) {
      throw new AppError('invalid', {
        field: 'Idempotency-Key',
        message: 'Idempotency-Key must be 8 to 128 printable characters.',
      });
    }
    const at = parts.clock.now();
    const data = await submitAlert(submitParts, {
      tenantId: principal.tenantId,
      body,
      idempotencyKey: key,
      at,
    });
    parts.metrics.accepted.inc({ source: 'submit', kind: 'alert', status: data.status });
    return reply.code(202).send({ data });
  });
}

function countAnswer(parts: ApiParts, source: string, answer: ReceiveAnswer): void {
  const { data } = answer.body;
  for (const record of 'kind' in data ? [data] : data) {
    parts.metrics.accepted.inc({ source, kind: record.kind, status: record.status });
  }
}

/** The source must exist before rights are looked at: an unknown one is 404 for everybody who may submit at all. */
function refuseSource(parts: ApiParts, principal: Principal, source: string): void {
  if (!roleHolds(principal.role, 'alerts:ingest')) {
    throw new AppError('forbidden', {
      message: `This needs the permission alerts:ingest; the role ${principal.role} does not hold it.`,
    });
  }
  if (!parts.sources.has(source))
    throw new AppError('unknown_source', { message: `There is no source "${source.slice(0, 60)}".` });
  if (principal.sources !== null && !principal.sources.includes(source)) {
    throw new AppError('source_not_allowed', {
      message: `This key may submit to ${principal.sources.join(', ')} only.`,
    });
  }
}

/** The one-time link: consumed by its first use, becomes a session cookie, leaves no token in the address bar. */
function addSignIn(app: FastifyInstance, parts: ApiParts): void {
  app.get<{ Querystring: { token?: string } }>('/sign-in', async (request, reply) => {
    const { token } = request.query;
    if (typeof token !== 'string' || token === '') return reply.callNotFound();
    const at = parts.clock.now();
    const hash = parts.secrets.keyedHash(token);
    const owner = await parts.database.transaction(null, (sql) => redeemSignInLink(sql, hash, at));
    reply.header('cache-control', 'no-store');
    if (!owner) return reply.redirect('/sign-in-failed', 303);
    const cookie = newToken();
    const expiresAt = new Date(at.getTime() + SESSION_HOURS * 3_600_000);
    const tenantId = owner.tenant_id;
    const id = parts.ids.next('session');
    await parts.database.transaction(tenantId, async (sql) => {
      await insertSession(
        { sql, tenantId },
        { id, personId: owner.person_id, hash: parts.secrets.keyedHash(cookie), at, expiresAt },
      );
      await parts.writeAudit(
        { sql, tenantId },
        {
          id: parts.ids.next('audit'),
          at,
          event: 'session.started',
          actor_kind: 'user',
          actor_id: owner.person_id,
          actor_name: 'one-time link',
          subject: `session:${id}`,
          before: null,
          after: { expires_at: expiresAt.toISOString() },
          reason: null,
          request_id: request.id,
        },
      );
    });
    return reply
      .setCookie(SESSION_COOKIE, cookie, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: parts.publicUrl?.startsWith('https:') ?? false,
        expires: expiresAt,
      })
      .redirect('/', 303);
  });
}

async function addDocuments(app: FastifyInstance, parts: ApiParts): Promise<void> {
  const document = openApiDocument(parts.operations, handWrittenPaths(), parts.version);
  app.get('/openapi.json', async () => document);
  // The document is our own projection; the plugin only shows it.
  await app.register(swagger, { mode: 'static', specification: { document: document as never } });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}
