// Follows the stream of changes: Server-Sent Events over fetch, resumed from the last cursor when the connection breaks.

import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from './connect.ts';
import { UsageError } from './explain.ts';

export interface Change {
  readonly type: string;
  readonly alert_id: string;
  readonly at: string;
}

/** Calls back for each change, in order, one at a time. Settles when the first connection stands. */
export async function followChanges(
  connection: Pick<Connection, 'url' | 'headers'>,
  onChange: (change: Change) => Promise<void>,
): Promise<{ stop(): void }> {
  const abort = new AbortController();
  let cursor: string | null = null;
  const open = async (): Promise<ReadableStream<Uint8Array>> => {
    const response = await fetch(`${connection.url}/v1/stream`, {
      headers: { ...connection.headers, ...(cursor === null ? {} : { 'last-event-id': cursor }) },
      signal: abort.signal,
    });
    if (!response.ok || !response.body) throw new UsageError(`The stream answered ${response.status}.`);
    return response.body;
  };
  const readAll = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      let end = text.indexOf('\n\n');
      while (end !== -1) {
        const message = parseMessage(text.slice(0, end));
        text = text.slice(end + 2);
        if (message.id !== null) cursor = message.id;
        if (message.event === 'change') await onChange(JSON.parse(message.data) as Change);
        end = text.indexOf('\n\n');
      }
    }
  };
  const first = await open();
  const loop = async () => {
    let body: ReadableStream<Uint8Array> | null = first;
    while (!abort.signal.aborted) {
      try {
        await readAll(body ?? (await open()));
      } catch (error) {
        if (!abort.signal.aborted && error instanceof UsageError) throw error;
      }
      body = null;
      if (!abort.signal.aborted) await delay(1_000);
    }
  };
  void loop().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
  return { stop: () => abort.abort() };
}

function parseMessage(text: string): { id: string | null; event: string; data: string } {
  let id: string | null = null;
  let event = 'message';
  const data: string[] = [];
  for (const line of text.split('\n')) {
    const [name, value] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()];
    if (name === 'id') id = value;
    if (name === 'event') event = value;
    if (name === 'data') data.push(value);
  }
  return { id, event, data: data.join('\n') };
}
