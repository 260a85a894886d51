// Sends requests as fast as a number of connections allow, or at a fixed rate, and says what came back and how long it took.
//
// At a fixed rate the clock starts when a request is due and not when a connection was free for it: a server that stalls makes
// all who waited late, as it would in life (coordinated omission).
//
// undici's dispatcher, since the sender works on the same processors: it costs half of what node:http does for a request (70 to 90 µs, 150 to 180).

import { Pool } from 'undici';

export interface Shot {
  readonly path: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly key: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Driven {
  readonly sent: number;
  readonly seconds: number;
  /** Answers by their status; 0 for a connection that failed. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Milliseconds of each answer below 400, sorted. */
  readonly times: readonly number[];
}

export interface DriveOptions {
  readonly url: string;
  readonly connections: number;
  /** Requests a second; null sends as fast as the connections allow. */
  readonly rate: number | null;
  readonly seconds: number;
  /** The n-th request; null ends the run early. */
  shot(n: number): Shot | null;
  onAnswer?(n: number, status: number, body: string): void;
}

export async function drive(options: DriveOptions): Promise<Driven> {
  const pool = new Pool(options.url, { connections: options.connections, pipelining: 1 });
  const statuses = new Map<number, number>();
  const times: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + options.seconds * 1_000;
  let next = 0;
  let isOver = false;
  const one = async (): Promise<boolean> => {
    const n = next;
    const dueAt = options.rate === null ? performance.now() : startedAt + (n / options.rate) * 1_000;
    if (isOver || dueAt >= endsAt) return false;
    const shot = options.shot(n);
    if (shot === null) {
      isOver = true;
      return false;
    }
    next += 1;
    const early = dueAt - performance.now();
    if (early > 1) await new Promise((done) => setTimeout(done, early));
    const { status, text } = await fire(pool, shot);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status > 0 && status < 400) times.push(performance.now() - dueAt);
    options.onAnswer?.(n, status, text);
    return true;
  };
  const connection = async () => {
    let goesOn = true;
    while (goesOn) goesOn = performance.now() < endsAt && (await one());
  };
  await Promise.all(Array.from({ length: options.connections }, connection));
  await pool.destroy();
  times.sort((left, right) => left - right);
  return { sent: next, seconds: (performance.now() - startedAt) / 1_000, statuses, times };
}

function fire(pool: Pool, shot: Shot): Promise<{ status: number; text: string }> {
  return new Promise((done) => {
    let status = 0;
    const chunks: Buffer[] = [];
    const end = () => done({ status, text: Buffer.concat(chunks).toString('utf8') });
    pool.dispatch(
      {
        path: shot.path,
        method: shot.method,
        headers: {
          authorization: `Bearer ${shot.key}`,
          ...(shot.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...shot.headers,
        },
        body: shot.body ?? null,
      },
      {
        onRequestStart() {},
        onResponseStart(_, code) {
          status = code;
        },
        onResponseData(_, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd: end,
        onResponseError(_, error) {
          done({ status: 0, text: error.message });
        },
      },
    );
  });
}

/** The value below which this share of the sorted ones lie; null when there are none. */
export function percentile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? null;
}
