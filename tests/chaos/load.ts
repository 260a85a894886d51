// The load of every scenario: twenty senders, one a tenant, each sending in order and repeating what was not answered, as real
// forwarders do; and operators who comment under idempotency keys. What was answered is kept: it is what must be there at the end.

import { setTimeout as delay } from 'node:timers/promises';
import { type LoadRecord, loadRecord, TENANTS } from '../../bench/load/records.ts';
import { WATCHED } from './sinks.ts';

export interface Accepted {
  readonly record: LoadRecord;
  readonly alertId: string;
  /** Attempts before this one of which nobody knows whether they were stored. */
  readonly unknown: number;
}

export interface Comment {
  readonly tenant: number;
  readonly key: string;
  readonly commentId: string;
}

export interface Ledger {
  readonly accepted: readonly Accepted[];
  readonly comments: readonly Comment[];
  /** Answers that callers must never be given, whatever happens behind the server. */
  readonly wrongAnswers: readonly string[];
  /** Requests of which the answer was lost, or said that it is not known what became of them. */
  readonly lostAnswers: number;
  readonly refused: number;
}

export interface Load {
  readonly ledger: Ledger;
  /** Waits until so many more records were accepted. */
  untilAccepted(more: number): Promise<void>;
  /** Ends it: what was begun is sent until it is answered. */
  stop(): Promise<Ledger>;
}

export interface LoadOptions {
  /** Names the records of this load, so that they are no duplicates of another's. */
  readonly run: string;
  readonly keys: readonly string[];
  /** Where to send now; null while nobody takes requests. */
  url(turn: number): string | null;
  /** Records a second, of all senders together. */
  readonly rate: number;
}

/** Above everything that the server allows itself, so that what times out here is a server that hangs. */
const ANSWER_WITHIN_MS = 60_000;
const GIVE_UP_MS = 240_000;

export function startLoad(options: LoadOptions): Load {
  const accepted: Accepted[] = [];
  const comments: Comment[] = [];
  const wrongAnswers: string[] = [];
  const counts = { lostAnswers: 0, refused: 0 };
  let isStopping = false;
  const at = new Date();
  const sender: Sender = { options, counts, wrongAnswers };
  const ledger = Object.assign(counts, { accepted, comments, wrongAnswers });

  const sendAll = async (tenant: number) => {
    for (let place = 0; !isStopping; place += 1) {
      const startedAt = performance.now();
      const record = loadRecord(place * TENANTS + tenant, { run: options.run, at });
      const sent = await untilAnswered(sender, {
        tenant,
        path: `/v1/ingest/${record.source}`,
        body: record.body,
        status: 202,
      });
      if (sent === null) return;
      accepted.push({ record, alertId: sent.data['alert_id'] ?? '', unknown: sent.unknown });
      const pause = (TENANTS / options.rate) * 1_000 - (performance.now() - startedAt);
      if (pause > 0) await delay(pause);
    }
  };
  const commentAll = async (tenant: number) => {
    for (let place = 0; !isStopping; place += 1) {
      const alert = accepted.findLast((one) => one.record.tenant === tenant);
      if (alert) {
        const key = `${options.run}-${tenant}-${place}`;
        const sent = await untilAnswered(sender, {
          tenant,
          path: `/v1/alerts/${alert.alertId}/comments`,
          body: JSON.stringify({ body: `Looked at it (${key}).` }),
          status: 201,
          idempotencyKey: key,
        });
        if (sent === null) return;
        comments.push({ tenant, key, commentId: sent.data['id'] ?? '' });
      }
      await delay(250);
    }
  };
  const lanes = [
    ...Array.from({ length: TENANTS }, (_, tenant) => sendAll(tenant)),
    ...WATCHED.map(commentAll),
  ];
  return {
    ledger,
    async untilAccepted(more) {
      const wanted = accepted.length + more;
      const deadline = performance.now() + GIVE_UP_MS;
      while (accepted.length < wanted && performance.now() < deadline) await delay(20);
    },
    async stop() {
      isStopping = true;
      await Promise.all(lanes);
      return ledger;
    },
  };
}

interface Sender {
  readonly options: LoadOptions;
  readonly counts: { lostAnswers: number; refused: number };
  readonly wrongAnswers: string[];
}

interface Sending {
  readonly tenant: number;
  readonly path: string;
  readonly body: string;
  readonly status: number;
  readonly idempotencyKey?: string;
}

interface Sent {
  readonly data: Readonly<Record<string, string>>;
  readonly unknown: number;
}

/** Sends it until it is taken; null when that never came, which is noted as a wrong answer. */
async function untilAnswered(sender: Sender, sending: Sending): Promise<Sent | null> {
  const { options, counts, wrongAnswers } = sender;
  const startedAt = performance.now();
  let unknown = 0;
  for (let attempt = 0; performance.now() - startedAt < GIVE_UP_MS; attempt += 1) {
    const url = options.url(sending.tenant + attempt);
    if (url === null) {
      await delay(50);
      continue;
    }
    const answer = await sendOnce(url, options.keys[sending.tenant] ?? '', sending);
    if (answer === 'not-connected') {
      await delay(50);
      continue;
    }
    if (answer === 'lost') {
      counts.lostAnswers += 1;
      unknown += 1;
      await delay(50);
      continue;
    }
    if (answer.status === sending.status) return { data: answer.data, unknown };
    if (answer.status === 503 && answer.retryAfterSeconds > 0) {
      counts.refused += 1;
      // A commit whose answer the server itself did not get may have been made.
      if (answer.code === 'unavailable') unknown += 1;
      // As told to, but at most two seconds: the faults are shorter than in life, and so are the pauses.
      await delay(Math.min(answer.retryAfterSeconds, 2) * 500);
      continue;
    }
    wrongAnswers.push(
      `${sending.path.split('/').slice(0, 4).join('/')} answered ${answer.status} ${answer.code}, retry-after ${answer.retryAfterSeconds}`,
    );
    unknown += 1;
    await delay(500);
  }
  wrongAnswers.push(`${sending.path} was not taken within ${GIVE_UP_MS / 1_000} s`);
  return null;
}

interface OneAnswer {
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number;
  readonly data: Readonly<Record<string, string>>;
}

async function sendOnce(
  url: string,
  key: string,
  { path, body, idempotencyKey }: Sending,
): Promise<OneAnswer | 'lost' | 'not-connected'> {
  try {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const parsed = (await response.json()) as {
      data?: Record<string, string>;
      error?: { code: string };
    };
    return {
      status: response.status,
      code: parsed.error?.code ?? '',
      retryAfterSeconds: Number(response.headers.get('retry-after') ?? 0),
      data: parsed.data ?? {},
    };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const isRefused = cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
    return isRefused ? 'not-connected' : 'lost';
  }
}
