// A request as bytes, for what no HTTP client would send: two lengths, two hosts, a forged Host.

import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Everything that came, which is more than one answer where a request was smuggled in. */
  readonly text: string;
}

const QUIET_MS = 400;
const BOUND_MS = 15_000;

/** Sends the bytes and reads until the server closes, or is quiet after an answer. */
export function sendRaw(serverUrl: string, bytes: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(serverUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let text = '';
    const end = () => {
      clearTimeout(bound);
      socket.destroy();
      resolve(parseAnswer(text));
    };
    let quiet: NodeJS.Timeout | undefined;
    const bound = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer within ${BOUND_MS} ms, but: ${text}`));
    }, BOUND_MS);
    socket.on('data', (chunk) => {
      text += chunk;
      clearTimeout(quiet);
      quiet = setTimeout(end, QUIET_MS);
    });
    socket.on('close', end);
    socket.on('error', end);
  });
}

/** Request line and headers, with the line ends that belong there. */
export function head(line: string, headers: readonly string[]): string {
  return `${[line, ...headers].join('\r\n')}\r\n\r\n`;
}

function parseAnswer(text: string): RawAnswer {
  const split = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(0, split)).split('\r\n');
  const headers = new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: text.slice(split + 4), text };
}
