// Audit sinks without a server: a chain by hand, collectors that are played on the wire, and delivery in rounds that the test calls.

import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  authorizationPurpose,
  type DeliveryParts,
  deliverAuditRecords,
  signingPurpose,
} from '../domains/audit/sinks/deliver.ts';
import {
  findSink,
  insertSink,
  type SinkFormat,
  type SinkLag,
  type SinkRow,
} from '../domains/audit/sinks/sink.store.ts';
import type { EgressPolicy } from '../kernel/egress.ts';
import { type TenantId, toWireId } from '../kernel/ids.ts';
import { type AuditByHand, auditByHand } from './audit-by-hand.ts';
import { until } from './until.ts';
import { egressFor, type Played, play, type TestEgress } from './wire.ts';

export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Ids of the records in it. */
  readonly ids: string[];
}

export type Answer = (response: ServerResponse, received: Received) => void;

export interface Collector {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** The answers to come; when there are none left it takes everything. */
  readonly answers: Answer[];
}

export interface SinkOptions {
  readonly tenantId?: TenantId;
  readonly url: string;
  readonly format?: SinkFormat;
  readonly authorization?: string;
  readonly signing?: string;
}

export interface TestSink {
  readonly id: string;
  readonly tenantId: TenantId;
  state(): Promise<SinkRow & SinkLag>;
}

export interface DeliverOptions {
  readonly guard: TestEgress;
  readonly policy?: EgressPolicy;
  readonly database?: DeliveryParts['database'];
  readonly signal?: AbortSignal;
}

export interface SinksByHand {
  readonly hand: AuditByHand;
  /** Servers to stop after the test. */
  readonly running: Played[];
  collector(options?: Parameters<typeof play>[1]): Promise<Collector>;
  addSink(options: SinkOptions): Promise<TestSink>;
  /** Writes and seals records; gives their ids as they go out. */
  write(tenantId: TenantId, count: number): Promise<string[]>;
  /** One round of delivery over all tenants; gives how many batches were confirmed. */
  deliver(options: DeliverOptions): Promise<number>;
  refusalsOf(tenantId: TenantId): Promise<{ subject: string; after: unknown; reason: string }[]>;
}

export async function sinksByHand(): Promise<SinksByHand> {
  const hand = await auditByHand();
  const running: Played[] = [];
  return {
    hand,
    running,
    async collector(options = {}) {
      const { server, ...played } = await playCollector(options);
      running.push(server);
      return played;
    },
    addSink: (options) => addSink(hand, options),
    async write(tenantId, count) {
      const ids = await hand.write(tenantId, count);
      // A database that is being made for another test may hold the seal back for a moment.
      await until(async () => {
        await hand.seal(tenantId);
        const left = 'select from wf.audit_unsealed where tenant_id = $1';
        return (await hand.tamper(left, [tenantId])).rowCount === 0;
      });
      return ids.map((id) => toWireId('audit', id));
    },
    deliver({ guard, policy = {}, database = hand.database, signal }) {
      const parts: DeliveryParts = {
        ...hand.parts,
        database,
        log: { debug() {}, info() {}, warn() {}, error() {} },
        egress: { fetch: (request, given) => guard.fetch(request, { ...given, ...policy }) },
        chance: () => 1,
      };
      return deliverAuditRecords(parts, signal ?? new AbortController().signal);
    },
    async refusalsOf(tenantId) {
      const { rows } = await hand.tamper(
        `select subject, after, reason from wf.audit_record where tenant_id = $1 and event = 'egress.refused'`,
        [tenantId],
      );
      return rows;
    },
  };
}

async function playCollector(
  options: Parameters<typeof play>[1] = {},
): Promise<Collector & { server: Played }> {
  const received: Received[] = [];
  const answers: Answer[] = [];
  const server = await play(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const one = { headers: request.headers, body: Buffer.concat(chunks).toString() };
    const full = { ...one, ids: parsed(one.body).map((line) => line.id ?? line.event?.id) };
    received.push(full);
    const answer = answers.shift();
    if (answer) answer(response, full);
    else response.end('{"text":"Success","code":0}');
  }, options);
  const { port } = server;
  return {
    server,
    url: `${options.certificate ? 'https' : 'http'}://127.0.0.1:${port}/in`,
    port,
    received,
    answers,
  };
}

async function addSink(
  hand: AuditByHand,
  { url, format = 'jsonl', authorization, signing, ...given }: SinkOptions,
): Promise<TestSink> {
  const tenantId = given.tenantId ?? (await hand.newTenant());
  const id = hand.parts.ids.next('sink');
  const at = hand.parts.clock.now();
  await hand.database.transaction(tenantId, async (sql) => {
    const scope = { sql, tenantId };
    const vault = hand.parts.vault.of({ ...scope, at });
    await insertSink(scope, {
      id,
      name: `sink ${id}`,
      url,
      format,
      authorization_secret_id: authorization
        ? await vault.put(authorizationPurpose(id), authorization)
        : null,
      signing_secret_id: signing ? await vault.put(signingPurpose(id), signing) : null,
      confirmed_to: 0,
      at,
      by: 'test',
    });
  });
  return {
    id,
    tenantId,
    async state() {
      const row = await hand.database.transaction(tenantId, (sql) => findSink({ sql, tenantId }, id));
      assert.ok(row);
      return row;
    },
  };
}

/** An answer of this status. */
export function status(code: number, headers: Record<string, string> = {}, body = ''): Answer {
  return (response) => void response.writeHead(code, headers).end(body);
}

/** A guard that may reach these collectors and nothing else. */
export function guardOf(...collectors: readonly Collector[]): TestEgress {
  return egressFor({ allow: collectors.map(({ port }) => `127.0.0.1:${port}`).join(',') });
}

/** The records of all messages, in the order in which they came. */
export function linesOf(received: readonly Received[]) {
  return received.flatMap(({ body }) => parsed(body));
}

export function idsOf(received: readonly Received[]): string[] {
  return received.flatMap(({ ids }) => ids);
}

function parsed(body: string) {
  return body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
