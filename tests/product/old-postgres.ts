// A PostgreSQL of an old release, faked at the wire: enough of the protocol to log in and be asked for its version.

import { createServer, type Socket } from 'node:net';

export interface OldPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Listens on a free port and says that it is this version, as `server_version_num` (150010 is 15.10). */
export async function startOldPostgres(versionNumber: number): Promise<OldPostgres> {
  const server = createServer((socket) => speak(socket, versionNumber));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `postgresql://app@127.0.0.1:${port}/watchfloor`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function speak(socket: Socket, versionNumber: number): void {
  let bytes = Buffer.alloc(0);
  let isLoggedIn = false;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const head = isLoggedIn ? 1 : 0;
      if (bytes.length < head + 4) return;
      const length = head + bytes.readInt32BE(head);
      if (bytes.length < length) return;
      const kind = isLoggedIn ? String.fromCharCode(bytes[0] ?? 0) : 'login';
      const text = bytes.toString('utf8', head + 4, length - 1);
      bytes = bytes.subarray(length);
      isLoggedIn = true;
      if (kind === 'X') socket.end();
      else if (kind === 'login') socket.write(Buffer.concat([message('R', int32(0)), ready()]));
      else if (kind === 'Q') socket.write(answerOf(text, versionNumber));
    }
  });
}

/** The version where it is asked for, no rows to anything else. */
function answerOf(query: string, versionNumber: number): Buffer {
  if (!query.includes('server_version_num'))
    return Buffer.concat([message('T', int16(0)), message('C', 'SELECT 0\0'), ready()]);
  const column = Buffer.concat([
    Buffer.from('server_version_num\0'),
    int32(0),
    int16(0),
    int32(25),
    int16(-1),
    int32(-1),
    int16(0),
  ]);
  const value = Buffer.from(String(versionNumber));
  return Buffer.concat([
    message('T', Buffer.concat([int16(1), column])),
    message('D', Buffer.concat([int16(1), int32(value.length), value])),
    message('C', 'SHOW\0'),
    ready(),
  ]);
}

function ready(): Buffer {
  return message('Z', 'I');
}

function message(kind: string, body: Buffer | string): Buffer {
  const content = Buffer.from(body);
  return Buffer.concat([Buffer.from(kind), int32(content.length + 4), content]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
