// The api role: operations, receivers, stream, sign-in, health, metrics and documents over HTTP.

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { insertSession, newToken, redeemSignInLink, SESSION_HOURS } from '../domains/identity/index.ts';
import { AppError } from '../kernel/errors.ts';
import { SESSION_COOKIE } from '../platform/http/authenticate.ts';
import { type FastifyInstance, makeHttpServer } from '../platform/http/http-server.ts';
import { openApiDocument } from '../platform/http/openapi.ts';
import { addStream } from '../platform/http/stream.ts';
import { handWrittenPaths } from './hand-written-paths.ts';
import { addReceivers, makeSigningCache, type ReceiverParts } from './receivers.ts';

export interface ApiParts extends Omit<ReceiverParts, 'signing'> {
  readonly version: string;
  readonly publicUrl: string | null;
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

/** The one-time link: consumed by its first use, becomes a session cookie, leaves no token in the address bar. */
function addSignIn(app: FastifyInstance, parts: ApiParts): void {
  // No HEAD: a mail scanner that looks at the address must not use the link up.
  app.get<{ Querystring: { token?: string } }>(
    '/sign-in',
    { exposeHeadRoute: false },
    async (request, reply) => {
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
    },
  );
}

async function addDocuments(app: FastifyInstance, parts: ApiParts): Promise<void> {
  const document = openApiDocument(parts.operations, handWrittenPaths(), parts.version);
  app.get('/openapi.json', async () => document);
  // The document is our own projection; the plugin only shows it.
  await app.register(swagger, { mode: 'static', specification: { document: document as never } });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}
