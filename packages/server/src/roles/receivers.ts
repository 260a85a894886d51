// Receivers: what vendors send. Written by hand and not projected from operations, since they take bodies in any form, check
// signatures over the bytes, and answer after a group commit instead of owning a transaction.

import { listSourceSettings, refuseSignature, sourceSecretPurpose } from '../domains/connections/index.ts';
import {
  type Accepter,
  AUTO,
  findContentHash,
  lockKey,
  makeReceiver,
  type ReceiveAnswer,
  type Receiver,
  type Sources,
  SUBMIT_SOURCE,
  type Submission,
  submitAlert,
} from '../domains/ingest/index.ts';
import type { Principal } from '../kernel/context.ts';
import { AppError } from '../kernel/errors.ts';
import type { Secret, TenantVault } from '../kernel/vault.ts';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type HttpParts,
  headerOf,
  inboxCallerOf,
  principalOf,
  unpackedBody,
} from '../platform/http/http-server.ts';
import { countRecords } from '../platform/http/rate-limits.ts';
import { causeOf } from '../platform/http/request-scope.ts';
import { requirePermission } from '../platform/http/run-operation.ts';

export interface ReceiverParts extends HttpParts {
  readonly sources: Sources;
  readonly accepter: Accepter;
  readonly signing: SigningCache;
}

export function addReceivers(app: FastifyInstance, parts: ReceiverParts): void {
  const receive = makeReceive(parts);
  app.post<{ Params: { source: string } }>('/v1/ingest/:source', async (request, reply) => {
    const principal = await principalOf(parts, request);
    const { source } = request.params;
    refuseSource(parts, principal, source);
    return receive(request, reply, { principal, source });
  });
  app.post<{ Params: { source: string; token: string } }>(
    '/v1/ingest/:source/t/:token',
    async (request, reply) => {
      const { principal, source } = await inboxCallerOf(parts, request, request.params.token);
      if (request.params.source !== source) {
        throw new AppError('source_not_allowed', { message: 'This address belongs to another source.' });
      }
      return receive(request, reply, { principal, source });
    },
  );
  addOktaVerification(app, parts);
  addSubmit(app, parts);
}

interface Caller {
  readonly principal: Principal;
  readonly source: string;
}

function makeReceive(parts: ReceiverParts) {
  const receiver: Receiver = makeReceiver(parts);
  return async (request: FastifyRequest, reply: FastifyReply, { principal, source }: Caller) => {
    try {
      const { sent, body } = await unpackedBody(request);
      const signing = await parts.signing.of(principal.tenantId);
      const at = parts.clock.now();
      const answer = await receiver.receive({
        tenantId: principal.tenantId,
        source,
        contentType: request.headers['content-type'],
        body,
        at,
        admit: (records) => countRecords(parts.rates, request, { id: principal.id, count: records }),
        cause: causeOf(request.id),
        requireSignature: (name) => requireSignature(request, signing.get(name), { sent, body, at }),
      });
      countAnswer(parts, source, answer);
      return reply.code(answer.status).send(answer.body);
    } catch (error) {
      if (error instanceof AppError) parts.metrics.refused.inc({ source, code: error.code });
      throw error;
    }
  };
}

interface Signing {
  readonly scheme: 'timestamped' | 'body';
  /** What keeps the secret from being opened, when something does: the source then refuses every body. */
  readonly secret: Secret | AppError;
}

const SIGNING_TTL_MS = 1_000;

export interface SigningCache {
  of(tenantId: string): Promise<Map<string, Signing>>;
  /** Drops what is remembered, so that a secret set here counts from this moment on. */
  forget(): void;
}

/** Which sources of a tenant require a signature, remembered for a second. */
export function makeSigningCache(
  parts: Pick<HttpParts, 'database' | 'vault' | 'clock' | 'log'>,
): SigningCache {
  const cache = new Map<
    string,
    { readonly until: number; readonly signing: Promise<Map<string, Signing>> }
  >();
  const of = (tenantId: string): Promise<Map<string, Signing>> => {
    const known = cache.get(tenantId);
    if (known && known.until > performance.now()) return known.signing;
    const signing = parts.database.transaction(tenantId, async (sql) => {
      const vault = parts.vault.of({ sql, tenantId, at: parts.clock.now() });
      const signing = new Map<string, Signing>();
      for (const row of await listSourceSettings({ sql, tenantId })) {
        if (row.signature_scheme === null) continue;
        const secret = await openOrWhyNot(vault, row);
        if (secret instanceof AppError) {
          parts.log.warn({ tenant: tenantId, source: row.source, error: secret }, 'source.secret-not-opened');
        }
        signing.set(row.source, { scheme: row.signature_scheme, secret });
      }
      return signing;
    });
    cache.set(tenantId, { until: performance.now() + SIGNING_TTL_MS, signing });
    signing.catch(() => cache.delete(tenantId));
    return signing;
  };
  return { of, forget: () => cache.clear() };
}

async function openOrWhyNot(
  vault: TenantVault,
  row: { readonly source: string; readonly secret_id: string | null },
): Promise<Secret | AppError> {
  try {
    if (row.secret_id !== null) return await vault.open(row.secret_id, sourceSecretPurpose(row.source));
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return new AppError('unavailable', {
    message: 'The secret of this source does not open with the keys of this server: set it anew.',
  });
}

interface Signable {
  /** The bytes as they came, and after unpacking; the same when they were not packed. */
  readonly sent: Buffer;
  readonly body: Buffer;
  readonly at: Date;
}

function requireSignature(
  request: FastifyRequest,
  rule: Signing | undefined,
  { sent, body, at }: Signable,
): void {
  if (!rule) return;
  if (rule.secret instanceof AppError) throw rule.secret;
  const secret = rule.secret.reveal();
  const signed = {
    timestamp: headerOf(request, 'x-watchfloor-timestamp'),
    signature: headerOf(request, 'x-watchfloor-signature') ?? headerOf(request, 'x-hub-signature-256'),
    at,
  };
  const refusal = refuseSignature(rule.scheme, secret, { ...signed, body: sent });
  if (refusal === null) return;
  // A sender that packs the body may have signed it before packing; that proves the secret as well.
  if (sent !== body && refuseSignature(rule.scheme, secret, { ...signed, body }) === null) return;
  throw new AppError('bad_signature', { message: refusal });
}

function countAnswer(parts: ReceiverParts, source: string, answer: ReceiveAnswer): void {
  const { data } = answer.body;
  for (const record of 'kind' in data ? [data] : data) {
    parts.metrics.accepted.inc({ source, kind: record.kind, status: record.status });
  }
}

/** The source must exist before rights are looked at: an unknown one is 404 for everybody who may submit at all. */
function refuseSource(parts: ReceiverParts, principal: Principal, source: string): void {
  requirePermission(principal, 'alerts:ingest');
  if (!parts.sources.has(source))
    throw new AppError('unknown_source', { message: `There is no source "${source.slice(0, 60)}".` });
  if (principal.sources !== null && !principal.sources.includes(source)) {
    throw new AppError('source_not_allowed', {
      message: `This key may submit to ${principal.sources.join(', ')} only.`,
    });
  }
}

/** Okta proves an event hook's address once by asking it to repeat a challenge. */
function addOktaVerification(app: FastifyInstance, parts: ReceiverParts): void {
  const verify = (request: FastifyRequest) => {
    const challenge = headerOf(request, 'x-okta-verification-challenge');
    if (challenge === undefined || challenge.length > 1_000) throw new AppError('not_found');
    return { verification: challenge };
  };
  app.get<{ Params: { token: string } }>('/v1/ingest/okta/t/:token', async (request) => {
    await inboxCallerOf(parts, request, request.params.token);
    return verify(request);
  });
  app.get('/v1/ingest/okta', async (request) => {
    await principalOf(parts, request);
    return verify(request);
  });
}

function addSubmit(app: FastifyInstance, parts: ReceiverParts): void {
  const submitParts = {
    ...parts,
    inTurn: <Result>(
      { tenantId, key, at }: Submission,
      run: (find: () => Promise<Buffer | null>) => Promise<Result>,
    ) =>
      parts.database.transaction(tenantId, async (sql) => {
        const wanted = { source: SUBMIT_SOURCE, key, at };
        await lockKey({ sql, tenantId }, wanted);
        return run(() => findContentHash({ sql, tenantId }, wanted));
      }),
  };
  app.post('/v1/alerts/submit', async (request, reply) => {
    const principal = await principalOf(parts, request);
    refuseSource(parts, principal, AUTO);
    const { body } = await unpackedBody(request);
    await countRecords(parts.rates, request, { id: principal.id, count: 1 });
    const data = await submitAlert(submitParts, {
      tenantId: principal.tenantId,
      body,
      idempotencyKey: idempotencyKeyOf(request),
      at: parts.clock.now(),
      cause: causeOf(request.id),
    });
    parts.metrics.accepted.inc({ source: SUBMIT_SOURCE, kind: 'alert', status: data.status });
    return reply.code(202).send({ data });
  });
}

function idempotencyKeyOf(request: FastifyRequest): string | null {
  const key = headerOf(request, 'idempotency-key') ?? null;
  if (key === null || /^[\x21-\x7e]{8,128}$/.test(key)) return key;
  throw new AppError('invalid', {
    field: 'Idempotency-Key',
    message: 'Idempotency-Key must be 8 to 128 printable characters.',
  });
}
