// Who is told what happened, counted from outside: an HTTP collector of audit records, and readers of the stream of changes that
// come back with their cursor as a browser does. Each must have been told everything once, in order, without a gap.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

/** Tenants whose audit records are sent out and whose stream is read. */
export const WATCHED = [0, 1, 2] as const;

interface Batch {
  readonly key: string;
  readonly body: string;
}

export interface Collector {
  readonly port: number;
  /** Messages that came, repetitions included. */
  readonly messages: number;
  /** Makes a sink in each watched tenant. */
  connect(url: string, keys: readonly string[]): Promise<void>;
  /** What is wrong with what came, seen by idempotency key; and how many records came. */
  judge(admin: pg.Pool): Promise<{ problems: string[]; records: number; isComplete: boolean }>;
  stop(): Promise<void>;
}

interface AuditLine {
  readonly id: string;
  readonly tenant_id: string;
  readonly sequence: number;
}

export async function startCollector(): Promise<Collector> {
  const batches = new Map<string, Batch>();
  const problems: string[] = [];
  let messages = 0;
  let sinks = 0;
  const server = createServer((request, response) => void take(request, response));

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // The sender died while it sent: what did not come whole was not taken.
      return;
    }
    messages += 1;
    const body = Buffer.concat(chunks).toString();
    const key = `${request.url} ${String(request.headers['idempotency-key'])}`;
    const known = batches.get(key);
    if (known === undefined) batches.set(key, { key, body });
    else if (known.body !== body) problems.push(`another body under the idempotency key ${key}`);
    response.end('{}');
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    get messages() {
      return messages;
    },
    async connect(url, keys) {
      for (const tenant of WATCHED) {
        const answer = await fetch(`${url}/v1/audit-sinks`, {
          method: 'POST',
          headers: { authorization: `Bearer ${keys[tenant]}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            name: 'chaos',
            url: `http://127.0.0.1:${port}/${tenant}`,
            sign: false,
            from: 'beginning',
          }),
        });
        if (!answer.ok) throw new Error(`no audit sink was made: ${await answer.text()}`);
        sinks += 1;
      }
    },
    judge: async (admin) => judgeBatches(admin, { batches: [...batches.values()], before: problems, sinks }),
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

interface Taken {
  readonly batches: readonly Batch[];
  readonly before: readonly string[];
  readonly sinks: number;
}

async function judgeBatches(admin: pg.Pool, { batches, before, sinks }: Taken) {
  const problems = [...before];
  const lines: AuditLine[] = batches.flatMap(({ body }) =>
    body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
  const byTenant = Map.groupBy(lines, (line) => line.tenant_id);
  const { rows } = await admin.query<{ tenant: string; last: string }>(
    `select 'tenant_' || replace(s.tenant_id::text, '-', '') as tenant, max(l.sequence) as last
     from wf.audit_sink s join wf.audit_link l on l.tenant_id = s.tenant_id group by s.tenant_id`,
  );
  let isComplete = rows.length >= sinks;
  for (const { tenant, last } of rows) {
    const own = byTenant.get(tenant) ?? [];
    if (new Set(own.map((line) => line.id)).size !== own.length)
      problems.push(`${tenant}: an audit record came under two idempotency keys`);
    const broken = own.findIndex((line, index) => line.sequence !== index + 1);
    if (broken >= 0)
      problems.push(`${tenant}: place ${own[broken]?.sequence} came where ${broken + 1} was due`);
    if (own.length < Number(last)) isComplete = false;
    if (own.length > Number(last)) problems.push(`${tenant}: more audit records came than there are`);
  }
  return { problems, records: lines.length, isComplete };
}

export interface Watcher {
  readonly tenant: number;
  /** Cursors of all changes, in the order in which they came. */
  readonly cursors: readonly string[];
  readonly from: string;
  readonly connections: number;
  stop(): void;
}

/** Reads a tenant's stream from now on, and comes back with its cursor whenever it ends. */
export async function watchStream(
  tenant: number,
  { key, url }: { readonly key: string; url(): string | null },
): Promise<Watcher> {
  const stopping = new AbortController();
  const cursors: string[] = [];
  let from = '';
  let connections = 0;
  const read = async (address: string) => {
    const cursor = cursors.at(-1) ?? from;
    const answer = await fetch(`${address}/v1/stream`, {
      headers: { authorization: `Bearer ${key}`, ...(cursor === '' ? {} : { 'last-event-id': cursor }) },
      signal: stopping.signal,
    });
    if (!answer.ok || answer.body === null) return;
    connections += 1;
    let text = '';
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages) {
        const id = /^id: (\S+)$/m.exec(message)?.[1];
        if (id === undefined) continue;
        if (/^event: change$/m.test(message)) cursors.push(id);
        else if (from === '') from = id;
      }
    }
  };
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const address = url();
      // The server is gone or goes while it speaks: a browser comes back, and so do we.
      if (address !== null) await read(address).catch(() => undefined);
      await delay(50);
    }
  };
  void loop();
  while (from === '') await delay(20);
  return {
    tenant,
    cursors,
    get from() {
      return from;
    },
    get connections() {
      return connections;
    },
    stop: () => stopping.abort(),
  };
}

/** What is wrong with what a stream told, compared with the events that are stored; and whether it has told all. */
export async function judgeWatcher(
  admin: pg.Pool,
  watcher: Watcher,
  slug: string,
): Promise<{ problems: string[]; isComplete: boolean }> {
  const [transaction, id] = watcher.from.split('.');
  const { rows } = await admin.query<{ cursor: string }>(
    `select e.transaction_id::text || '.' || e.id as cursor from wf.domain_event e join wf.tenant t on t.id = e.tenant_id
     where t.slug = $1 and (e.transaction_id, e.id) > ($2::xid8, $3::uuid) order by e.transaction_id, e.id`,
    [slug, transaction, id],
  );
  const expected = rows.map((row) => row.cursor);
  const problems: string[] = [];
  const place = watcher.cursors.findIndex((cursor, index) => cursor !== expected[index]);
  if (place >= 0)
    problems.push(
      `${slug}: change ${place} of the stream is ${watcher.cursors[place]}, not ${expected[place]}`,
    );
  return { problems, isComplete: watcher.cursors.length >= expected.length };
}
