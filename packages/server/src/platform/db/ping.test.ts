// Whether the database answers is itself answered in time: who asks is a probe that restarts what does not answer.

import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { openDatabase } from './database.ts';

const WITHIN_MS = 6_000;

test('a server that accepts connections and says nothing does not answer, and that is told in time', async () => {
  const held = new Set<Socket>();
  const silent = createServer((socket) => void held.add(socket));
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const address = silent.address();
  assert.ok(typeof address === 'object' && address !== null);
  const database = openDatabase({
    config: { host: '127.0.0.1', port: address.port, user: 'watchfloor', database: 'watchfloor' },
    onError: () => undefined,
  });
  try {
    const startedAt = performance.now();
    // More probes than there are connections: none waits for another's end.
    const asked = await Promise.allSettled([database.ping(), database.ping(), database.ping()]);
    assert.deepEqual(
      asked.map((one) => one.status),
      ['rejected', 'rejected', 'rejected'],
    );
    assert.ok(performance.now() - startedAt < WITHIN_MS);
  } finally {
    for (const socket of held) socket.destroy();
    silent.close();
    await database.close();
  }
});
