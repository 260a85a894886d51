// COPY over the driver: `pg` speaks the protocol and hands its messages to whatever is submitted as a query, which is all that a
// stream in each direction needs. A package for it (pg-copy-streams) would be a dependency for these two classes (ADR 0024).

import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** The part of the driver's connection that COPY needs; its own types leave it out. */
interface CopyConnection {
  readonly stream: Duplex;
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

/** Rows come one by one; they are passed on in pieces of this size, and no more than this waits. */
const PIECE_BYTES = 256 * 1024;
const WAITING_MAX = 4 * 1024 * 1024;

interface CopyMessage {
  readonly chunk: Buffer;
}

interface CompleteMessage {
  readonly text: string;
}

/** What `COPY … TO STDOUT` gives, piece by piece. The reader's pace is the database's. */
export async function* copyOut(client: pg.Client, text: string): AsyncGenerator<Buffer> {
  const query = new CopyOut(text);
  client.query(query);
  try {
    while (true) {
      const piece = await query.next();
      if (piece === null) return;
      yield piece;
    }
  } finally {
    query.abandon();
  }
}

class CopyOut {
  readonly #text: string;
  #connection: CopyConnection | null = null;
  #rows: Buffer[] = [];
  #bytes = 0;
  #isAbandoned = false;
  #state: 'running' | 'done' | Error = 'running';
  #wake: () => void = () => undefined;

  constructor(text: string) {
    this.#text = text;
  }

  submit(connection: unknown): void {
    this.#connection = connection as CopyConnection;
    this.#connection.query(this.#text);
  }

  /** The next piece; null at the end. */
  async next(): Promise<Buffer | null> {
    while (this.#state === 'running' && this.#bytes < PIECE_BYTES) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#state instanceof Error) throw this.#state;
    if (this.#rows.length === 0) return null;
    const piece = Buffer.concat(this.#rows);
    this.#rows = [];
    this.#bytes = 0;
    this.#connection?.stream.resume();
    return piece;
  }

  /** Nobody reads on: what still comes is let go, so that the connection can be ended. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#rows = [];
    this.#connection?.stream.resume();
  }

  handleCopyData(message: CopyMessage): void {
    if (this.#isAbandoned) return;
    // The driver's buffer is used again for the next message.
    this.#rows.push(Buffer.from(message.chunk));
    this.#bytes += message.chunk.length;
    if (this.#bytes >= PIECE_BYTES) this.#wake();
    if (this.#bytes >= WAITING_MAX) this.#connection?.stream.pause();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    if (this.#state === 'running') this.#state = 'done';
    this.#wake();
  }

  handleError(error: Error): void {
    this.#state = error;
    this.#wake();
  }
}

/** Sends the pieces to `COPY … FROM STDIN`; gives the number of rows that the database took. */
export async function copyIn(
  client: pg.Client,
  text: string,
  pieces: AsyncIterable<Buffer>,
): Promise<number> {
  const query = new CopyIn(text, pieces);
  client.query(query);
  return query.done;
}

class CopyIn {
  readonly #text: string;
  readonly #pieces: AsyncIterable<Buffer>;
  readonly done: Promise<number>;
  #resolve: (rows: number) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #rows = 0;
  #failure: unknown = null;

  constructor(text: string, pieces: AsyncIterable<Buffer>) {
    this.#text = text;
    this.#pieces = pieces;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: unknown): void {
    (connection as CopyConnection).query(this.#text);
  }

  handleCopyInResponse(connection: unknown): void {
    void this.#send(connection as CopyConnection);
  }

  async #send(connection: CopyConnection): Promise<void> {
    try {
      for await (const piece of this.#pieces) {
        if (this.#failure !== null) return;
        connection.sendCopyFromChunk(piece);
        if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain');
      }
      connection.endCopyFrom();
    } catch (error) {
      // What was wrong with the pieces is what went wrong; the database's answer only repeats it.
      this.#failure = error;
      connection.sendCopyFail('the pieces ended with an error');
    }
  }

  handleCommandComplete(message: CompleteMessage): void {
    this.#rows = Number(/^COPY (\d+)$/.exec(message.text)?.[1] ?? -1);
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#rows);
  }

  handleError(error: Error): void {
    // After an error the driver hands this query nothing more, so this is its end.
    this.#failure ??= error;
    this.#reject(this.#failure);
  }
}
