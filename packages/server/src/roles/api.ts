// The api role: operations, receivers, stream, sign-in, health, metrics and documents over HTTP.

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { signInLinkOperation } from '../domains/identity/index.ts';
import type { Egress } from '../kernel/egress.ts';
import { AppError } from '../kernel/errors.ts';
import { anyOperation } from '../kernel/operation.ts';
import {
  callOf,
  type FastifyInstance,
  type FastifyRequest,
  makeHttpServer,
  presentedSession,
  setCookie,
} from '../platform/http/http-server.ts';
import { openApiDocument } from '../platform/http/openapi.ts';
import { runAnonymous } from '../platform/http/run-anonymous.ts';
import { DOCUMENTS_POLICY } from '../platform/http/security-headers.ts';
import { addStream } from '../platform/http/stream.ts';
import { addAuditExport } from './audit-export.ts';
import { addEgressCheck } from './egress-check.ts';
import { handWrittenPaths } from './hand-written-paths.ts';
import { type MetricsAccess, mayReadMetrics } from './metrics.ts';
import { addReceivers, makeSigningCache, type ReceiverParts } from './receivers.ts';
import { addTenantExport } from './tenant-export.ts';

export interface ApiParts extends Omit<ReceiverParts, 'signing'> {
  readonly egress: Egress;
  readonly version: string;
  readonly metricsAccess: MetricsAccess;
  /** Null when everything that this server needs answers; else what does not. */
  readiness(): Promise<string | null>;
}

export async function makeApi(given: ApiParts): Promise<FastifyInstance> {
  const signing = makeSigningCache(given);
  // A change of credentials or of a source's secret made here must show here at once; elsewhere within a second.
  const forget = () => {
    given.authenticator.forget();
    signing.forget();
  };
  const parts = { ...given, signing, authenticator: { ...given.authenticator, forget } };
  const app = await makeHttpServer(parts);
  addHealth(app, parts);
  addReceivers(app, parts);
  addAuditExport(app, parts);
  addTenantExport(app, parts);
  addEgressCheck(app, parts);
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
  const { metricsPort, metricsToken } = parts.metricsAccess;
  // Where they have a port of their own, there is nothing here.
  if (metricsPort !== null) return;
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(metricsToken, request.headers.authorization)) {
      throw new AppError('unauthenticated', {
        message: 'Send the token of WATCHFLOOR_METRICS_TOKEN as Bearer.',
      });
    }
    const text = await parts.metrics.registry.metrics();
    return reply.header('content-type', parts.metrics.registry.contentType).send(text);
  });
}

/** The one-time link: consumed by its first use, becomes a session cookie, leaves no token in the address bar. */
function addSignIn(app: FastifyInstance, parts: ApiParts): void {
  // No HEAD: a mail scanner that looks at the address must not use the link up.
  app.get<{ Querystring: { token?: string } }>(
    '/sign-in',
    { exposeHeadRoute: false },
    async (request, reply) => {
      const { token } = request.query;
      if (typeof token !== 'string' || token === '') return reply.callNotFound();
      reply.header('cache-control', 'no-store');
      const answer = await redeem(parts, request, token);
      if (!answer) return reply.redirect('/sign-in-failed', 303);
      setCookie(parts, reply, answer.session);
      return reply.redirect(answer.next === 'welcome' ? '/welcome' : '/', 303);
    },
  );
}

/** Null for a link that was used, has expired or never was; that is recorded as any failed sign-in. */
async function redeem(parts: ApiParts, request: FastifyRequest, token: string) {
  try {
    const { body, session } = await runAnonymous(parts, anyOperation(signInLinkOperation), {
      ...callOf(request),
      input: { token },
      presentedSession: await presentedSession(parts, request),
    });
    parts.authenticator.forget();
    // The runner has checked the answer against this very schema.
    return { session, next: (body as { data: { next: string } }).data.next };
  } catch (error) {
    if (error instanceof AppError && error.kind === 'user') return null;
    throw error;
  }
}

async function addDocuments(app: FastifyInstance, parts: ApiParts): Promise<void> {
  const document = openApiDocument(parts.operations, handWrittenPaths(), parts.version);
  app.get('/openapi.json', async () => document);
  // The document is our own projection; the plugin only shows it.
  await app.register(swagger, { mode: 'static', specification: { document: document as never } });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: DOCUMENTS_POLICY });
}
