// Server-Sent Events: what changed in the caller's tenant, at once. Each message's id is a cursor; a browser that comes back
// with Last-Event-ID gets what it missed. Messages name what changed and never carry a record: whoever wants it reads it
// through the API, with the permission that this needs.

import type { FastifyInstance } from 'fastify';
import { AppError } from '../../kernel/errors.ts';
import { toWireId } from '../../kernel/ids.ts';
import type { Database } from '../db/database.ts';
import {
  CHANGES_CHANNEL,
  currentCursor,
  type EventCursor,
  readEvents,
  type StoredEvent,
} from '../db/domain-events.ts';
import { credentialsOf, type FastifyRequest, type HttpParts, headerOf, principalOf } from './http-server.ts';
import { rateHeaders } from './rate-limits.ts';
import { requirePermission } from './run-operation.ts';

const HEARTBEAT_MS = 25_000;
const POLL_MS = 1_000;
/** How long a stream may go on after its key was revoked or its session ended. */
const RECHECK_MS = 2_000;
const PAGE = 500;
const STREAMS_MAX = 500;

interface Listener {
  readonly tenantId: string;
  cursor: EventCursor;
  busy: boolean;
  again: boolean;
  send(text: string): boolean;
  end(): void;
  /** Ends the stream when its credential no longer holds. */
  recheck(): Promise<void>;
}

export async function addStream(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const listeners = new Set<Listener>();
  const leave = (listener: Listener) => {
    listeners.delete(listener);
    parts.metrics.streamsOpen.set(listeners.size);
  };
  const wake = (tenantId: string | null) => {
    for (const listener of listeners) {
      if (tenantId === null || listener.tenantId === tenantId) void pump(parts, listener);
    }
  };
  const stopListening = await parts.database.listen(CHANGES_CHANNEL, wake);
  // A row becomes readable only when no older transaction runs any more, which no notification tells; and a notification can be
  // lost with its connection. So everybody is woken each second as well.
  const poll = setInterval(() => wake(null), POLL_MS);
  const heartbeat = setInterval(() => {
    for (const listener of listeners) listener.send('event: heartbeat\ndata: {}\n\n');
  }, HEARTBEAT_MS);
  const rechecking = setInterval(() => {
    for (const listener of listeners) void listener.recheck();
  }, RECHECK_MS);
  // A stream has no end of its own, so stopping would wait for it for ever; its reader comes back with its cursor.
  app.addHook('preClose', async () => {
    clearInterval(poll);
    clearInterval(rechecking);
    clearInterval(heartbeat);
    for (const listener of listeners) listener.end();
    listeners.clear();
    parts.metrics.streamsOpen.set(0);
    await stopListening();
  });

  app.get('/v1/stream', async (request, reply) => {
    const principal = await principalOf(parts, request);
    requirePermission(principal, 'alerts:read');
    if (listeners.size >= STREAMS_MAX) throw new AppError('overloaded', { retryAfterSeconds: 15 });
    const from = parseCursor(headerOf(request, 'last-event-id'));
    const cursor = from ?? (await startOf(parts.database, principal.tenantId));
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
      'x-request-id': request.id,
      ...rateHeaders(request.rateBuckets ?? []),
    });
    reply.raw.write(`id: ${formatCursor(cursor)}\nevent: ready\ndata: {}\n\n`);
    const listener: Listener = {
      tenantId: principal.tenantId,
      cursor,
      busy: false,
      again: false,
      send: (text) => reply.raw.write(text),
      end: () => reply.raw.end(),
      async recheck() {
        if (await isStillAllowed(parts, request, principal.tenantId)) return;
        leave(listener);
        reply.raw.end();
      },
    };
    listeners.add(listener);
    parts.metrics.streamsOpen.set(listeners.size);
    request.raw.on('close', () => leave(listener));
    reply.raw.on('error', () => leave(listener));
    void pump(parts, listener);
  });
}

/** Looks without counting as use: an open tab must not keep an idle session alive. */
async function isStillAllowed(parts: HttpParts, request: FastifyRequest, tenantId: string): Promise<boolean> {
  try {
    const principal = await parts.authenticator.look(credentialsOf(parts, request));
    if (!principal) return false;
    const here =
      principal.tenantId === tenantId ? principal : await parts.authenticator.inChild(principal, tenantId);
    return here.permissions.has('alerts:read');
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return false;
    // The database being away says nothing about the credential.
    parts.log.warn({ error }, 'stream.recheck-failed');
    return true;
  }
}

async function startOf(database: Database, tenantId: string): Promise<EventCursor> {
  return database.transaction(tenantId, (sql) => currentCursor({ sql, tenantId }));
}

/** Sends everything after the listener's cursor; one run at a time, repeated when woken in between. */
async function pump(parts: HttpParts, listener: Listener): Promise<void> {
  if (listener.busy) {
    listener.again = true;
    return;
  }
  listener.busy = true;
  try {
    do {
      listener.again = false;
      const { tenantId } = listener;
      const events = await parts.database.transaction(tenantId, (sql) =>
        readEvents({ sql, tenantId }, listener.cursor, PAGE),
      );
      for (const event of events) {
        listener.cursor = { transaction: event.transaction_id, id: event.id };
        listener.send(messageOf(event, listener.cursor));
      }
      if (events.length === PAGE) listener.again = true;
    } while (listener.again);
  } catch (error) {
    // The next wake-up, at most a second away, tries again from the same cursor.
    parts.log.warn({ error }, 'stream.read-failed');
  } finally {
    listener.busy = false;
  }
}

function messageOf(event: StoredEvent, cursor: EventCursor): string {
  const data = {
    type: event.type,
    alert_id: toWireId('alert', event.subject_id),
    at: event.at.toISOString(),
    ...(event.type === 'alert.decided'
      ? {
          risk_score: event.payload['risk_score'],
          recommended_disposition: event.payload['recommended_disposition'],
          revision: event.payload['revision'],
        }
      : {}),
  };
  return `id: ${formatCursor(cursor)}\nevent: change\ndata: ${JSON.stringify(data)}\n\n`;
}

function formatCursor(cursor: EventCursor): string {
  return `${cursor.transaction}.${cursor.id}`;
}

function parseCursor(text: string | undefined): EventCursor | null {
  const match = /^(\d{1,20})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text ?? '');
  if (!match?.[1] || !match[2] || BigInt(match[1]) >= 2n ** 64n) return null;
  return { transaction: match[1], id: match[2] };
}
