// Delivery of a tenant's audit records to its collectors. Outside any transaction, and so at least once: a turn is taken and the
// batch fixed in one transaction, sent, and what came of it written in another. Who dies in between repeats the same batch under
// the same key; nothing is skipped, since the place in the chain moves last.

import type { Clock } from '../../../kernel/clock.ts';
import type { Logger, Sql } from '../../../kernel/context.ts';
import type { Egress, EgressPolicy, EgressResult } from '../../../kernel/egress.ts';
import { AppError } from '../../../kernel/errors.ts';
import type { Ids, TenantId } from '../../../kernel/ids.ts';
import type { TenantVault } from '../../../kernel/vault.ts';
import { insertAuditRecord } from '../audit.store.ts';
import { listLinks } from '../chain.store.ts';
import { type Judgement, judgeAnswer, nextBatchMax, pauseMs } from './judge-answer.ts';
import {
  type DueSink,
  leaseSink,
  listDueSinks,
  markSending,
  type Settled,
  type SinkRow,
  settleSink,
  settleTest,
} from './sink.store.ts';
import {
  idempotencyKeyOf,
  type Message,
  messageOf,
  requestOf,
  type SinkSecrets,
  testMessageOf,
} from './sink-message.ts';

export interface DeliveryParts {
  readonly database: {
    transaction<Result>(tenantId: string | null, run: (sql: Sql) => Promise<Result>): Promise<Result>;
  };
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly egress: Pick<Egress, 'fetch'>;
  readonly vault: { of(scope: { sql: Sql; tenantId: string; at: Date }): TenantVault };
  /** Between 0 and 1. */
  readonly chance: () => number;
}

/** A collector may move within the public internet; it may not send us anywhere else. 8088 is where Splunk collects. */
export const SINK_POLICY: EgressPolicy = {
  ports: [8088],
  redirects: 3,
  connectMs: 5_000,
  totalMs: 15_000,
  responseBytes: 64 * 1024,
};
/** Longer than a call can last, so that a turn ends by itself only when whoever had it is dead. */
export const LEASE_MS = 60_000;
const DUE_MAX = 100;
const AT_ONCE = 4;
/** A sink far behind sends so many batches in its turn; then others have theirs. */
const BATCHES_A_TURN = 10;

/** Sends what is due, of all tenants, a few at a time; gives how many batches were confirmed. */
export async function deliverAuditRecords(parts: DeliveryParts, signal: AbortSignal): Promise<number> {
  const due = await parts.database.transaction(null, (sql) => listDueSinks(sql, parts.clock.now(), DUE_MAX));
  const waiting = [...due];
  let confirmed = 0;
  const sender = async () => {
    for (let sink = waiting.shift(); sink && !signal.aborted; sink = waiting.shift()) {
      // Not in one statement: the sum would be read before the wait, and lose what others added meanwhile.
      const sent = await deliverSink(parts, sink, signal);
      confirmed += sent;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return confirmed;
}

/** One sink's turn; gives how many batches were confirmed. One that breaks does not keep the others from theirs. */
async function deliverSink(parts: DeliveryParts, due: DueSink, signal: AbortSignal): Promise<number> {
  let confirmed = 0;
  try {
    while (confirmed < BATCHES_A_TURN && !signal.aborted) {
      const turn = await takeTurn(parts, due);
      if (turn === null) break;
      const result = await parts.egress.fetch({ ...turn.request, signal }, SINK_POLICY);
      if (!(await endTurn(parts, turn, result))) break;
      confirmed += 1;
    }
  } catch (error) {
    parts.log.warn({ tenant: due.tenant_id, sink: due.id, error }, 'audit-sink.failed');
  }
  return confirmed;
}

interface Turn {
  readonly tenantId: TenantId;
  readonly leaseId: string;
  readonly sink: SinkRow;
  /** Null: a test. */
  readonly message: Message | null;
  readonly request: ReturnType<typeof requestOf>;
}

/** Takes the turn and fixes the batch; null when there is nothing to send, or another has the turn. */
async function takeTurn(parts: DeliveryParts, due: DueSink): Promise<Turn | null> {
  const at = parts.clock.now();
  const { tenant_id: tenantId } = due;
  const leaseId = parts.ids.next('sink');
  return parts.database.transaction(tenantId, async (sql) => {
    const scope = { sql, tenantId, at };
    const sink = await leaseSink(scope, due.id, {
      id: leaseId,
      at,
      until: new Date(at.getTime() + LEASE_MS),
    });
    if (sink === null) return null;
    const secrets = await openSecrets(parts.vault.of(scope), sink);
    if (typeof secrets === 'string') return giveUp(parts, scope, { sink, leaseId, error: secrets });
    const common = { url: sink.url, format: sink.format, secrets, at };
    if (sink.test_requested_at !== null) {
      const body = testMessageOf(tenantId, sink.format, at);
      const request = requestOf({ ...common, body, idempotencyKey: leaseId });
      return { tenantId, leaseId, sink, message: null, request };
    }
    const message = await nextMessage(scope, sink);
    if (message === null) {
      await settleSink(scope, { id: sink.id, leaseId }, unchanged(sink, { at, sendingTo: null }));
      return null;
    }
    await markSending(scope, sink.id, message.last.sequence);
    const request = requestOf({ ...common, body: message.body, idempotencyKey: idempotencyKeyOf(message) });
    return { tenantId, leaseId, sink, message, request };
  });
}

type TurnScope = { readonly sql: Sql; readonly tenantId: TenantId; readonly at: Date };

/** The records after the confirmed ones, up to where the batch ended that was sent before, if one was. */
async function nextMessage(scope: TurnScope, sink: SinkRow): Promise<Message | null> {
  const limit = sink.sending_to === null ? sink.batch_max : sink.sending_to - sink.confirmed_to;
  const links = await listLinks(scope, { after: sink.confirmed_to, limit });
  const again = links.filter((link) => sink.sending_to === null || link.sequence <= sink.sending_to);
  // All that was to be sent again was pruned meanwhile: on with what is there.
  return messageOf(scope.tenantId, sink.format, again.length > 0 ? again : links.slice(0, sink.batch_max));
}

/** What a sink sends with; a text says why it cannot be had. */
async function openSecrets(vault: TenantVault, sink: SinkRow): Promise<SinkSecrets | string> {
  const { authorization_secret_id: authorization, signing_secret_id: signing } = sink;
  try {
    return {
      authorization:
        authorization === null ? null : await vault.open(authorization, authorizationPurpose(sink.id)),
      signing: signing === null ? null : await vault.open(signing, signingPurpose(sink.id)),
    };
  } catch (error) {
    // A failure of the database has ended the transaction, and is everybody's.
    if (!(error instanceof AppError)) throw error;
    return 'The credential of the sink cannot be opened: set it again.';
  }
}

export function authorizationPurpose(sinkId: string): string {
  return `audit-sink-authorization:${sinkId}`;
}

export function signingPurpose(sinkId: string): string {
  return `audit-sink-signing:${sinkId}`;
}

async function giveUp(
  parts: DeliveryParts,
  scope: TurnScope,
  { sink, leaseId, error }: { readonly sink: SinkRow; readonly leaseId: string; readonly error: string },
): Promise<null> {
  const turn = { id: sink.id, leaseId };
  if (sink.test_requested_at !== null) await settleTest(scope, turn, error);
  else {
    const why = { at: scope.at, sendingTo: sink.sending_to, text: error, waitMs: null };
    await settleSink(scope, turn, failed(parts, sink, why));
  }
  return null;
}

/** Writes what came of it; true when the batch was confirmed and there may be more. */
async function endTurn(parts: DeliveryParts, turn: Turn, result: EgressResult): Promise<boolean> {
  const at = parts.clock.now();
  const { sink, message, tenantId } = turn;
  const judged = judgeAnswer(result, at);
  return parts.database.transaction(tenantId, async (sql) => {
    const scope = { sql, tenantId, at };
    const held = { id: sink.id, leaseId: turn.leaseId };
    const isHeld =
      message === null
        ? await settleTest(scope, held, judged.outcome === 'confirmed' ? null : judged.text)
        : await settleSink(scope, held, settledBy(parts, sink, { message, result, judged, at }));
    if (!isHeld) {
      parts.log.warn({ tenant: tenantId, sink: sink.id }, 'audit-sink.turn-was-over');
      return false;
    }
    if (judged.outcome === 'refused')
      await recordRefusal(parts, scope, { sink, judged, isTest: message === null });
    return message !== null && judged.outcome === 'confirmed';
  });
}

interface Outcome {
  readonly message: Message;
  readonly result: EgressResult;
  readonly judged: Judgement;
  readonly at: Date;
}

function settledBy(parts: DeliveryParts, sink: SinkRow, { message, result, judged, at }: Outcome): Settled {
  const sendingTo = message.last.sequence;
  const same = unchanged(sink, { at, sendingTo });
  // That we stop is no fault of the collector: the batch is sent again under its key.
  if (result.outcome === 'failed' && result.reason === 'stopped') return same;
  switch (judged.outcome) {
    case 'confirmed':
      return {
        confirmedTo: message.last.sequence,
        delivered: message.count,
        missed: message.first.sequence - sink.confirmed_to - 1,
        sendingTo: null,
        batchMax: nextBatchMax('confirmed', sink.batch_max, message.count),
        failures: 0,
        nextAttemptAt: at,
        error: null,
      };
    case 'refused':
      return { ...same, state: 'refused', failures: sink.failures + 1, error: judged.text };
    case 'too_large': {
      // One record alone that is too large is tried again and again: somebody must change the collector, and sees so.
      if (message.count === 1) return failed(parts, sink, { at, sendingTo, text: judged.text, waitMs: null });
      const batchMax = nextBatchMax('too_large', sink.batch_max, message.count);
      return { ...same, sendingTo: null, batchMax, error: judged.text };
    }
    case 'failed':
      return failed(parts, sink, { at, sendingTo, text: judged.text, waitMs: judged.waitMs });
  }
}

function unchanged(
  sink: SinkRow,
  { at, sendingTo }: { readonly at: Date; readonly sendingTo: number | null },
): Settled {
  const { batch_max: batchMax, failures } = sink;
  return { sendingTo, batchMax, failures, nextAttemptAt: at, error: null };
}

interface Failure {
  readonly at: Date;
  readonly sendingTo: number | null;
  readonly text: string;
  readonly waitMs: number | null;
}

function failed(parts: DeliveryParts, sink: SinkRow, { at, sendingTo, text, waitMs }: Failure): Settled {
  const failures = sink.failures + 1;
  const pause = Math.max(waitMs ?? 0, pauseMs(failures, parts.chance()));
  const nextAttemptAt = new Date(at.getTime() + pause);
  return { ...unchanged(sink, { at, sendingTo }), failures, nextAttemptAt, error: text };
}

interface Refusal {
  readonly sink: SinkRow;
  readonly judged: Judgement & { readonly outcome: 'refused' };
  readonly isTest: boolean;
}

/** Once for a delivery, since the sink stands still from then on until somebody changes it; for a test each time it is asked for. */
async function recordRefusal(
  parts: DeliveryParts,
  scope: TurnScope,
  { sink, judged, isTest }: Refusal,
): Promise<void> {
  await insertAuditRecord(scope, {
    id: parts.ids.next('audit'),
    at: scope.at,
    event: 'egress.refused',
    actor_kind: 'system',
    actor_id: 'audit-sinks',
    actor_name: 'audit sinks',
    actor_tenant_id: null,
    address: null,
    subject: `audit-sink:${sink.id}`,
    before: { state: sink.state },
    after: { state: isTest ? sink.state : 'refused', host: judged.host, reason: judged.reason },
    reason: judged.text,
    request_id: 'delivery',
  });
}
